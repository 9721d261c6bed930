"""Connections to the store's files: write-ahead log, explicit transactions, readable by their owner only."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from oktodesk.problems import LocalTrouble
from oktodesk.system.disk import write_trouble_of

BUSY_S = 10.0
"""How long a write waits for another process before it gives up."""
_SIDE_FILES = ("-wal", "-shm")
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_SENSELESS = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)
_NO_TEXT = "Could not decode to UTF-8"
"""How Python's sqlite3 begins when a text is none; that error has no code."""


def connect(path: Path, *, synchronous: Literal["FULL", "NORMAL"]) -> sqlite3.Connection:
    """A writing connection. FULL: a commit survives a power cut; NORMAL: it survives the program's own end."""
    _make(path)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S)
    try:
        with making_sense():  # SQLite reads the tables' definitions now, and quotes what it can't read
            _use_wal(connection, path)
        connection.execute(f"PRAGMA synchronous = {synchronous}")
        connection.execute(
            f"PRAGMA fullfsync = {synchronous == 'FULL'}"
        )  # else macOS leaves it in the drive's cache
        connection.execute(f"PRAGMA journal_size_limit = {16 * 1024**2}")
    except BaseException:
        connection.close()
        raise
    return connection


def _make(path: Path) -> None:
    """Make the file for its owner only; the side files inherit that.

    A file that exists is never opened here: on POSIX, closing any descriptor of a file ends all locks that the
    process holds on it, SQLite's too, and another process would then remove the log under our writes.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    path.chmod(0o600)


def _use_wal(connection: sqlite3.Connection, path: Path) -> None:
    (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":  # some network drives refuse
        raise LocalTrouble("profile_unwritable", folder=str(path.parent), detail=f"journal mode {mode}")


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that can't write; writers never keep it waiting."""
    connection = _open_read_only(path)
    # Room to sort 100,000 keys without a temporary file; only used while a query runs.
    connection.execute("PRAGMA cache_size = -8000")
    return connection


def connect_to_damaged(path: Path) -> sqlite3.Connection:
    """A connection that can't write and takes what it finds: else a file that was cut off can't be read at all."""
    connection = _open_read_only(path)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA writable_schema = ON")
    return connection


def _open_read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing.

    IMMEDIATE, because a read that becomes a write fails at once if another process wrote in between.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Several reads of one and the same state."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, which no second try can mend."""
    return _code(error) in _DAMAGE or str(error).startswith(_NO_TEXT)


def damage(words: str) -> sqlite3.DatabaseError:
    """What SQLite would raise, for content that it can't judge itself."""
    found = sqlite3.DatabaseError(words)
    found.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return found


@contextmanager
def making_sense() -> Iterator[None]:
    """Content that can't be understood, or tables that are not there, are damage: SQLite keeps no checksums."""
    try:
        yield
    except (ValueError, TypeError) as error:
        raise damage(str(error)) from error
    except sqlite3.Error as error:
        if _code(error) in _SENSELESS:
            raise damage(str(error)) from error
        raise


def _code(error: sqlite3.Error) -> int:
    return (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF


def free_name(path: Path, now: float) -> Path:
    """Where a damaged file can be kept."""
    kept = path.with_name(f"{path.name}.damaged-{int(now)}")
    number = 1
    while kept.exists():
        number += 1
        kept = path.with_name(f"{path.name}.damaged-{int(now)}-{number}")
    return kept


def set_aside(path: Path, kept: Path) -> None:
    """Move a damaged file and what belongs to it out of the way; also what a kill left of that."""
    with suppress(FileNotFoundError):
        path.rename(kept)
    for ending in _SIDE_FILES:
        side = path.with_name(path.name + ending)
        if side.exists():
            side.rename(kept.with_name(kept.name + ending))


def carry_over(connection: sqlite3.Connection) -> None:
    """Put all of the log into the file itself; raises ``sqlite3.Error`` if that can't be done.

    Closing the last connection does it too, but is content where it fails: the log stays.
    """
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        error = sqlite3.OperationalError("somebody else reads the file")
        error.sqlite_errorcode = sqlite3.SQLITE_BUSY
        raise error


def explained(error: sqlite3.Error, folder: Path) -> Exception:
    """What the person is told about a failure of the disk or the file; a mistake of ours stays what it is."""
    if is_damage(error):
        return LocalTrouble("store_damaged", detail=str(error))
    match _code(error):
        case sqlite3.SQLITE_FULL:
            return LocalTrouble("disk_full", detail=str(error))
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return LocalTrouble("store_busy", detail=str(error))
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return write_trouble_of(folder, str(error))
        case _:
            return error
