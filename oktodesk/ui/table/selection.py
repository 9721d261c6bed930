"""What is selected, by key: rows that a filter hides stay selected, and are counted."""

from collections.abc import Collection, Iterable
from typing import cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QObject, Signal

from oktodesk.ui.table.difference import runs
from oktodesk.ui.table.model import Rearrangement, UploadModel

_MANY = 200
_SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


class KeySelection(QObject):
    """Keeps keys beside Qt's selection of rows, and leads the one by the other whenever the list changes."""

    changed = Signal()
    """Other keys are selected, or other ones of them are hidden."""

    def __init__(self, model: UploadModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._selection = QItemSelectionModel(model, self)
        self._keys: set[int] = set()
        self._hidden: set[int] = set()
        self._is_rearranging = False
        self._selection.selectionChanged.connect(self._on_selection_changed)
        model.rearranging.connect(self._on_rearranging)
        model.rearranged.connect(self._on_rearranged)

    @property
    def rows(self) -> QItemSelectionModel:
        """Qt's own selection, for the view to work on."""
        return self._selection

    @property
    def keys(self) -> list[int]:
        """All selected keys, the hidden ones too, in no order."""
        return list(self._keys)

    @property
    def hidden(self) -> int:
        """How many of them the list does not show at the moment."""
        return len(self._hidden)

    def select(self, keys: Collection[int]) -> None:
        """Select exactly these."""
        self._keys = set(keys)
        if keys:
            self._restore()
        else:
            self._hidden.clear()
            self._select_rows([])
        self.changed.emit()

    def forget_hidden(self) -> None:
        """The person starts a new selection: what can't be seen must not be in it."""
        if self._hidden:
            self._keys -= self._hidden
            self._hidden.clear()
            self.changed.emit()

    def _on_selection_changed(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        if self._is_rearranging:
            return
        self._keys.difference_update(self._keys_in(deselected))
        self._keys.update(self._keys_in(selected))
        self._hidden &= self._keys
        self.changed.emit()

    def _keys_in(self, selection: QItemSelection) -> list[int]:
        keys: list[int] = []
        for each in cast("Iterable[QItemSelectionRange]", selection):  # a list, which PySide6's stubs don't say
            keys.extend(self._model.keys_between(each.top(), each.bottom()))
        return keys

    def _on_rearranging(self, kind: Rearrangement) -> None:
        self._is_rearranging = True
        if kind is not Rearrangement.STEPS or len(self._keys) > _MANY:
            # Qt would make a persistent index for every selected row: 11 s for 100,000 of them, measured.
            self._selection.clearSelection()

    def _on_rearranged(self) -> None:
        before = (len(self._keys), len(self._hidden))
        self._restore()
        self._is_rearranging = False
        if before != (len(self._keys), len(self._hidden)):
            self.changed.emit()

    def _restore(self) -> None:
        if not self._keys:
            self._hidden.clear()
            return
        rows = self._model.rows_of(self._keys)
        self._hidden = set()
        if len(rows) < len(self._keys):
            shown = {key for row in rows if (key := self._model.key_at(row)) is not None}
            self._hidden = self._model.still_there(self._keys - shown)
            self._keys = self._hidden | shown
        self._select_rows(rows)

    def _select_rows(self, rows: list[int]) -> None:
        last_column = self._model.columnCount() - 1
        ranges = QItemSelection()
        is_all = len(rows) == self._model.key_count  # then in one piece: headings can't be selected anyway
        for first, last in [(0, self._model.rowCount() - 1)] if is_all and rows else runs(rows):
            ranges.select(self._model.index(first, 0), self._model.index(last, last_column))
        was_rearranging, self._is_rearranging = self._is_rearranging, True
        self._selection.select(ranges, _SELECT)
        self._is_rearranging = was_rearranging
