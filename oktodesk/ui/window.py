"""The main window. It is shown at once, with next to nothing in it, and furnished after its first painting.

So nothing may be imported here that the first painting does not need; not even ``Qt``, which takes 22 ms.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QMoveEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from oktodesk.system.settings import WindowGeometry
from oktodesk.ui.skeleton import Skeleton
from oktodesk.ui.visible import one_line

if TYPE_CHECKING:
    from oktodesk.system.clock import Clock
    from oktodesk.ui.allowance_meter import AllowanceMeter
    from oktodesk.ui.banner import BannerStack
    from oktodesk.ui.batch_bar import BatchBar
    from oktodesk.ui.detail.panel import DetailPanel
    from oktodesk.ui.empty import EmptyView, NothingFound, NothingYet
    from oktodesk.ui.filter_bar import FilterBar
    from oktodesk.ui.new_strip import NewStrip
    from oktodesk.ui.status_line import StatusLine
    from oktodesk.ui.toolbar import Toolbar

_SIZE = (1180, 740)
_TITLE_LENGTH = 80
_LEAST_SIZE = (760, 480)


class MainWindow(QMainWindow):
    """Puts the parts together and says what the person did; knows no engine. It never closes itself.

    The parts are there from ``furnish`` on.
    """

    links_given = Signal(object)
    """Something was dropped or pasted; carries a ``Dropped``."""
    text_returned = Signal(str)
    """What was typed held no link and goes back to where it can be mended."""
    close_requested = Signal()
    arranged = Signal()
    """The window was moved or resized, or list and panel share the width differently."""
    attention_changed = Signal()
    """The window got or lost the focus, was hidden, minimised or shown."""
    undo_pressed = Signal()
    """What was done last is to be undone, as far as that can be."""
    key_pressed = Signal(object)
    """A key stands for an ``Action`` on the selected rows."""

    toolbar: "Toolbar"
    filters: "FilterBar"
    allowance: "AllowanceMeter"
    banners: "BannerStack"
    new_strip: "NewStrip"
    batch_bar: "BatchBar"
    waiting: "NothingYet"
    empty: "EmptyView"
    nothing_found: "NothingFound"
    detail: "DetailPanel"
    status: "StatusLine"

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        self.setCentralWidget(Skeleton(self))
        self._table: QWidget | None = None
        self._wants_detail = True
        self.show_title("")

    def furnish(self, clock: "Clock") -> None:
        """Put everything in. To be called once, after the first painting."""
        # Imported here, for they bring most of the program along.
        from oktodesk.ui.drop_target import DropTarget  # noqa: PLC0415
        from oktodesk.ui.furniture import Furniture  # noqa: PLC0415
        from oktodesk.ui.window_keys import WindowKeys  # noqa: PLC0415

        parts = Furniture(clock, self)
        self.toolbar, self.filters, self.allowance = parts.toolbar, parts.filters, parts.allowance
        self.banners, self.new_strip, self.status = parts.banners, parts.new_strip, parts.status
        self.batch_bar = parts.batch_bar
        self.waiting, self.empty = parts.waiting, parts.empty
        self.nothing_found, self.detail = parts.nothing_found, parts.detail
        self._pages, self._splitter = parts.pages, parts.splitter
        self.setCentralWidget(parts)
        self._show_page(self.waiting)
        self._drops = DropTarget(self)
        self._keys = WindowKeys(self, panes=self._panes)
        self._connect()
        self.toolbar.links.setFocus()

    def show_title(self, account: str) -> None:
        """Name the account in the title."""
        self.setWindowTitle(f"{one_line(account, most=_TITLE_LENGTH)} · oktodesk" if account else "oktodesk")

    def set_table(self, table: QWidget | None) -> None:
        """Put an account's list into its place, or take it away; what it holds is to be told yet."""
        if self._table is not None:
            self._pages.removeWidget(self._table)
        self._table = table
        if table is not None:
            from oktodesk.ui.tab_order import order_tab_round  # noqa: PLC0415 - after the first paint

            self._pages.addWidget(table)
            order_tab_round(self)
        else:
            self._show_page(self.waiting)

    def show_list(self) -> None:
        """There are rows to show."""
        if self._table is not None:
            self._show_page(self._table)

    def show_waiting(self) -> None:
        """It is not known yet what there is; whoever is invited already to drop something stays invited."""
        if self._pages.currentWidget() is not self.empty:
            self._show_page(self.waiting)

    def show_empty(self) -> None:
        """The account has nothing yet: the drop target."""
        self._show_page(self.empty)

    def show_nothing_found(self, search: str) -> None:
        """Filter or search leave nothing."""
        self.nothing_found.show_search(search)
        self._show_page(self.nothing_found)

    @property
    def wants_detail(self) -> bool:
        """Whether the person wants the panel at the side; there is none where nothing could be in it."""
        return self._wants_detail

    def want_detail(self, *, wanted: bool) -> None:
        """Show the panel at the side, or do without it."""
        self._wants_detail = wanted
        self.detail.setVisible(wanted and self._pages.currentWidget() is not self.empty)

    def show_detail(self) -> None:
        """Open the panel at the side and go there."""
        self.want_detail(wanted=True)
        self._keys.go_to(self.detail)

    def come_forward(self) -> None:
        """Be seen: another start of oktodesk ended in favour of this window."""
        from PySide6.QtCore import Qt  # noqa: PLC0415 - after the first paint

        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def paste(self) -> None:
        """Take the clipboard, as if it had been dropped."""
        self._drops.paste()

    def restore(self, geometry: WindowGeometry | None) -> None:
        """Go back to where the window was, if that is still on a screen."""
        if geometry is None:
            return
        frame = QRect(geometry.x, geometry.y, geometry.width, geometry.height)
        if any(screen.availableGeometry().intersects(frame) for screen in QGuiApplication.screens()):
            self.setGeometry(frame)
        if geometry.maximized:
            from PySide6.QtCore import Qt  # noqa: PLC0415 - only where it is needed so early

            self.setWindowState(Qt.WindowState.WindowMaximized)

    def restore_splitter(self, sizes: tuple[int, ...]) -> None:
        """Share the width between list and panel as before."""
        if len(sizes) == self._splitter.count():
            self._splitter.setSizes(list(sizes))

    @property
    def place(self) -> WindowGeometry:
        """Where the window is when it is not maximised."""
        normal = self.normalGeometry() if self.isMaximized() else self.geometry()
        return WindowGeometry(
            normal.x(), normal.y(), normal.width(), normal.height(), maximized=self.isMaximized()
        )

    @property
    def splitter_sizes(self) -> tuple[int, ...]:
        """How list and panel share the width; empty while there is no panel."""
        sizes = self._splitter.sizes()
        return tuple(sizes) if all(sizes) else ()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask instead of closing."""
        event.ignore()
        self.close_requested.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front, leaves it or is minimised."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange}:
            self.attention_changed.emit()

    def moveEvent(self, event: QMoveEvent) -> None:
        """Tell of another place."""
        super().moveEvent(event)
        self.arranged.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell of another size."""
        super().resizeEvent(event)
        self.arranged.emit()

    def _show_page(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        self.want_detail(wanted=self._wants_detail)

    def focusNextPrevChild(self, next: bool, /) -> bool:  # noqa: A002, FBT001 - as Qt has it
        """As Qt's; but what was hidden while it had the focus leaves it to the list, not to the first button."""
        had_it = self.focusWidget()
        is_gone = had_it is not None and not had_it.isVisible()  # type: ignore[redundant-expr]  # None is possible
        if is_gone and self._table is not None and self._table.isVisible():
            self._table.setFocus()
            return True
        return super().focusNextPrevChild(next)

    def _panes(self) -> list[QWidget]:
        return [self.toolbar.links, self._pages.currentWidget() or self.empty, self.detail]

    def _connect(self) -> None:
        self._splitter.splitterMoved.connect(self.arranged)
        self._drops.links_given.connect(self.links_given)
        self.toolbar.links.links_given.connect(self.links_given)
        self.waiting.waited.connect(self.show_empty)
        self.empty.paste_pressed.connect(self.paste)
        self._keys.paste_pressed.connect(self.paste)
        self._keys.search_pressed.connect(self.toolbar.search_now)
        self._keys.refresh_pressed.connect(self.toolbar.refresh_pressed)
        self._keys.undo_pressed.connect(self.undo_pressed)
        self._keys.quit_pressed.connect(self.close_requested)
        self._keys.action_pressed.connect(self.key_pressed)
