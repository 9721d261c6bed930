"""Whether SQLite has read all of an outbox's log.

SQLite takes a broken write-ahead log for one that ends there and says nothing: what was committed behind the break
is undone. A link whose create has left would be waiting again, and be sent a second time.
"""

import sqlite3
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from oktodesk.uploads.store.connection import transaction

_HEADER = struct.Struct(">8I")
"""Magic, format, page size, checkpoint, two salts, two sums (https://www.sqlite.org/walformat.html)."""
_FRAME = struct.Struct(">6I")
"""Page, size of the file after a commit (else 0), two salts, two sums."""
_MAGIC = 0x377F0682
_SUM_MASK = 0xFFFFFFFF


class LogPromise(msgspec.Struct, frozen=True):
    """What a log said it holds, before SQLite read it."""

    commits: tuple[tuple[int, frozenset[int]], ...] = ()
    """The number of each commit's last frame, and the pages it wrote."""
    header: bytes = b""
    """Of this round: the first write after all was carried over begins a new one, with other salts."""


def promise_of(database: Path) -> LogPromise:
    """What the log of a database holds.

    Only the log itself is opened: closing the database's file would end this process's locks on it.
    """
    try:
        log = _log_of(database).read_bytes()
    except OSError:
        return LogPromise()
    if len(log) < _HEADER.size:
        return LogPromise()
    header = _HEADER.unpack_from(log)
    salts = header[4:6] if _is_whole(log) else None
    # Frames of an earlier round lie behind today's; they have other salts.
    frames = (each for each in _frames(log, header[2]) if salts in (None, each[1][2:4]))
    return LogPromise(commits=tuple(_commits(frames)), header=log[: _HEADER.size])


def lost_commits(connection: sqlite3.Connection, database: Path, promise: LogPromise) -> int:
    """How many commits the log held, and were safe on the disk, that SQLite does not take for good.

    To be asked before this connection writes. One may be a commit that a kill or a power cut ended halfway. Calls
    that were counted don't matter: nobody waits for the disk to have those.
    """
    if not _lost(connection, promise):
        return 0
    with transaction(connection):
        pass  # whoever was writing when the log was read has finished, and SQLite knows of it
    lost = _lost(connection, promise)
    with transaction(connection):
        # Nobody is about to begin a new round now; where one was begun since, all of the old was carried over.
        return lost if _header_of(database) == promise.header else 0


def _lost(connection: sqlite3.Connection, promise: LogPromise) -> int:
    _, read, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    if read < 0:  # another process is carrying the log over just now: it has been read and found good
        return 0
    counted = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'meta'").fetchone()
    # Every change of what is precious counts the version up there, and is safe on the disk when it is done. What
    # changes nothing else is a lock-out or a key that was given out.
    return sum(
        frame > read and (counted is None or (counted[0] in pages and len(pages) > 1))
        for frame, pages in promise.commits
    )


def _log_of(database: Path) -> Path:
    return database.with_name(f"{database.name}-wal")


def _header_of(database: Path) -> bytes:
    try:
        with _log_of(database).open("rb") as log:
            return log.read(_HEADER.size)
    except OSError:
        return b""


def _frames(log: bytes, page_size: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    step = _FRAME.size + (page_size if page_size in _PAGE_SIZES else _USUAL_PAGE_SIZE)
    starts = range(_HEADER.size, len(log) - step + 1, step)
    return ((number, _FRAME.unpack_from(log, start)) for number, start in enumerate(starts, start=1))


def _commits(frames: Iterable[tuple[int, tuple[int, ...]]]) -> Iterator[tuple[int, frozenset[int]]]:
    pages = set()
    for number, (page, ends_commit, *_) in frames:
        pages.add(page)
        if ends_commit:
            yield number, frozenset(pages)
            pages.clear()


_PAGE_SIZES = tuple(2**power for power in range(9, 17))
_USUAL_PAGE_SIZE = 4096


def _is_whole(log: bytes) -> bool:
    """Whether the header's own sum is right."""
    order = ">" if log[3] & 1 else "<"
    one = two = 0
    for first, second in struct.iter_unpack(f"{order}2I", log[:24]):
        one = (one + first + two) & _SUM_MASK
        two = (two + second + one) & _SUM_MASK
    magic, *_, sum_one, sum_two = _HEADER.unpack_from(log)
    return magic & ~1 == _MAGIC and (one, two) == (sum_one, sum_two)
