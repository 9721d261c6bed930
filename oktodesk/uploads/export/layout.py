"""Which columns and rows an export has: our own, or those of the sheet that the links came with."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import msgspec

from oktodesk.uploads.rows import Row
from oktodesk.uploads.store import Store

CHUNK = 500
BLANK = 0
"""In the place of a key: an empty row."""

Value = str | int | datetime | None
OURS: tuple[tuple[str, Callable[[Row], Value]], ...] = (
    ("source", lambda row: row.source),
    ("name", lambda row: row.name),
    ("state", lambda row: row.state.value),
    ("mimeType", lambda row: row.mime_type),
    ("size", lambda row: row.size_bytes),
    ("uploadId", lambda row: row.upload_id),
    ("mediaId", lambda row: row.media_id),
    ("created", lambda row: _time(row.created_at)),
    ("lastError", lambda row: row.last_error),
    ("meantFor", lambda row: " ".join(row.meant_for)),
    ("usableOn", lambda row: _networks(row, usable=True)),
    ("refusedBy", lambda row: _networks(row, usable=False)),
)
"""Title and value; sizes in bytes, times in UTC."""
_WORKBOOKS = (".xlsx", ".xlsm")
_OFTEN_THEIRS = frozenset({"source", "name", "mimeType"})


class Layout(msgspec.Struct, frozen=True):
    """The columns of a table and its rows, by key or ``BLANK``, in order."""

    keys: Sequence[int]
    ours: tuple[str, ...] = tuple(title for title, _ in OURS)
    theirs: tuple[str, ...] = ()
    """Titles of an imported list's own columns."""
    is_copy: bool = False
    """Theirs come first: the sheet as it was, with ours on the right."""

    @property
    def titles(self) -> list[str]:
        """The heading."""
        return [*self.theirs, *self.ours] if self.is_copy else [*self.ours, *self.theirs]

    @property
    def first_of_theirs(self) -> int:
        """The column, counted from 0, where theirs begin."""
        return 0 if self.is_copy else len(self.ours)

    def cells(self, row: Row | None) -> list[Value]:
        """One row's values; None: an empty row."""
        if row is None:
            return [None] * (len(self.ours) + len(self.theirs))
        ours = [value(row) for title, value in OURS if title in self.ours]
        theirs = [row.columns.get(title) for title in self.theirs]
        return [*theirs, *ours] if self.is_copy else [*ours, *theirs]


class _Place(msgspec.Struct, frozen=True):
    key: int
    line: int
    last_line: int
    """Another one where a cell of a text file goes over several."""
    replaced_by: int


class _Survey:
    """What a first walk through the rows gathers."""

    def __init__(self) -> None:
        self.titles: dict[str, bool] = {}
        """Whether a column holds anything that is not in one of ours."""
        self.added = {title for title, _ in OURS} - _OFTEN_THEIRS
        """Our columns that say something which none of theirs does."""
        self.origins: set[str] = set()
        self.listed: list[_Place] = []
        self.others: list[int] = []

    def see(self, rows: Sequence[Row | None]) -> None:
        for row in rows:
            if row is not None:
                self._see(row)

    def _see(self, row: Row) -> None:
        if _OFTEN_THEIRS - self.added:
            cells = {"", *row.columns.values()}
            self.added |= {title for title, value in OURS if title in _OFTEN_THEIRS and value(row) not in cells}
        known = {row.source, row.pasted, row.name, row.mime_type}
        for title, text in row.columns.items():
            self.titles[title] = self.titles.get(title, False) or (text not in known and bool(text))
        if row.columns and row.line:
            self.origins.add(row.origin)
            self.listed.append(_Place(row.key, row.line, _last_line(row), row.replaced_by))
        else:
            self.others.append(row.key)


async def layout_of(store: Store, keys: Sequence[int], *, is_batch: bool) -> Layout:
    """A copy of the sheet if all rows come from one; in a batch, what was added to it follows below."""
    survey = _Survey()
    async for rows in chunks(store, keys):
        await asyncio.to_thread(survey.see, rows)
    if len(survey.origins) == 1 and (is_batch or not survey.others):
        return await asyncio.to_thread(_copy_of_sheet, survey)  # 100,000 rows take their time to be put in order
    return Layout(keys, theirs=tuple(title for title, is_new in survey.titles.items() if is_new))


async def chunks(store: Store, keys: Sequence[int]) -> AsyncIterator[list[Row | None]]:
    """The rows for keys, a few hundred at a time; None for a blank."""
    for start in range(0, len(keys), CHUNK):
        part = keys[start : start + CHUNK]
        rows = {row.key: row for row in await store.load([key for key in part if key != BLANK])}
        yield [rows.get(key) for key in part if key == BLANK or key in rows]


def _copy_of_sheet(survey: _Survey) -> Layout:
    keys = [*_in_their_places(survey.listed), *survey.others]
    added = tuple(title for title, _ in OURS if title in survey.added)
    return Layout(keys, added, tuple(survey.titles), is_copy=True)


def _in_their_places(listed: list[_Place]) -> list[int]:
    """Keys in the sheet's order, with an empty row for every line that holds no link.

    Keys are given as a list is read: where lines begin anew, another of its sheets does. A link that was tried
    again with another one stands on its line once, as what it is now.
    """
    there = {place.key for place in listed}
    current = sorted((each for each in listed if each.replaced_by not in there), key=lambda each: each.key)
    lines = {each.line for each in current}
    if len(lines) == len(current):  # one sheet: what was tried again has a later key, but its old line
        current.sort(key=lambda each: each.line)
    keys: list[int] = []
    before = current[0].line if current else 0
    for each in current:
        keys += [BLANK] * (each.line - before - 1)
        keys.append(each.key)
        before = each.last_line
    return keys


def _last_line(row: Row) -> int:
    if row.origin.lower().endswith(_WORKBOOKS):  # counted by rows
        return row.line
    return row.line + sum(cell.count("\n") for cell in row.columns.values())


def _time(at: float) -> datetime | None:
    return datetime.fromtimestamp(int(at), UTC) if at else None


def _networks(row: Row, *, usable: bool) -> str:
    return " ".join(each.network for each in row.verdicts or () if each.is_valid is usable)
