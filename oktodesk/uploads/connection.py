"""What is known of the way to Oktopost: whether it is there, whose key this is, and what its clock shows.

Everything that calls tells this one object how it went. While Oktopost can't be reached nothing else calls: one
quiet probe does, ever more seldom, and when it gets through all go on.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from oktodesk.api.budget import Priority
from oktodesk.api.wire import Me
from oktodesk.problems import (
    LocalTrouble,
    LockedOut,
    NotSent,
    OktodeskError,
    OktopostTrouble,
    Problem,
    SignInTrouble,
)
from oktodesk.system.clock import Clock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.next_due import Pace, back_off_s
from oktodesk.uploads.store import Store

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient

DRIFT_S = 1.0
"""So far the wall clock may have moved against the monotonic one before the server's clock is asked again."""
CALL_TROUBLE = (OktopostTrouble, SignInTrouble)
"""What a call of the client can raise that is not this computer's fault, nor the link's."""
_LONGEST_ROUND_TRIP_S = 10.0
_ME = "me"


class Connection:
    """One account's way to Oktopost, shared by all that call."""

    def __init__(self, client: "OktopostClient", *, store: Store, clock: Clock) -> None:
        self.client = client
        self._store = store
        self._clock = clock
        self._pace = Pace().scaled(clock.scale)
        self._alarm = Alarm(clock)
        self._subscribers: list[Callable[[], None]] = []
        self._me: Me | None = None
        self._introduced = False
        self._lead_s = 0.0
        self._offset_s = 0.0
        self._offline: Problem | None = None
        self._account: Problem | None = None
        self._failures = 0

    @property
    def me(self) -> Me | None:
        """Whose key it is: as just told, or as remembered from the last time."""
        return self._me

    @property
    def offline(self) -> Problem | None:
        """Why Oktopost can't be reached; None: it can, as far as known."""
        return self._offline

    @property
    def account(self) -> Problem | None:
        """Why the account is paused: Oktopost does not take its key. Nothing calls until that is mended."""
        return self._account

    @property
    def usable(self) -> bool:
        """Whether calls make sense now."""
        return self._offline is None and self._account is None

    @property
    def introduced(self) -> bool:
        """Whether the key's owner and the server's clock are known well enough to recognise an upload by them."""
        return self._introduced and abs(self._lead() - self._lead_s) <= DRIFT_S

    @property
    def user_id(self) -> str:
        """The id of the key's owner."""
        return self._me.user_id if self._me is not None else ""

    @property
    def server_offset_s(self) -> float:
        """The least by which the server's clock is ahead of this computer's, in seconds."""
        return self._offset_s

    @property
    def server_now(self) -> float:
        """What the server's clock shows at least, Unix seconds."""
        return self._clock.now() + self._offset_s

    def subscribe(self, heard: Callable[[], None]) -> None:
        """Call ``heard`` whenever something of this changed."""
        self._subscribers.append(heard)

    async def recall(self) -> None:
        """Show the owner of the key as remembered, until Oktopost tells."""
        remembered = await self._store.state(_ME)
        if remembered and self._me is None:
            self._me = msgspec.json.decode(remembered, type=Me)
            self._tell()

    def introduce(self) -> None:
        """Ask who we are and what time it is there, soon."""
        self._introduced = False
        self._alarm.ring()

    def heard(self, error: Exception) -> None:
        """A call failed. What that says about the way itself is kept; the rest is the caller's."""
        match error:
            case SignInTrouble():
                self._pause(error.problem)
            case NotSent():
                self._lost(error.problem)
            case _:
                pass

    async def sign_in(self, priority: Priority = Priority.PERSON) -> Me:
        """Ask for the owner of the key; success ends a pause. Raises what the client raises."""
        started, lead_s = self._clock.monotonic(), self._lead()
        try:
            me = await self.client.me(priority)
        except OktodeskError as error:
            self.heard(error)
            raise
        took_s = min(self._clock.monotonic() - started, _LONGEST_ROUND_TRIP_S)
        # The reply's Date was written some time during the round trip: count it as late as possible.
        self._offset_s = self.client.server_offset_s - took_s / 2
        self._lead_s = self._lead()
        # A clock that was set meanwhile has spoiled the measurement.
        self._introduced = abs(self._lead_s - lead_s) <= DRIFT_S
        self._offline = self._account = None
        self._failures = 0
        if me != self._me:
            self._me = me
            with suppress(LocalTrouble):  # asked again at the next start
                await self._store.set_state(_ME, msgspec.json.encode(me).decode())
        self._tell()
        return me

    async def run(self) -> None:
        """Introduce us at the start and whenever asked, and probe while Oktopost is away."""
        while True:
            if not self._must_ask():
                await self._alarm.until(None)
                continue
            if self._failures:
                await self._clock.sleep(back_off_s(self._failures, self._pace))
            if self._must_ask():
                await self._try()

    def _must_ask(self) -> bool:
        return not self._introduced and self._account is None

    async def _try(self) -> None:
        try:
            await self.sign_in(Priority.FOLLOW if self._failures else Priority.CREATE)
        except (SignInTrouble, NotSent, LockedOut):
            return  # heard already, or the call budget waits for its end
        except OktopostTrouble as error:
            # A reply that can't be understood is as good as none here: nothing else should call.
            self._lost(error.problem)

    def _lost(self, problem: Problem) -> None:
        self._failures += 1
        self._offline = problem
        self.introduce()
        self._tell()

    def _pause(self, problem: Problem) -> None:
        if self._account is None:
            self._account = problem
            self._offline = None
            self._tell()

    def _lead(self) -> float:
        return self._clock.now() - self._clock.monotonic()

    def _tell(self) -> None:
        for heard in tuple(self._subscribers):
            heard()
