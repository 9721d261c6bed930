"""The live list as it is seen: one fixed height, headings across, nothing that moves by itself."""

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from oktodesk.system.settings import TableLayout
from oktodesk.ui.table.anchor import ScrollAnchor
from oktodesk.ui.table.columns import KIND, NAME, NETWORKS, STATE
from oktodesk.ui.table.delegates import CellDelegate
from oktodesk.ui.table.header import TableHeader
from oktodesk.ui.table.headings import paint_heading
from oktodesk.ui.table.kind_delegate import KindDelegate
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.model import Rearrangement, UploadModel
from oktodesk.ui.table.name_delegate import NameDelegate
from oktodesk.ui.table.networks_delegate import NetworksDelegate
from oktodesk.ui.table.selection import KeySelection
from oktodesk.ui.table.state_delegate import StateDelegate
from oktodesk.uploads.rows import Sort

Index = QModelIndex | QPersistentModelIndex

_MINUTE_MS = 60_000
_RESTYLED = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.FontChange,
        QEvent.Type.StyleChange,
        QEvent.Type.DevicePixelRatioChange,
    }
)
_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class UploadTable(QTableView):
    """Shows an ``UploadModel``. What is selected is told by key; hidden rows stay selected."""

    selection_changed = Signal(object)
    """A list of all selected keys; ``hidden_selected`` of them are not shown at the moment."""
    row_activated = Signal(int)
    """Enter or a double click on a row (key)."""
    menu_requested = Signal(QPoint, object)
    """A context menu is wanted at this global position, for these keys."""
    sort_requested = Signal(object)
    """The person wants another ``Sort``."""
    columns_changed = Signal()
    """The person arranged the columns differently; see ``layout_state``."""

    _is_made = False

    def __init__(self, model: UploadModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uploads = model
        self._look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        self._is_rearranging = False
        self._header = TableHeader(self._look, self)
        self._delegates = self._make_delegates()
        self._anchor = ScrollAnchor(self, model)
        # Before the selection hears of it, so that the anchor sees what was current.
        model.rearranging.connect(self._on_rearranging)
        self._selected = KeySelection(model, self)
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._set_up()
        self.setModel(model)
        self.setSelectionModel(self._selected.rows)
        self._connect()
        self._is_made = True

    def _connect(self) -> None:
        self._uploads.rearranged.connect(self._on_rearranged)
        self._minute.timeout.connect(self._uploads.minute_passed)
        self._selected.changed.connect(self._on_selection_changed)
        self._header.sort_requested.connect(self.sort_requested)
        self._header.arranged.connect(self.columns_changed)
        self.doubleClicked.connect(self._on_double_clicked)

    # What others ask

    @property
    def selected_keys(self) -> list[int]:
        """All selected keys, the hidden ones too."""
        return self._selected.keys

    @property
    def hidden_selected(self) -> int:
        """How many selected rows the filter hides."""
        return self._selected.hidden

    def select_keys(self, keys: list[int]) -> None:
        """Select exactly these rows."""
        self._selected.select(keys)

    def reveal(self, key: int) -> None:
        """Select a row and bring it into view; does nothing if the list does not show it."""
        row = self._uploads.row_of(key)
        if row is None:
            return
        index = self._uploads.index(row, NAME)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def edit_name(self, key: int) -> None:
        """Open a new link's name for editing."""
        row = self._uploads.row_of(key)
        if row is not None and self._uploads.flags(self._uploads.index(row, NAME)) & Qt.ItemFlag.ItemIsEditable:
            self.edit(self._uploads.index(row, NAME))

    def show_sort(self, sort: Sort) -> None:
        """Mark the column that the list is sorted by."""
        self._header.show_sort(sort)

    def layout_state(self) -> TableLayout:
        """The columns as the person arranged them."""
        return self._header.layout_state()

    def restore_layout(self, layout: TableLayout) -> None:
        """Arrange the columns as they were."""
        self._header.restore_layout(layout)

    # How it looks

    def _set_up(self) -> None:
        self.setHorizontalHeader(self._header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Uploads"))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self._look.row_height)

    def _make_delegates(self) -> list[CellDelegate]:
        """Qt keeps no reference to a delegate, so the view does."""
        plain = CellDelegate(self._uploads, self._look, self)
        self.setItemDelegate(plain)
        kind = KindDelegate(self._uploads, self._look, self)
        name = NameDelegate(self._uploads, self._look, self)
        state = StateDelegate(self._uploads, self._look, self)
        networks = NetworksDelegate(self._uploads, self._look, self)
        for column, delegate in ((KIND, kind), (NAME, name), (STATE, state), (NETWORKS, networks)):
            self.setItemDelegateForColumn(column, delegate)
        return [plain, kind, name, state, networks]

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, font or screen: other pens."""
        super().changeEvent(event)
        if event.type() in _RESTYLED and self._is_made:
            self._restyle()

    def _restyle(self) -> None:
        look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        look.current, look.hovered = self._look.current, self._look.hovered
        self._look = self._header.look = look
        for delegate in self._delegates:
            delegate.look = look
        self.verticalHeader().setDefaultSectionSize(look.row_height)
        self._header.updateGeometry()
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, then the headings across them."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        now = self._uploads.around.now
        for row in self._rows_in(event.rect()):
            heading = self._uploads.heading_at(row)
            if heading is not None:
                paint_heading(painter, self._row_rect(row), heading, self._look, self.layoutDirection(), now=now)
        painter.end()

    def _rows_in(self, rect: QRect) -> range:
        last = self.rowAt(rect.bottom())
        return range(max(0, self.rowAt(rect.top())), (self._uploads.rowCount() - 1 if last < 0 else last) + 1)

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def _update_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(self._row_rect(row))

    # While the list changes

    def _on_rearranging(self, kind: Rearrangement) -> None:
        self._is_rearranging = True
        self._anchor.drop(kind)

    def _on_rearranged(self) -> None:
        self._is_rearranging = False
        self.updateGeometries()
        self._anchor.hold()
        self._mark_current()

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Follow the person's moves, never a refresh."""
        if not self._is_rearranging:
            super().scrollTo(index, hint)

    def _mark_current(self) -> None:
        before, current = self._look.current, self.currentIndex().row() if self.hasFocus() else -1
        self._look.current = current
        if before != current:
            self._update_row(before)
            self._update_row(current)

    # What the person does

    def _on_selection_changed(self) -> None:
        self.selection_changed.emit(self._selected.keys)

    def selectionCommand(self, index: Index, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        """As Qt's; a selection that begins anew leaves nothing selected that can't be seen."""
        command = super().selectionCommand(index, event)
        if command & QItemSelectionModel.SelectionFlag.Clear:
            self._selected.forget_hidden()
        return command

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Move the cursor's mark."""
        super().currentChanged(current, previous)
        self._mark_current()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks, F2 renames; the rest is Qt's."""
        key = self._uploads.key_at(self.currentIndex().row())
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key is None or not is_plain or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.row_activated.emit(key)
        elif event.key() == Qt.Key.Key_F2:
            self.edit_name(key)
        elif not (event.key() == Qt.Key.Key_Space and self._toggle_ticks()):
            super().keyPressEvent(event)

    def _toggle_ticks(self) -> bool:
        new = [key for key in self._selected.keys if self._uploads.ticks.is_new(key)]
        self._uploads.ticks.toggle(new)
        return bool(new)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt would ask for every name in the list, a second for 100,000; the search field is quicker."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu, where there is something selected."""
        if not self._selected.keys:
            return
        where = event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_requested.emit(where, self._selected.keys)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        key = self._uploads.key_at(index.row())
        changes = Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsUserCheckable
        if key is not None and not self._uploads.flags(index) & changes:
            self.row_activated.emit(key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lift the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """As Qt's; and no row is under the pointer once it has left."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before = self._look.hovered
        if row != before:
            self._look.hovered = row
            self._update_row(before)
            self._update_row(row)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self._mark_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self._mark_current()

    def showEvent(self, event: QShowEvent) -> None:
        """Words like "5 min ago" are kept right while somebody can read them."""
        super().showEvent(event)
        self._uploads.minute_passed()
        self._minute.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing runs for a hidden list."""
        super().hideEvent(event)
        self._minute.stop()
