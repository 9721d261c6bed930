"""Finds out what became of creates whose reply was lost, before anything else is done about them.

A link is looked for by its source and in the account's newest uploads, often at first, for ``SETTLE_S`` after its
connection ended (see ``settling`` for the assumption behind that). Then it is sent once more; the second time the
person is asked.
"""

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from oktodesk.api.budget import Priority
from oktodesk.api.wire import Upload
from oktodesk.problems import LinkTrouble, Problem, Refused
from oktodesk.system.clock import Clock
from oktodesk.uploads.adoption import Intent, adopted
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.connection import CALL_TROUBLE, Connection
from oktodesk.uploads.crossing import Crossing
from oktodesk.uploads.in_line import ASKED, InLine, InLineLink
from oktodesk.uploads.next_due import Pace, back_off_s
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import State, Wait
from oktodesk.uploads.settling import SETTLE_S, Verdict, next_look_s, verdict
from oktodesk.uploads.store import LinkChange, LinkRecord, Store

_REFUSALS = 4
"""So often in a row, and it is no passing trouble: a link may be too long to be asked for."""
_CLOCK_SET_S = 86_400.0
"""How far this computer's clock may have been off when a link was taken in of which nobody knows when it left."""


class _Case(msgspec.Struct):
    """One lost reply. Time is counted on the monotonic clock, so that setting the wall clock can't shorten it."""

    intent_at: float | None
    """Which of the link's creates it is about."""
    begun_at: float
    """The monotonic moment at which its connection ended, as far as the wall clock could tell when first seen."""
    looked_s: float | None = None
    in_vain: int = 0
    """How often in a row Oktopost would not be asked for its source."""


class Looker:
    """Looks for unsure links one after another."""

    def __init__(
        self,
        *,
        store: Store,
        in_line: InLine,
        connection: Connection,
        crossing: Crossing,
        newest: Callable[[Priority], Awaitable[Sequence[Upload]]],
        persistence: Persistence,
        clock: Clock,
    ) -> None:
        self._store = store
        self._in_line = in_line
        self._connection = connection
        self._crossing = crossing
        self._newest = newest
        self._persistence = persistence
        self._clock = clock
        self._settle_s = clock.scaled(SETTLE_S)
        self._pace = Pace().scaled(clock.scale)
        self._alarm = Alarm(clock)
        self._cases: dict[int, _Case] = {}
        self._failures = 0
        self._quiet_until = 0.0
        self._ask_again = False

    def look_now(self) -> None:
        """Look for all of them at once, also for those that the person was asked about."""
        self._ask_again = True
        for case in self._cases.values():
            case.looked_s = None
        self._alarm.ring()

    async def run(self) -> None:
        """Look until cancelled."""
        self._in_line.subscribe(self._alarm.ring)
        self._connection.subscribe(self._alarm.ring)
        while True:
            wait_s = await self._persistence.until_done("look for a link", self._turn)
            if wait_s is None or wait_s > 0:
                await self._alarm.for_s(wait_s)

    async def _turn(self) -> float | None:
        """Look for what is due; returns the seconds until something is again."""
        open_ones = [link.record for link in self._open(await self._in_line.links())]
        if not open_ones or not self._connection.usable:
            return None
        if not self._connection.introduced:  # whose uploads are ours, and what time it is there
            self._connection.introduce()
            return None
        self._cases = {record.key: self._case(record) for record in open_ones}
        await self._date([record for record in open_ones if record.ended_at is None])
        wait_s = min(self._wait_s(record) for record in open_ones)
        wait_s = max(wait_s, self._quiet_until - self._clock.monotonic())
        if wait_s > 0:
            return wait_s
        await self._look_for([record for record in open_ones if self._wait_s(record) <= 0])
        return 0.0

    async def _look_for(self, due: Sequence[LinkRecord]) -> None:
        self._ask_again = False
        try:
            await self._look_round(due)
            self._failures = 0
        except CALL_TROUBLE as error:
            self._connection.heard(error)
            self._failures += 1
            self._quiet_until = self._clock.monotonic() + back_off_s(self._failures, self._pace)

    def _open(self, links: Sequence[InLineLink]) -> list[InLineLink]:
        unsure = [link for link in links if link.record.state is State.UNSURE]
        if not self._ask_again:
            return [link for link in unsure if link.in_flight]
        # What another link to the same file has on its way must not be taken for the one asked about.
        busy = {link.source for link in links if link.in_flight}
        return [link for link in unsure if link.in_flight or link.source not in busy]

    def _case(self, record: LinkRecord) -> _Case:
        known = self._cases.get(record.key)
        if known is not None and known.intent_at == record.intent_at:
            return known
        # Both in server time, which nobody sets: this computer's clock may have been set since.
        ended_at = self._ended_now(record) if record.ended_at is None else record.ended_at
        ended_s = max(self._connection.server_now - (ended_at + record.server_offset_s), 0.0)
        return _Case(record.intent_at, self._clock.monotonic() - ended_s)

    def _ended_now(self, record: LinkRecord) -> float:
        return self._connection.server_now - record.server_offset_s

    async def _date(self, records: Sequence[LinkRecord]) -> None:
        """Those whose process ended with them: their connections ended before now."""
        changes = [self._dated(record) for record in records]
        if changes:
            await self._store.update_links(changes)

    def _dated(self, record: LinkRecord) -> LinkChange:
        change = LinkChange(key=record.key, only_from=frozenset({State.UNSURE}), ended_at=self._ended_now(record))
        if record.intent_at is not None:
            return change
        # Saved from a damaged file: if it ever left, then not before it was taken in, by a clock that may have
        # been set since.
        offset_s = self._connection.server_offset_s
        return msgspec.structs.replace(
            change,
            intent_at=record.taken_at - _CLOCK_SET_S,
            server_offset_s=offset_s,
            ended_at=self._connection.server_now - offset_s,
        )

    def _wait_s(self, record: LinkRecord) -> float:
        case = self._cases[record.key]
        return case.begun_at + next_look_s(case.looked_s, self._settle_s) - self._clock.monotonic()

    async def _look_round(self, due: Sequence[LinkRecord]) -> None:
        newest: Sequence[Upload] | None = None
        for seen in due:
            # As it is on disk now: only this loop takes a link out of being unsure, so it stays so meanwhile.
            record, case = await self._store.link(seen.key), self._cases[seen.key]
            if record is None or record.state is not State.UNSURE or record.intent_at != case.intent_at:
                continue
            began_s = self._clock.monotonic() - case.begun_at
            by_source = await self._by_source(record.source)
            case.in_vain = case.in_vain + 1 if by_source is None else 0
            if await self._adopt(record, by_source or ()):
                continue
            if newest is None:
                newest = await self._newest(Priority.CREATE)
            if not await self._adopt(record, newest):
                case.looked_s = began_s
                await self._conclude(record, began_s, refusals=case.in_vain)

    async def _by_source(self, source: str) -> list[Upload] | None:
        """All uploads of a source; None: Oktopost can't, or would not, be asked for it."""
        found: list[Upload] = []
        try:
            async for page in self._connection.client.all_uploads(source=source, priority=Priority.CREATE):
                found.extend(page.uploads)
        except (LinkTrouble, Refused):  # not the other links' fault: they are looked for all the same
            return None
        return found

    async def _adopt(self, record: LinkRecord, uploads: Sequence[Upload]) -> bool:
        intent = Intent.of(record, self._connection.user_id)
        notes = await self._store.notes({upload.id for upload in uploads})
        taken = {each for each, note in notes.items() if note.crossed_at is not None and note.key != record.key}
        upload = adopted(intent, uploads, taken)
        return upload is not None and await self._crossing.cross(record, intent, upload)

    async def _conclude(self, record: LinkRecord, began_s: float, *, refusals: int) -> None:
        change = LinkChange(key=record.key, only_from=frozenset({State.UNSURE}))
        decision = verdict(began_s, record.resends, self._settle_s)
        if decision is Verdict.LOOK_AGAIN or 0 < refusals < _REFUSALS:
            return
        if decision is Verdict.RESEND and not refusals:
            change = msgspec.structs.replace(
                change,
                state=State.WAITING,
                wait=Wait.HELD if record.wait is Wait.HELD else Wait.ORDER,
                problem=None,
                ended_at=None,
                resends=record.resends + 1,
            )
        else:
            change = msgspec.structs.replace(change, problem=Problem(ASKED))
        await self._store.update_links([change])
