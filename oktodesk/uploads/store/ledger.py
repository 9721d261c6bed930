"""The call counters on disk, shared by all processes of an account."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from oktodesk.api.call_limits import LONGEST_LOCK_OUT_S, CallCounts, CallLimits, decide
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

    async def lock_out(self, until: float) -> None:
        """Remember that Oktopost refuses all calls until then; a later end is never shortened."""
        await self._run(lambda: self._lock_out(until))

    async def locked_until(self) -> float | None:
        """The end of the latest lock-out, also when it is over; None: there was none."""
        return await self._run(self._locked_until)

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
                locked_until=self._locked_until(),
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

    def _lock_out(self, until: float) -> None:
        with transaction(self._connection):
            self._connection.execute(
                "INSERT INTO meta VALUES ('locked_until', ?1)"
                " ON CONFLICT (name) DO UPDATE SET value = max(iif(value - ?2 > ?1, 0, value), ?1)",
                (until, LONGEST_LOCK_OUT_S),
            )

    def _locked_until(self) -> float | None:
        found = self._connection.execute("SELECT value FROM meta WHERE name = 'locked_until'").fetchone()
        return float(found[0]) if found else None

    def _counts(self, now: float, limits: CallLimits) -> CallCounts:
        minute = sum(now - limits.minute_s < at <= now for at in self._latest())
        return CallCounts(minute=minute, day=self._used_since(limits.day_start(now), now))
