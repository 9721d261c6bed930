"""The sandbox's memory: a folder with one SQLite file, the fetched bytes and the request log."""

import contextlib
import logging
import secrets
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.own_folder import claim, is_closed_and_ours
from oktodesk.system.disk import write_trouble
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.private_files import FOLDER_MODE

_PREFIX = "oktodesk-sandbox-"
_BEFORE_FIRST = "number_before_the_first"
YOUNG_S = 60.0
"""A folder younger than this may belong to a sandbox that is about to lock it."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS uploads (
    number INTEGER PRIMARY KEY, created_at REAL NOT NULL, modified_at REAL NOT NULL, status TEXT NOT NULL,
    name TEXT NOT NULL, mime_type TEXT NOT NULL, source TEXT NOT NULL, total_size INTEGER,
    downloaded INTEGER NOT NULL DEFAULT 0, kept INTEGER NOT NULL DEFAULT 0, last_error TEXT,
    attempts INTEGER NOT NULL DEFAULT 0, media_number INTEGER,
    shuffle INTEGER NOT NULL, listed_at REAL, readable_at REAL);
CREATE INDEX IF NOT EXISTS uploads_created ON uploads (created_at, number);
CREATE INDEX IF NOT EXISTS uploads_status ON uploads (status, created_at, number);
CREATE INDEX IF NOT EXISTS uploads_source ON uploads (source);
CREATE INDEX IF NOT EXISTS uploads_shuffle ON uploads (shuffle, number);
CREATE INDEX IF NOT EXISTS uploads_status_shuffle ON uploads (status, shuffle, number);
CREATE TABLE IF NOT EXISTS media (
    number INTEGER PRIMARY KEY, created_at REAL NOT NULL, type TEXT NOT NULL, size INTEGER NOT NULL,
    name TEXT NOT NULL, mime_type TEXT NOT NULL, poster TEXT NOT NULL, stored INTEGER NOT NULL, info BLOB);
PRAGMA user_version = 1;
"""


class State:
    """Opens the folder, locks it against a second sandbox, and closes or removes it.

    Raises ``LocalTrouble``: the folder can't be used, or another sandbox uses it.
    """

    def __init__(self, folder: Path | None) -> None:
        self._own = folder is None
        if folder is None:
            _remove_left_over()
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX)) if folder is None else folder
        try:
            claim(self.folder, self.files)
        except OSError as error:
            raise write_trouble(self.folder, error) from error
        self._lock = OsLock(self.folder / "sandbox.lock")
        if not self._lock.try_acquire():
            raise LocalTrouble("sandbox_state_taken", folder=str(self.folder))
        try:
            self.db = self._opened()
        except (sqlite3.Error, OSError) as error:
            self._lock.release()
            raise LocalTrouble("sandbox_failed", detail=f"{self.folder}: {error}") from error

    def _opened(self) -> sqlite3.Connection:
        """The database; a damaged one is put aside, or practice mode would never start again."""
        path = self.folder / "sandbox.db"
        try:
            return _open(path)
        except sqlite3.OperationalError:  # locked, or the disk: nothing that a new file would mend
            raise
        except sqlite3.DatabaseError as error:
            logging.getLogger(__name__).warning("%s was damaged (%s): put aside, beginning anew", path, error)
        for each in (path, path.with_name("sandbox.db-wal"), path.with_name("sandbox.db-shm")):
            if each.exists():
                each.replace(each.with_name(each.name.replace("sandbox", "damaged")))
        shutil.rmtree(self.files)  # copies that only the lost database knew
        self.files.mkdir(mode=FOLDER_MODE)
        return _open(path)

    @property
    def files(self) -> Path:
        """Where fetched bytes are."""
        return self.folder / "files"

    @property
    def request_log(self) -> Path:
        """One JSON line per request."""
        return self.folder / "requests.jsonl"

    def fact(self, name: str) -> str | None:
        """A remembered value."""
        row = self.db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Keep a value across restarts."""
        self.db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close everything; a folder that nobody asked for is removed."""
        self.db.close()
        self._lock.release()
        if self._own:
            with contextlib.suppress(OSError):
                shutil.rmtree(self.folder)


def _open(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # a killed process loses nothing; a power cut may cost a call
        db.executescript(_SCHEMA)
        # Ids are never given twice, as in Oktopost: a profile remembers those of the sandbox that it met before.
        first = secrets.randbits(40) << 20
        db.execute("INSERT OR IGNORE INTO facts VALUES (?, ?)", (_BEFORE_FIRST, str(first)))
    except BaseException:
        db.close()
        raise
    return db


def next_number(db: sqlite3.Connection, table: str) -> int:
    """The number of the next upload or medium."""
    last = db.execute(f"SELECT max(number) FROM {table}").fetchone()[0]  # noqa: S608 - one of our two tables
    if last is None:
        last = db.execute("SELECT value FROM facts WHERE name = ?", (_BEFORE_FIRST,)).fetchone()[0]
    return int(last) + 1


def _remove_left_over() -> None:
    """Remove folders of earlier sandboxes that were killed; one that still lives holds its lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, LocalTrouble):
            if not is_closed_and_ours(folder) or time.time() - folder.lstat().st_mtime < YOUNG_S:
                continue
            lock = OsLock(folder / "sandbox.lock")
            if lock.try_acquire():
                lock.release()
                shutil.rmtree(folder)


@contextlib.contextmanager
def transaction(db: sqlite3.Connection) -> Iterator[None]:
    """All of the block's changes, or none."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
