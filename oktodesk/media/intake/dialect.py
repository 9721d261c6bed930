"""How a text parts its cells, and whether it has any."""

import csv
import re

from oktodesk.media.intake.headers import SOURCE, role_of, roles_of
from oktodesk.media.intake.urls import ends_like_media, find_addresses, without_each

SEPARATORS = "\t;,|"
NO_SEPARATOR = "\x1f"
"""In place of one that parts nothing."""
_BEGINNINGS = ("http://", "https://", "www.")
LOOKED_AT = 64 * 1024
"""Characters; more lines say nothing else about the separator."""
_ENDS = re.compile("[;,\t]")
"""Where an address that others follow ends, if it is a cell."""
HEADER_ROWS = 10
"""So far down a header is looked for, below a sheet's title."""
_TELLING_LINES = 100
"""So many lines below a header show whether it is one."""


def looks_like_table(text: str) -> bool:
    """Cells from a spreadsheet come with tabs; other separators make a table only under a known header."""
    lines = [line for line in text.splitlines() if line.strip()]
    first = lines[0] if lines else ""
    if "\t" in first.strip() and sum("\t" in line for line in lines) * 2 >= len(lines):
        return True
    header = next((at for at, line in enumerate(lines[:HEADER_ROWS]) if _header_separator(line)), None)
    if header is None:
        return False
    # In running text, words that a header may consist of have no cells below them.
    return _goes_on(lines[header:]) if header else _has_links_below(lines)


def separator_of(lines: list[str]) -> str:
    """What parts the cells: as a known header tells, else the sign that the most lines have; ``""``: none does."""
    for line in lines[:HEADER_ROWS]:
        if told := _header_separator(line):
            return told
        if SOURCE in roles_of([line.strip().strip('"')]):
            return ""  # the only column
    plain = [_without_addresses(line) for line in lines[:HEADER_ROWS]]
    best = max(SEPARATORS, key=lambda sign: (sum(sign in line for line in plain), "".join(plain).count(sign)))
    return best if any(best in line for line in plain) else ""


def _header_separator(line: str) -> str:
    """The sign between the cells of a header with a column for links; ``""``: it is none.

    "Links, as promised: https://…" is what stands below one.
    """
    if find_addresses(line):
        return ""
    cells = ((sign, [cell.strip().strip('"') for cell in line.split(sign)]) for sign in SEPARATORS if sign in line)
    return next((sign for sign, titles in cells if SOURCE in roles_of(titles)), "")


def _has_links_below(lines: list[str]) -> bool:
    """Whether lines with addresses below a first one are rows: e-mails too begin with "Links, as promised"."""
    sign = _header_separator(lines[0])
    is_plain = all(role_of(title.strip().strip('"')) for title in lines[0].split(sign))
    mentioned = [line for line in lines[1 : 1 + _TELLING_LINES] if find_addresses(line)]
    return sum(_is_row(line, sign, alone=is_plain) for line in mentioned) * 2 >= len(mentioned)


def _is_row(line: str, sign: str, *, alone: bool) -> bool:
    """Whether an address begins a cell, and others stand beside it; ``alone``: or none does."""
    begins = any(found.start == 0 for cell in _cells(line, sign) for found in find_addresses(cell.strip()))
    return begins and (alone or sign in _without_addresses(line))


def _cells(line: str, sign: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=sign), [])
    except csv.Error:  # an endless cell
        return line.split(sign)


def _goes_on(lines: list[str]) -> bool:
    """Whether the lines below a header have its cells, and addresses where it says."""
    sign = _header_separator(lines[0])
    column = roles_of([title.strip().strip('"') for title in lines[0].split(sign)])[SOURCE]
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
