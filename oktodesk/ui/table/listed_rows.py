"""What the list shows, as Qt and the painters read it: keys and headings in order, rows put into words."""

from array import array
from collections.abc import Collection, Sequence, Set
from enum import IntEnum
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QModelRoleData,
    QModelRoleDataSpan,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from oktodesk.ui.table import order
from oktodesk.ui.table.cache import RowCache
from oktodesk.ui.table.cells import ANSWERED, cell, heading_cell
from oktodesk.ui.table.columns import COLUMNS, KIND, NAME, Around
from oktodesk.ui.table.shown import ShownRow
from oktodesk.ui.table.ticks import Ticks
from oktodesk.uploads.rows import State

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

_UNREACHED = Qt.ItemFlag.NoItemFlags
_REACHED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
"""Put together once: Qt asks for the flags of every cell it paints, and each ``|`` takes 5 µs."""
_MOST_ASKED = 200
_ROOT = QModelIndex()


class ListedRows(QAbstractTableModel):
    """The reading half of the model."""

    def __init__(self, cache: RowCache, ticks: Ticks, parent: QObject | None) -> None:
        super().__init__(parent)
        self.ticks = ticks
        self._cache = cache
        self._rows = array("q")
        self._key_count = 0
        self._headings = order.HeadingNumbers()
        self._sections: dict[str, order.Heading] = {}

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

    def in_order(self, keys: Set[int]) -> list[int]:
        """These keys as they are listed, then the hidden ones; 5 ms for 100,000."""
        shown = [key for key in self._rows if key in keys]
        return shown if len(shown) == len(keys) else [*shown, *sorted(keys - set(shown))]

    def rows_of(self, keys: Set[int]) -> list[int]:
        """The rows of several keys, rising; hidden ones are left out."""
        return order.find_rows(self._rows, keys)

    def still_there(self, keys: Collection[int]) -> set[int]:
        """Those of ``keys`` whose rows exist, shown or not; many are taken at their word."""
        if len(keys) > _MOST_ASKED:
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
            return _UNREACHED
        flags = _REACHED
        if shown.can_tick and index.column() == KIND:
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
        return self._check_state(shown) if column == KIND and shown.can_tick else None

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
