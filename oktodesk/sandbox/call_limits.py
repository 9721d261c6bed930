"""How many calls a key may make, and the lock-out that follows too many.

The figures are Oktopost's: 60 calls in a minute and 20,000 a day (its API reference), 120 in five seconds and a
lock-out of 15 minutes (its own client's code and the reference). All durations go through the clock's scale.
"""

from collections import deque

import msgspec

from oktodesk.system.clock import Clock

BURSTS = ((60.0, 60), (5.0, 120))
"""(Seconds, calls): more than that many calls in that many seconds lock the key out."""
LOCK_OUT_S = 15 * 60.0
DAY_S = 86_400.0
CALLS_A_DAY = 20_000
"""Per user, counted from midnight UTC."""


class CallTally(msgspec.Struct, frozen=True):
    """What is remembered across a restart."""

    day: int = 0
    calls: int = 0
    locked_until: float = 0.0


class CallLimits:
    """Counts the calls of the one key that the sandbox knows."""

    def __init__(self, clock: Clock, tally: CallTally) -> None:
        self._clock = clock
        self._tally = tally
        self._recent: deque[float] = deque(maxlen=max(calls for _, calls in BURSTS) + 1)

    @property
    def tally(self) -> CallTally:
        """The state to keep."""
        return self._tally

    def admit(self) -> str:
        """Count a call. Empty: it may go on; else why it is refused. Refused calls don't prolong a lock-out."""
        now = self._clock.now()
        if now < self._tally.locked_until:
            return "Too many requests, try again later"
        day = int(now // self._clock.scaled(DAY_S))
        calls = self._tally.calls if day == self._tally.day else 0
        if calls >= CALLS_A_DAY:
            return "Daily limit of requests reached"
        self._recent.append(now)
        locked_until = now + self._clock.scaled(LOCK_OUT_S) if self._bursts(now) else 0.0
        self._tally = CallTally(day, calls + 1, locked_until)
        if locked_until:
            self._recent.clear()
            return "Too many requests, try again later"
        return ""

    def _bursts(self, now: float) -> bool:
        return any(
            sum(at > now - self._clock.scaled(window_s) for at in self._recent) > calls
            for window_s, calls in BURSTS
        )
