"""The tables that links came in, whole, beside them in the outbox: packed, for they are read for a copy only."""

import re
import sqlite3
import zlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import msgspec

from oktodesk.media.report import Link, Sheet, SheetLine

_LISTED = "(SELECT value FROM json_each(?))"
_NAMED = re.compile('"sheet":"([^"]*)"')


class _Packed(msgspec.Struct, frozen=True):
    """A ``Sheet`` whose lines are still texts: 10,000 in one go would hold every thread up for 17 ms."""

    id: str
    titles: tuple[str, ...]
    lines: tuple[msgspec.Raw, ...]
    above: tuple[tuple[str, ...], ...] = ()


_SHEET = msgspec.json.Decoder(_Packed)
_LINE = msgspec.json.Decoder(SheetLine)


def packed(sheets: Sequence[Sheet], links: Sequence[Link]) -> dict[str, bytes]:
    """The content of those that one of the links stood in, by id."""
    used = {link.sheet for link in links}
    return {sheet.id: zlib.compress(msgspec.json.encode(sheet), 6) for sheet in sheets if sheet.id in used}


def unpacked(contents: Mapping[str, bytes]) -> dict[str, Sheet]:
    """The other way round; what makes no sense is left out."""
    sheets = {}
    for name, content in contents.items():
        with suppress(zlib.error, ValueError):
            kept = _SHEET.decode(zlib.decompress(content))
            lines = tuple([_LINE.decode(line) for line in kept.lines])
            sheets[name] = Sheet(kept.id, kept.titles, lines, kept.above)
    return sheets


def put(connection: sqlite3.Connection, contents: Mapping[str, bytes]) -> None:
    """Keep them; the same table is kept once. Inside a transaction."""
    connection.executemany("INSERT OR IGNORE INTO sheet (id, content) VALUES (?, ?)", contents.items())


def read(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, bytes]:
    """The contents that are there, by id."""
    listed = msgspec.json.encode(sorted(ids)).decode()
    return dict(connection.execute(f"SELECT id, content FROM sheet WHERE id IN {_LISTED}", (listed,)))  # noqa: S608


def purge(connection: sqlite3.Connection) -> None:
    """Delete those that no link came in, in line, dropped or sent. Inside the transaction that deleted links.

    The notes on what was sent are gone through once, and only if a table is not of the links alone.
    """
    there = {name for (name,) in connection.execute("SELECT id FROM sheet")}
    there -= {name for (name,) in connection.execute("SELECT DISTINCT sheet FROM link")}
    if there:
        for (link,) in connection.execute("SELECT link FROM note WHERE instr(link, ?)", ('"sheet":"',)):
            there.difference_update(_NAMED.findall(str(link)))  # a person's own column may be called so too
    connection.executemany("DELETE FROM sheet WHERE id = ?", [(name,) for name in there])
