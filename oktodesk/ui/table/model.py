"""The model of the live list: ordered keys, and rows read from the store when they are painted.

It changes in three ways, and there is no fourth:

1. values changed: ``dataChanged`` for the rows that were read, nothing for the others;
2. a few rows in, out or moved: begin and end calls (``rearranging``);
3. a new order: ``layoutChanged``, with persistent indexes led to their key's new row.

A reset happens only when the account is switched: a new model is made.
"""

from array import array
from collections.abc import Collection, Sequence, Set
from enum import Enum, IntEnum
from typing import Any, cast

import msgspec
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleData,
    QModelRoleDataSpan,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from oktodesk.system.clock import Clock
from oktodesk.ui.table import order
from oktodesk.ui.table.cache import Pace, PaceOf, RowCache, RowSource
from oktodesk.ui.table.cells import ANSWERED, cell, heading_cell
from oktodesk.ui.table.columns import COLUMNS, KIND, NAME, Around
from oktodesk.ui.table.difference import Difference, difference, runs
from oktodesk.ui.table.rearranging import rearrange
from oktodesk.ui.table.shown import ShownRow
from oktodesk.ui.table.ticks import Ticks
from oktodesk.uploads.rows import Change, State

Index = QModelIndex | QPersistentModelIndex


class Role(IntEnum):
    """What views and tests can ask for beside Qt's own roles."""

    KEY = Qt.ItemDataRole.UserRole + 1
    """The row's key; None for headings."""
    ROW = Qt.ItemDataRole.UserRole + 2
    """The ``Row``; None for headings."""
    SECTION = Qt.ItemDataRole.UserRole + 3
    """The ``Heading`` of a heading row; None for others."""


KEY_ROLE, ROW_ROLE, SECTION_ROLE = Role.KEY, Role.ROW, Role.SECTION
_OWN = frozenset({KEY_ROLE, ROW_ROLE, SECTION_ROLE, int(Qt.ItemDataRole.CheckStateRole)})

MOST_MOVES = 200
"""Above this many rows in, out or moved a new order is announced as a whole."""
_CHECK_STATE = int(Qt.ItemDataRole.CheckStateRole)
_ROOT = QModelIndex()


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


class UploadModel(QAbstractTableModel):
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
        super().__init__(parent)
        self.ticks = ticks or Ticks(self)
        self._cache = RowCache(store, clock, pace_of)
        self._rows = array("q")
        self._key_count = 0
        self._headings = order.HeadingNumbers()
        self._sections: dict[str, order.Heading] = {}
        self.ticks.changed.connect(self._on_ticks_changed)

    # What is where

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Rows with headings."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """All columns, shown or not."""
        return 0 if parent.isValid() else len(COLUMNS)

    @property
    def key_count(self) -> int:
        """Rows without headings."""
        return self._key_count

    def key_at(self, row: int) -> int | None:
        """The key of a row; None for headings and outside."""
        key = self._rows[row] if 0 <= row < len(self._rows) else -1
        return key if key > 0 else None

    def keys_between(self, first: int, last: int) -> list[int]:
        """The keys of the rows from ``first`` to ``last``, both included."""
        return [key for key in self._rows[first : last + 1] if key > 0]

    def row_of(self, key: int) -> int | None:
        """The row of a key; None if the list does not show it."""
        found = order.find(self._rows, key)
        return found if found >= 0 else None

    def rows_of(self, keys: Set[int]) -> list[int]:
        """The rows of several keys, rising; hidden ones are left out."""
        return order.find_rows(self._rows, keys)

    def still_there(self, keys: Collection[int]) -> set[int]:
        """Those of ``keys`` whose rows exist, shown or not; many are taken at their word."""
        if len(keys) > MOST_MOVES:
            return set(keys)
        rows = self._cache.peek(list(keys))
        return {key for key, row in rows.items() if row.state is not State.DROPPED}

    def heading_at(self, row: int) -> order.Heading | None:
        """The heading in a row; None where there is none."""
        number = self._rows[row] if 0 <= row < len(self._rows) else 0
        return self._sections.get(self._headings.section_id(number)) if number < 0 else None

    @property
    def around(self) -> Around:
        """What texts depend on beside the rows."""
        return self._cache.around

    def shown(self, row: int) -> ShownRow | None:
        """A row in words and signs; None for headings."""
        return self._cache.shown(self._rows, row) if self.key_at(row) is not None else None

    # What Qt asks

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings can't be reached; new links can be ticked and renamed."""
        shown = self.shown(index.row())
        if shown is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        if shown.is_new and index.column() == KIND:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if shown.is_new and index.column() == NAME:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell says; for painting, ``shown`` is cheaper."""
        row = index.row()
        if role in ANSWERED:
            shown = self.shown(row)
            if shown is not None:
                return cell(shown, index.column(), role, self._cache.around)
            heading = self.heading_at(row)
            return heading_cell(heading, index.column(), role, self._cache.around) if heading else None
        return self._own_data(row, index.column(), role) if role in _OWN else None

    def _own_data(self, row: int, column: int, role: int) -> object:
        if role == SECTION_ROLE:
            return self.heading_at(row)
        shown = self.shown(row)
        if shown is None:
            return None
        if role == KEY_ROLE:
            return shown.row.key
        if role == ROW_ROLE:
            return shown.row
        return self._check_state(shown) if column == KIND and shown.is_new else None

    def _check_state(self, shown: ShownRow) -> Qt.CheckState:
        ticked = self.ticks.is_ticked(shown.row.key)
        return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked

    def multiData(self, index: Index, roleDataSpan: QModelRoleDataSpan | QModelRoleData) -> None:  # noqa: N803
        """Several roles of a cell in one call, which saves Qt a call into Python for each."""
        span = cast("Sequence[QModelRoleData]", roleDataSpan)  # PySide6's stubs don't say that it is one
        for number in range(len(span)):
            each = span[number]
            if (value := self.data(index, each.role())) is not None:
                each.setData(value)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick or rename a new link; the name is shown at once and true when the store says so."""
        shown = self.shown(index.row())
        if shown is None or not shown.is_new:
            return False
        if role == _CHECK_STATE and index.column() == KIND:
            self.ticks.choose((shown.row.key,), ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
            return True
        name = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or index.column() != NAME or name in ("", shown.title):
            return False
        self._cache.put(msgspec.structs.replace(shown.row, name=name))
        self._announce([index.row()])
        self.name_edited.emit(shown.row.key, name)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The columns' titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        spec = COLUMNS[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return spec.shown_title
            case Qt.ItemDataRole.AccessibleTextRole:
                return spec.spoken_title
            case Qt.ItemDataRole.TextAlignmentRole:
                return spec.alignment
            case _:
                return None

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
        for row in self._kept_rows([key for key in keys if key in self._cache]):
            index = self.index(row, KIND)
            self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
