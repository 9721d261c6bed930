"""What a thin loop sleeps on: rung when something happened, or when a moment has come."""

import asyncio

from oktodesk.system.clock import Clock

_LONGEST_NAP_S = 30.0
"""Timers stand still while the computer sleeps, wall clocks don't: a moment hours away is looked at this often."""


class Alarm:
    """Ringing while nobody waits is kept for the next wait."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake whoever waits."""
        self._rung.set()

    async def until(self, at: float | None) -> None:
        """Wait until rung, or until the wall clock shows ``at`` (Unix seconds); None: until rung."""
        while not self._rung.is_set():
            left_s = None if at is None else at - self._clock.now()
            if left_s is not None and left_s <= 0:
                break
            await self._nap(left_s)
        self._rung.clear()

    async def for_s(self, duration_s: float | None) -> bool:
        """Wait until rung, or for so many real seconds; whether it was rung. None: until rung."""
        if not self._rung.is_set():
            await self._nap(duration_s, longest_s=duration_s)
        was_rung = self._rung.is_set()
        self._rung.clear()
        return was_rung

    async def _nap(self, left_s: float | None, *, longest_s: float | None = _LONGEST_NAP_S) -> None:
        if left_s is None:
            await self._rung.wait()
            return
        rung = asyncio.ensure_future(self._rung.wait())
        over = asyncio.ensure_future(self._clock.sleep(left_s if longest_s is None else min(left_s, longest_s)))
        try:
            await asyncio.wait({rung, over}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            rung.cancel()
            over.cancel()
