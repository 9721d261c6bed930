"""A walk through the rows of an export: what they tell of the sheets that they may have come in."""

from collections.abc import Mapping, Sequence

import msgspec

from oktodesk.uploads.export.layout import BLANK, OURS, Kept
from oktodesk.uploads.rows import Row

_WORKBOOKS = (".xlsx", ".xlsm")
_OFTEN_THEIRS = frozenset({"source", "name", "mimeType"})


class Place(msgspec.Struct, frozen=True):
    """Where a row stands in the sheet that it came in."""

    key: int
    line: int
    last_line: int
    """Another one where a cell of a text file goes over several."""
    replaced_by: int
    sheet: str = ""
    origin: str = ""
    addresses: tuple[str, ...] = ()


class Survey:
    """What a first walk through the rows gathers."""

    def __init__(self, begun: Mapping[int, float]) -> None:
        """``begun``: when batches were made, by id; an upload that was sent before its batch only joined it."""
        self._begun = begun
        self.titles: dict[str, bool] = {}
        """Whether a column holds anything that is not in one of ours."""
        self.added = {title for title, _ in OURS} - _OFTEN_THEIRS
        """Our columns that say something which none of theirs does."""
        self.listed: list[Place] = []
        self.others: list[int] = []

    @property
    def ours(self) -> tuple[str, ...]:
        """The titles of our columns that a copy needs, in their order."""
        return tuple(title for title, _ in OURS if title in self.added)

    @property
    def new_titles(self) -> tuple[str, ...]:
        """Their columns that say something which none of ours does."""
        return tuple(title for title, is_new in self.titles.items() if is_new)

    def see(self, rows: Sequence[Row | Kept | None]) -> None:
        """Look at some of them."""
        for row in rows:
            if isinstance(row, Row):
                self._see(row)

    def _see(self, row: Row) -> None:
        if _OFTEN_THEIRS - self.added:
            cells = {"", *row.columns.values()}
            self.added |= {title for title, value in OURS if title in _OFTEN_THEIRS and value(row) not in cells}
        if row.intent_at is not None and row.intent_at < self._begun.get(row.batch_id, 0.0):
            self.others.append(row.key)  # the sheet that it once came in was not dropped for this batch
            return
        known = {row.source, row.pasted, row.name, row.mime_type}
        for title, text in row.columns.items():
            self.titles[title] = self.titles.get(title, False) or (text not in known and bool(text))
        if row.columns and row.line:
            addresses = (row.source, row.pasted)
            self.listed.append(
                Place(row.key, row.line, _last_line(row), row.replaced_by, row.sheet, row.origin, addresses)
            )
        else:
            self.others.append(row.key)


def in_their_places(listed: Sequence[Place]) -> list[int]:
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
