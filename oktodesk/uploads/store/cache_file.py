"""The cache's file, for writing: every changed row carries the file's next version."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import msgspec
from msgspec.structs import replace

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.uploads.rows import Row, State
from oktodesk.uploads.store import cache_reads, making_rows
from oktodesk.uploads.store.connection import connect, making_sense, snapshot, transaction
from oktodesk.uploads.store.listing import Listing, listing
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import CACHE_STEPS, check_columns, migrate

_FIELDS = Listing._fields
_SELECT = (
    f"SELECT {', '.join(f'row.{field}' for field in _FIELDS)}, record, raw"
    " FROM row JOIN body USING (key) WHERE key = ?"
)
_PUT_ROW = (
    f"INSERT OR REPLACE INTO row (key, {', '.join(_FIELDS)}, downloaded, version, order_version)"
    f" VALUES ({', '.join('?' * (len(_FIELDS) + 4))})"
)
_PUT_BODY = (
    "INSERT INTO body (key, record, raw) VALUES (?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET record = excluded.record, raw = coalesce(excluded.raw, raw)"
)
_GONE_KEPT_S = 24 * 3600.0


class CacheFile:
    """For the writer's thread only."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self._path = path
        self._file = _file_at(path)
        self._next_version = 0

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open or make the file. Raises ``sqlite3.DatabaseError`` where its tables are not what they should be."""
        connection = connect(path, synchronous="NORMAL")
        try:
            with making_sense():
                migrate(connection, CACHE_STEPS)
                check_columns(connection, CACHE_STEPS)
                cache = cls(connection, path)
                cache.check_counters()
        except BaseException:
            connection.close()
            raise
        return cache

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[Self]:
        """One transaction with one new version."""
        with transaction(self.connection):
            self._next_version = self.version() + 1
            before = self.connection.total_changes
            yield self
            if self.connection.total_changes != before:
                self._set_meta("version", self._next_version)

    def is_replaced(self) -> bool:
        """Whether another process put this file aside, for it was damaged, and began a new one in its place."""
        there = _file_at(self._path)
        return there is not None and there != self._file

    def version(self) -> int:
        """The change counter."""
        (version,) = self.connection.execute("SELECT value FROM meta WHERE name = 'version'").fetchone()
        return int(version)

    def changes_since(self, seen: int) -> tuple[int, frozenset[int], bool]:
        """What changed after a version, in one state of the file."""
        with snapshot(self.connection):
            return cache_reads.changes_since(self.connection, seen)

    def check_counters(self) -> None:
        """Raises ``ValueError`` where what is known of this file, or of the outbox, makes no sense."""
        known = dict(self.connection.execute("SELECT name, value FROM meta"))
        kinds = {"version": int, "mirrored": int, "mirrored_of": str}
        if not all(isinstance(known.get(name), kind) for name, kind in kinds.items()):
            raise ValueError("a counter that is no number")

    def mirrored(self, identity: str) -> int:
        """Up to which version of that outbox its rows are mirrored here; 0: not at all."""
        (known,) = self.connection.execute("SELECT value FROM meta WHERE name = 'mirrored_of'").fetchone()
        (version,) = self.connection.execute("SELECT value FROM meta WHERE name = 'mirrored'").fetchone()
        return int(version) if known == identity else 0

    def set_mirrored(self, identity: str, version: int) -> None:
        """Remember that."""
        if self.mirrored(identity) != version:
            self._set_meta("mirrored_of", identity)
            self._set_meta("mirrored", version)

    def link_keys(self) -> set[int]:
        """The rows that mirror unsent links."""
        found = self.connection.execute("SELECT key FROM row INDEXED BY row_link WHERE upload_id IS NULL")
        return {key for (key,) in found.fetchall()}

    def highest_key(self) -> int:
        """The highest row key in use."""
        (highest,) = self.connection.execute("SELECT coalesce(max(key), 0) FROM row").fetchone()
        return int(highest)

    def row(self, key: int) -> Row | None:
        """One row."""
        return cache_reads.rows(self.connection, [key]).get(key)

    def put_link(self, link: LinkRecord) -> None:
        """Mirror an unsent link; a dropped one is not shown."""
        if link.state is State.DROPPED:
            self.remove(link.key)
        else:
            self._put(making_rows.of_link(link))

    def put_note(self, note: UploadNote) -> None:
        """Mirror what is known about an upload; the link that became it gives it its key."""
        key = cache_reads.key_of(self.connection, note.upload_id)
        if note.forgotten_at is not None:
            if key is not None:
                self.remove(key)
            return
        row = self.row(key) if key is not None else None
        if row is None and note.upload is not None:
            row = making_rows.of_upload(note.key, note.upload)
        if row is None:
            return  # not seen yet: the note is looked up when it is
        if row.key != note.key:
            self.remove(row.key)
        self._put(making_rows.with_note(row, note))

    def save_upload(self, key: int, upload: Upload, note: UploadNote | None) -> bool:
        """Insert or update an upload's row; ``note`` counts if it is new. Returns whether anything changed."""
        earlier = self.row(key)
        if earlier is None or not earlier.upload_id:
            row = making_rows.with_note(making_rows.of_upload(key, upload), note)
        else:
            row = making_rows.of_upload(key, upload, earlier)
        return self._put(row, raw=msgspec.json.encode(upload.raw) if upload.raw else None)

    def save_verdicts(self, key: int, verdicts: Sequence[NetworkVerdict], at: float) -> None:
        """Set a row's verdicts, if it is still there."""
        row = self.row(key)
        if row is not None:
            self._put(replace(row, verdicts=tuple(verdicts), verdicts_at=at))

    def remove(self, key: int) -> None:
        """Take a row out."""
        if self.connection.execute("DELETE FROM row WHERE key = ?", (key,)).rowcount:
            self.connection.execute("DELETE FROM body WHERE key = ?", (key,))
            self.connection.execute(
                "INSERT OR REPLACE INTO gone VALUES (?, ?, CAST(strftime('%s', 'now') AS INTEGER))",
                (key, self._next_version),
            )

    def touch_batch(self, batch_id: int) -> None:
        """Announce the rows of a batch: what they show of it changed."""
        self.connection.execute(
            "UPDATE row SET version = ? WHERE batch_id != 0 AND batch_id = ?", (self._next_version, batch_id)
        )

    def forget_gone(self) -> None:
        """Drop the traces of rows that went away more than a day ago."""
        self.connection.execute(
            "DELETE FROM gone WHERE at < CAST(strftime('%s', 'now') AS INTEGER) - ?", (_GONE_KEPT_S,)
        )

    def set_state(self, name: str, value: str) -> None:
        """Remember a state of the synchronisation."""
        self.connection.execute("INSERT OR REPLACE INTO sync VALUES (?, ?)", (name, value))

    def _put(self, row: Row, raw: bytes | None = None) -> bool:
        record, columns, version = msgspec.json.encode(row), listing(row), self._next_version
        *known, known_record, known_raw = self.connection.execute(_SELECT, (row.key,)).fetchone() or (None,) * 2
        changed = record != known_record
        if tuple(known) != columns:
            self.connection.execute(_PUT_ROW, (row.key, *columns, row.downloaded_bytes, version, version))
        elif changed:
            self.connection.execute(
                "UPDATE row SET downloaded = ?, version = ? WHERE key = ?",
                (row.downloaded_bytes, version, row.key),
            )
        if changed or raw not in (None, known_raw):
            self.connection.execute(_PUT_BODY, (row.key, record, raw))
        if known_record is None:
            self.connection.execute("DELETE FROM gone WHERE key = ?", (row.key,))
        return changed

    def _set_meta(self, name: str, value: str | int) -> None:
        self.connection.execute("UPDATE meta SET value = ? WHERE name = ?", (value, name))


def _file_at(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:  # just being moved
        return None
    return found.st_dev, found.st_ino
