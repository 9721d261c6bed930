"""The daily allowance: 32 GiB in a sliding 24 h (Oktopost's Upload reference). Arithmetic on Unix seconds.

Everything uses up the allowance from when it is created until 24 hours later, so what will be used is known in
advance, and with it when a link fits.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

GIB = 1024**3
MARGIN_S = 2.0
"""``Created`` is cut to whole seconds and clocks differ a little: bytes count this much longer."""


class Usage(NamedTuple):
    """Bytes that count from ``at`` on, for as long as the window lasts."""

    at: float
    size_bytes: int


class Allowance(msgspec.Struct, frozen=True):
    """How many bytes fit into which time."""

    limit_bytes: int = 32 * GIB
    window_s: float = 86_400.0

    def scaled(self, scale: float) -> "Allowance":
        """The same with the window divided by a clock's scale."""
        return msgspec.structs.replace(self, window_s=self.window_s / scale)

    def free_at(self, usage: Usage) -> float:
        """When these bytes no longer count."""
        return usage.at + self.window_s + MARGIN_S

    def used(self, usages: Iterable[Usage], now: float) -> int:
        """Bytes that count now."""
        return sum(usage.size_bytes for usage in usages if usage.at <= now < self.free_at(usage))

    def frees_at(self, usages: Iterable[Usage], now: float) -> float | None:
        """When the next bytes stop counting; None: none do."""
        ends = (self.free_at(usage) for usage in usages if usage.size_bytes)
        return min((end for end in ends if end > now), default=None)

    def fits_at(self, size_bytes: int, usages: Iterable[Usage], now: float) -> float | None:
        """The earliest time at which ``size_bytes`` fit beside ``usages``; None: they never will."""
        return Timeline(self, usages, now).earliest(size_bytes)


class AllowanceView(msgspec.Struct, frozen=True):
    """The allowance as the meter shows it."""

    used_bytes: int
    limit_bytes: int
    at_least: bool
    """The last 24 hours are not completely known: it may be more."""
    frees_at: float | None = None
    differs: bool = False
    """Oktopost refused a link for the allowance although it should have fitted."""


class Timeline:
    """What will be used when, from ``now`` on, with room found and reserved link by link.

    Whoever reserves first is never delayed by a later one: a later link only gets what stays free for the whole
    time it counts.
    """

    def __init__(self, allowance: Allowance, usages: Iterable[Usage], now: float) -> None:
        self._allowance = allowance
        self._starts = [now]
        self._levels = [0]
        ends: dict[float, int] = {}
        for usage in usages:
            if usage.size_bytes > 0 and (end := allowance.free_at(usage)) > now:
                ends[end] = ends.get(end, 0) + usage.size_bytes
        self._levels = [sum(ends.values())]
        for end in sorted(ends):
            self._starts.append(end)
            self._levels.append(self._levels[-1] - ends[end])

    def earliest(self, size_bytes: int) -> float | None:
        """When ``size_bytes`` fit in at the earliest, for as long as they count; None: never."""
        room = self._allowance.limit_bytes - size_bytes
        if room < 0:
            return None
        start = self._starts[0]
        for index, level in enumerate(self._levels):
            if self._starts[index] >= self._allowance.free_at(Usage(start, size_bytes)):
                break
            if level > room and index + 1 < len(self._starts):
                start = self._starts[index + 1]
        return start

    def reserve(self, at: float, size_bytes: int) -> None:
        """Count ``size_bytes`` from ``at`` on."""
        begin = self._cut(at)
        end = self._cut(self._allowance.free_at(Usage(at, size_bytes)))
        for index in range(begin, end):
            self._levels[index] += size_bytes

    def _cut(self, at: float) -> int:
        index = bisect_left(self._starts, at)
        if index == len(self._starts) or self._starts[index] != at:
            index = bisect_right(self._starts, at)
            self._starts.insert(index, at)
            self._levels.insert(index, self._levels[index - 1])
        return index
