"""The tables that links came in, whole, beside them in the outbox: packed, for they are read for a copy only."""

import sqlite3
import zlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import msgspec

from oktodesk.media.report import Link, Sheet

_LISTED = "(SELECT value FROM json_each(?))"
_SHEET = msgspec.json.Decoder(Sheet)


def packed(sheets: Sequence[Sheet], links: Sequence[Link]) -> dict[str, bytes]:
    """The content of those that one of the links stood in, by id."""
    used = {link.sheet for link in links}
    return {sheet.id: zlib.compress(msgspec.json.encode(sheet), 6) for sheet in sheets if sheet.id in used}


def unpacked(contents: Mapping[str, bytes]) -> dict[str, Sheet]:
    """The other way round; what makes no sense is left out."""
    sheets = {}
    for name, content in contents.items():
        with suppress(zlib.error, ValueError):
            sheets[name] = _SHEET.decode(zlib.decompress(content))
    return sheets


def put(connection: sqlite3.Connection, contents: Mapping[str, bytes]) -> None:
    """Keep them; the same table is kept once. Inside a transaction."""
    connection.executemany("INSERT OR IGNORE INTO sheet (id, content) VALUES (?, ?)", contents.items())


def read(connection: sqlite3.Connection, ids: Collection[str]) -> dict[str, bytes]:
    """The contents that are there, by id."""
    listed = msgspec.json.encode(sorted(ids)).decode()
    return dict(connection.execute(f"SELECT id, content FROM sheet WHERE id IN {_LISTED}", (listed,)))  # noqa: S608


def purge(connection: sqlite3.Connection, ids: Collection[str]) -> None:
    """Delete those of these that no link stands in any more, sent or not. Inside a transaction."""
    unsent = {sheet for (sheet,) in connection.execute("SELECT DISTINCT sheet FROM link")}
    for name in set(ids) - unsent - {""}:
        connection.execute(
            "DELETE FROM sheet WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM note WHERE instr(link, ?1))", (name,)
        )
