"""The uploads on disk: created, listed, followed through their download."""

import random
import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

from oktodesk.sandbox.fault_plan import Lateness
from oktodesk.sandbox.options import ListOrder
from oktodesk.sandbox.records import NewUpload, Status, Upload
from oktodesk.sandbox.state import next_number, transaction

_COLUMNS = ", ".join(Upload.__struct_fields__)
_ORDERS = {
    ListOrder.CREATED_DESC: "created_at DESC, number DESC",
    ListOrder.CREATED_ASC: "created_at, number",
    # A fixed shuffle: unknown to the caller, yet the same from page to page, as a hash index would give.
    ListOrder.RANDOM: "shuffle, number",
}


class Listing(msgspec.Struct, frozen=True):
    """What a list call asks for; empty texts mean all."""

    status: str = ""
    source: str = ""
    page: int = 0
    count: int = 20
    shift: int = 0
    """How many uploads come in between two pages, so that what was listed is listed again; below 0: leave."""

    @property
    def offset(self) -> int:
        """How many uploads come before the page."""
        return max(0, self.page * (self.count - self.shift))


class UploadShelf:
    """Reads and writes uploads. Everything is committed when a method returns."""

    def __init__(
        self, db: sqlite3.Connection, *, now: Callable[[], float], rng: random.Random, order: ListOrder
    ) -> None:
        self._db = db
        self._now = now
        self._rng = rng
        self._order = _ORDERS[order]
        self._unlisted = self._hidden("listed_at")
        self._unreadable = self._hidden("readable_at")

    def add(self, new: NewUpload, lateness: Lateness) -> Upload:
        """Keep a created upload, from now on pending."""
        now = self._now()
        listed_at = now + lateness.in_lists_s if lateness.in_lists_s else None
        readable_at = now + lateness.by_id_s if lateness.by_id_s else None
        row = (now, now, Status.PENDING, new.name, new.mime_type, new.source, new.total_size)
        number = next_number(self._db, "uploads")
        self._db.execute(
            "INSERT INTO uploads (number, created_at, modified_at, status, name, mime_type, source, total_size,"
            " shuffle, listed_at, readable_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *row, self._rng.getrandbits(62), listed_at, readable_at),
        )
        if listed_at is not None:
            self._unlisted[number] = listed_at
        if readable_at is not None:
            self._unreadable[number] = readable_at
        return self.at(number)

    def at(self, number: int) -> Upload:
        """The upload of a number that exists."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM uploads WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return _upload(row)

    def find(self, number: int) -> Upload | None:
        """The upload of a number, as the API shows it: None if there is none, or not visible yet."""
        if self._unreadable.get(number, 0.0) > self._now():
            return None
        row = self._db.execute(f"SELECT {_COLUMNS} FROM uploads WHERE number = ?", (number,)).fetchone()  # noqa: S608
        return None if row is None else _upload(row)

    def of_source(self, source: str) -> Upload | None:
        """The newest upload of a link that has not failed."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM uploads WHERE source = ? AND status != ? ORDER BY number DESC",  # noqa: S608
            (source, Status.FAILED),
        ).fetchone()
        return None if row is None else _upload(row)

    def page(self, listing: Listing) -> tuple[list[Upload], int]:
        """One page of a list, and how many there are in all."""
        where, values = self._where(listing)
        total = self._db.execute(f"SELECT count(*) FROM uploads{where}", values).fetchone()[0]  # noqa: S608
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM uploads{where} ORDER BY {self._order} LIMIT ? OFFSET ?",  # noqa: S608
            (*values, listing.count, listing.offset),
        )
        return [_upload(row) for row in rows], total

    def pending(self) -> list[int]:
        """The numbers of all uploads whose download is not finished, oldest first."""
        rows = self._db.execute(
            "SELECT number FROM uploads WHERE status = ? ORDER BY created_at", (Status.PENDING,)
        )
        return [row[0] for row in rows]

    def used_bytes(self, since: float) -> int:
        """What the uploads created after ``since`` take of the allowance; failed ones what they fetched."""
        row = self._db.execute(
            "SELECT sum(CASE status WHEN 'failed' THEN downloaded ELSE max(ifnull(total_size, 0), downloaded) END)"
            " FROM uploads WHERE created_at > ?",
            (since,),
        ).fetchone()
        return row[0] or 0

    def sized(self, number: int, total_size: int | None) -> None:
        """The source said how large it is."""
        self._db.execute(
            "UPDATE uploads SET total_size = ?, modified_at = ? WHERE number = ?",
            (total_size, self._now(), number),
        )

    def advanced(self, number: int, *, downloaded: int, kept: int) -> None:
        """Bytes came in. What is shown never shrinks, also when a chunk is fetched again."""
        self._db.execute(
            "UPDATE uploads SET downloaded = max(downloaded, ?), kept = ?, modified_at = ? WHERE number = ?",
            (downloaded, kept, self._now(), number),
        )

    def failed_try(self, number: int, attempts: int) -> None:
        """A download attempt failed; there will be another."""
        self._db.execute(
            "UPDATE uploads SET attempts = ?, modified_at = ? WHERE number = ?", (attempts, self._now(), number)
        )

    def fail(self, number: int, *, attempts: int, last_error: str) -> None:
        """The download is given up."""
        self._db.execute(
            "UPDATE uploads SET status = ?, attempts = ?, last_error = ?, modified_at = ? WHERE number = ?",
            (Status.FAILED, attempts, last_error, self._now(), number),
        )

    def complete(self, number: int, *, size: int, make_media: Callable[[], int]) -> None:
        """The download is whole; its medium is made in the same transaction."""
        with transaction(self._db):
            self._db.execute(
                "UPDATE uploads SET status = ?, total_size = ?, downloaded = ?, kept = ?, modified_at = ?,"
                " media_number = ? WHERE number = ?",
                (Status.COMPLETE, size, size, size, self._now(), make_media(), number),
            )

    def _where(self, listing: Listing) -> tuple[str, list[str | int]]:
        wanted = [
            (f"{name} = ?", value)
            for name, value in (("status", listing.status), ("source", listing.source))
            if value
        ]
        parts, values = [part for part, _ in wanted], [value for _, value in wanted]
        self._unlisted = {number: at for number, at in self._unlisted.items() if at > self._now()}
        if self._unlisted:
            parts.append(f"number NOT IN ({', '.join('?' * len(self._unlisted))})")
        return (f" WHERE {' AND '.join(parts)}" if parts else ""), [*values, *self._unlisted]

    def _hidden(self, column: str) -> dict[int, float]:
        rows = self._db.execute(
            f"SELECT number, {column} FROM uploads WHERE {column} > ?",  # noqa: S608 - a column of ours
            (self._now(),),
        )
        return dict(rows.fetchall())


def _upload(row: tuple[Any, ...]) -> Upload:
    number, created_at, modified_at, status, *rest = row
    return Upload(number, created_at, modified_at, Status(status), *rest)
