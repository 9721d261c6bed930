"""Checks whose process ended: the one that sends makes them, so that no confirmed link waits for a restart.

Every process checks what it took in. Nobody can tell a process that was killed from one that is slow, so a link
is taken up after a while; two checks of one link do no harm, for the first answer counts.
"""

import asyncio

from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import CHECKING_STATES, State
from oktodesk.uploads.store import LinkRecord, Store

PATIENCE_S = 30.0
"""Twice as long as a check may take, in real seconds like that."""
_SLICE = 1_000
"""So many links are looked at in about two milliseconds."""
_GATHER_S = 1.0
"""Every answer of a check is a change; nobody need look at all the others that often."""


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
                await self._alarm.for_s(await self._persistence.until_done("take up checks", self._turn))
                await self._clock.sleep(_GATHER_S)
        finally:
            stop()

    async def _turn(self) -> float | None:
        """Take up what stands still for too long; returns the seconds until something else may."""
        now = self._clock.monotonic()
        checking = await self._store.outbox_rows(CHECKING_STATES)
        # Most are checked by this process, and there may be thousands of them.
        since: dict[int, tuple[State, float]] = {}
        for number, record in enumerate(checking, 1):
            if not self._desk.is_checking(record.key):
                since[record.key] = record.state, self._still_since(record, now)
            if not number % _SLICE:
                await asyncio.sleep(0)
        self._since = since
        self._desk.take_up([key for key, (_, since) in self._since.items() if now - since >= PATIENCE_S])
        waits = [since + PATIENCE_S - now for _, since in self._since.values()]
        longest_s = PATIENCE_S if checking else None
        return min((wait_s if wait_s > 0 else PATIENCE_S for wait_s in waits), default=longest_s)

    def _still_since(self, record: LinkRecord, now: float) -> float:
        state, since = self._since.get(record.key, (None, now))
        return since if state is record.state else now
