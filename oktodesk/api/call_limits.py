"""How many calls Oktopost allows, and the one rule that says when the next may leave.

Pure: both ledgers, the one in memory and the one on disk, ask ``decide``. Oktopost allows 60 calls in any minute
and 20,000 a UTC day per user, and over the minute's limit it refuses everything for 15 minutes (its Getting
Started page). The key may be shared with other tools, so we stay at or under 51 a minute.
"""

import math
from collections.abc import Sequence
from enum import IntEnum

import msgspec

LOCK_OUT_S = 15 * 60.0
"""How long Oktopost refuses all calls after a burst, unless ``Retry-After`` says otherwise."""

LONGEST_LOCK_OUT_S = 24 * 3600.0
"""One that lasts longer comes from a clock that was set back since."""


class Priority(IntEnum):
    """Who goes first. Smaller goes earlier."""

    PERSON = 0
    CREATE = 1
    """Creates, and the looks that resolve an unsure one."""
    FOLLOW = 2
    VALIDATE = 3
    SYNC = 4


class CallLimits(msgspec.Struct, frozen=True):
    """What one call must respect. Made for a priority by ``for_priority``, for a clock by ``scaled``."""

    per_minute: int = 51
    per_day: int = 20_000
    minute_s: float = 60.0
    day_s: float = 86_400.0
    spacing_s: float = 0.1
    """The least time between two calls: what a call that just left can cost a person's action."""
    unpaced_up_to_s: float = math.inf
    """Pace once the day's remaining calls, spread evenly, are further apart than this; infinite: never."""

    def scaled(self, scale: float) -> "CallLimits":
        """The same with all durations divided by a clock's scale."""
        return msgspec.structs.replace(
            self,
            minute_s=self.minute_s / scale,
            day_s=self.day_s / scale,
            spacing_s=self.spacing_s / scale,
            unpaced_up_to_s=self.unpaced_up_to_s / scale,
        )

    def for_priority(self, priority: Priority) -> "CallLimits":
        """The share of a priority.

        Creates leave three calls of every minute to the person. The rest leaves 15 % of the minute and 16 % of
        the day to creates and the person, so that a day with some of them late in it stays under 85 %, and is
        spread over the day. At the start of a day that would be a call every 5.1 s; up to 6 s apart nothing is
        held back, which makes 2,400 calls that may come in bursts.
        """
        match priority:
            case Priority.PERSON:
                return self
            case Priority.CREATE:
                return msgspec.structs.replace(self, per_minute=self.per_minute - 3)
        return msgspec.structs.replace(
            self,
            per_minute=int(self.per_minute * 0.85),
            per_day=int(self.per_day * 0.84),
            unpaced_up_to_s=self.day_s / 14_400,
        )

    def day_start(self, now: float) -> float:
        """When the current day began, in Unix seconds: midnight UTC unless scaled."""
        return now - now % self.day_s


class CallCounts(msgspec.Struct, frozen=True):
    """Calls made in the last minute and today, by all processes that share the ledger."""

    minute: int
    day: int


class LockOut(msgspec.Struct, frozen=True):
    """Oktopost refuses all calls, in Unix seconds of a clock that may be set meanwhile."""

    since: float
    until: float

    def as_of(self, now: float) -> "LockOut":
        """The same, from ``now`` on if the clock was set back to before it began: it gets no longer."""
        if now < self.since and self.until <= now + LONGEST_LOCK_OUT_S:
            return self.moved(now - self.since)
        return self

    def moved(self, by_s: float) -> "LockOut":
        """The same by a clock that shows so much more."""
        return LockOut(self.since + by_s, self.until + by_s)

    def or_longer(self, known: "LockOut | None") -> "LockOut":
        """The later end counts, unless that is one of a clock that was ahead."""
        if known is None or not self.until < known.until <= self.until + LONGEST_LOCK_OUT_S:
            return self
        return known


def decide(
    *,
    now: float,
    recent: Sequence[float],
    day_used: int,
    locked_until: float | None,
    limits: CallLimits,
) -> float:
    """Seconds until a call may leave; 0: now.

    ``recent``: when the latest calls left (60 of them are enough), in the order they were made. ``day_used``:
    calls since ``limits.day_start(now)``. ``locked_until``: the end of the latest lock-out, also when it is
    over. All times are Unix seconds; calls more than a minute ahead come from a clock that was set back since,
    and are ignored.
    """
    if (end := end_of_lock_out(locked_until, now)) is not None:
        return end - now
    day_left_s = limits.day_start(now) + limits.day_s - now
    if day_used >= limits.per_day:
        return day_left_s
    times = sorted(min(at, now) for at in recent if at < now + limits.minute_s)
    waits = [0.0]
    if times:
        resuming = locked_until is not None and 0 <= now - locked_until < limits.minute_s
        waits.append(times[-1] + _spacing_s(day_left_s, day_used, limits, resuming=resuming) - now)
    if len(times) >= limits.per_minute:
        waits.append(times[-limits.per_minute] + limits.minute_s - now)
    return max(waits)


def end_of_lock_out(locked_until: float | None, now: float) -> float | None:
    """When the lock-out ends that is in force; None: there is none."""
    if locked_until is None or not now < locked_until <= now + LONGEST_LOCK_OUT_S:
        return None
    return locked_until


def _spacing_s(day_left_s: float, day_used: int, limits: CallLimits, *, resuming: bool) -> float:
    # After a lock-out calls come evenly for a minute, not in a burst.
    spacing_s = limits.minute_s / limits.per_minute if resuming else limits.spacing_s
    even_s = day_left_s / (limits.per_day - day_used)
    return max(spacing_s, even_s) if even_s > limits.unpaced_up_to_s else spacing_s
