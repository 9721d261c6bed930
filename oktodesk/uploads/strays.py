"""Checks whose process ended: the one that sends makes them, so that no confirmed link waits for a restart.

Every process checks what it took in. Nobody can tell a process that was killed from one that is slow, so a link
is taken up after a while; two checks of one link do no harm, for the first answer counts.
"""

from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import CHECKING_STATES, State
from oktodesk.uploads.store import LinkRecord, Store

PATIENCE_S = 30.0
"""Twice as long as a check may take, in real seconds like that."""
_MANY, _PAUSE_S = 100, 1.0


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
        """Watch until cancelled; sleeps while nothing is being checked."""
        stop = self._store.subscribe(lambda _: self._alarm.ring())
        try:
            while True:
                wait_s = await self._persistence.until_done("take up checks", self._turn)
                if len(self._since) > _MANY:  # or 10,000 of them are read again whenever one is answered
                    await self._clock.sleep(_PAUSE_S)
                await self._alarm.for_s(wait_s)
        finally:
            stop()

    async def _turn(self) -> float | None:
        """Take up what stands still for too long; returns the seconds until something else may."""
        now = self._clock.monotonic()
        checking = await self._store.outbox_rows(CHECKING_STATES)
        self._since = {record.key: (record.state, self._still_since(record, now)) for record in checking}
        self._desk.take_up([key for key, (_, since) in self._since.items() if now - since >= PATIENCE_S])
        waits = [since + PATIENCE_S - now for _, since in self._since.values()]
        return min((wait_s if wait_s > 0 else PATIENCE_S for wait_s in waits), default=None)

    def _still_since(self, record: LinkRecord, now: float) -> float:
        state, since = self._since.get(record.key, (None, now))
        return since if state is record.state and not self._desk.is_checking(record.key) else now
