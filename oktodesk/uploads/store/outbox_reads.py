"""Questions to the outbox's file, for whichever connection has it open."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Collection, Iterable

import msgspec

from oktodesk.uploads.rows import Batch, State
from oktodesk.uploads.store.connection import making_sense
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import LINKS, NOTES

LINK_COLUMNS = ", ".join(LINKS.columns)
NOTE_COLUMNS = ", ".join(NOTES.columns)
_LISTED = "(SELECT value FROM json_each(?))"
"""One parameter for any number of values, and one statement to prepare."""


def version(connection: sqlite3.Connection) -> int:
    """The change counter."""
    (value,) = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    return int(value)


def paused(connection: sqlite3.Connection) -> bool:
    """Whether the person paused sending."""
    found = connection.execute("SELECT value FROM meta WHERE name = 'paused'").fetchone()
    return found is not None and bool(found[0])


def check_counters(connection: sqlite3.Connection) -> None:
    """Raises ``ValueError`` where something that is counted is no number, or is not there."""
    told = dict(connection.execute("SELECT name, value FROM meta"))
    counted = [
        told.get("version"),
        told.get("next_key"),
        told.get("locked_until", 0.0),
        told.get("locked_since", 0.0),
    ]
    counted += [
        value
        for (value,) in connection.execute(
            "SELECT at FROM call UNION ALL SELECT starts_at FROM call_day UNION ALL SELECT used FROM call_day"
        )
    ]
    if not all(isinstance(value, int | float) for value in counted):
        raise ValueError("a counter that is no number")


def link(connection: sqlite3.Connection, key: int) -> LinkRecord | None:
    """One link."""
    cells = connection.execute(f"SELECT {LINK_COLUMNS} FROM link WHERE key = ?", (key,)).fetchone()
    with making_sense():
        return LINKS.decode(cells) if cells else None


def links(connection: sqlite3.Connection, keys: Collection[int]) -> list[LinkRecord]:
    """The links that are there, in line order."""
    return _links(connection, f"key IN {_LISTED}", _json(keys))


def versions_in(connection: sqlite3.Connection, states: Collection[State]) -> list[tuple[int, int]]:
    """Key and version of all links in these states, in line order."""
    return connection.execute(
        f"SELECT key, version FROM link WHERE state IN {_LISTED} ORDER BY position, key", (_json(states),)
    ).fetchall()


def keys(connection: sqlite3.Connection) -> frozenset[int]:
    """The keys of all links, whatever became of them."""
    return frozenset(key for (key,) in connection.execute("SELECT key FROM link"))


def links_since(connection: sqlite3.Connection, seen: int) -> list[LinkRecord]:
    """The links that changed after a version."""
    return _links(connection, "version > ?", seen)


def notes(connection: sqlite3.Connection, upload_ids: Collection[str]) -> dict[str, UploadNote]:
    """The notes there are on these uploads."""
    return {note.upload_id: note for note in _notes(connection, f"upload_id IN {_LISTED}", _json(upload_ids))}


def note_of_key(connection: sqlite3.Connection, key: int) -> UploadNote | None:
    """The note on the upload of a row."""
    found = _notes(connection, "key = ?", key)
    return found[0] if found else None


def forgotten(connection: sqlite3.Connection, upload_ids: Collection[str]) -> list[UploadNote]:
    """The notes on those of these uploads that Oktopost had no more when it was last asked."""
    return _notes(connection, f"forgotten_at IS NOT NULL AND upload_id IN {_LISTED}", _json(upload_ids))


def tries(connection: sqlite3.Connection) -> list[int]:
    """The rows of uploads that are another try of a failure which is not settled."""
    return [key for (key,) in connection.execute("SELECT key FROM note WHERE replaces != 0 ORDER BY key")]


def notes_since(connection: sqlite3.Connection, seen: int) -> list[UploadNote]:
    """The notes that changed after a version."""
    return _notes(connection, "version > ?", seen)


def batch(connection: sqlite3.Connection, batch_id: int) -> Batch | None:
    """One batch."""
    return next((one for one in batches(connection) if one.id == batch_id), None)


def batches(connection: sqlite3.Connection) -> tuple[Batch, ...]:
    """All batches, newest first."""
    cells = connection.execute("SELECT id, name, created_at, sends_at FROM batch ORDER BY id DESC")
    return tuple(Batch(*batch) for batch in cells)


def already_moved(connection: sqlite3.Connection, origins: Collection[str]) -> dict[str, int]:
    """Which links were handed over from these places before, and the keys they have here."""
    listed = _json(origins)
    return dict(
        connection.execute(
            f"SELECT moved_from, key FROM link WHERE moved_from IN {_LISTED}"
            f" UNION ALL SELECT moved_from, key FROM note WHERE moved_from IN {_LISTED}",
            (listed, listed),
        )
    )


def _links(connection: sqlite3.Connection, condition: str, value: str | int) -> list[LinkRecord]:
    cells = connection.execute(
        f"SELECT {LINK_COLUMNS} FROM link WHERE {condition} ORDER BY position, key", (value,)
    )
    with making_sense():
        return [LINKS.decode(link) for link in cells.fetchall()]


def _notes(connection: sqlite3.Connection, condition: str, value: str | int) -> list[UploadNote]:
    cells = connection.execute(f"SELECT {NOTE_COLUMNS} FROM note WHERE {condition} ORDER BY key", (value,))
    with making_sense():
        return [NOTES.decode(note) for note in cells.fetchall()]


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()
