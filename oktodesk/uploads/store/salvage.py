"""What can be saved of a damaged outbox: row by row, from both ends, around the broken pages."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import msgspec

from oktodesk.uploads.rows import Batch
from oktodesk.uploads.store.connection import connect_to_damaged
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import LINKS, NOTES

_MOST_PROBES = 20_000
"""How many rows are looked up one by one where a scan stops; bounds the time."""


class Saved(msgspec.Struct, frozen=True):
    """What was still readable."""

    links: tuple[LinkRecord, ...] = ()
    notes: tuple[UploadNote, ...] = ()
    batches: tuple[Batch, ...] = ()


def salvage(path: Path) -> Saved:
    """Read what can be read of a damaged file, without changing it."""
    try:
        with closing(connect_to_damaged(path)) as connection:
            return Saved(
                links=tuple(_decoded(LINKS.decode, _readable(connection, "link", LINKS.columns))),
                notes=tuple(_decoded(NOTES.decode, _readable(connection, "note", NOTES.columns))),
                batches=tuple(
                    Batch(*cells)
                    for cells in _readable(connection, "batch", ("id", "name", "created_at", "sends_at"))
                ),
            )
    except sqlite3.Error:
        return Saved()


def restore(outbox: OutboxFile, saved: Saved) -> None:
    """Write what was saved into a new file; keys and batch ids stay."""
    with outbox.writing():
        for batch in saved.batches:
            outbox.connection.execute(
                "INSERT OR IGNORE INTO batch (id, name, created_at, sends_at) VALUES (?, ?, ?, ?)",
                (batch.id, batch.name, batch.created_at, batch.sends_at),
            )
        crossed = {note.key for note in saved.notes}
        for note in saved.notes:
            outbox.put_note(note)
        for link in saved.links:
            if link.key not in crossed:
                outbox.put_link(link)
    outbox.keep_keys_above(0)


def _readable(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> list[Sequence[Any]]:
    query = f"SELECT rowid, {', '.join(columns)} FROM {table} NOT INDEXED"
    found: dict[int, Sequence[Any]] = {}
    for order in ("ASC", "DESC"):
        for rowid, *cells in _until_damage(connection, f"{query} ORDER BY rowid {order}"):
            found[rowid] = cells
    for rowid in range(1, min(_highest(connection, found), _MOST_PROBES) + 1):
        if rowid not in found:
            for _, *cells in _until_damage(connection, f"{query} WHERE rowid = {rowid}"):
                found[rowid] = cells
    return [found[rowid] for rowid in sorted(found)]


def _highest(connection: sqlite3.Connection, found: Collection[int]) -> int:
    counter = list(_until_damage(connection, "SELECT value FROM meta WHERE name = 'next_key'"))
    return max([*found, *(int(value) for (value,) in counter)], default=_MOST_PROBES)


def _until_damage(connection: sqlite3.Connection, query: str) -> Iterator[Sequence[Any]]:
    with suppress(sqlite3.Error):
        yield from connection.execute(query)


def _decoded(decode: Any, rows: list[Sequence[Any]]) -> Iterator[Any]:
    for cells in rows:
        with suppress(ValueError, TypeError):
            yield decode(cells)
