"""The main window: puts the parts in their places and says what the person did. It knows no engine."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from oktodesk.system.clock import Clock
from oktodesk.system.settings import WindowGeometry
from oktodesk.ui.action_words import KEYS, QUIT_KEYS
from oktodesk.ui.allowance_meter import AllowanceMeter
from oktodesk.ui.banner import BannerStack
from oktodesk.ui.detail.panel import DetailPanel
from oktodesk.ui.drop_hint import DropHint
from oktodesk.ui.drops import may_hold_links, read_mime
from oktodesk.ui.empty import EmptyView, NothingFound
from oktodesk.ui.filter_bar import FilterBar
from oktodesk.ui.new_strip import NewStrip
from oktodesk.ui.row_actions import Action
from oktodesk.ui.status_line import StatusLine
from oktodesk.ui.theme import GRID
from oktodesk.ui.toolbar import Toolbar

_SIZE = (1180, 740)
_LEAST_SIZE = (760, 480)


class MainWindow(QMainWindow):
    """Closing is a request: the window never closes itself."""

    links_given = Signal(object)
    """Something was dropped or pasted; carries a ``Dropped``."""
    close_requested = Signal()
    attention_changed = Signal()
    """The window got or lost the focus, was hidden, minimised or shown."""
    key_pressed = Signal(object)
    """A key stands for an ``Action`` on the selected rows."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("main_window")
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        self.toolbar = Toolbar(self)
        self.filters = FilterBar(self)
        self.allowance = AllowanceMeter(self)
        self.banners = BannerStack(clock, self)
        self.new_strip = NewStrip(self)
        self.empty = EmptyView(self)
        self.nothing_found = NothingFound(self)
        self.detail = DetailPanel(self)
        self.status = StatusLine(self)
        self._table: QWidget | None = None
        self._stack = QStackedWidget(self)
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._hint = DropHint(self)
        self._shortcuts = list(self._make_shortcuts())
        self.toolbar.links.links_given.connect(self.links_given)
        self.empty.paste_pressed.connect(self.paste)
        self.show_title("")
        self.toolbar.links.setFocus()

    def show_title(self, account: str) -> None:
        """Name the account in the title."""
        self.setWindowTitle(f"{account} · oktodesk" if account else "oktodesk")

    def set_table(self, table: QWidget | None) -> None:
        """Put an account's list into its place, or take it away."""
        if self._table is not None:
            self._stack.removeWidget(self._table)
        self._table = table
        if table is not None:
            self._stack.addWidget(table)
        self._stack.setCurrentWidget(self.empty)

    def show_list(self) -> None:
        """There are rows to show."""
        if self._table is not None:
            self._stack.setCurrentWidget(self._table)

    def show_empty(self) -> None:
        """The account has nothing yet: the drop target."""
        self._stack.setCurrentWidget(self.empty)

    def show_nothing_found(self, search: str) -> None:
        """Filter or search leave nothing."""
        self.nothing_found.show_search(search)
        self._stack.setCurrentWidget(self.nothing_found)

    def come_forward(self) -> None:
        """Be seen: another start of oktodesk ended in favour of this window."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def paste(self) -> None:
        """Take the clipboard, as if it had been dropped."""
        mime = QGuiApplication.clipboard().mimeData()
        if may_hold_links(mime):
            self._give(mime)

    def restore(self, geometry: WindowGeometry | None, splitter: tuple[int, ...]) -> None:
        """Go back to where the window was, if that is still on a screen."""
        if geometry is not None:
            frame = QRect(geometry.x, geometry.y, geometry.width, geometry.height)
            if any(screen.availableGeometry().intersects(frame) for screen in QGuiApplication.screens()):
                self.setGeometry(frame)
            if geometry.maximized:
                self.setWindowState(Qt.WindowState.WindowMaximized)
        if len(splitter) == self._splitter.count():
            self._splitter.setSizes(list(splitter))

    @property
    def place(self) -> WindowGeometry:
        """Where the window is when it is not maximised."""
        normal = self.normalGeometry() if self.isMaximized() else self.geometry()
        return WindowGeometry(
            normal.x(), normal.y(), normal.width(), normal.height(), maximized=self.isMaximized()
        )

    @property
    def splitter_sizes(self) -> tuple[int, ...]:
        """How list and panel share the width."""
        return tuple(self._splitter.sizes())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask instead of closing."""
        event.ignore()
        self.close_requested.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Tell when the window comes to the front, leaves it or is minimised."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.ActivationChange, QEvent.Type.WindowStateChange}:
            self.attention_changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Welcome whatever may hold links."""
        if may_hold_links(event.mimeData()):
            event.acceptProposedAction()
            self._hint.show_over()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self._hint.hide()
        event.acceptProposedAction()
        self._give(event.mimeData())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the hint as large as the window."""
        super().resizeEvent(event)
        self._hint.setGeometry(self.rect())

    def _give(self, mime: QMimeData) -> None:
        dropped = read_mime(mime)
        if not dropped.empty:
            self.links_given.emit(dropped)

    def _lay_out(self) -> None:
        for page in (self.empty, self.nothing_found):
            self._stack.addWidget(page)
        listing = QWidget(self)
        left = QVBoxLayout(listing)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.new_strip)
        left.addWidget(self._stack, 1)
        self._splitter.addWidget(listing)
        self._splitter.addWidget(self.detail)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(1)
        self.filters.add_right(self.allowance)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_band(self.toolbar, top=GRID + 4, bottom=GRID))
        column.addLayout(_band(self.filters, bottom=GRID))
        column.addLayout(_band(self.banners))
        column.addWidget(self._splitter, 1)
        column.addLayout(_band(self.status, top=6, bottom=6))
        self.setCentralWidget(centre)

    def _make_shortcuts(self) -> list[QShortcut]:
        standard = QKeySequence.StandardKey
        slots: dict[QKeySequence, Callable[[], None]] = {
            QKeySequence(standard.Paste): self.paste,
            QKeySequence(standard.Find): self.toolbar.search_now,
            QKeySequence(standard.Refresh): self.toolbar.refresh_pressed.emit,
            QKeySequence(QUIT_KEYS): self.close_requested.emit,
            QKeySequence("F6"): self._next_pane,
        }
        made = [QShortcut(keys, self, slot) for keys, slot in slots.items()]
        for action, key in KEYS.items():
            if action is Action.RENAME:
                continue  # the list takes F2 itself, and edits in place
            shortcut = _ActionKey(action, QKeySequence(key), self)
            shortcut.chosen.connect(self.key_pressed)
            made.append(shortcut)
        return made

    def _next_pane(self) -> None:
        panes = [self.toolbar.links, self._stack.currentWidget() or self.empty, self.detail]
        focus = QGuiApplication.focusObject()
        at = next((i for i, pane in enumerate(panes) if focus is pane or _holds(pane, focus)), -1)
        pane = panes[(at + 1) % len(panes)]
        target = pane if pane.focusPolicy() is not Qt.FocusPolicy.NoFocus else _first_focusable(pane)
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)


class _ActionKey(QShortcut):
    chosen = Signal(object)

    def __init__(self, action: Action, keys: QKeySequence, parent: QWidget) -> None:
        super().__init__(keys, parent)
        self._action = action
        self.activated.connect(self._on_activated)

    def _on_activated(self) -> None:
        self.chosen.emit(self._action)


def _band(widget: QWidget, *, top: int = 0, bottom: int = 0) -> QHBoxLayout:
    """A row of the window with the usual distance to its sides."""
    band = QHBoxLayout()
    band.setContentsMargins(GRID + 4, top, GRID + 4, bottom)
    band.addWidget(widget)
    return band


def _holds(pane: QWidget, focus: object) -> bool:
    return isinstance(focus, QWidget) and pane.isAncestorOf(focus)


def _first_focusable(pane: QWidget) -> QWidget | None:
    inside = pane.findChildren(QWidget)
    return next(
        (each for each in inside if each.isVisible() and each.focusPolicy() & Qt.FocusPolicy.TabFocus), None
    )
