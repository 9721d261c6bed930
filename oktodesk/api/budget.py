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
    Priority,
    decide,
    end_of_lock_out,
)
from oktodesk.problems import LocalTrouble, LockedOut, Problem
from oktodesk.system.clock import Clock

__all__ = ["CallBudget", "CallCounts", "CallLedger", "CallLimits", "MemoryLedger", "Priority", "decide"]

_RECENT_CALLS = 60
_WORTH_TELLING_S = 10.0
_LEDGER_AGAIN_S = 5.0
"""How soon a ledger that can't be written is tried again; scaled by the clock."""


class CallLedger(Protocol):
    """Remembers calls and lock-outs. Times are Unix seconds."""

    async def reserve(self, now: float, limits: CallLimits) -> float:
        """Ask ``decide``, and on 0 record a call at ``now`` in the same transaction."""
        ...

    async def lock_out(self, until: float) -> None:
        """Remember that Oktopost refuses all calls until then; a later end is never shortened."""
        ...

    async def locked_until(self) -> float | None:
        """The end of the latest lock-out, also when it is over; None: there was none."""
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
        self._locked_until: float | None = None

    async def reserve(self, now: float, limits: CallLimits) -> float:
        """Ask ``decide`` and record the call if it may leave."""
        if limits.day_start(now) != self._day_start:
            self._day_start, self._day_used = limits.day_start(now), 0
        wait_s = decide(
            now=now,
            recent=self._recent,
            day_used=self._day_used,
            locked_until=self._locked_until,
            limits=limits,
        )
        if wait_s <= 0:
            self._recent.append(now)
            self._day_used += 1
        return wait_s

    async def lock_out(self, until: float) -> None:
        """Remember a lock-out."""
        if self._locked_until is None or self._locked_until - LONGEST_LOCK_OUT_S > until:
            self._locked_until = until
        self._locked_until = max(until, self._locked_until)

    async def locked_until(self) -> float | None:
        """The end of the latest lock-out."""
        return self._locked_until

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
        self._locked_until: float | None = None
        self._unkept_until: float | None = None
        self._wait_reason: Problem | None = None
        self._subscribers: list[Callable[[], None]] = []

    @property
    def locked_until(self) -> float | None:
        """Until when Oktopost refuses all calls, Unix seconds; None: it does not."""
        return end_of_lock_out(self._locked_until, self._clock.now())

    @property
    def wait_reason(self) -> Problem | None:
        """Why the next call waits, once that takes long enough to be worth telling."""
        return self._wait_reason

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back when ``locked_until`` or ``wait_reason`` changed; returns what ends it."""
        self._subscribers.append(callback)
        return lambda: self._subscribers.remove(callback)

    async def refresh(self) -> None:
        """Learn of a lock-out that another process, or an earlier run, wrote into the ledger."""
        locked_until = await self._ledger.locked_until()
        if self._unkept_until is not None:
            locked_until = max(self._unkept_until, locked_until or 0.0)
        if locked_until != self._locked_until:
            self._locked_until = locked_until
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
        now = self._clock.now()
        least_s, usual_s = self._clock.scaled(1.0), self._clock.scaled(LOCK_OUT_S)
        stop_s = usual_s if retry_after_s is None else min(max(retry_after_s, least_s), LONGEST_LOCK_OUT_S)
        self._unkept_until = max(now + stop_s, end_of_lock_out(self._unkept_until, now) or 0.0)
        with suppress(LocalTrouble):  # a full disk: it holds all the same, and is kept as soon as it can be
            await self._keep_lock_out()
        self._locked_until = max(now + stop_s, self.locked_until or 0.0)
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
        if self._unkept_until is not None:
            await self._ledger.lock_out(self._unkept_until)
            self._unkept_until = None

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
