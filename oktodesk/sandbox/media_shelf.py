"""The media on disk: what complete uploads became."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

from oktodesk.media.report import MediaInfo
from oktodesk.sandbox.records import Media, MediaType
from oktodesk.sandbox.state import next_number

_COLUMNS = ", ".join(Media.__struct_fields__)


class NewMedia(msgspec.Struct, frozen=True):
    """A medium about to be kept; fields as in ``Media``."""

    name: str
    mime_type: str
    type: MediaType
    size: int
    stored: bool
    poster: str = ""
    info: MediaInfo | None = None


class MediaShelf:
    """Reads and writes media."""

    def __init__(self, db: sqlite3.Connection, *, now: Callable[[], float]) -> None:
        self._db = db
        self._now = now

    def add(self, new: NewMedia) -> int:
        """Keep a medium. Returns its number."""
        info = None if new.info is None else msgspec.json.encode(new.info)
        number = next_number(self._db, "media")
        self._db.execute(
            "INSERT INTO media (number, created_at, type, size, name, mime_type, poster, stored, info)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, self._now(), new.type, new.size, new.name, new.mime_type, new.poster, new.stored, info),
        )
        return number

    def find(self, number: int) -> Media | None:
        """The medium of a number, or None."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM media WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return None if row is None else _media(row)

    def page(self, *, page: int, count: int) -> tuple[list[Media], int]:
        """One page of the list, newest first, and how many there are in all."""
        total = self._db.execute("SELECT count(*) FROM media").fetchone()[0]
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM media ORDER BY number DESC LIMIT ? OFFSET ?",  # noqa: S608
            (count, page * count),
        )
        return [_media(row) for row in rows], total


def _media(row: tuple[Any, ...]) -> Media:
    number, created_at, kind, size, name, mime_type, poster, stored, info = row
    known = None if info is None else msgspec.json.decode(info, type=MediaInfo)
    return Media(number, created_at, MediaType(kind), size, name, mime_type, poster, bool(stored), known)
