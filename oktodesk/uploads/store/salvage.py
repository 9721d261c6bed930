"""What can be saved of a damaged outbox: row by row, from both ends, around the broken pages.

``remembered`` reads the same from the list beside it, which mirrors the outbox.
"""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from oktodesk.problems import Problem
from oktodesk.uploads.rows import Batch, Row, State
from oktodesk.uploads.store import sheets_of_links
from oktodesk.uploads.store.cache_reads import ROWS
from oktodesk.uploads.store.connection import carry_over, connect_to_damaged
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import LINKS, NOTES

T = TypeVar("T")
_MOST_PROBES = 20_000
"""How many rows are looked up one by one where a scan stops; bounds the time."""


class Saved(msgspec.Struct, frozen=True):
    """What was still readable."""

    links: tuple[LinkRecord, ...] = ()
    notes: tuple[UploadNote, ...] = ()
    batches: tuple[Batch, ...] = ()
    sheets: dict[str, bytes] = {}
    paused: bool = False
    """The person paused sending."""


class Remembered(msgspec.Struct, frozen=True):
    """What the list knows of the same rows: it is written a moment later."""

    rows: dict[int, Row] = {}
    gone: frozenset[int] = frozenset()
    """Keys that were taken out of it within the last day."""
    is_whole: bool = False
    """Whether all of it could be read: what it does not know was not there."""


def salvage(path: Path) -> Saved:
    """Read what can be read of a damaged file, without changing it."""
    try:
        with closing(connect_to_damaged(path)) as connection:
            return Saved(
                links=_kept(_link, _readable(connection, "link", LINKS.columns)),
                notes=_kept(
                    lambda cells: UploadNote(**NOTES.readable(cells)), _readable(connection, "note", NOTES.columns)
                ),
                batches=_kept(
                    lambda cells: msgspec.convert(cells, Batch),
                    _readable(connection, "batch", Batch.__struct_fields__),
                ),
                sheets={
                    name: content
                    for name, content in _readable(connection, "sheet", ("id", "content"))
                    if isinstance(name, str) and isinstance(content, bytes)
                },
                paused=any(
                    value for (value,) in _until_damage(connection, "SELECT value FROM meta WHERE name = 'paused'")
                ),
            )
    except sqlite3.Error:
        return Saved()


def remembered(path: Path) -> Remembered:
    """What the cache's file still knows; nothing if it can't be read."""
    try:
        with closing(connect_to_damaged(path)) as connection:
            rows = _kept(lambda cells: ROWS.decode(cells[0]), _until_damage(connection, "SELECT record FROM body"))
            gone = {key for (key,) in _until_damage(connection, "SELECT key FROM gone")}
            (known,) = next(iter(_until_damage(connection, "SELECT count(*) FROM body")), (-1,))
    except sqlite3.Error:
        return Remembered()
    return Remembered({row.key: row for row in rows}, frozenset(gone), is_whole=known == len(rows))


def restored(path: Path, saved: Saved, told: Problem) -> None:
    """Make a new file of what was saved, which has that name once it is whole; keys and batch ids stay.

    ``told``: what the person is to be told of it, by whoever opens it first.
    """
    begun = path.with_name(f"{path.name}.part")
    for half_done in path.parent.glob(f"{begun.name}*"):  # by a try that ended early
        half_done.unlink()
    with closing(OutboxFile.open(begun, examine=False)) as outbox:
        _write(outbox, saved, told)
        carry_over(outbox.connection)
    begun.replace(path)


def _write(outbox: OutboxFile, saved: Saved, told: Problem) -> None:
    with outbox.writing():
        outbox.tell_later(told)
        outbox.set_paused(paused=saved.paused)
        for batch in saved.batches:
            outbox.connection.execute(
                "INSERT OR IGNORE INTO batch (id, name, created_at, sends_at) VALUES (?, ?, ?, ?)",
                (batch.id, batch.name, batch.created_at, batch.sends_at),
            )
        sheets_of_links.put(outbox.connection, saved.sheets)
        crossed = {note.key for note in saved.notes}
        for note in saved.notes:
            outbox.put_note(note)
        for link in saved.links:
            if link.key not in crossed:
                outbox.put_link(link)
    outbox.keep_keys_above(0)


def _link(cells: Sequence[Any]) -> LinkRecord:
    """A link, even where some of its fields are broken. Raises ``ValueError`` without a key and an address."""
    fields = LINKS.readable(cells)
    if not fields.get("key") or not fields.get("source"):
        raise ValueError("nothing to send")
    if "state" not in fields:
        was_sent = fields.get("intent_at") is not None or fields.get("batch_id")
        fields["state"] = State.UNSURE if was_sent else State.UNCHECKED
    return LinkRecord(**fields)


def _readable(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> list[Sequence[Any]]:
    there = {name for _, name, *_ in _until_damage(connection, f"PRAGMA table_info({table})")}
    asked = [name if name in there or not there else f"NULL AS {name}" for name in columns]  # an older program's
    query = f"SELECT rowid, {', '.join(asked)} FROM {table} NOT INDEXED"
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
    told = [value for (value,) in counter if isinstance(value, int)]
    return max([*found, *told], default=_MOST_PROBES)


def _until_damage(connection: sqlite3.Connection, query: str) -> Iterator[Sequence[Any]]:
    with suppress(sqlite3.Error):
        yield from connection.execute(query)


def _kept(
    decode: Callable[[Sequence[Any]], T], rows: Iterator[Sequence[Any]] | list[Sequence[Any]]
) -> tuple[T, ...]:
    kept = []
    for cells in rows:
        with suppress(ValueError, TypeError):
            kept.append(decode(cells))
    return tuple(kept)
