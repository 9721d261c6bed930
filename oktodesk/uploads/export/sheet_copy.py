"""A copy of sheets with all of their lines: where no row stands, what is known of its link, or the reason."""

from collections.abc import Mapping, Sequence

from oktodesk.media.report import Sheet, SheetLine
from oktodesk.problems.render import render
from oktodesk.uploads.export.layout import BLANK, CHUNK, Kept, Layout
from oktodesk.uploads.export.survey import Place, Survey, in_their_places
from oktodesk.uploads.rows import Row, State

_TELLING_FIRST = (State.COMPLETE, State.PENDING)
"""Of several rows with one link, an upload that serves says more than one that failed."""


class SheetCopy:
    """Puts rows, and what has none, on the lines of the sheets that were kept."""

    def __init__(self, survey: Survey, sheets: Mapping[str, Sheet]) -> None:
        there = {place.key for place in survey.listed}
        self._survey = survey
        self._standing: dict[tuple[str, int], list[int]] = {}
        self._of_address: dict[str, int] = {}
        places = sorted(survey.listed, key=lambda place: place.key)
        self._sheets = {name: sheets[name] for name in (place.sheet for place in places) if name in sheets}
        self._loose = [place for place in places if place.sheet not in sheets]
        """Their sheet was not kept, or makes no sense any more."""
        for place in places:
            if place.replaced_by not in there:  # tried again: it stands on its line once, as what it is now
                self._standing.setdefault((place.sheet, place.line), []).append(place.key)
                self._of_address |= dict.fromkeys(place.addresses, place.key)
        self._elsewhere: dict[str, Row] = {}
        self._kept: list[Kept] = []

    def unplaced(self) -> list[list[str]]:
        """Addresses on lines where none of the shown rows stands, some hundred at a time."""
        urls = list(
            dict.fromkeys(
                url
                for sheet in self._sheets.values()
                for line in self._without(sheet)
                for url in line.sources
                if url not in self._of_address
            )
        )
        return [urls[start : start + CHUNK] for start in range(0, len(urls), CHUNK)]

    def know(self, rows: Sequence[Row]) -> None:
        """Other rows with these addresses; of several with the same, the newest comes first."""
        for row in sorted(rows, key=lambda row: row.state not in _TELLING_FIRST):
            for url in (row.source, row.pasted):
                self._elsewhere.setdefault(url, row)

    def layout(self, *, is_part: bool) -> Layout:
        """All lines in their order, one sheet below the other; below them the rows that came in no sheet."""
        first, *others = self._sheets.values() if self._sheets else (None,)
        keys: list[int] = []
        for sheet in filter(None, (first, *others)):
            keys += self._title(sheet) if sheet is not first else []
            keys += [key for line in sheet.lines for key in self._line(sheet, line, is_part)]
        told = {kept.key for kept in self._kept}
        titles = [title for sheet in self._sheets.values() for title in sheet.titles]
        return Layout(
            [*keys, *_one_by_one(self._loose), *(key for key in self._survey.others if key not in told)],
            self._survey.ours,
            tuple(dict.fromkeys([*titles, *self._survey.titles])),
            is_copy=True,
            kept=self._kept,
            above=first.above if first is not None else (),
        )

    def below(self, keys: Sequence[int]) -> Layout:
        """Rows as they are shown; below them the lines on which none of them stands, so that none is lost."""
        titles = dict.fromkeys(self._survey.new_titles)
        lines: list[int] = []
        for sheet in self._sheets.values():
            for line in self._without(sheet):
                lines.append(self._without_row(sheet, line))
                cells = zip(sheet.titles, line.cells, strict=False)
                titles |= dict.fromkeys(title for title, text in cells if text and text not in line.sources)
        return Layout([*keys, *lines], theirs=tuple(titles), kept=self._kept)

    def _without(self, sheet: Sheet) -> list[SheetLine]:
        return [line for line in sheet.lines if (sheet.id, line.number) not in self._standing]

    def _title(self, sheet: Sheet) -> list[int]:
        """What stands above the header of a sheet that is not the first one."""
        return [self._keep(Kept(_columns(sheet, cells))) if cells else BLANK for cells in sheet.above]

    def _line(self, sheet: Sheet, line: SheetLine, is_part: bool) -> list[int]:  # noqa: FBT001 - as it was given
        standing = self._standing.get((sheet.id, line.number))
        return [BLANK] * line.blanks + (
            standing or [BLANK if is_part and self._is_hidden(line) else self._without_row(sheet, line)]
        )

    def _is_hidden(self, line: SheetLine) -> bool:
        row = self._row_elsewhere(line)
        return row is not None and row.sheet in self._sheets

    def _without_row(self, sheet: Sheet, line: SheetLine) -> int:
        row = self._row_elsewhere(line)
        shown = next((self._of_address[url] for url in line.sources if url in self._of_address), BLANK)
        reason = render(line.problem).title if line.problem else ""
        key, source = shown or (row.key if row else BLANK), next(iter(line.sources), "")
        return self._keep(Kept(_columns(sheet, line.cells), key, reason, source))

    def _row_elsewhere(self, line: SheetLine) -> Row | None:
        return next((self._elsewhere[url] for url in line.sources if url in self._elsewhere), None)

    def _keep(self, kept: Kept) -> int:
        self._kept.append(kept)
        return -len(self._kept)


def _columns(sheet: Sheet, cells: Sequence[str]) -> dict[str, str]:
    return dict(zip(sheet.titles, cells, strict=False))


def _one_by_one(places: Sequence[Place]) -> list[int]:
    """Rows of sheets that were not kept: each list's by themselves, in their lines."""
    by_list: dict[tuple[str, str], list[Place]] = {}
    for place in places:
        by_list.setdefault((place.origin, place.sheet), []).append(place)
    return [key for listed in by_list.values() for key in in_their_places(listed)]
