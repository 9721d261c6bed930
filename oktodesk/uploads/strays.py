"""Checks whose process ended: the one that sends makes them, so that no confirmed link waits for a restart.

Every process checks what it took in. Nobody can tell a process that was killed from one that is slow, so a link
is taken up after a while; two checks of one link do no harm, for the first answer counts.
"""

from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import CHECKING_STATES, State
from oktodesk.uploads.store import Store

PATIENCE_S = 30.0
"""Twice as long as a check may take, in real seconds like that."""


class Strays:
    """Watches links that are being checked elsewhere; ``run`` only in the process that holds the lock."""

    def __init__(self, store: Store, *, desk: Desk, persistence: Persistence, clock: Clock) -> None:
        self._store = store
        self._desk = desk
        self._persistence = persistence
        self._clock = clock
        self._alarm = Alarm(clock)
        self._since: dict[int, tuple[State, float]] = {}

    async def run(self) -> None:
        """Watch until cancelled; sleeps while nothing is being checked elsewhere."""
        stop = self._store.subscribe(lambda _: self._alarm.ring())
        try:
            while True:
                await self._alarm.for_s(await self._persistence.until_done("take up checks", self._turn))
        finally:
            stop()

    async def _turn(self) -> float | None:
        """Take up what stands still for too long; returns the seconds until something else may."""
        now = self._clock.monotonic()
        elsewhere = {
            record.key: record.state
            for record in await self._store.outbox_rows(CHECKING_STATES)
            if not self._desk.is_checking(record.key)
        }
        self._since = {
            key: (state, self._since[key][1] if self._since.get(key, (None,))[0] is state else now)
            for key, state in elsewhere.items()
        }
        due = [key for key, (_, since) in self._since.items() if now - since >= PATIENCE_S]
        self._desk.take_up(due)
        waits = [since + PATIENCE_S - now for key, (_, since) in self._since.items() if key not in due]
        return min(waits, default=None)
