"""Keeps what the person looks at where it is while rows come and go around it."""

from PySide6.QtWidgets import QTableView

from oktodesk.ui.table.model import Rearrangement, UploadModel


class ScrollAnchor:
    """Remembers a row's place on screen before a change, and brings it back there afterwards.

    That row is the current one if it can be seen, else the topmost that is still there. At the very top the list
    stays at the top, where new rows come in; another query begins there too, unless the current row is in it.
    """

    def __init__(self, view: QTableView, model: UploadModel) -> None:
        self._view = view
        self._model = model
        self._places: list[tuple[int, int]] = []
        """Keys with their distance from the top of the viewport, the most important first."""
        self._otherwise = 0

    def drop(self, kind: Rearrangement) -> None:
        """Remember what is seen, before the change."""
        bar = self._view.verticalScrollBar()
        is_new_query = kind is Rearrangement.QUERY
        self._otherwise = 0 if is_new_query else bar.value()
        if bar.value() == 0 and not is_new_query:
            self._places = []
            return
        current = self._view.currentIndex().row()
        seen = [current] if self._is_seen(current) else []
        if not is_new_query:
            seen.extend(self._seen_rows())
        keyed = ((self._model.key_at(row), self._top_of(row)) for row in seen)
        self._places = [(key, top) for key, top in keyed if key is not None]

    def hold(self) -> None:
        """Bring it back to its place, after the change."""
        bar = self._view.verticalScrollBar()
        for key, top in self._places:
            row = self._model.row_of(key)
            if row is not None:
                bar.setValue(row * self._row_height - top)
                break
        else:
            bar.setValue(self._otherwise)
        self._places = []

    @property
    def _row_height(self) -> int:
        return self._view.verticalHeader().defaultSectionSize()

    def _top_of(self, row: int) -> int:
        return row * self._row_height - self._view.verticalScrollBar().value()

    def _is_seen(self, row: int) -> bool:
        return row >= 0 and -self._row_height < self._top_of(row) < self._view.viewport().height()

    def _seen_rows(self) -> range:
        first = self._view.verticalScrollBar().value() // self._row_height
        seen = self._view.viewport().height() // self._row_height + 2
        return range(first, min(first + seen, self._model.rowCount()))
