"""CSV, TSV and cells of a spreadsheet, in whatever dialect they come."""

import csv
import io
from collections import Counter

import msgspec

from oktodesk.media.intake.decoding import storable
from oktodesk.media.intake.dialect import HEADER_ROWS, LOOKED_AT, NO_SEPARATOR, separator_of
from oktodesk.media.intake.headers import (
    MEANT_FOR,
    MIME_TYPE,
    NAME,
    SOURCE,
    networks_of,
    role_of,
    roles_of,
    type_of,
)
from oktodesk.media.intake.making import link_or_reject
from oktodesk.media.intake.merging import gather
from oktodesk.media.intake.sheets import line_of, sheet_id
from oktodesk.media.intake.urls import find_addresses, whole_line_address
from oktodesk.media.report import Intake, Link, Reject, Sheet
from oktodesk.problems import Problem

MAX_CELL_LENGTH = 128 * 1024
_Lines = tuple[tuple[str, ...], ...]


class Cells(msgspec.Struct, frozen=True):
    """One row of a table. ``number`` counts from 1; ``links``: addresses behind cells that show another text."""

    number: int
    texts: list[str]
    links: dict[int, str] = {}
    blanks: int = 0
    """Empty rows in front of it."""


class Table(msgspec.Struct, frozen=True):
    """What a table holds, and the table itself; None: there is nothing in it."""

    items: list[Link | Reject] = []
    sheet: Sheet | None = None


def read_table(text: str, *, origin: str = "") -> Intake:
    """The links of a text with separators, see ``read_rows``."""
    table = read_rows(_rows(storable(text)), origin=storable(origin))
    return gather(table.items, (table.sheet,) if table.sheet else ())


def read_rows(rows: list[Cells], *, origin: str) -> Table:
    """One link a row, with its name, type and networks; all its cells are kept too, so that it can be given back.

    Rows above the header are a title. Without a header the first address of a row is the link, and columns are
    called A, B, C.
    """
    if not rows:
        return Table()
    first = enumerate(rows[:HEADER_ROWS])
    header = next((at for at, row in first if _is_header(row, rows[at + 1 :])), None)
    if header is None or any(_addresses(row, {})[1] for row in rows[:header]):
        return _read_unnamed(rows, origin)
    roles = roles_of(rows[header].texts)
    return _read_named(rows, header, {**roles, SOURCE: _fullest(rows, header, roles[SOURCE])}, origin)


def _is_header(row: Cells, below: list[Cells]) -> bool:
    """Names a column for links. In a line "Link: https://…" of two cells the word stands above none."""
    column = roles_of(row.texts).get(SOURCE)
    if column is None:
        return False
    is_plain = not any(find_addresses(text) for text in row.texts)
    return is_plain or any(_addresses(each, {SOURCE: column})[1] for each in below)


def _fullest(rows: list[Cells], header: int, first: int) -> int:
    """Of several columns that are called like the link's, the one where the most rows have one."""
    called = [at for at, title in enumerate(rows[header].texts) if role_of(title) == SOURCE]
    if len(called) == 1:
        return first
    wanted = frozenset(called)
    filled = Counter(
        column
        for row in rows[header + 1 :]
        for column in wanted.intersection((*range(len(row.texts)), *row.links))  # once for each of its cells
        if _addresses(row, {SOURCE: column})[1]
    )
    return max(called, key=lambda column: filled[column])


def _read_named(rows: list[Cells], header: int, roles: dict[str, int], origin: str) -> Table:
    titles = _titles(rows[header].texts, rows)
    above = tuple(line for row in rows[:header] for line in ((),) * row.blanks + (tuple(row.texts),))
    return _read_lines(rows[header + 1 :], titles, roles, origin, above + ((),) * rows[header].blanks)


def _read_lines(
    rows: list[Cells], titles: list[str], roles: dict[str, int], origin: str, above: _Lines = ()
) -> Table:
    cells = [tuple(text.strip() for text in row.texts[: len(titles)]) for row in rows]
    sheet = sheet_id(titles, above, cells)
    items: list[Link | Reject] = []
    lines = []
    for row, texts in zip(rows, cells, strict=True):
        found = _row(row, titles, roles, origin, sheet)
        lines.append(line_of(row.number, texts, row.blanks, found))
        items += found
    return Table(items, Sheet(sheet, tuple(titles), tuple(lines), above))


def _read_unnamed(rows: list[Cells], origin: str) -> Table:
    """A first row that stands above a column of addresses, and holds none, is a header in words of its own."""
    first, *others = rows
    columns = Counter(column for row in others if (column := _addresses(row, {})[0]) >= 0)
    column = columns.most_common(1)[0][0] if columns else -1
    named = 0 <= column < len(first.texts) and first.texts[column].strip() and not _addresses(first, {})[1]
    if named and columns[column] * 2 > len(others):
        return _read_named(rows, 0, {**roles_of(first.texts), SOURCE: column}, origin)
    return _read_lines(rows, _titles([], rows), {}, origin)


def _rows(text: str) -> list[Cells]:
    """All rows that hold anything."""
    separator = separator_of([line for line in text[:LOOKED_AT].splitlines() if line.strip()]) or NO_SEPARATOR
    csv.field_size_limit(MAX_CELL_LENGTH)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[Cells] = []
    blanks = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return rows
        except csv.Error:
            cells = [text.splitlines()[line - 1]] if line <= text.count("\n") + 1 else []
        if any(cell.strip() for cell in cells):
            rows.append(Cells(line, cells, blanks=blanks))
            blanks = 0
        else:
            blanks += 1


def _row(row: Cells, titles: list[str], roles: dict[str, int], origin: str, sheet: str) -> list[Link | Reject]:
    _, addresses = _addresses(row, roles)
    if not addresses:
        shown = " ".join(cell.strip() for cell in row.texts if cell.strip())
        problem = Problem("list_line_rejected", {"line": row.number, "file": origin or "-"})
        return [Reject(shown, problem, origin, row.number)]
    columns = dict(zip(titles, (cell.strip() for cell in row.texts), strict=False))
    found: list[Link | Reject] = []
    for address in addresses:
        item = link_or_reject(address, origin=origin, line=row.number, ticked=True)
        found.append(_with_cells(item, row.texts, roles, columns, sheet) if isinstance(item, Link) else item)
    return found


def _addresses(row: Cells, roles: dict[str, int]) -> tuple[int, list[str]]:
    """The column that holds the link, and the addresses in it; what is written counts before what is behind it."""
    wanted = [roles[SOURCE]] if SOURCE in roles else range(len(row.texts))
    for column in wanted:
        cell = row.texts[column].strip() if column < len(row.texts) else ""
        whole = whole_line_address(cell)
        addresses = [whole] if whole else [found.text for found in find_addresses(cell)]
        if addresses:
            return column, addresses
    behind = [column for column in (*wanted, *sorted(row.links)) if column in row.links]
    return (behind[0], [row.links[behind[0]]]) if behind else (-1, [])


def _with_cells(link: Link, cells: list[str], roles: dict[str, int], columns: dict[str, str], sheet: str) -> Link:
    def cell(role: str) -> str:
        column = roles.get(role, len(cells))
        return cells[column].strip() if column < len(cells) else ""

    return Link(
        source=link.source,
        pasted=link.pasted,
        name=cell(NAME),
        mime_type=type_of(cell(MIME_TYPE)),
        meant_for=networks_of(cell(MEANT_FOR)),
        origin=link.origin,
        line=link.line,
        looks_like_media=link.looks_like_media,
        columns=columns,
        sheet=sheet,
    )


def _titles(header: list[str], rows: list[Cells]) -> list[str]:
    """One for each column up to the last that holds anything; no two are the same."""
    titles: dict[str, None] = {}
    times: Counter[str] = Counter()
    for column in range(max(map(_width, rows), default=0)):
        said = (header[column].strip() if column < len(header) else "") or letters(column)
        title = said
        while title in titles:
            times[said] += 1
            title = f"{said} ({times[said] + 1})"
        titles[title] = None
    return list(titles)


def _width(row: Cells) -> int:
    return next((at for at in range(len(row.texts), 0, -1) if row.texts[at - 1].strip()), 0)


def letters(column: int) -> str:
    """A spreadsheet's name of a column, counted from 0: A to Z, AA, AB, …."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
