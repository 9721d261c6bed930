"""``--download-rate``: bytes come no faster than this, in pieces small enough to watch."""

from collections.abc import Iterator

from oktodesk.system.clock import Clock

STEPS_A_SECOND = 5


class Pace:
    """The speed of one download."""

    def __init__(self, clock: Clock, rate: int | None) -> None:
        self._clock = clock
        self._rate = rate
        self._began = clock.monotonic()
        self._spent = 0

    def slices(self, piece: bytes) -> Iterator[bytes]:
        """The piece, cut into what a fifth of a second may bring."""
        step = len(piece) if self._rate is None else max(1, self._rate // STEPS_A_SECOND)
        return (piece[start : start + step] for start in range(0, len(piece), max(1, step)))

    async def spend(self, size: int) -> None:
        """Wait until ``size`` more bytes are due."""
        if self._rate is None:
            return
        self._spent += size
        ahead_s = self._spent / self._rate - (self._clock.monotonic() - self._began)
        if ahead_s > 0:
            await self._clock.sleep(ahead_s)
