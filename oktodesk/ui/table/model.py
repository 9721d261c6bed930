"""The model of the live list: ordered keys, and rows read from the store when they are painted.

It changes in three ways, and there is no fourth:

1. values changed: ``dataChanged`` for the rows that were read, nothing for the others;
2. a few rows in, out or moved: begin and end calls (``rearranging``);
3. a new order: ``layoutChanged``, with persistent indexes led to their key's new row.

A reset happens only when the account is switched: a new model is made.
"""

from array import array
from collections.abc import Collection, Sequence
from enum import Enum
from typing import Any

import msgspec
from PySide6.QtCore import QModelIndex, QObject, Qt, Signal

from oktodesk.system.clock import Clock
from oktodesk.ui.table import order
from oktodesk.ui.table.cache import Pace, PaceOf, RowCache, RowSource
from oktodesk.ui.table.columns import COLUMNS, KIND, NAME
from oktodesk.ui.table.difference import Difference, difference, runs
from oktodesk.ui.table.listed_rows import KEY_ROLE, ROW_ROLE, SECTION_ROLE, Index, ListedRows
from oktodesk.ui.table.rearranging import rearrange
from oktodesk.ui.table.ticks import Ticks
from oktodesk.uploads.rows import Change

__all__ = ["KEY_ROLE", "ROW_ROLE", "SECTION_ROLE", "Rearrangement", "UploadModel"]

MOST_MOVES = 200
"""Above this many rows in, out or moved a new order is announced as a whole."""
_CHECK_STATE = int(Qt.ItemDataRole.CheckStateRole)


def _no_pace(_key: int) -> Pace | None:
    return None


class Rearrangement(Enum):
    """How much of the list changes at once."""

    STEPS = "steps"
    """A few rows come, go or move."""
    ORDER = "order"
    """The same question has a new answer as a whole."""
    QUERY = "query"
    """The person asked for something else: another filter, search or order."""


class UploadModel(ListedRows):
    """Shows the store and holds no copy of it."""

    rearranging = Signal(object)
    """Rows are about to come, go or move, as the ``Rearrangement`` says; then ``rearranged`` follows."""
    rearranged = Signal()
    name_edited = Signal(int, str)
    """The person gave a new link (key) another name."""

    def __init__(
        self,
        store: RowSource,
        clock: Clock,
        *,
        ticks: Ticks | None = None,
        pace_of: PaceOf = _no_pace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(RowCache(store, clock, pace_of), ticks or Ticks(), parent)
        self.ticks.changed.connect(self._on_ticks_changed)

    # What the person changes

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or rename a new link; the name is shown at once and true when the store says so."""
        shown = self.shown(index.row())
        if shown is None or not shown.is_new:
            return False
        if role == _CHECK_STATE and index.column() == KIND:
            if shown.can_tick:
                self.ticks.choose((shown.row.key,), ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
            return shown.can_tick
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME or name in ("", shown.title.strip()):
            return False
        self._cache.put(msgspec.structs.replace(shown.row, name=name))
        self._announce([index.row()])
        self.name_edited.emit(shown.row.key, name)
        return True

    # The three ways to change

    def set_ordering(self, ordering: order.KeyOrder, *, is_new_query: bool = False) -> None:
        """Show these rows in this order, with as little commotion as possible."""
        rows = order.shown_rows(ordering, self._headings)
        headings = order.headings_of(ordering.sections)
        self._key_count = len(ordering.keys)
        change = None if is_new_query else difference(self._rows, rows, limit=MOST_MOVES)
        if change is None:
            kind = Rearrangement.QUERY if is_new_query else Rearrangement.ORDER
            self._take_order(rows, headings, kind)
        elif change.removed or change.inserted:
            self._take_steps(rows, headings, change)
        else:
            self._set_headings(headings)

    def apply(self, change: Change) -> None:
        """Show the new values of changed rows; rows that were never painted need nothing."""
        kept = [key for key in change.keys if key in self._cache]
        rows = self._kept_rows(kept)
        self._cache.forget(kept)
        self._announce(rows)

    def minute_passed(self) -> None:
        """Put what is shown into words again where a minute makes a difference."""
        if self._cache.has_young_rows:
            self.word_again()

    def word_again(self) -> None:
        """Put what is shown into words again: time has passed, or the language changed."""
        self._cache.word_again()
        self._announce(self._kept_rows(self._cache.keys))

    def set_team(self, networks: Sequence[str]) -> None:
        """The networks the team uses; empty: all. Others never count as a problem."""
        self._cache.team = tuple(networks)
        self.word_again()

    def _take_steps(self, rows: "array[int]", headings: dict[str, order.Heading], change: Difference) -> None:
        self.rearranging.emit(Rearrangement.STEPS)
        self._sections |= headings
        self._cache.clear()
        rearrange(self, self._rows, rows, change)
        self._set_headings(headings)
        self.rearranged.emit()

    def _take_order(self, rows: "array[int]", headings: dict[str, order.Heading], kind: Rearrangement) -> None:
        self.rearranging.emit(kind)
        self.layoutAboutToBeChanged.emit()
        old, before = self._rows, self.persistentIndexList()
        self._rows, self._sections = rows, headings
        found = order.find_each(rows, {old[index.row()] for index in before})
        after = [self._moved(index, found.get(old[index.row()])) for index in before]
        self._cache.clear()
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()
        self.rearranged.emit()

    def _moved(self, index: QModelIndex, row: int | None) -> QModelIndex:
        return QModelIndex() if row is None else self.index(row, index.column())

    def _set_headings(self, headings: dict[str, order.Heading]) -> None:
        changed = [each.id for each in headings.values() if self._sections.get(each.id) != each]
        self._sections = headings
        numbers = {self._headings.number(each) for each in changed if each not in order.UNHEADED}
        self._announce(order.find_rows(self._rows, numbers))

    def _announce(self, rows: Sequence[int]) -> None:
        last_column = len(COLUMNS) - 1
        for first, last in runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column))

    def _kept_rows(self, keys: Collection[int]) -> list[int]:
        """Where rows are that were read, rising."""
        return sorted(row for key in keys if (row := self._cache.row(self._rows, key)) >= 0)

    def _on_ticks_changed(self, keys: frozenset[int]) -> None:
        for first, last in runs(self._kept_rows([key for key in keys if key in self._cache])):
            self.dataChanged.emit(
                self.index(first, KIND), self.index(last, KIND), [Qt.ItemDataRole.CheckStateRole]
            )
