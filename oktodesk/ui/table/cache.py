"""The rows around the viewport, read from the store when they are first painted."""

from array import array
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

import msgspec

from oktodesk.system.clock import Clock
from oktodesk.ui.table.columns import Around
from oktodesk.ui.table.order import find
from oktodesk.ui.table.shown import ShownRow, show
from oktodesk.uploads.rows import Row, State

_BEFORE, _AFTER = 32, 96
"""How many rows to read around one that is asked for; 100 rows take the store half a millisecond."""
_MOST = 768
"""Rows kept; several screens of the largest display."""

_YOUNG_S = 2 * 86_400
"""Up to this age words like "5 min ago" and "Yesterday" may become wrong."""


class RowSource(Protocol):
    """What the model needs of the store."""

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """The rows of these keys, at once; those that are gone are missing."""
        ...


class Pace(Protocol):
    """What the tracker measures of an upload that is being fetched."""

    @property
    def speed_bytes_s(self) -> float | None:
        """Bytes a second."""
        ...

    @property
    def eta_s(self) -> float | None:
        """Seconds left."""
        ...

    @property
    def stalled_since(self) -> float | None:
        """Since when no byte came."""
        ...


PaceOf = Callable[[int], Pace | None]
"""The pace of a row by its key; None: nothing measured."""


class RowCache:
    """Rows as they are shown, by key. Forgotten rows are read again when they are asked for."""

    def __init__(self, source: RowSource, clock: Clock, pace_of: PaceOf) -> None:
        self._source = source
        self._clock = clock
        self._pace_of = pace_of
        self._rows: dict[int, Row] = {}
        self._shown: dict[int, ShownRow] = {}
        self._number: dict[int, int] = {}
        self.team: tuple[str, ...] = ()

    def __contains__(self, key: int) -> bool:
        return key in self._rows

    @property
    def keys(self) -> Collection[int]:
        """What is kept."""
        return self._rows.keys()

    @property
    def around(self) -> Around:
        """What texts depend on beside the rows."""
        return Around(self._clock.now(), self.team)

    def shown(self, rows: "array[int]", number: int) -> ShownRow | None:
        """The row with this number; None if the store has lost it."""
        key = rows[number]
        shown = self._shown.get(key)
        if shown is not None:
            return shown
        if key not in self._rows:
            self._read_around(rows, number)
        row = self._rows.get(key)
        if row is None:
            return None
        shown = self._shown[key] = show(row, now=self._clock.now(), team=self.team)
        return shown

    def row(self, rows: "array[int]", key: int) -> int:
        """The number of a kept row; -1 if it is not in ``rows``."""
        number = self._number[key]
        return number if number < len(rows) and rows[number] == key else find(rows, key)

    def peek(self, keys: Sequence[int]) -> dict[int, Row]:
        """Rows straight from the store, without keeping them."""
        return self._source.rows(keys)

    @property
    def has_young_rows(self) -> bool:
        """Whether the words of some row change by the minute or with the day."""
        now = self._clock.now()
        return any(now - row.created_at < _YOUNG_S for row in self._rows.values())

    def put(self, row: Row) -> None:
        """Show a kept row differently until the store says what it is."""
        if row.key in self._rows:
            self._rows[row.key] = row
            self._shown.pop(row.key, None)

    def forget(self, keys: Collection[int]) -> None:
        """Read these again."""
        for key in keys:
            self._rows.pop(key, None)
            self._shown.pop(key, None)
            self._number.pop(key, None)

    def clear(self) -> None:
        """Read everything again."""
        self._rows.clear()
        self._shown.clear()
        self._number.clear()

    def word_again(self) -> None:
        """Put all rows into words again: time has passed, or the language or the team's networks changed."""
        self._shown.clear()

    def _read_around(self, rows: "array[int]", number: int) -> None:
        start = max(0, number - _BEFORE)
        wanted = {
            key: start + offset
            for offset, key in enumerate(rows[start : number + _AFTER])
            if key > 0 and key not in self._rows
        }
        for key, row in self._source.rows(list(wanted)).items():
            self._rows[key] = self._paced(row)
            self._number[key] = wanted[key]
        if len(self._rows) > _MOST:
            kept = frozenset(rows[start : number + _AFTER])
            self.forget([key for key in self._rows if key not in kept])

    def _paced(self, row: Row) -> Row:
        pace = self._pace_of(row.key) if row.state is State.PENDING else None
        if pace is None:
            return row
        return msgspec.structs.replace(
            row, speed_bytes_s=pace.speed_bytes_s, eta_s=pace.eta_s, stalled_since=pace.stalled_since
        )
