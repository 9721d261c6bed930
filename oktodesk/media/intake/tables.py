"""CSV, TSV and cells of a spreadsheet, in whatever dialect they come."""

import csv
import io
import re
from collections import Counter
from functools import lru_cache

import msgspec

from oktodesk.media.intake.decoding import storable
from oktodesk.media.intake.making import link_or_reject
from oktodesk.media.intake.merging import gather
from oktodesk.media.intake.sheets import line_of, sheet_id
from oktodesk.media.intake.urls import ends_like_media, find_addresses, whole_line_address, without_each
from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import Intake, Link, Reject, Sheet
from oktodesk.problems import Problem

SOURCE, NAME, MIME_TYPE, MEANT_FOR = "source", "name", "mimetype", "meantfor"
HEADERS = {
    "source": SOURCE, "url": SOURCE, "link": SOURCE, "address": SOURCE, "sourceurl": SOURCE, "fileurl": SOURCE,
    "videourl": SOURCE, "imageurl": SOURCE, "mediaurl": SOURCE, "downloadurl": SOURCE, "filelink": SOURCE,
    "videolink": SOURCE, "downloadlink": SOURCE, "quelle": SOURCE, "adresse": SOURCE, "lien": SOURCE,
    "enlace": SOURCE, "קישור": SOURCE,
    "name": NAME, "filename": NAME, "title": NAME, "dateiname": NAME, "titel": NAME, "nom": NAME, "titre": NAME,
    "nombre": NAME, "titulo": NAME, "título": NAME, "שם": NAME,
    "mimetype": MIME_TYPE, "type": MIME_TYPE, "contenttype": MIME_TYPE,
    "meantfor": MEANT_FOR, "networks": MEANT_FOR, "network": MEANT_FOR, "for": MEANT_FOR, "channel": MEANT_FOR,
    "channels": MEANT_FOR, "netzwerke": MEANT_FOR, "réseaux": MEANT_FOR, "redes": MEANT_FOR,
}  # fmt: skip
"""Header names, without case, blanks, hyphens and underscores; each role is taken by its first column."""
NETWORK_NAMES = {
    "facebook": "Facebook", "fb": "Facebook", "linkedin": "LinkedIn", "li": "LinkedIn", "twitter": "Twitter",
    "x": "Twitter", "instagram": "Instagram", "insta": "Instagram", "ig": "Instagram", "youtube": "Youtube",
    "yt": "Youtube",
}  # fmt: skip
SEPARATORS = "\t;,|"
_NO_SEPARATOR = "\x1f"
"""In place of one that parts nothing."""
_BEGINNINGS = ("http://", "https://", "www.")
_LOOKED_AT = 64 * 1024
"""Characters; more lines say nothing else about the separator."""
_ENDS = re.compile("[;,\t]")
"""Where an address that others follow ends, if it is a cell."""
MAX_CELL_LENGTH = 128 * 1024
HEADER_ROWS = 10
"""So far down a header is looked for, below a sheet's title."""
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


def looks_like_table(text: str) -> bool:
    """Cells from a spreadsheet come with tabs; other separators make a table only under a known header."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    if "\t" in first.strip() and sum("\t" in line for line in lines) * 2 >= len(lines):
        return True
    header = next((at for at, line in enumerate(lines[:HEADER_ROWS]) if _header_separator(line)), None)
    # In running text, words that a header may consist of have no cells below them.
    return header is not None and (not header or _goes_on(lines[header:]))


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
    header = next((at for at, row in enumerate(rows[:HEADER_ROWS]) if SOURCE in _roles(row.texts)), None)
    if header is None or any(_addresses(row, {})[1] for row in rows[:header]):
        return _read_unnamed(rows, origin)
    return _read_named(rows, header, _roles(rows[header].texts), origin)


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
        return _read_named(rows, 0, {**_roles(first.texts), SOURCE: column}, origin)
    return _read_lines(rows, _titles([], rows), {}, origin)


@lru_cache(maxsize=1024)
def networks_of(text: str) -> tuple[str, ...]:
    """API keys of the networks named in a cell, in the usual order; unknown names are left out."""
    if not text:
        return ()
    named = {NETWORK_NAMES.get(word.lower()) for word in re.split(r"[\s,;/|+&()]+", text)}
    return tuple(network for network in NETWORKS if network in named)


def _rows(text: str) -> list[Cells]:
    """All rows that hold anything."""
    separator = _separator([line for line in text[:_LOOKED_AT].splitlines() if line.strip()]) or _NO_SEPARATOR
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


def _separator(lines: list[str]) -> str:
    """What parts the cells: as a known header tells, else the sign that the most lines have; ``""``: none does."""
    for line in lines[:HEADER_ROWS]:
        if told := _header_separator(line):
            return told
        if SOURCE in _roles([line.strip().strip('"')]):
            return ""  # the only column
    plain = [_without_addresses(line) for line in lines[:HEADER_ROWS]]
    best = max(SEPARATORS, key=lambda sign: (sum(sign in line for line in plain), "".join(plain).count(sign)))
    return best if any(best in line for line in plain) else ""


def _header_separator(line: str) -> str:
    """The sign between the cells of a header with a column for links; ``""``: it is none."""
    cells = ((sign, [cell.strip().strip('"') for cell in line.split(sign)]) for sign in SEPARATORS if sign in line)
    return next((sign for sign, titles in cells if SOURCE in _roles(titles)), "")


def _goes_on(lines: list[str]) -> bool:
    """Whether the lines below a header have its cells, and addresses where it says."""
    sign = _header_separator(lines[0])
    column = _roles([title.strip().strip('"') for title in lines[0].split(sign)])[SOURCE]
    below = [line.split(sign) for line in lines[1:] if sign in line]
    filled = [cells[column].strip(' "') for cells in below if column < len(cells)]
    return len(below) * 2 >= len(lines) - 1 and any(cell.lower().startswith(_BEGINNINGS) for cell in filled)


def _without_addresses(line: str) -> str:
    """Addresses hold commas, and end where a cell does."""
    return without_each(line, (_address_cell(found.text) for found in find_addresses(line)))


def _address_cell(address: str) -> str:
    """The part of an address that is its cell; a comma in a folder's name parts nothing."""
    for sign in _ENDS.finditer(address):
        cell, rest = address[: sign.start()], address[sign.end() :]
        if "/" not in rest or ends_like_media(cell):
            return cell
    return address if ends_like_media(address) else _ENDS.split(address, 1)[0]


def _roles(header: list[str]) -> dict[str, int]:
    roles: dict[str, int] = {}
    for column, title in enumerate(header):
        role = HEADERS.get(re.sub(r"[\s_-]+", "", title).lower().lstrip("\ufeff"))
        if role:
            roles.setdefault(role, column)
    return roles


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
        mime_type=cell(MIME_TYPE).lower(),
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
