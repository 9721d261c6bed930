"""A copy of a sheet with all of its lines: where no row stands, what is known of its link, or the reason."""

from collections.abc import Iterator, Mapping, Sequence

from oktodesk.media.report import Sheet, SheetLine
from oktodesk.problems.render import render
from oktodesk.uploads.export.layout import BLANK, CHUNK, Kept, Layout
from oktodesk.uploads.export.survey import Survey
from oktodesk.uploads.rows import Row, State

_TELLING_FIRST = (State.COMPLETE, State.PENDING)
"""Of several rows with one link, an upload that serves says more than one that failed."""


class SheetCopy:
    """Puts rows, and what has none, on the lines of the sheets that were kept."""

    def __init__(self, survey: Survey, sheets: Mapping[str, Sheet]) -> None:
        there = {place.key for place in survey.listed}
        self._ours, self._others = survey.ours, survey.others
        self._standing: dict[tuple[str, int], list[int]] = {}
        self._of_address: dict[str, int] = {}
        places = sorted(survey.listed, key=lambda place: place.key)
        self._sheets = [sheets[name] for name in dict.fromkeys(place.sheet for place in places)]
        for place in places:
            if place.replaced_by not in there:  # tried again: it stands on its line once, as what it is now
                self._standing.setdefault((place.sheet, place.line), []).append(place.key)
                self._of_address |= dict.fromkeys(place.addresses, place.key)
        self._elsewhere: dict[str, Row] = {}
        self._kept: list[Kept] = []

    def unplaced(self) -> Iterator[list[str]]:
        """Addresses on lines where none of the shown rows stands, some hundred at a time."""
        urls = list(
            dict.fromkeys(
                url
                for sheet in self._sheets
                for line in sheet.lines
                if (sheet.id, line.number) not in self._standing
                for url in line.sources
                if url not in self._of_address
            )
        )
        yield from (urls[start : start + CHUNK] for start in range(0, len(urls), CHUNK))

    def know(self, rows: Sequence[Row]) -> None:
        """Other rows with these addresses; of several with the same, the newest comes first."""
        for row in sorted(rows, key=lambda row: row.state not in _TELLING_FIRST):
            for url in (row.source, row.pasted):
                self._elsewhere.setdefault(url, row)

    def layout(self, *, is_part: bool) -> Layout:
        """All lines in their order; below them the rows that came in no sheet."""
        keys = [key for sheet in self._sheets for line in sheet.lines for key in self._line(sheet, line, is_part)]
        told = {kept.key for kept in self._kept}
        titles = dict.fromkeys(title for sheet in self._sheets for title in sheet.titles)
        return Layout(
            [*keys, *(key for key in self._others if key not in told)],
            self._ours,
            tuple(titles),
            is_copy=True,
            kept=self._kept,
            above=self._sheets[0].above,
        )

    def _line(self, sheet: Sheet, line: SheetLine, is_part: bool) -> list[int]:  # noqa: FBT001 - as it was given
        return [BLANK] * line.blanks + (
            self._standing.get((sheet.id, line.number)) or [self._without_row(sheet, line, is_part)]
        )

    def _without_row(self, sheet: Sheet, line: SheetLine, is_part: bool) -> int:  # noqa: FBT001
        row = next((self._elsewhere[url] for url in line.sources if url in self._elsewhere), None)
        if row is not None and is_part and row.sheet == sheet.id:
            return BLANK  # it is not shown
        shown = next((self._of_address[url] for url in line.sources if url in self._of_address), BLANK)
        reason = render(line.problem).title if line.problem else ""
        columns = dict(zip(sheet.titles, line.cells, strict=False))
        self._kept.append(Kept(columns, shown or (row.key if row else BLANK), reason))
        return -len(self._kept)
