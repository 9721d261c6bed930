"""How fast a file is being fetched, and when it will be there. Arithmetic only; times are monotonic seconds."""

from collections import deque

import msgspec

WINDOW_S = 60.0
"""Speed is what came in during this time; scaled by the clock."""
STALLED_S = 300.0
"""Without a byte for this long a download is called stalled; scaled by the clock."""
_LEAST_SPAN = 0.02
_MOST_SAMPLES = 64


class Live(msgspec.Struct, frozen=True):
    """What a download does right now. ``stalled_since`` is in Unix seconds."""

    speed_bytes_s: float | None = None
    eta_s: float | None = None
    stalled_since: float | None = None


class SpeedMeter:
    """One download's bytes over a sliding window."""

    def __init__(self, *, window_s: float = WINDOW_S, stalled_s: float = STALLED_S) -> None:
        self._window_s = window_s
        self._stalled_s = stalled_s
        self._samples: deque[tuple[float, int]] = deque(maxlen=_MOST_SAMPLES)
        self._moved_at: float | None = None

    def note(self, at: float, downloaded_bytes: int) -> None:
        """So many bytes have come in. Fewer than before: the download began anew, and so does the measurement."""
        if self._samples and downloaded_bytes < self._samples[-1][1]:
            self._samples.clear()
        if self._moved_at is None or not self._samples or downloaded_bytes > self._samples[-1][1]:
            self._moved_at = at
        self._samples.append((at, downloaded_bytes))
        while len(self._samples) > 2 and self._samples[1][0] <= at - self._window_s:
            self._samples.popleft()

    def forget_time(self) -> None:
        """The clock jumped: what came in before says nothing about speed any more."""
        self._samples.clear()
        self._moved_at = None

    @property
    def speed_bytes_s(self) -> float | None:
        """Bytes per second; None until two measurements tell."""
        if len(self._samples) < 2:
            return None
        (first_at, first), (last_at, last) = self._samples[0], self._samples[-1]
        span = last_at - first_at
        return (last - first) / span if span >= self._window_s * _LEAST_SPAN else None

    def live(self, now: float, total_bytes: int, *, wall_now: float) -> Live:
        """What to show now; ``wall_now`` is the same moment in Unix seconds."""
        quiet_s = now - self._moved_at if self._moved_at is not None else 0.0
        if quiet_s >= self._stalled_s:
            return Live(0.0, None, wall_now - quiet_s)
        speed = self.speed_bytes_s
        if not speed or not self._samples or total_bytes <= 0:
            return Live(speed)
        left = max(total_bytes - self._samples[-1][1], 0)
        elapsed_s = now - self._samples[-1][0]
        return Live(speed, max(left / speed - elapsed_s, 0.0))


class HostSpeeds:
    """How fast Oktopost fetched from each host so far: a memory that fades, bounded."""

    MOST_HOSTS = 200
    _WEIGHT = 0.3

    def __init__(self, known: dict[str, float] | None = None) -> None:
        self._speeds = dict(known or {})

    def note(self, host: str, speed_bytes_s: float) -> None:
        """A download from there ended with this average speed."""
        earlier = self._speeds.pop(host, None)
        new = speed_bytes_s if earlier is None else earlier + self._WEIGHT * (speed_bytes_s - earlier)
        self._speeds[host] = new  # at the end: the host used longest ago is forgotten first
        while len(self._speeds) > self.MOST_HOSTS:
            del self._speeds[next(iter(self._speeds))]

    def speed_bytes_s(self, host: str) -> float | None:
        """What to expect; None: never fetched from there."""
        return self._speeds.get(host)

    def as_dict(self) -> dict[str, float]:
        """To be remembered."""
        return dict(self._speeds)
