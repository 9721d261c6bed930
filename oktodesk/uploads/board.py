"""Puts together how the engine is doing, and tells when that changed."""

from collections.abc import Callable
from contextlib import suppress

from oktodesk.api.budget import CallBudget
from oktodesk.api.call_limits import CallCounts
from oktodesk.problems import LocalTrouble
from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.allowance import AllowanceView
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.connection import Connection
from oktodesk.uploads.rows import Counts, Filter
from oktodesk.uploads.sender import Sender
from oktodesk.uploads.status import EngineStatus
from oktodesk.uploads.store import Store
from oktodesk.uploads.tracker import Tracker

_LEAST_GAP_S = 0.2
"""Changes closer together are told as one, except while there is nothing here: that must never be said for long
of links which just came."""
_COUNTS = 3
"""Then too, at most a quarter of the time goes into counting."""

_LOOK_EVERY_S = 30.0
"""In a lock-out: the clock may be set, and then its end is at another time."""

_NO_COUNTS = Counts(by_filter=dict.fromkeys(Filter, 0))


class StatusBoard:
    """What is counted is a moment old at most; what the engine knows of itself is always as it is now."""

    def __init__(
        self,
        *,
        store: Store,
        budget: CallBudget,
        allowance: AllowanceBook,
        tracker: Tracker,
        connection: Connection | None,
        sender: Sender | None,
        is_sender: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._store = store
        self._budget = budget
        self._allowance = allowance
        self._tracker = tracker
        self._connection = connection
        self._sender = sender
        self._is_sender = is_sender
        self._clock = clock
        self._alarm = Alarm(clock)
        self._counts: Counts | None = None
        self._told: EngineStatus | None = None
        self._calls = CallCounts(minute=0, day=0)
        self._view = AllowanceView(0, allowance.allowance.limit_bytes, at_least=True)
        self._subscribers: list[Callable[[EngineStatus], None]] = []

    def changed(self) -> None:
        """Something may have changed; it is told soon."""
        self._alarm.ring()

    def subscribe(self, heard: Callable[[EngineStatus], None]) -> Callable[[], None]:
        """Call ``heard`` with every new status; returns how to stop that, which may be called twice."""
        self._subscribers.append(heard)

        def stop() -> None:
            if heard in self._subscribers:
                self._subscribers.remove(heard)

        return stop

    def status(self) -> EngineStatus:
        """How it is now."""
        connection, sender = self._connection, self._sender
        counts = self._counts or _NO_COUNTS
        in_line = counts.by_filter[Filter.WAITING]
        return EngineStatus(
            is_sender=self._is_sender(),
            allowance=self._view,
            offline=(connection.offline if connection is not None else None) or self._tracker.trouble,
            account=connection.account if connection is not None else None,
            locked_until=self._budget.locked_until,
            paused=sender is not None and sender.paused,
            has_planned=sender is None or sender.has_planned,
            held=sender.held if sender is not None else 0,
            is_counted=self._counts is not None,
            in_line=in_line,
            new=counts.new,
            back=counts.unsent - counts.new - in_line,
            last_send_at_estimate=sender.last_at if sender is not None else None,
            syncing=self._tracker.progress,
            last_refresh_at=self._tracker.last_refresh_at,
            calls_minute=self._calls.minute,
            calls_today=self._calls.day,
            me=connection.me if connection is not None else None,
        )

    async def run(self) -> None:
        """Tell changes until cancelled."""
        stop = self._store.subscribe(lambda _: self._alarm.ring())
        stop_budget = self._budget.subscribe(self._alarm.ring)
        try:
            while True:
                begin = self._clock.monotonic()
                with suppress(LocalTrouble):  # told by whoever needs the files; here the last counts stand
                    await self._count()
                self._tell()
                await self._clock.sleep(self._gap_s(self._clock.monotonic() - begin))
                await self._alarm.until(self._next_look_at())
        finally:
            stop()
            stop_budget()

    def _tell(self) -> None:
        status = self.status()
        if status != self._told:
            self._told = status
            for heard in tuple(self._subscribers):
                heard(status)

    def _gap_s(self, took_s: float) -> float:
        is_here = self._counts is None or self._counts.unsent > 0
        return _LEAST_GAP_S if is_here else min(_LEAST_GAP_S, _COUNTS * took_s)

    def _next_look_at(self) -> float | None:
        locked_until = self._budget.locked_until
        return None if locked_until is None else min(locked_until, self._clock.now() + _LOOK_EVERY_S)

    async def _count(self) -> None:
        self._counts = await self._store.counts()
        self._tell()  # the list reads the same just now, and shows it
        await self._budget.refresh()
        self._calls = await self._budget.counts()
        self._view = await self._allowance.view()
