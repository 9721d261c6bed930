"""The call counters on disk, shared by all processes of an account."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from oktodesk.api.call_limits import CallCounts, CallLimits, LockOut, decide
from oktodesk.uploads.store.connection import connect, explained, transaction
from oktodesk.uploads.store.worker import Worker

T = TypeVar("T")
_MINUTE_S, _DAY_S = 60.0, 86_400.0
_KEPT_CALLS = 60
"""What ``decide`` wants to see: near the end of a day's calls they lie further apart than a minute."""


class SharedLedger:
    """Implements ``oktodesk.api.budget.CallLedger`` in the outbox's file, on the writer's thread.

    Raises ``LocalTrouble`` as ``Writing`` does.
    """

    def __init__(self, writer: Worker, path: Path) -> None:
        self._writer = writer
        self._path = path
        self._opened: sqlite3.Connection | None = None

    async def reserve(self, now: float, limits: CallLimits) -> float:
        """Ask ``decide`` and record the call if it may leave, in one transaction."""
        return await self._run(lambda: self._reserve(now, limits))

    async def lock_out(self, told: LockOut) -> None:
        """Remember that Oktopost refuses all calls; a later end is never shortened."""
        await self._run(lambda: self._lock_out(told))

    async def clock_set(self, told: LockOut, moved: LockOut) -> None:
        """A lock-out is another one by a clock that was set since; if it is still the latest."""
        await self._run(lambda: self._clock_set(told, moved))

    async def latest_lock_out(self, now: float) -> LockOut | None:
        """The latest, also when it is over; None: there was none. Never longer from ``now`` than it is."""
        return await self._run(lambda: self._as_of(now))

    async def counts(self, now: float, limits: CallLimits) -> CallCounts:
        """Calls of the limits' last minute and day."""
        return await self._run(lambda: self._counts(now, limits))

    async def _run(self, job: Callable[[], T]) -> T:
        try:
            return await self._writer.run(job)
        except sqlite3.Error as error:
            raise explained(error, self._path.parent) from error

    def close(self) -> None:
        """Close the connection; on the writer's thread."""
        if self._opened is not None:
            self._opened.close()

    @property
    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            # Its own connection: losing the last counts in a power cut is harmless, waiting for the disk at each
            # call is not.
            self._opened = connect(self._path, synchronous="NORMAL")
        return self._opened

    def _reserve(self, now: float, limits: CallLimits) -> float:
        with transaction(self._connection):
            day_start = limits.day_start(now)
            wait_s = decide(
                now=now,
                recent=self._latest(),
                day_used=self._used_since(day_start, day_start),
                locked_until=latest.until if (latest := self._known_as_of(now)) else None,
                limits=limits,
            )
            if wait_s <= 0:
                self._record(now, day_start)
        return wait_s

    def _record(self, now: float, day_start: float) -> None:
        # Times ahead of now come from a clock that was set back.
        self._connection.execute("DELETE FROM call WHERE at > ?", (now + _MINUTE_S,))
        self._connection.execute(
            "DELETE FROM call_day WHERE starts_at < ? OR starts_at > ?", (now - now % _DAY_S, day_start)
        )
        self._connection.execute("INSERT INTO call VALUES (?)", (now,))
        self._connection.execute(
            "DELETE FROM call WHERE at < (SELECT min(at) FROM (SELECT at FROM call ORDER BY at DESC LIMIT ?))",
            (_KEPT_CALLS,),
        )
        self._connection.execute(
            "INSERT INTO call_day VALUES (?, 1) ON CONFLICT (starts_at) DO UPDATE SET used = used + 1",
            (day_start,),
        )

    def _latest(self) -> list[float]:
        found = self._connection.execute("SELECT at FROM call ORDER BY at DESC LIMIT ?", (_KEPT_CALLS,))
        return [at for (at,) in reversed(found.fetchall())]

    def _used_since(self, first: float, last: float) -> int:
        (used,) = self._connection.execute(
            "SELECT coalesce(sum(used), 0) FROM call_day WHERE starts_at BETWEEN ? AND ?", (first, last)
        ).fetchone()
        return int(used)

    def _lock_out(self, told: LockOut) -> None:
        with transaction(self._connection):
            self._note(told.or_longer(self._known()))

    def _clock_set(self, told: LockOut, moved: LockOut) -> None:
        with transaction(self._connection):
            if self._known() == told:
                self._note(moved)

    def _as_of(self, now: float) -> LockOut | None:
        known = self._known()
        if known is None or known.as_of(now) == known:
            return known
        with transaction(self._connection):
            return self._known_as_of(now)

    def _known_as_of(self, now: float) -> LockOut | None:
        """In a transaction: all processes are to count from the same moment."""
        known = self._known()
        if known is not None and known.as_of(now) != known:
            self._note(known.as_of(now))
        return self._known()

    def _known(self) -> LockOut | None:
        found = dict(
            self._connection.execute("SELECT name, value FROM meta WHERE name IN ('locked_since', 'locked_until')")
        )
        until = found.get("locked_until")
        # An earlier program did not note when it began.
        return LockOut(float(found.get("locked_since", 0.0)), float(until)) if until is not None else None

    def _note(self, lock_out: LockOut) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO meta VALUES (?, ?)",
            [("locked_since", lock_out.since), ("locked_until", lock_out.until)],
        )

    def _counts(self, now: float, limits: CallLimits) -> CallCounts:
        minute = sum(now - limits.minute_s < at <= now for at in self._latest())
        return CallCounts(minute=minute, day=self._used_since(limits.day_start(now), now))
