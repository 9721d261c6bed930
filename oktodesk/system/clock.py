"""Time as a parameter: every rule of the engine is tested without waiting.

``scale`` divides durations, never the clock itself: with a scale of 60 a 15-minute lock-out lasts 15 seconds,
while ``now()`` stays the real time. Only loopback base URLs may have a scale other than 1
(``OKTODESK_CLOCK_SCALE``).
"""

import time
from typing import Protocol


class Clock(Protocol):
    """What the engine asks of time."""

    @property
    def scale(self) -> float:
        """By how much durations are divided."""
        ...

    def now(self) -> float:
        """Wall clock: Unix seconds, UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back; the zero point means nothing."""
        ...

    def scaled(self, duration_s: float) -> float:
        """A duration of the design in seconds, as long as it lasts here."""
        ...

    async def sleep(self, duration_s: float) -> None:
        """Wait for ``duration_s`` real seconds (already scaled)."""
        ...


class SystemClock:
    """The computer's own time."""

    def __init__(self, *, scale: float = 1.0) -> None:
        self._scale = scale

    @property
    def scale(self) -> float:
        """By how much durations are divided."""
        return self._scale

    def now(self) -> float:
        """Unix seconds, UTC."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def scaled(self, duration_s: float) -> float:
        """``duration_s`` divided by the scale."""
        return duration_s / self._scale

    async def sleep(self, duration_s: float) -> None:
        """Wait for ``duration_s`` real seconds."""
        from asyncio import sleep  # noqa: PLC0415 - slow to import, and the window is painted without it

        await sleep(duration_s)
