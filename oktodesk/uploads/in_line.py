"""The confirmed links that are still here, kept at hand so that a long line is not read again for every change."""

import asyncio
from collections.abc import Callable

import msgspec

from oktodesk.uploads.addresses import normalised
from oktodesk.uploads.line import Candidate
from oktodesk.uploads.rows import IN_LINE_STATES, Change, State, Wait
from oktodesk.uploads.store import LinkRecord, Store

_FEW = 200
"""Up to so many changed rows are read one by one, beyond that the whole line."""

ASKED = "unsure_ask"
"""The problem of an unsure link that was looked for in vain, twice."""

LONGEST_GRACE_S = 300.0
"""Nobody waits longer to take something back: a moment further off comes from a clock that was set since."""


class InLineLink(msgspec.Struct, frozen=True):
    """One link of the line; ``source`` is normalised."""

    record: LinkRecord
    source: str

    @property
    def key(self) -> int:
        """The row's key."""
        return self.record.key

    @property
    def in_flight(self) -> bool:
        """Whether it may be arriving at Oktopost: on its way, or not looked for long enough."""
        return self.record.state is not State.WAITING and not is_asked(self.record)

    @property
    def is_held(self) -> bool:
        """Whether the person holds it back."""
        return self.record.state is State.WAITING and self.record.wait is Wait.HELD

    def ready_at(self, now: float) -> float:
        """Until then it can be taken back, Unix seconds; 0 if that is over, or if the clock was set back since."""
        until = self.record.wait_until if self.record.wait is Wait.GRACE else None
        return until if until is not None and until <= now + LONGEST_GRACE_S else 0.0

    def candidate(self, now: float, *, is_fresh: bool) -> Candidate:
        """The link as the decision about the line sees it. ``is_fresh``: it can be sent as it was checked."""
        report = self.record.report
        return Candidate(
            key=self.record.key,
            source=self.source,
            size_bytes=self.record.size_bytes,
            ready_at=self.ready_at(now),
            expires_at=report.expires_at if report else None,
            is_fresh=is_fresh,
            is_held=self.is_held,
        )


class InLine:
    """Follows the store's announcements; ``heard`` are told of each change that may concern the line."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._links: dict[int, InLineLink] = {}
        self._unread = True
        self._changed: set[int] = set()
        self._guard = asyncio.Lock()
        self._subscribers: list[Callable[[], None]] = []
        self._stop = store.subscribe(self._heard)

    def subscribe(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` after changes."""
        self._subscribers.append(heard)

    def close(self) -> None:
        """Follow no more."""
        self._stop()

    async def links(self) -> list[InLineLink]:
        """All links in line as they are now, in their order."""
        async with self._guard:
            while self._unread or self._changed:
                await self._catch_up()
            return sorted(self._links.values(), key=lambda link: (link.record.position, link.key))

    async def on_the_way(self) -> list[LinkRecord]:
        """Those that were sent and not seen yet."""
        return [link.record for link in await self.links() if link.record.state is not State.WAITING]

    async def _catch_up(self) -> None:
        changed, self._changed = self._changed, set()
        if self._unread or len(changed) > _FEW:
            self._unread = False
            records = await self._store.outbox_rows(IN_LINE_STATES)
            self._links = {record.key: _in_line(record) for record in records}
            return
        for key in changed:
            record = await self._store.link(key)
            if record is not None and record.state in IN_LINE_STATES:
                self._links[key] = _in_line(record)
            else:
                self._links.pop(key, None)

    def _heard(self, change: Change) -> None:
        self._changed |= change.keys
        self._unread |= not change.keys  # a new list was begun
        for heard in tuple(self._subscribers):
            heard()


def is_asked(record: LinkRecord) -> bool:
    """Whether only the person can decide about an unsure link."""
    return record.problem is not None and record.problem.id == ASKED


def _in_line(record: LinkRecord) -> InLineLink:
    return InLineLink(record, normalised(record.source))
