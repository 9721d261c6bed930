"""A clock that only moves when a test says so."""

import asyncio
import heapq
from itertools import count

_SETTLING_TURNS = 20
"""Turns of the event loop that woken tasks get; enough for a chain of awaits without threads."""


class FakeClock:
    """Implements ``oktodesk.system.clock.Clock``.

    ``advance`` jumps, as when a computer wakes up; ``run_for`` lets time pass, so that a loop which sleeps
    again and again runs as often as it would.
    """

    def __init__(self, now: float = 1_760_000_000.0, scale: float = 1.0) -> None:
        self._now = now
        self._monotonic = 1_000.0
        self._scale = scale
        self._order = count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    @property
    def scale(self) -> float:
        return self._scale

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._monotonic

    def scaled(self, duration_s: float) -> float:
        return duration_s / self._scale

    async def sleep(self, duration_s: float) -> None:
        if duration_s <= 0:
            await asyncio.sleep(0)
            return
        woken = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + duration_s, next(self._order), woken))
        await woken

    @property
    def sleepers(self) -> int:
        """How many sleeps are waiting."""
        return sum(not woken.done() for _, _, woken in self._sleepers)

    @property
    def next_wake_s(self) -> float | None:
        """Seconds until the next sleep ends; None: nobody sleeps."""
        waiting = [until for until, _, woken in self._sleepers if not woken.done()]
        return min(waiting) - self._monotonic if waiting else None

    def advance(self, duration_s: float) -> None:
        """Move to ``duration_s`` later at once and wake the sleepers that are due, in their order."""
        self._now += duration_s
        self._monotonic += duration_s
        while self._sleepers and self._sleepers[0][0] <= self._monotonic + 1e-9:
            _, _, woken = heapq.heappop(self._sleepers)
            if not woken.done():
                woken.set_result(None)

    def set_wall_clock(self, now: float) -> None:
        """Set the wall clock as a person does; nobody wakes up from that."""
        self._now = now

    async def settle(self) -> None:
        """Let the tasks that can run do so. Work on threads is not waited for."""
        for _ in range(_SETTLING_TURNS):
            await asyncio.sleep(0)

    async def run_for(self, duration_s: float) -> None:
        """Let ``duration_s`` pass, from one wake-up to the next."""
        end = self._monotonic + duration_s
        await self.settle()
        while (wait := self.next_wake_s) is not None and self._monotonic + wait <= end + 1e-9:
            self.advance(max(wait, 0.0))
            await self.settle()
        self.advance(max(end - self._monotonic, 0.0))
        await self.settle()
