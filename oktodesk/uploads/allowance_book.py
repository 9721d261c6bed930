"""What is used of the daily allowance, as far as this computer knows."""

from collections.abc import Callable

import msgspec

from oktodesk.system.clock import Clock
from oktodesk.uploads.allowance import MARGIN_S, Allowance, AllowanceView, Usage
from oktodesk.uploads.in_line import InLine, is_asked
from oktodesk.uploads.line import Closed
from oktodesk.uploads.rows import State
from oktodesk.uploads.store import LinkRecord, Store

RETRY_S = 900.0
"""After Oktopost refused a link for the allowance it is left alone for at least this long; scaled by the clock."""
SIZE_PATIENCE_S = 600.0
"""So long a link of unknown size holds the next one back, at most; scaled by the clock."""


class AllowanceBook:
    """Adds up uploads and what was sent and not seen yet. Times are this computer's, in Unix seconds."""

    def __init__(
        self, *, store: Store, in_line: InLine, clock: Clock, server_offset_s: Callable[[], float]
    ) -> None:
        self._store = store
        self._in_line = in_line
        self._clock = clock
        self._server_offset_s = server_offset_s
        self.allowance = Allowance().scaled(clock.scale)
        self.day_known = False
        """Whether all uploads of the last 24 hours have been seen; the tracker says so."""
        self._closed: Closed | None = None
        self._opens_at = 0.0
        self._differs = False

    @property
    def closed(self) -> Closed | None:
        """Oktopost's last refusal for the allowance, while it keeps links back."""
        closed, now = self._closed, self._clock.now()
        left_s = self._opens_at - self._clock.monotonic()
        if closed is None or closed.until <= now or left_s <= 0:
            return None
        # The monotonic clock too, for the wall clock may be set back meanwhile.
        return msgspec.structs.replace(closed, until=min(closed.until, now + left_s))

    def is_over(self, created_at: float) -> bool:
        """Whether an upload created then, in server time, no longer counts."""
        return created_at < self._clock.now() + self._server_offset_s() - self.allowance.window_s

    async def usages(self, *, without: int = 0) -> tuple[Usage, ...]:
        """All that counts, apart from the link with the key ``without``."""
        now, offset_s = self._clock.now(), self._server_offset_s()
        since = now + offset_s - self.allowance.window_s - MARGIN_S
        seen = [
            Usage(entry.created_at - offset_s, entry.size_bytes)
            for entry in await self._store.allowance_entries(since)
        ]
        unseen = [
            Usage(record.intent_at or now, record.size_bytes or 0)
            for record in await self._in_line.on_the_way()
            if record.key != without
        ]
        return (*seen, *unseen)

    async def size_awaited(self) -> bool:
        """Whether something of unknown size is on its way."""
        # A link that the person is asked about may wait for days.
        on_the_way = [record for record in await self._in_line.on_the_way() if not is_asked(record)]
        if any(record.size_bytes is None for record in on_the_way):
            return True
        since = self._clock.now() + self._server_offset_s() - self._clock.scaled(SIZE_PATIENCE_S)
        entries = await self._store.allowance_entries(since)
        return any(entry.state is State.PENDING and not entry.size_bytes for entry in entries)

    async def view(self) -> AllowanceView:
        """For the meter."""
        usages, now = await self.usages(), self._clock.now()
        return AllowanceView(
            used_bytes=self.allowance.used(usages, now),
            limit_bytes=self.allowance.limit_bytes,
            at_least=not self.day_known,
            frees_at=self.allowance.frees_at(usages, now),
            differs=self._differs,
        )

    async def free_bytes(self) -> int | None:
        """What is left now; None while the last 24 hours are not completely known."""
        if not self.day_known:
            return None
        view = await self.view()
        return max(view.limit_bytes - view.used_bytes, 0)

    async def refused(self, record: LinkRecord) -> float:
        """Oktopost refused a link for the allowance; returns until when it is left alone."""
        now, size_bytes = self._clock.now(), record.size_bytes or 0
        usages = await self.usages(without=record.key)
        # It is full, whatever we think: as many bytes as the link has must leave first.
        full = msgspec.structs.replace(self.allowance, limit_bytes=self.allowance.used(usages, now))
        until = max(now + self._clock.scaled(RETRY_S), full.fits_at(size_bytes, usages, now) or 0.0)
        self._closed = Closed(size_bytes, until)
        self._opens_at = self._clock.monotonic() + until - now
        self._differs = self.day_known  # else it is no wonder
        return until

    def accepted(self, record: LinkRecord) -> None:
        """Oktopost took a link: if it is as large as the one refused, the accounts agree again."""
        closed = self._closed
        if closed is None or (record.size_bytes or 0) >= closed.size_bytes:
            self._closed = None
            self._differs = False
