"""The outbox's file, for writing: every change carries the file's next version, so others can tell what is new."""

# ruff: noqa: S608 - only names of our own tables and columns are put into statements; values are parameters

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import msgspec

from oktodesk.problems import Problem
from oktodesk.uploads.rows import Batch, State, Wait
from oktodesk.uploads.store import outbox_reads, sheets_of_links
from oktodesk.uploads.store.connection import connect, damage, making_sense, snapshot, transaction
from oktodesk.uploads.store.log_frames import LogPromise, lost_commits, promise_of
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import LINKS, NOTES, OUTBOX_STEPS, check_columns, migrate

_PUT_LINK = (
    f"INSERT OR REPLACE INTO link ({outbox_reads.LINK_COLUMNS}, version)"
    f" VALUES ({', '.join('?' * (len(LINKS.columns) + 1))})"
)
_PUT_NOTE = (
    f"INSERT OR REPLACE INTO note ({outbox_reads.NOTE_COLUMNS}, version)"
    f" VALUES ({', '.join('?' * (len(NOTES.columns) + 1))})"
)


class OutboxFile:
    """For the writer's thread only."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self._next_version = 0
        (identity,) = connection.execute("SELECT value FROM meta WHERE name = 'identity'").fetchone()
        self.identity = str(identity)
        """Tells this outbox from every other."""
        self.may_have_lost_one = False
        """The log's last commit is broken: damaged since, or never finished."""

    @classmethod
    def open(cls, path: Path, *, examine: bool, alone: bool = False) -> Self:
        """Open or make the file. ``examine``: read it whole and raise ``sqlite3.DatabaseError`` for any damage.

        ``alone``: nobody else has it open, so its log is examined too. Else SQLite goes by the others' index of
        the log, which rightly lacks what a process wrote that was killed before it could say that it is committed.
        """
        promise = promise_of(path) if examine and alone else LogPromise()
        connection = connect(path, synchronous="FULL")
        try:
            if not examine:
                migrate(connection, OUTBOX_STEPS)
                return cls(connection)
            with making_sense():
                return cls._examined(connection, path, promise)
        except BaseException:
            connection.close()
            raise

    @classmethod
    def _examined(cls, connection: sqlite3.Connection, path: Path, promise: LogPromise) -> Self:
        # The indexes too: a link or a note that can't be found there is as good as lost.
        (answer,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if answer != "ok":
            raise damage(answer)
        lost = lost_commits(connection, path, promise)
        if lost > 1:
            raise damage("the log has lost commits")
        migrate(connection, OUTBOX_STEPS)
        check_columns(connection, OUTBOX_STEPS)
        outbox = cls(connection)
        outbox.may_have_lost_one = lost == 1
        outbox_reads.check_counters(connection)
        outbox_reads.links_since(connection, -1)
        outbox_reads.notes_since(connection, -1)
        outbox_reads.batches(connection)
        return outbox

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[Self]:
        """One transaction with one new version, safe from power loss once it is left."""
        with transaction(self.connection):
            self._next_version = self.version() + 1
            yield self
            self.connection.execute("UPDATE meta SET value = ? WHERE name = 'version'", (self._next_version,))

    def set_paused(self, *, paused: bool) -> None:
        """The person paused sending, or lets it go on."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES ('paused', ?)", (paused,))

    def tell_later(self, notice: Problem) -> None:
        """Keep what the person is to be told about this file, whatever ends the process before that."""
        self.connection.execute("INSERT INTO meta VALUES ('untold', ?)", (msgspec.json.encode(notice).decode(),))

    def untold(self) -> tuple[Problem, ...]:
        """What was to be told; from now on it is told."""
        found = self.connection.execute("SELECT value FROM meta WHERE name = 'untold'").fetchone()
        if found is None:
            return ()
        with transaction(self.connection):
            self.connection.execute("DELETE FROM meta WHERE name = 'untold'")
        with suppress(msgspec.DecodeError):
            return (msgspec.json.decode(found[0], type=Problem),)
        return ()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads of one state."""
        with snapshot(self.connection):
            yield

    def version(self) -> int:
        """The change counter."""
        return outbox_reads.version(self.connection)

    def take_keys(self, count: int) -> range:
        """New row keys; inside a transaction."""
        (first,) = self.connection.execute("SELECT value FROM meta WHERE name = 'next_key'").fetchone()
        self.connection.execute("UPDATE meta SET value = ? WHERE name = 'next_key'", (first + count,))
        return range(first, first + count)

    def reserve_keys(self, count: int) -> range:
        """New row keys for uploads; nothing that others need to hear of."""
        if not count:
            return range(0)
        with transaction(self.connection):
            return self.take_keys(count)

    def keep_keys_above(self, highest: int) -> None:
        """Never give out a key that is in use, even if this file was lost or brought back from a backup."""
        with transaction(self.connection):
            (used,) = self.connection.execute(
                "SELECT max(?, (SELECT ifnull(max(key), 0) FROM link), (SELECT ifnull(max(key), 0) FROM note))",
                (highest,),
            ).fetchone()
            self.connection.execute(
                "UPDATE meta SET value = ?1 WHERE name = 'next_key' AND value < ?1", (used + 1,)
            )

    def put_link(self, record: LinkRecord) -> None:
        """Insert or replace a link."""
        self.connection.execute(_PUT_LINK, (*LINKS.encode(record), self._next_version))

    def put_note(self, note: UploadNote) -> None:
        """Insert or replace a note."""
        self.connection.execute(_PUT_NOTE, (*NOTES.encode(note), self._next_version))

    def delete_links(self, keys: Collection[int]) -> None:
        """Delete links; their mirror must be gone already, for a deletion has no version."""
        self.connection.executemany("DELETE FROM link WHERE key = ?", [(key,) for key in keys])

    def hand_over(self, keys: Collection[int]) -> None:
        """Delete links that another outbox has now, and the tables that only they came in."""
        self.delete_links(keys)
        sheets_of_links.purge(self.connection)

    def purge_dropped(self, before: float) -> int:
        """Delete the links that were dropped before that time; their mirror went away when they were."""
        return self._purge("DELETE FROM link WHERE state = ? AND dropped_at < ?", State.DROPPED.value, before)

    def purge_forgotten(self, before: float) -> int:
        """Delete the notes on uploads that were last missed before that time; their rows went away then."""
        return self._purge("DELETE FROM note WHERE forgotten_at < ?", before)

    def _purge(self, statement: str, *values: str | float) -> int:
        purged = self.connection.execute(statement, values).rowcount
        if purged:
            sheets_of_links.purge(self.connection)
        return purged

    def last_position(self) -> float:
        """The position of the last link in line."""
        (last,) = self.connection.execute("SELECT coalesce(max(position), 0) FROM link").fetchone()
        return float(last)

    def line(self) -> list[tuple[int, float]]:
        """Key and position of every link, in line order."""
        return self.connection.execute("SELECT key, position FROM link ORDER BY position, key").fetchall()

    def set_positions(self, positions: Sequence[tuple[int, float]]) -> None:
        """Move links."""
        self.connection.executemany(
            "UPDATE link SET position = ?, version = ? WHERE key = ?",
            [(position, self._next_version, key) for key, position in positions],
        )

    def add_batch(self, name: str, created_at: float, sends_at: float, moved_from: str = "") -> Batch:
        """A new batch."""
        cursor = self.connection.execute(
            "INSERT INTO batch (name, created_at, sends_at, moved_from) VALUES (?, ?, ?, ?)",
            (name, created_at, sends_at, moved_from),
        )
        return Batch(cursor.lastrowid or 0, name, created_at, sends_at)

    def batch_moved_from(self, origin: str) -> int | None:
        """The batch that was handed over from there before."""
        found = self.connection.execute("SELECT id FROM batch WHERE moved_from = ?", (origin,)).fetchone()
        return int(found[0]) if found else None

    def change_batch(self, batch_id: int, *, name: str | None, sends_at: float | None) -> None:
        """Rename a batch, or move the end of its grace."""
        self.connection.execute(
            "UPDATE batch SET name = coalesce(?, name), sends_at = coalesce(?, sends_at) WHERE id = ?",
            (name, sends_at, batch_id),
        )
        if sends_at is not None:
            self.connection.execute(
                "UPDATE link SET wait_until = ?, version = ? WHERE batch_id = ? AND wait = ?",
                (sends_at, self._next_version, batch_id, Wait.GRACE.value),
            )
