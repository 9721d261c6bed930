"""Hands confirmed links over to Oktopost, each exactly once.

The intent is on disk before the request leaves. Whatever ends the request, ``outcomes`` says what that means; a
link whose reply was lost is left to ``Looker``. Only the process that holds the account's lock runs this.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from oktodesk.api.budget import CallBudget, CallLimits, Priority
from oktodesk.problems import OktodeskError, Problem
from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.uploads.adoption import Intent
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.allowance import Usage
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.connection import Connection
from oktodesk.uploads.crossing import Crossing
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.in_line import InLine, InLineLink
from oktodesk.uploads.line import Candidate, Situation, Turn, Waiting, plan
from oktodesk.uploads.outcomes import Outcome, outcome_of
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import State, Wait
from oktodesk.uploads.store import LinkChange, LinkRecord, Store

IN_FLIGHT = 3
"""Creates at the same time: Oktopost asks each source with HEAD before it answers, which may take seconds."""
CREATES_A_MINUTE = 36
"""The rest of the minute's calls is left to following: else a long line shows no progress until it is sent."""
_WORTH_WRITING_S = 60.0
"""A moment that moved by less is not written again; scaled by the clock."""
_MINUTE_FULL_S = 5.0
_SOONEST_S = 0.02
"""Time alone never changes the line sooner: a moment that rounding made a hair too early is not planned for again
and again until it has come."""


class Sender:
    """Plans the line anew whenever something changed, and sends what is next."""

    def __init__(
        self,
        *,
        store: Store,
        in_line: InLine,
        connection: Connection,
        budget: CallBudget,
        desk: Desk,
        allowance: AllowanceBook,
        crossing: Crossing,
        persistence: Persistence,
        scope: TaskScope,
        clock: Clock,
    ) -> None:
        self._store = store
        self._in_line = in_line
        self._connection = connection
        self._budget = budget
        self._desk = desk
        self._allowance = allowance
        self._crossing = crossing
        self._persistence = persistence
        self._scope = scope
        self._clock = clock
        self._alarm = Alarm(clock)
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._sources: dict[int, str] = {}
        self._begun: deque[float] = deque(maxlen=CREATES_A_MINUTE)
        self._limits = CallLimits().scaled(clock.scale).for_priority(Priority.CREATE)
        self._subscribers: list[Callable[[], None]] = []
        self._stopping = False
        self.paused = False
        self.last_at: float | None = None
        """When the last link of the line will be sent, Unix seconds, as far as can be told."""
        self.held = 0
        """How many links of the line the person holds back."""
        self.has_planned = False
        """Whether what its links wait for is from this run; before, it is what an earlier one found."""

    def subscribe(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` when ``paused``, ``last_at``, ``held`` or ``has_planned`` changed."""
        self._subscribers.append(heard)

    def pause(self) -> None:
        """Send nothing more until ``resume``, also after a restart; what is on its way goes on."""
        self._set_paused(paused=True)

    def resume(self) -> None:
        """Go on sending."""
        self._set_paused(paused=False)

    async def recover(self) -> None:
        """What was on its way when its process ended may have arrived: nobody knows. A pause goes on."""
        self.paused = await self._store.paused()
        await self._lose(await self._store.outbox_rows({State.SENDING}))

    async def run(self) -> None:
        """Send until cancelled."""
        self._in_line.subscribe(self._alarm.ring)
        self._connection.subscribe(self._alarm.ring)
        stop_budget = self._budget.subscribe(self._alarm.ring)
        try:
            while True:
                wakes_at = await self._persistence.until_done("send", self._turn)
                if wakes_at is not None:
                    wakes_at = max(wakes_at, self._clock.now() + _SOONEST_S)
                await self._alarm.until(wakes_at)
        finally:
            stop_budget()

    async def drain(self, limit_s: float) -> None:
        """Begin nothing more, and give what is on its way a little time to get its reply."""
        self._stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=limit_s)

    def _set_paused(self, *, paused: bool) -> None:
        self.paused = paused
        self._tell()
        self._alarm.ring()
        self._scope.start(self._keep_paused(), name="keep a pause")

    async def _keep_paused(self) -> None:
        await self._persistence.until_done("keep a pause", lambda: self._store.set_paused(paused=self.paused))

    async def _turn(self) -> float | None:
        links = await self._in_line.links()
        mine = self._tasks.keys()
        # Nobody waits for their replies: the disk was full just when they left, or another process left them.
        await self._lose([link.record for link in links if link.key not in mine])
        waiting = {link.key: link for link in links if link.record.state is State.WAITING and link.key not in mine}
        turn, knows = Turn(), True
        if waiting and not self._stopping:
            situation = await self._situation(links, list(waiting.values()))
            knows = situation.hold is not Wait.ORDER
            turn = plan([self._candidate(link, situation.now) for link in waiting.values()], situation)
            await self._write_waits(waiting, turn.waiting)
            for key in turn.send:
                self._begin(waiting[key])
        held = sum(link.is_held for link in links)
        now = (turn.last_at, held, knows or self.has_planned)
        if now != (self.last_at, self.held, self.has_planned):
            self.last_at, self.held, self.has_planned = now
            self._tell()
        return turn.wakes_at

    async def _lose(self, records: Sequence[LinkRecord]) -> None:
        """Nobody knows what became of those on their way."""
        changes = [
            LinkChange(
                key=record.key,
                only_from=frozenset({State.SENDING}),
                state=State.UNSURE,
                problem=Problem("unsure"),
            )
            for record in records
            if record.state is State.SENDING
        ]
        if changes:
            await self._store.update_links(changes)

    async def _situation(self, links: Sequence[InLineLink], waiting: Sequence[InLineLink]) -> Situation:
        now = self._clock.now()
        busy = {link.source for link in links if link.in_flight}
        situation = Situation(
            now=now,
            slots=min(IN_FLIGHT - len(self._tasks), CREATES_A_MINUTE - self._creates_of_the_minute()),
            allowance=self._allowance.allowance,
            busy=frozenset(busy | set(self._sources.values())),
            closed=self._allowance.closed,
        )
        if all(link.is_held or link.ready_at(now) > now for link in waiting):
            return situation
        hold, until = await self._hold()
        if hold is not Wait.NONE:
            return replace(situation, hold=hold, hold_until=until)
        # Those that are checked again just now, or whose intent is being written, are as good as on their way.
        begun = [
            self._candidate(link, now)
            for link in links
            if link.key in self._tasks and link.record.state is State.WAITING
        ]
        return replace(
            situation,
            usages=(
                *await self._allowance.usages(),
                *(Usage(now, each.size_bytes or 0) for each in begun),
            ),
            usages_known=self._allowance.day_known,
            size_awaited=any(each.leaves_unknown for each in begun) or await self._allowance.size_awaited(),
        )

    def _candidate(self, link: InLineLink, now: float) -> Candidate:
        return link.candidate(now, is_fresh=self._desk.is_fresh(link.record))

    async def _hold(self) -> tuple[Wait, float | None]:
        connection, locked_until = self._connection, self._budget.locked_until
        if self.paused:
            return Wait.PAUSED, None
        if connection.account is not None:
            return Wait.ACCOUNT, None
        if locked_until is not None:
            return Wait.CALLS, locked_until
        if connection.offline is not None:
            return Wait.OFFLINE, None
        if not connection.introduced:
            connection.introduce()
            return Wait.ORDER, None
        return await self._full_calls()

    async def _full_calls(self) -> tuple[Wait, float | None]:
        # Waiting for a call happens here, before the intent, where it can still be taken back.
        counts, now = await self._budget.counts(), self._clock.now()
        if counts.day >= self._limits.per_day:
            return Wait.CALLS, self._limits.day_start(now) + self._limits.day_s
        if counts.minute >= self._limits.per_minute:
            return Wait.CALLS, now + self._clock.scaled(_MINUTE_FULL_S)
        if self._creates_of_the_minute() >= CREATES_A_MINUTE:
            return Wait.CALLS, now + self._begun[0] + self._limits.minute_s - self._clock.monotonic()
        return Wait.NONE, None

    def _creates_of_the_minute(self) -> int:
        since = self._clock.monotonic() - self._limits.minute_s
        while self._begun and self._begun[0] <= since:
            self._begun.popleft()
        return len(self._begun)

    async def _write_waits(self, links: dict[int, InLineLink], waits: Sequence[Waiting]) -> None:
        changes = [
            LinkChange(
                key=each.key,
                only_from=frozenset({State.WAITING}),
                unless_held=True,  # it may have been held since the line was read
                wait=each.wait,
                wait_until=each.until,
            )
            for each in waits
            if each.wait is not Wait.GRACE and self._differs(links[each.key].record, each)
        ]
        if changes:
            await self._store.update_links(changes)

    def _differs(self, record: LinkRecord, waiting: Waiting) -> bool:
        if record.wait is not waiting.wait or (record.wait_until is None) != (waiting.until is None):
            return True
        moved_s = abs((record.wait_until or 0.0) - (waiting.until or 0.0))
        return moved_s > self._clock.scaled(_WORTH_WRITING_S)

    def _begin(self, link: InLineLink) -> None:
        self._sources[link.key] = link.source
        self._begun.append(self._clock.monotonic())
        self._tasks[link.key] = self._scope.start(self._send(link), name=f"send link {link.key}")

    async def _send(self, link: InLineLink) -> None:
        try:
            if self._desk.is_fresh(link.record) or await self._persistence.until_done(
                "check a link again", lambda: self._still_the_same(link.record)
            ):
                await self._hand_over(link.key)
        finally:
            del self._tasks[link.key]
            del self._sources[link.key]
            self._alarm.ring()

    async def _still_the_same(self, record: LinkRecord) -> bool:
        """Check a link again that was checked long ago; False: it must be decided anew."""
        # Whose size is still unknown has to wait for its turn among those.
        if not await self._desk.check_again(record) or record.size_bytes is None:
            return False
        now = await self._store.link(record.key)
        return now is not None and (now.state, now.batch_id, now.source, now.size_bytes) == (
            State.WAITING,
            record.batch_id,
            record.source,
            record.size_bytes,
        )

    async def _hand_over(self, key: int) -> None:
        begun = await self._persistence.until_done("begin to send", lambda: self._intend(key))
        record = await self._store.link(key) if begun else None
        if record is None:
            return
        intent = Intent.of(record, self._connection.user_id)
        failure: Exception
        try:
            upload = await self._connection.client.create_upload(
                record.source, name=record.name_sent, mime_type=record.mime_type_sent
            )
        except Exception as error:  # noqa: BLE001 - whatever it was, the request may have left
            failure = error
        else:
            self._allowance.accepted(record)
            await self._crossing.cross(record, intent, upload)
            return
        await self._persistence.until_done("keep an outcome", lambda: self._not_created(record, failure))
        if not isinstance(failure, OktodeskError):
            raise failure

    async def _intend(self, key: int) -> bool:
        # Checking it again may have taken a while, and a clock that was set makes the intent's time wrong.
        if self.paused or not self._connection.introduced:
            return False
        return await self._store.begin_intent(key, self._clock.now(), self._connection.server_offset_s)

    async def _not_created(self, record: LinkRecord, error: Exception) -> None:
        self._connection.heard(error)
        change = LinkChange(key=record.key, only_from=frozenset({State.SENDING}))
        waiting = replace(change, state=State.WAITING, intent_at=None, wait_until=None)
        problem = error.problem if isinstance(error, OktodeskError) else Problem("unsure", {}, str(error))
        match outcome_of(error):
            case Outcome.NOT_SENT:
                change = replace(waiting, wait=Wait.OFFLINE)
            case Outcome.LOCKED_OUT:
                change = replace(waiting, wait=Wait.CALLS, wait_until=self._budget.locked_until)
            case Outcome.ACCOUNT:
                change = replace(waiting, wait=Wait.ACCOUNT)
            case Outcome.ALLOWANCE:
                until = await self._allowance.refused(record)
                problem = Problem("allowance_refused", problem.values, problem.detail)
                change = replace(waiting, wait=Wait.ALLOWANCE, wait_until=until, problem=problem)
            case Outcome.REFUSED:
                change = replace(change, state=State.REFUSED, problem=problem)
            case _:
                problem = replace(problem, id="unsure", values={})
                # By the clock of the intent, whatever this computer's shows by now.
                ended_at = self._connection.server_now - record.server_offset_s
                change = replace(change, state=State.UNSURE, ended_at=ended_at, problem=problem)
        await self._store.update_links([change])

    def _tell(self) -> None:
        for heard in tuple(self._subscribers):
            heard()
