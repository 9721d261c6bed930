"""The live list as it is used: selected by key, worked by keyboard, and nothing moves by itself."""

from collections.abc import Collection

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from oktodesk.system.settings import TableLayout
from oktodesk.ui.table.anchor import Anchor, drop_anchor, hold
from oktodesk.ui.table.columns import NAME
from oktodesk.ui.table.line_drag import DraggedRows
from oktodesk.ui.table.model import Rearrangement, UploadModel
from oktodesk.ui.table.selection import KeySelection
from oktodesk.uploads.rows import Sort

Index = QModelIndex | QPersistentModelIndex

_ENTER = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})
_ENDS = frozenset({QAbstractItemView.CursorAction.MoveHome, QAbstractItemView.CursorAction.MoveEnd})


class UploadTable(DraggedRows):
    """Shows an ``UploadModel``. What is selected is told by key; hidden rows stay selected."""

    selection_changed = Signal(object)
    """A list of all selected keys; ``hidden_selected`` of them are not shown at the moment."""
    row_activated = Signal(int)
    """Enter or a double click on a row (key)."""
    rename_requested = Signal()
    """F2 where the name can't be edited in the list itself: several rows, or a row that is not new."""
    menu_requested = Signal(QPoint, object)
    """A context menu is wanted at this global position, for these keys."""
    sort_requested = Signal(object)
    """The person wants another ``Sort``."""
    columns_changed = Signal()
    """The person arranged the columns differently; see ``layout_state``."""

    _is_rearranging = False  # Qt asks while the view is being made
    _followed: frozenset[int] = frozenset()

    def __init__(self, model: UploadModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._anchor: Anchor | None = None
        # Before the selection hears of it, so that the anchor sees what was current.
        model.rearranging.connect(self._on_rearranging)
        self._selected = KeySelection(model, self)
        self.setModel(model)
        self.setSelectionModel(self._selected.rows)
        self._connect()

    def _connect(self) -> None:
        self._uploads.rearranged.connect(self._on_rearranged)
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

    def follow(self, keys: Collection[int]) -> None:
        """The person moves these rows: the list goes with the current one for as long as it is current."""
        self._followed = frozenset(keys)

    def edit_name(self, key: int) -> bool:
        """Open a new link's name for editing; returns whether the list can do that."""
        row = self._uploads.row_of(key)
        if row is None or not self._uploads.flags(self._uploads.index(row, NAME)) & Qt.ItemFlag.ItemIsEditable:
            return False
        self.edit(self._uploads.index(row, NAME))
        return True

    def show_sort(self, sort: Sort) -> None:
        """Mark the column that the list is sorted by."""
        self._header.show_sort(sort)

    def layout_state(self) -> TableLayout:
        """The columns as the person arranged them."""
        return self._header.layout_state()

    def restore_layout(self, layout: TableLayout) -> None:
        """Arrange the columns as they were."""
        self._header.restore_layout(layout)

    # While the list changes

    def _on_rearranging(self, kind: Rearrangement) -> None:
        self._is_rearranging = True
        self._anchor = drop_anchor(self, self._uploads, kind, followed=self._followed)

    def _on_rearranged(self) -> None:
        self._is_rearranging = False
        self.updateGeometries()
        if self._anchor is not None:
            hold(self, self._uploads, self._anchor)
            self._anchor = None
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
        if self.may_drag and isinstance(event, QMouseEvent):
            return QItemSelectionModel.SelectionFlag.NoUpdate  # all of what is selected may be dragged
        command = super().selectionCommand(index, event)
        if command & QItemSelectionModel.SelectionFlag.Clear:
            self._selected.forget_hidden()
        return command

    def _clicked(self, row: int) -> None:
        """A click on one of several selects it alone, as elsewhere."""
        key = self._uploads.key_at(row)
        if key is not None and len(self._selected.keys) > 1:
            self._selected.select([key])

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Move the cursor's mark."""
        super().currentChanged(current, previous)
        if not self._is_rearranging and self._uploads.key_at(current.row()) not in self._followed:
            self._followed = frozenset()
        self._mark_current()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the first and the last row: within a row, as Qt has it, nobody sees a cursor."""
        if action in _ENDS:
            modifiers |= Qt.KeyboardModifier.ControlModifier
        return super().moveCursor(action, modifiers)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Space ticks, F2 renames, Escape selects nothing; the rest is Qt's."""
        key = self._uploads.key_at(self.currentIndex().row())
        is_plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if key is None or not is_plain or self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif event.key() in _ENTER:
            self.row_activated.emit(key)
        elif event.key() == Qt.Key.Key_F2:
            self._on_rename_key(key)
        elif event.key() == Qt.Key.Key_Escape:
            if not self.cancel_drag():
                self._selected.select(())
        elif not (event.key() == Qt.Key.Key_Space and self._toggle_ticks()):
            super().keyPressEvent(event)

    def _on_rename_key(self, key: int) -> None:
        if len(self._selected.keys) > 1 or not self.edit_name(key):
            self.rename_requested.emit()

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

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the cursor."""
        super().focusInEvent(event)
        self._mark_current()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cursor."""
        super().focusOutEvent(event)
        self._mark_current()
