"""Pasted text: a list of links, cells of a spreadsheet, or an e-mail with links in it."""

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from oktodesk.media.intake.decoding import storable
from oktodesk.media.intake.dialect import looks_like_table
from oktodesk.media.intake.making import link_or_reject
from oktodesk.media.intake.merging import gather, merge
from oktodesk.media.intake.tables import read_table
from oktodesk.media.intake.urls import (
    find_addresses,
    local_file_name,
    not_a_link,
    whole_line_address,
    without_each,
)
from oktodesk.media.intake.wrapping import join_bracketed, join_broken
from oktodesk.media.report import Intake, Link, Reject
from oktodesk.problems import Problem

LIST_SHARE = 0.5
"""From this share of lines that are little but an address, a text is a list and other lines a mistake in it."""
FEW_WORDS = 2
"""A list may name its links: "Teaser: https://…"; a sentence has more words around them."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def from_text(text: str, *, origin: str = "") -> Intake:
    """Links in a text. Cells copied from a spreadsheet are read as a table.

    In a list, lines without a link are rejected one by one; in running text they are just text, and only links
    that look like media are ticked.
    """
    text, origin = join_bracketed(storable(text)), storable(origin)
    if looks_like_table(text):
        return read_table(text, origin=origin)
    text = join_broken(text)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    addresses = {number: _addresses(line) for number, line in lines}
    if not any(addresses.values()):
        return _nothing(text, lines, origin)
    entries = sum(_is_entry(line, addresses[number]) for number, line in lines)
    if entries < len(lines) * LIST_SHARE:
        return _from_prose(text, origin)
    items: list[Link | Reject] = []
    for number, line in lines:
        found = addresses[number]
        items += [link_or_reject(address, origin=origin, line=number, ticked=True) for address in found]
        if not found:
            items.append(_rejected_line(line, origin, number))
    return gather(items)


def from_uri_list(addresses: list[str]) -> Intake:
    """Addresses as browsers and file managers hand them over (RFC 2483); ``file:`` ones are read as files."""
    from oktodesk.media.intake.files import from_file  # noqa: PLC0415 - lists may hold text, text may name lists

    intakes: list[Intake] = []
    for number, address in enumerate(addresses, 1):
        plain = storable(address).strip()
        if not plain or plain.startswith("#"):
            continue
        if plain.lower().startswith("file:"):
            intakes.append(from_file(_local_path(plain)))
        else:
            intakes.append(gather([link_or_reject(plain, line=number, ticked=True)]))
    return merge(*intakes)


def _is_entry(line: str, addresses: list[str]) -> bool:
    """Whether a line is there for its addresses."""
    return bool(addresses) and len(_WORD.findall(without_each(line, addresses))) <= FEW_WORDS


def _addresses(line: str) -> list[str]:
    whole = whole_line_address(line)
    return [whole] if whole else [found.text for found in find_addresses(line)]


def _from_prose(text: str, origin: str) -> Intake:
    items: list[Link | Reject] = []
    line, counted = 1, 0
    for found in find_addresses(text):
        line += text.count("\n", counted, found.start)
        counted = found.start
        items.append(link_or_reject(found.text, origin=origin, line=line))
    return gather(items)


def _nothing(text: str, lines: list[tuple[int, str]], origin: str) -> Intake:
    if not lines:
        return Intake()
    if len(lines) == 1 or origin:
        return Intake(rejects=tuple(_rejected_line(line, origin, number) for number, line in lines))
    return Intake(rejects=(Reject(text[:200], Problem("nothing_dropped"), origin),))


def _rejected_line(line: str, origin: str, number: int) -> Reject:
    if origin:
        return Reject(
            line.strip(), Problem("list_line_rejected", {"line": number, "file": origin}), origin, number
        )
    name = local_file_name(line)
    problem = Problem("local_media_file", {"file": name}) if name else not_a_link(line).problem
    return Reject(line.strip(), problem, origin, number)


def _local_path(address: str) -> Path:
    parts = urlsplit(address)
    path = unquote(parts.path)
    if len(path) > 2 and path[0] == "/" and path[2] == ":":
        path = path[1:]  # file:///C:/…
    return Path(f"//{parts.netloc}{path}" if parts.netloc and parts.netloc != "localhost" else path)
