"""The call budget: every attempt passes through it, the most urgent first.

The numbers and the rule are in ``call_limits``; a ledger remembers when calls left. The store keeps one on disk
that all processes of an account share; ``MemoryLedger`` serves calls before there is a store.
"""

import asyncio
import heapq
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Protocol

from oktodesk.api.call_limits import (
    LOCK_OUT_S,
    LONGEST_LOCK_OUT_S,
    CallCounts,
    CallLimits,
    LockOut,
    Priority,
    decide,
    end_of_lock_out,
)
from oktodesk.problems import LocalTrouble, LockedOut, Problem
from oktodesk.system.clock import Clock

__all__ = ["CallBudget", "CallCounts", "CallLedger", "CallLimits", "LockOut", "MemoryLedger", "Priority", "decide"]

_RECENT_CALLS = 60
_WORTH_TELLING_S = 10.0
_CLOCK_SET_S = 1.0
"""Clocks are corrected by less than that all the time."""
_LEDGER_AGAIN_S = 5.0
"""How soon a ledger that can't be written is tried again; scaled by the clock."""


class CallLedger(Protocol):
    """Remembers calls and lock-outs. Times are Unix seconds."""

    async def reserve(self, now: float, limits: CallLimits) -> float:
        """Ask ``decide``, and on 0 record a call at ``now`` in the same transaction."""
        ...

    async def lock_out(self, told: LockOut) -> None:
        """Remember that Oktopost refuses all calls; a later end is never shortened."""
        ...

    async def clock_set(self, told: LockOut, moved: LockOut) -> None:
        """A lock-out is another one by a clock that was set since; if it is still the latest."""
        ...

    async def latest_lock_out(self, now: float) -> LockOut | None:
        """The latest, also when it is over; None: there was none. Never longer from ``now`` than it is."""
        ...

    async def counts(self, now: float, limits: CallLimits) -> CallCounts:
        """Calls of the last minute and of the UTC day."""
        ...


class MemoryLedger:
    """A ledger for one process and one run."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=_RECENT_CALLS)
        self._day_start = 0.0
        self._day_used = 0
        self._lock_out: LockOut | None = None

    async def reserve(self, now: float, limits: CallLimits) -> float:
        """Ask ``decide`` and record the call if it may leave."""
        if limits.day_start(now) != self._day_start:
            self._day_start, self._day_used = limits.day_start(now), 0
        wait_s = decide(
            now=now,
            recent=self._recent,
            day_used=self._day_used,
            locked_until=latest.until if (latest := await self.latest_lock_out(now)) else None,
            limits=limits,
        )
        if wait_s <= 0:
            self._recent.append(now)
            self._day_used += 1
        return wait_s

    async def lock_out(self, told: LockOut) -> None:
        """Remember a lock-out."""
        self._lock_out = told.or_longer(self._lock_out)

    async def clock_set(self, told: LockOut, moved: LockOut) -> None:
        """Remember it as it is by a clock that was set since."""
        if self._lock_out == told:
            self._lock_out = moved

    async def latest_lock_out(self, now: float) -> LockOut | None:
        """The latest lock-out."""
        if self._lock_out is not None:
            self._lock_out = self._lock_out.as_of(now)
        return self._lock_out

    async def counts(self, now: float, limits: CallLimits) -> CallCounts:
        """Calls of the limits' last minute and today."""
        return CallCounts(minute=sum(now - limits.minute_s < at <= now for at in self._recent), day=self._day_used)


class CallBudget:
    """Lets calls out one by one: the most urgent first, none sooner than Oktopost's limits allow.

    Only the head of the line asks the ledger, and anything more urgent takes its place while it waits, so a
    waiting call never costs a person's action more than the spacing.
    """

    def __init__(self, ledger: CallLedger, clock: Clock, *, limits: CallLimits | None = None) -> None:
        self._ledger = ledger
        self._clock = clock
        self._limits = (limits or CallLimits()).scaled(clock.scale)
        self._order = count()
        self._line: list[tuple[Priority, int]] = []
        self._changed = asyncio.Event()
        self._lock_out: LockOut | None = None
        self._unkept: LockOut | None = None
        self._lead_s = self._lead()
        self._wait_reason: Problem | None = None
        self._subscribers: list[Callable[[], None]] = []

    @property
    def locked_until(self) -> float | None:
        """Until when Oktopost refuses all calls, Unix seconds; None: it does not."""
        if self._lock_out is None:
            return None
        return end_of_lock_out(self._lock_out.until - self._set_back_s(), self._clock.now())

    @property
    def wait_reason(self) -> Problem | None:
        """Why the next call waits, once that takes long enough to be worth telling."""
        return self._wait_reason

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back when ``locked_until`` or ``wait_reason`` changed; returns what ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    async def refresh(self) -> None:
        """Learn of a lock-out that another process, or an earlier run, wrote into the ledger; and of a clock that
        was set back, which makes none of them longer."""
        await self._heed_the_clock()
        lock_out = await self._ledger.latest_lock_out(self._clock.now())
        if self._unkept is not None:
            lock_out = self._unkept.or_longer(lock_out)
        if lock_out != self._lock_out:
            self._lock_out = lock_out
            self._tell()

    async def counts(self) -> CallCounts:
        """Calls of the last minute and today, by all processes."""
        return await self._ledger.counts(self._clock.now(), self._limits)

    async def acquire(self, priority: Priority) -> None:
        """Wait until one call may leave; it counts from now on.

        A person is not kept waiting for a lock-out or for midnight: ``LockedOut`` says at once how long.
        """
        turn = (priority, next(self._order))
        heapq.heappush(self._line, turn)
        self._wake()
        try:
            while not await self._may_leave(turn):
                pass
        finally:
            self._line.remove(turn)
            heapq.heapify(self._line)
            self._wake()

    async def note_lock_out(self, retry_after_s: float | None) -> None:
        """Stop all calls: Oktopost answered 429. ``None``: for the documented 15 minutes."""
        least_s, usual_s = self._clock.scaled(1.0), self._clock.scaled(LOCK_OUT_S)
        stop_s = usual_s if retry_after_s is None else min(max(retry_after_s, least_s), LONGEST_LOCK_OUT_S)
        with suppress(LocalTrouble):  # a full disk: it holds all the same, and is kept as soon as it can be
            await self._heed_the_clock()
        now = self._clock.now()
        told = LockOut(now, now + stop_s)
        self._unkept = told.or_longer(self._unkept)
        with suppress(LocalTrouble):
            await self._keep_lock_out()
        self._lock_out = told.or_longer(self._lock_out)
        self._tell()
        self._wake()

    async def _may_leave(self, turn: tuple[Priority, int]) -> bool:
        if self._line[0] != turn:
            await self._changed.wait()
            return False
        changed = self._changed
        priority, now = turn[0], self._clock.now()
        wait_s = await self._reserve(now, priority)
        if wait_s <= 0:
            self._explain(None)
            return True
        self._explain(self._reason(now, wait_s))
        if priority is Priority.PERSON:
            self._refuse_long_wait(now, wait_s)
        await self._sleep(wait_s, changed)
        return False

    async def _reserve(self, now: float, priority: Priority) -> float:
        try:
            await self._heed_the_clock()
            await self._keep_lock_out()
            wait_s = await self._ledger.reserve(now, self._limits.for_priority(priority))
            if wait_s > 0:
                await self.refresh()
        except LocalTrouble:  # a full disk; whoever has something to keep there tells the person
            if priority is Priority.PERSON:
                raise
            wait_s = self._clock.scaled(_LEDGER_AGAIN_S)
        return wait_s

    async def _keep_lock_out(self) -> None:
        if self._unkept is not None:
            await self._ledger.lock_out(self._unkept)
            self._unkept = None

    async def _heed_the_clock(self) -> None:
        """A clock that was set back must not make a lock-out longer: Oktopost counts its minutes by its own."""
        set_back_s = self._set_back_s()
        if set_back_s and self._lock_out is not None:
            moved = self._lock_out.moved(-set_back_s)
            await self._ledger.clock_set(self._lock_out, moved)
            self._lock_out = moved
            self._unkept = self._unkept.moved(-set_back_s) if self._unkept is not None else None
            self._tell()
        self._lead_s = self._lead()

    def _set_back_s(self) -> float:
        """By how much the wall clock was set back since that was last heeded; a computer that slept was not."""
        set_back_s = self._lead_s - self._lead()
        return round(set_back_s) if set_back_s > _CLOCK_SET_S else 0.0

    def _lead(self) -> float:
        return self._clock.now() - self._clock.monotonic()

    def _reason(self, now: float, wait_s: float) -> Problem | None:
        if wait_s <= self._clock.scaled(_WORTH_TELLING_S):
            return None
        if self.locked_until is not None:
            return Problem("locked_out", {"until_at": self.locked_until})
        until = self._limits.day_start(now) + self._limits.day_s
        if now + wait_s >= until:
            return Problem("daily_calls_used", {"until_at": until})
        return Problem("wait_calls", {"until_at": now + wait_s})

    def _refuse_long_wait(self, now: float, wait_s: float) -> None:
        if self.locked_until is not None:
            raise LockedOut("locked_out", retry_after_s=self.locked_until - now)
        if wait_s > self._limits.minute_s:
            raise LockedOut("daily_calls_used", retry_after_s=wait_s, until_at=now + wait_s)

    async def _sleep(self, wait_s: float, changed: asyncio.Event) -> None:
        # Ends early when the line or a lock-out changes: somebody more urgent may have come.
        ways = {
            asyncio.ensure_future(self._clock.sleep(wait_s)),
            asyncio.ensure_future(changed.wait()),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _explain(self, reason: Problem | None) -> None:
        if reason != self._wait_reason:
            self._wait_reason = reason
            self._tell()

    def _tell(self) -> None:
        for callback in tuple(self._subscribers):
            callback()
