"""Which columns and rows an export has: our own, or those of the sheet that the links came with."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime

import msgspec

from oktodesk.problems.render import render
from oktodesk.uploads.rows import Row, State
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
    ("lastError", lambda row: row.last_error or _held_back_by(row)),
    ("meantFor", lambda row: " ".join(row.meant_for)),
    ("usableOn", lambda row: _networks(row, usable=True)),
    ("refusedBy", lambda row: _networks(row, usable=False)),
)
"""Title and value; sizes in bytes, times in UTC."""
_REASON = "lastError"
"""Where it is said why a line has no link."""


class Kept(msgspec.Struct, frozen=True):
    """A line of a sheet on which no row stands."""

    columns: dict[str, str]
    key: int = BLANK
    """The row that holds its link all the same, as a double's first."""
    reason: str = ""
    """Why it has none."""
    source: str = ""
    """The link that stands on it all the same, as a double, or taken out of the list since."""


class Layout(msgspec.Struct, frozen=True):
    """The columns of a table and its rows, by key or ``BLANK``, in order."""

    keys: Sequence[int]
    """Below 0: a line of ``kept``, -1 the first."""
    ours: tuple[str, ...] = tuple(title for title, _ in OURS)
    theirs: tuple[str, ...] = ()
    """Titles of an imported list's own columns."""
    is_copy: bool = False
    """Theirs come first: the sheet as it was, with ours on the right."""
    kept: Sequence[Kept] = ()
    above: tuple[tuple[str, ...], ...] = ()
    """Lines in front of the heading."""

    @property
    def titles(self) -> list[str]:
        """The heading."""
        return [*self.theirs, *self.ours] if self.is_copy else [*self.ours, *self.theirs]

    @property
    def first_of_theirs(self) -> int:
        """The column, counted from 0, where theirs begin."""
        return 0 if self.is_copy else len(self.ours)

    def cells(self, row: Row | Kept | None) -> list[Value]:
        """One row's values; None: an empty row."""
        if row is None:
            return [None] * (len(self.ours) + len(self.theirs))
        ours = self._of_kept(row) if isinstance(row, Kept) else self._of_row(row)
        theirs = [row.columns.get(title) for title in self.theirs]
        return [*theirs, *ours] if self.is_copy else [*ours, *theirs]

    def _of_row(self, row: Row) -> list[Value]:
        return [value(row) for title, value in OURS if title in self.ours]

    def _of_kept(self, line: Kept) -> list[Value]:
        return [line.reason if title == _REASON else None for title in self.ours]


async def chunks(store: Store, layout: Layout) -> AsyncIterator[list[Row | Kept | None]]:
    """The rows of a layout, a few hundred at a time; None for a blank."""
    for start in range(0, len(layout.keys), CHUNK):
        part = layout.keys[start : start + CHUNK]
        lines = [layout.kept[-1 - key] if key < BLANK else None for key in part]
        asked = {line.key if line else key for line, key in zip(lines, part, strict=True)} - {BLANK}
        rows = {row.key: row for row in await store.load(sorted(asked))}
        yield [
            _on_line(line, rows.get(line.key)) if line else rows.get(key)
            for line, key in zip(lines, part, strict=True)
            if line or key == BLANK or key in rows
        ]


def _on_line(line: Kept, row: Row | None) -> Row | Kept:
    return line if row is None else msgspec.structs.replace(row, columns=line.columns)


def _held_back_by(row: Row) -> str:
    """Why a link was not sent, or not accepted."""
    if row.problem is None or row.state not in {State.NEEDS_YOU, State.REFUSED}:
        return ""
    return render(row.problem).title


def _time(at: float) -> datetime | None:
    return datetime.fromtimestamp(int(at), UTC) if at else None


def _networks(row: Row, *, usable: bool) -> str:
    return " ".join(each.network for each in row.verdicts or () if each.is_valid is usable)
