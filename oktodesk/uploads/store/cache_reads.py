"""Questions to the cache's file, for whichever connection has it open."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Collection, Iterable, Sequence

import msgspec

from oktodesk.uploads.rows import Counts, Filter, FilterCode, Row, State
from oktodesk.uploads.store.connection import making_sense
from oktodesk.uploads.store.listing import PART_SPAN, Part
from oktodesk.uploads.store.ordering import filter_of
from oktodesk.uploads.store.records import AllowanceEntry

ROWS = msgspec.json.Decoder(Row)
_RAW = msgspec.json.Decoder(dict[str, object])
_LISTED = "(SELECT value FROM json_each(?))"
_SLICE = 500
"""Rows decoded in one go; other threads run in between."""


def rows(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, Row]:
    """The rows that are there."""
    found = connection.execute(f"SELECT key, record FROM body WHERE key IN {_LISTED}", (_json(keys),)).fetchall()
    with making_sense():
        return {key: ROWS.decode(record) for key, record in found}


def load(connection: sqlite3.Connection, keys: Sequence[int]) -> list[Row]:
    """Any number of rows, in the order of ``keys``."""
    loaded: list[Row] = []
    for start in range(0, len(keys), _SLICE):
        wanted = keys[start : start + _SLICE]
        found = rows(connection, wanted)
        loaded.extend(found[key] for key in wanted if key in found)
    return loaded


def raw_uploads(connection: sqlite3.Connection, keys: Sequence[int]) -> dict[int, dict[str, object]]:
    """The API's own objects."""
    found = connection.execute(
        f"SELECT key, raw FROM body WHERE raw IS NOT NULL AND key IN {_LISTED}", (_json(keys),)
    )
    with making_sense():
        return {key: _RAW.decode(raw) for key, raw in found.fetchall()}


def key_of(connection: sqlite3.Connection, upload_id: str) -> int | None:
    """The key of an upload's row."""
    found = connection.execute("SELECT key FROM row WHERE upload_id = ?", (upload_id,)).fetchone()
    return int(found[0]) if found else None


def by_upload_id(connection: sqlite3.Connection, upload_id: str) -> Row | None:
    """The row of an upload."""
    key = key_of(connection, upload_id)
    return None if key is None else rows(connection, [key]).get(key)


def keys_of(connection: sqlite3.Connection, upload_ids: Collection[str]) -> dict[str, int]:
    """The keys of the uploads that have a row."""
    return dict(
        connection.execute(
            f"SELECT upload_id, key FROM row WHERE upload_id IN {_LISTED}", (_json(upload_ids),)
        ).fetchall()
    )


def upload_ids(connection: sqlite3.Connection, keys: Collection[int]) -> dict[int, str]:
    """The upload ids of those keys that are uploads."""
    return dict(
        connection.execute(
            f"SELECT key, upload_id FROM row WHERE upload_id IS NOT NULL AND key IN {_LISTED}", (_json(keys),)
        ).fetchall()
    )


def by_source(connection: sqlite3.Connection, urls: Collection[str]) -> list[Row]:
    """Rows whose source or pasted link is one of these, newest first."""
    listed = _json(urls)
    keys = connection.execute(
        f"SELECT key FROM row WHERE source IN {_LISTED} UNION SELECT key FROM row WHERE pasted IN {_LISTED}",
        (listed, listed),
    ).fetchall()
    found = rows(connection, [key for (key,) in keys]).values()
    return sorted(found, key=lambda row: (-row.created_at, row.key))


def of_size(connection: sqlite3.Connection, size_bytes: int) -> list[Row]:
    """Uploads of exactly this size, newest first; a handful is enough to recognise a file."""
    keys = connection.execute(
        "SELECT key FROM row INDEXED BY row_size WHERE size = ? AND upload_id IS NOT NULL LIMIT 50", (size_bytes,)
    ).fetchall()
    found = rows(connection, [key for (key,) in keys]).values()
    return sorted(found, key=lambda row: (-row.created_at, row.key))


def pending_keys(connection: sqlite3.Connection) -> list[int]:
    """Rows being fetched, newest first."""
    found = connection.execute(
        "SELECT key FROM row INDEXED BY row_filter WHERE code = ? ORDER BY place, key",
        (FilterCode.BEING_FETCHED,),
    )
    return [key for (key,) in found.fetchall()]


def allowance_entries(connection: sqlite3.Connection, since: float) -> list[AllowanceEntry]:
    """Uploads created at or after ``since``; a failed one took what it downloaded."""
    found = connection.execute(
        "SELECT created_at, CASE WHEN state = ? THEN downloaded ELSE coalesce(size, 0) END, state"
        " FROM row INDEXED BY row_created WHERE created_at >= ? AND upload_id IS NOT NULL ORDER BY created_at",
        (State.FAILED.value, since),
    )
    return [AllowanceEntry(at, size, State(state)) for at, size, state in found.fetchall()]


def unvalidated(connection: sqlite3.Connection, since: float, limit: int) -> list[int]:
    """Complete videos without verdicts, newest first."""
    found = connection.execute(
        "SELECT key FROM row INDEXED BY row_unvalidated"
        " WHERE unvalidated = 1 AND created_at >= ? ORDER BY created_at DESC LIMIT ?",
        (since, limit),
    )
    return [key for (key,) in found.fetchall()]


def counts(connection: sqlite3.Connection, seen_at: float | None) -> Counts:
    """How many rows each filter holds."""
    groups = connection.execute(
        f"SELECT code, sum(place < {Part.NEEDS_YOU * PART_SPAN}), sum(place < {Part.FETCHED * PART_SPAN}),"
        " count(*) FROM row INDEXED BY row_filter GROUP BY code"
    ).fetchall()
    by_filter = dict.fromkeys(Filter, 0)
    for code, _, _, count in groups:
        by_filter[Filter.ALL] += count
        if (shown := filter_of(code)) is not None:
            by_filter[shown] += count
    unseen = 0
    if seen_at is not None:
        (unseen,) = connection.execute(
            "SELECT count(*) FROM row INDEXED BY row_finished WHERE finished_at > ?", (seen_at,)
        ).fetchone()
    return Counts(
        by_filter,
        new=sum(new for _, new, _, _ in groups),
        unsent=sum(unsent for _, _, unsent, _ in groups),
        unseen=unseen,
    )


def state(connection: sqlite3.Connection, name: str) -> str | None:
    """A remembered state of the synchronisation."""
    found = connection.execute("SELECT value FROM sync WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else None


def changes_since(connection: sqlite3.Connection, seen: int) -> tuple[int, frozenset[int], bool]:
    """The file's version, the keys of rows that changed after ``seen``, and whether order or membership did."""
    found = connection.execute(
        "SELECT key, order_version > :seen FROM row WHERE version > :seen"
        " UNION ALL SELECT key, 1 FROM gone WHERE version > :seen",
        {"seen": seen},
    ).fetchall()
    (version,) = connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
    return version, frozenset(key for key, _ in found), any(moved for _, moved in found)


def _json(values: Iterable[object]) -> str:
    return msgspec.json.encode(list(values)).decode()
