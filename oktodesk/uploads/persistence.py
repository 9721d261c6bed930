"""Going on when this computer is in the way: a full disk must neither end a loop nor lose what it learned."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from oktodesk.problems import LocalTrouble
from oktodesk.system.clock import Clock

T = TypeVar("T")
_FIRST_WAIT_S, _LONGEST_WAIT_S = 1.0, 60.0

FailureSink = Callable[[str, BaseException], None]
"""Where failures go that the person must see: a task's name and the error."""


class Persistence:
    """Repeats what failed for this computer's sake until it works; the person is told once a streak."""

    def __init__(self, *, clock: Clock, on_failure: FailureSink) -> None:
        self._clock = clock
        self._on_failure = on_failure

    async def until_done(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """The result of ``work``, which may run several times. Only ``LocalTrouble`` is waited out."""
        wait_s = 0.0
        while True:
            try:
                return await work()
            except LocalTrouble as trouble:
                if not wait_s:
                    self._on_failure(name, trouble)
            wait_s = min(max(wait_s * 2, _FIRST_WAIT_S), _LONGEST_WAIT_S)
            await self._clock.sleep(self._clock.scaled(wait_s))
