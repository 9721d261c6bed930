"""Keeps an account's list true: a pure decision when to ask (``next_due``), and thin loops that ask."""

import asyncio
import math
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from msgspec.structs import replace

from oktodesk.api.budget import Priority
from oktodesk.api.wire import Upload
from oktodesk.problems import LockedOut, NotSent, OktodeskError
from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.connection import CALL_TROUBLE, Connection
from oktodesk.uploads.downloads import Downloads
from oktodesk.uploads.following import Following
from oktodesk.uploads.next_due import (
    Attention,
    Motion,
    Pace,
    Step,
    Tracking,
    back_off_s,
    next_due,
    wants_focus_check,
)
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.retries import Retries
from oktodesk.uploads.rows import Change, Row, State
from oktodesk.uploads.speed import Live
from oktodesk.uploads.status import SyncProgress
from oktodesk.uploads.store import Store
from oktodesk.uploads.sync import AccountSync
from oktodesk.uploads.tracker import Tracker
from oktodesk.uploads.validation import Validation

JUMP_S = 30.0
"""A clock that moved this much more than it should: the computer slept, or the time was set."""
_GLANCE_S, _GLANCE_HIDDEN_S = 5.0, 30.0
"""How often the clocks are looked at: timers stand still while the computer sleeps, and don't tell afterwards."""
_MOST_PASSES = 3


class AccountTracker(Tracker):
    """Follows as closely as somebody looks; ``run`` and ``run_sync`` only in the process that holds the lock."""

    def __init__(
        self,
        *,
        store: Store,
        connection: Connection,
        following: Following,
        sync: AccountSync,
        validation: Validation,
        downloads: Downloads,
        retries: Retries,
        persistence: Persistence,
        read_outbox: Callable[[], Awaitable[None]],
        refreshed: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._store = store
        self._connection = connection
        self._following = following
        self._sync = sync
        self._validation = validation
        self._downloads = downloads
        self._retries = retries
        self._persistence = persistence
        self._read_outbox = read_outbox
        self._refreshed = refreshed
        self._clock = clock
        self._pace = Pace().scaled(clock.scale)
        self._alarm = Alarm(clock)
        self._sync_alarm = Alarm(clock)
        self._subscribers: list[Callable[[], None]] = []
        self._state = Tracking()
        self._by_person = False
        self._pass_wanted = False
        self._created: list[int] = []
        self._patient_step: asyncio.Task[None] | None = None
        self._lead_s = self._lead()

    @property
    def progress(self) -> SyncProgress | None:
        """How far the account has been read; None: it isn't being read."""
        return self._sync.progress

    def subscribe(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` after every answer and every failure."""
        self._subscribers.append(heard)

    def set_attention(self, attention: Attention) -> None:
        """Somebody looks, or no longer does; the window's focus may be reason for a check."""
        came = attention is Attention.FOCUSED and self._state.attention is not Attention.FOCUSED
        wanted = came and wants_focus_check(self._state, self._clock.monotonic(), self._pace)
        self._state = replace(self._state, attention=attention, wanted=self._state.wanted or wanted)
        self._alarm.ring()

    def refresh(self) -> None:
        """Ask Oktopost now, also about a paused account: the person wants to know."""
        self._state = replace(self._state, wanted=True, failures=0)
        self._by_person = True
        if self._patient_step is not None:  # it may be waiting for its turn among the calls
            self._patient_step.cancel()
        self._refreshed()
        self._alarm.ring()

    def full_sync(self) -> None:
        """Read the whole account again, in the background."""
        if self._sync.progress is None:
            self._pass_wanted = True
            self._sync_alarm.ring()

    async def catch_up(self) -> None:
        """Take in what is new, or the whole list if it was never read, and wait for it.

        Raises what the client raises.
        """
        if await self._sync.is_needed():
            await self._sync.read_all(Priority.PERSON)
        else:
            await self._sync.check(Priority.PERSON)
        if await self._store.pending_keys():
            await self._following.look()

    async def validate(self, keys: Sequence[int]) -> None:
        """Ask on which networks these videos can be used. Raises what went wrong."""
        await self._validation.validate(keys)

    def is_validating(self, key: int) -> bool:
        """Whether a video's turn to be validated by itself is still to come."""
        return self._validation.is_due(key)

    def live(self, key: int) -> Live | None:
        """What a download does right now; None: it is not followed."""
        return self._downloads.live(key)

    def host_speed_bytes_s(self, host: str) -> float | None:
        """How fast Oktopost usually fetches from a host; None: not known."""
        return self._downloads.host_speed_bytes_s(host)

    def created(self, key: int, _upload: Upload) -> None:
        """A link of ours has just become an upload."""
        self._created.append(key)
        followed_at = self._state.followed_at
        # Looked at soon, but a long line of creates must not put that off again and again.
        self._state = replace(
            self._state,
            followed_at=self._clock.monotonic() if followed_at is None else followed_at,
            motion=Motion.CHANGED,
        )
        self._alarm.ring()

    async def run(self) -> None:
        """Follow until cancelled; begins with one check."""
        stop = self._store.subscribe(self._heard)
        self._connection.subscribe(self._alarm.ring)
        await self._downloads.recall()
        self._state = replace(self._state, wanted=not await self._sync.is_needed())
        try:
            while True:
                wait_s = await self._persistence.until_done("follow uploads", self._turn)
                if wait_s != 0.0:
                    await self._rest(wait_s)
        finally:
            stop()

    async def run_sync(self) -> None:
        """Read the account whenever that is needed, until cancelled."""
        self._connection.subscribe(self._sync_alarm.ring)
        self._validation.recent()
        failures = passes = 0
        while True:
            wanted = self._pass_wanted or await self._sync.is_needed()
            if not wanted or not self._connection.usable:
                await self._sync_alarm.for_s(None)
                passes = 0
                continue
            try:
                again = await self._persistence.until_done("read the account", self._sync.read_all)
            except CALL_TROUBLE as error:
                failures += 1
                self._failed(error)
                await self._clock.sleep(back_off_s(failures, self._pace))
                continue
            failures, passes = 0, passes + 1
            self._pass_wanted = again and passes < _MOST_PASSES
            self._validation.recent()
            self._state = replace(self._state, checked_at=self._clock.monotonic())
            self._answered()
            self._alarm.ring()

    def _heard(self, change: Change) -> None:
        if not change.keys:  # the list was damaged and begun anew: what was remembered of it went with it
            self._sync.forget()
            self._validation.forget()
            self._sync_alarm.ring()
        self._alarm.ring()

    async def _turn(self) -> float | None:
        """Ask what is due; returns the seconds until something is again, None: not before something happens."""
        await self._notice()
        if not self._connection.usable:
            if self._by_person:
                self._by_person = False
                with suppress(*CALL_TROUBLE):
                    await self._connection.sign_in()
            if not self._connection.usable:
                return None
        state = replace(self._state, pending=self._following.pending)
        due, now = next_due(state, self._clock.monotonic(), self._pace), self._clock.monotonic()
        if due is None or due.at > now:
            return None if due is None else due.at - now
        try:
            await self._read_outbox()
            if not await self._done(due.step):
                return 0.0
        except CALL_TROUBLE as error:
            self._failed(error)
        else:
            self._answered()
        return 0.0

    async def _done(self, step: Step) -> bool:
        """Carry a step out; False: the person asked for something meanwhile, which comes first."""
        if self._by_person:
            await self._check()
            return True
        self._patient_step = asyncio.ensure_future(self._check() if step is Step.CHECK else self._follow())
        try:
            await self._patient_step
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            return False
        finally:
            self._patient_step = None
        return True

    async def _notice(self) -> None:
        ended = await self._following.notice()
        if self._created:
            keys, self._created = self._created, []
            ended += [row for row in await self._store.load(keys) if row.state is not State.PENDING]
        for row in ended:
            await self._ended(row)

    async def _ended(self, row: Row) -> None:
        self._validation.finished(row)
        if row.state is State.COMPLETE:
            await self._retries.succeeded(row.key)

    async def _check(self) -> None:
        priority = Priority.PERSON if self._by_person else Priority.FOLLOW
        self._by_person = False
        self._state = replace(self._state, wanted=False)
        try:
            contradicts = await self._sync.check(priority)
        except LockedOut:
            raise  # it ends by itself, and the next check comes with it
        except CALL_TROUBLE:
            self._state = replace(self._state, wanted=True)
            raise
        self._state = replace(self._state, checked_at=self._clock.monotonic())
        self._validation.recent()  # what came and was fetched between two checks was never seen pending
        if contradicts:
            self._pass_wanted = True
            self._sync_alarm.ring()

    async def _follow(self) -> None:
        motion = await self._following.look()
        still_passes = self._state.still_passes + 1 if motion is Motion.STILL else 0
        self._state = replace(
            self._state, followed_at=self._clock.monotonic(), motion=motion, still_passes=still_passes
        )

    async def _rest(self, wait_s: float | None) -> None:
        """Sleep until something happens or is due, with an eye on the clocks."""
        ends_at = math.inf if wait_s is None else self._clock.monotonic() + wait_s
        rung = False
        while not rung and (left_s := ends_at - self._clock.monotonic()) > 0:
            glance_s = _GLANCE_HIDDEN_S if self._state.attention is Attention.HIDDEN else _GLANCE_S
            nap_s, began = min(left_s, glance_s), self._clock.monotonic()
            rung = await self._alarm.for_s(nap_s)
            if self._jumped(self._clock.monotonic() - began - nap_s):
                self._downloads.forget_time()
                self._state = replace(self._state, wanted=True)
                return

    def _jumped(self, overslept_s: float) -> bool:
        lead_s, before_s = self._lead(), self._lead_s
        self._lead_s = lead_s
        return overslept_s > JUMP_S or abs(lead_s - before_s) > JUMP_S

    def _failed(self, error: OktodeskError) -> None:
        self._connection.heard(error)
        self._state = replace(self._state, failures=self._state.failures + 1, failed_at=self._clock.monotonic())
        if self._connection.usable and not isinstance(error, LockedOut | NotSent):
            self.trouble = error.problem
        self._tell()

    def _answered(self) -> None:
        self._state = replace(self._state, failures=0)
        self.trouble = None
        self.last_refresh_at = self._clock.now()
        self._tell()

    def _lead(self) -> float:
        return self._clock.now() - self._clock.monotonic()

    def _tell(self) -> None:
        for heard in tuple(self._subscribers):
            heard()
