"""What is being fetched right now: speed, time left, stalled; and how fast each host was so far."""

from collections.abc import Collection, Iterable

import msgspec

from oktodesk.system.clock import Clock
from oktodesk.uploads.addresses import host_of
from oktodesk.uploads.rows import Row
from oktodesk.uploads.speed import STALLED_S, WINDOW_S, HostSpeeds, Live, SpeedMeter
from oktodesk.uploads.store import Store

_SPEEDS = "host speeds"


class Downloads:
    """One meter for each upload that is being fetched."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._meters: dict[int, SpeedMeter] = {}
        self._totals: dict[int, int] = {}
        self._hosts = HostSpeeds()

    async def recall(self) -> None:
        """Bring back how fast hosts were."""
        text = await self._store.state(_SPEEDS)
        if text:
            self._hosts = HostSpeeds(msgspec.json.decode(text, type=dict[str, float]))

    def note(self, rows: Iterable[Row]) -> None:
        """What Oktopost just said about uploads that are being fetched."""
        now = self._clock.monotonic()
        for row in rows:
            if row.key not in self._meters:
                self._meters[row.key] = SpeedMeter(
                    window_s=self._clock.scaled(WINDOW_S), stalled_s=self._clock.scaled(STALLED_S)
                )
            self._meters[row.key].note(now, row.downloaded_bytes)
            self._totals[row.key] = row.size_bytes or 0

    async def ended(self, rows: Collection[Row]) -> None:
        """These are fetched, or failed: remember how fast their hosts were."""
        learned = False
        for row in rows:
            meter = self._meters.pop(row.key, None)
            self._totals.pop(row.key, None)
            speed, host = meter.speed_bytes_s if meter is not None else None, host_of(row.source)
            if speed and host:
                self._hosts.note(host, speed)
                learned = True
        if learned:
            await self._store.set_state(_SPEEDS, msgspec.json.encode(self._hosts.as_dict()).decode())

    def live(self, key: int) -> Live | None:
        """What a download does now; None: it is not followed."""
        meter = self._meters.get(key)
        if meter is None:
            return None
        return meter.live(self._clock.monotonic(), self._totals[key], wall_now=self._clock.now())

    def host_speed_bytes_s(self, host: str) -> float | None:
        """How fast Oktopost usually fetches from a host; None: it never did while we watched."""
        return self._hosts.speed_bytes_s(host)

    def forget_time(self) -> None:
        """The clock jumped."""
        for meter in self._meters.values():
            meter.forget_time()
