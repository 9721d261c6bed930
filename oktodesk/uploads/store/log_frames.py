"""Whether SQLite has read all of an outbox's log.

SQLite takes a broken write-ahead log for one that ends there and says nothing: what was committed behind the break
is undone. A link whose create has left would be waiting again, and be sent a second time.
"""

import sqlite3
import struct
from collections.abc import Iterator
from pathlib import Path

import msgspec

_HEADER = struct.Struct(">8I")
"""Magic, format, page size, checkpoint, two salts, two sums (https://www.sqlite.org/walformat.html)."""
_FRAME = struct.Struct(">6I")
"""Page, size of the file after a commit (else 0), two salts, two sums."""
_MAGIC = 0x377F0682
_SUM_MASK = 0xFFFFFFFF


class LogPromise(msgspec.Struct, frozen=True):
    """What a log said it holds, before SQLite read it."""

    frames: int = 0
    """Up to the last commit; 0 without a log."""
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
    commits = [number for number, frame in _frames(log, header[2]) if frame[1] and salts in (None, frame[2:4])]
    return LogPromise(frames=max(commits, default=0), header=log[: _HEADER.size])


def is_broken(connection: sqlite3.Connection, database: Path, promise: LogPromise) -> bool:
    """Whether SQLite took less for good than the log held.

    To be asked before this connection writes. Where another process began a new round since, all of the old one
    had been carried over.
    """
    _, frames, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    return frames < promise.frames and _header_of(database) == promise.header


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
