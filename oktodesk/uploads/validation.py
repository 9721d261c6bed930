"""Asks Oktopost on which networks videos can be used: new ones by itself, the rest when somebody wants to know."""

from collections import Counter
from collections.abc import Sequence

from oktodesk.api.budget import Priority
from oktodesk.problems import Forbidden, OktodeskError, Refused
from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.connection import CALL_TROUBLE, Connection
from oktodesk.uploads.next_due import Pace, back_off_s
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import Row, State
from oktodesk.uploads.store import Store
from oktodesk.uploads.store.listing import is_video

RECENT_S = 30 * 86_400.0
"""Videos that were created within this time are validated by themselves."""
_AT_ONCE = 50
_MOST_TRIES = 4
"""A video about which Oktopost fails to answer is left alone after so many tries, until somebody asks."""
_GAP_S = 2.0
"""Between two that nobody waits for, so that they never use up a minute's calls; scaled by the clock."""


class Validation:
    """A queue of rows, newest first; each is asked about once a run unless somebody asks again."""

    def __init__(self, *, store: Store, connection: Connection, persistence: Persistence, clock: Clock) -> None:
        self._store = store
        self._connection = connection
        self._persistence = persistence
        self._clock = clock
        self._pace = Pace().scaled(clock.scale)
        self._alarm = Alarm(clock)
        self._waiting: list[int] = []
        self._asking: int | None = None
        self._asked: set[int] = set()
        self._new: set[int] = set()
        self._tries: Counter[int] = Counter()
        self._wants_recent = False
        self._failures = 0

    def finished(self, row: Row) -> None:
        """A row was fetched while we watched: a video is validated once, by itself."""
        if is_validated(row) and row.verdicts is None:
            self._waiting.insert(0, row.key)
            self._new.add(row.key)
            self._alarm.ring()

    def forget(self) -> None:
        """All answers are lost: what was asked about may be asked again."""
        self._asked.clear()

    def recent(self) -> None:
        """The account is known: validate what was created lately and has no answer yet."""
        self._wants_recent = True
        self._alarm.ring()

    def is_due(self, key: int) -> bool:
        """Whether a row is in the queue, or being asked about."""
        return key == self._asking or key in self._waiting

    async def validate(self, keys: Sequence[int]) -> None:
        """Ask about these now. Raises the first failure after trying all that can be tried."""
        refused: OktodeskError | None = None
        for row in await self._store.load(keys):
            if not row.media_id:
                continue
            try:
                await self._ask(row, Priority.PERSON)
            except (Refused, Forbidden) as error:
                refused = refused or error
        if refused is not None:
            raise refused

    async def run(self) -> None:
        """Work the queue off until cancelled."""
        self._connection.subscribe(self._alarm.ring)
        while True:
            key = await self._next() if self._connection.usable else None
            if key is None:
                await self._alarm.for_s(None)
            elif await self._tried(key):
                self._failures = 0
                await self._breathe(key)
            else:
                self._tries[key] += 1
                self._waiting += [key] if self._tries[key] < _MOST_TRIES else []
                self._failures += 1
                await self._clock.sleep(back_off_s(self._failures, self._pace))

    async def _breathe(self, key: int) -> None:
        if key in self._new:
            self._new.discard(key)
        else:
            await self._alarm.for_s(self._clock.scaled(_GAP_S))

    async def _next(self) -> int | None:
        if not self._waiting and self._wants_recent:
            since = self._clock.now() - RECENT_S
            found = await self._store.unvalidated(since, len(self._asked) + _AT_ONCE)
            self._waiting = [key for key in found if key not in self._asked]
            self._wants_recent = bool(self._waiting)
        return self._waiting.pop(0) if self._waiting else None

    async def _tried(self, key: int) -> bool:
        """Whether Oktopost gave an answer, be it that it can't tell."""
        self._asked.add(key)
        self._asking = key
        try:
            return await self._asked_about(key)
        finally:
            self._asking = None

    async def _asked_about(self, key: int) -> bool:
        row = await self._store.row(key)
        if row is None or not is_validated(row) or row.verdicts is not None:
            return True
        try:
            await self._persistence.until_done("keep verdicts", lambda: self._ask(row, Priority.VALIDATE))
        except (Refused, Forbidden):
            return True
        except CALL_TROUBLE:
            return False
        return True

    async def _ask(self, row: Row, priority: Priority) -> None:
        try:
            verdicts = await self._connection.client.validate(row.media_id, priority=priority)
        except OktodeskError as error:
            if not isinstance(error, Forbidden):  # a key that may not validate may still do the rest
                self._connection.heard(error)
            raise
        await self._store.save_verdicts(row.key, verdicts, self._clock.now())


def is_validated(row: Row) -> bool:
    """Whether Oktopost can say anything about a row: it validates videos that it has."""
    return row.state is State.COMPLETE and is_video(row)
