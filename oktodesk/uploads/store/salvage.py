"""What can be saved of a damaged outbox: row by row, from both ends, around the broken pages."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from oktodesk.uploads.rows import Batch
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import LINKS, NOTES

_MOST_PROBES = 20_000
"""Rows looked up one by one between the two ends; a bound on time, not a limit anyone should reach."""


class Saved(msgspec.Struct, frozen=True):
    """What was still readable."""

    links: tuple[LinkRecord, ...] = ()
    notes: tuple[UploadNote, ...] = ()
    batches: tuple[Batch, ...] = ()


def salvage(path: Path) -> Saved:
    """Read what can be read of a damaged file, without changing it."""
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
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
    for rowid in _gaps(sorted(found)):
        for _, *cells in _until_damage(connection, f"{query} WHERE rowid = {rowid}"):
            found[rowid] = cells
    return [found[rowid] for rowid in sorted(found)]


def _until_damage(connection: sqlite3.Connection, query: str) -> Iterator[Sequence[Any]]:
    with suppress(sqlite3.Error):
        yield from connection.execute(query)


def _gaps(rowids: Sequence[int]) -> Iterator[int]:
    left = _MOST_PROBES
    for low, high in pairwise(rowids):
        for rowid in range(low + 1, min(high, low + 1 + left)):
            yield rowid
            left -= 1


def _decoded(decode: Any, rows: list[Sequence[Any]]) -> Iterator[Any]:
    for cells in rows:
        with suppress(ValueError, TypeError):
            yield decode(cells)
