"""Follows rows until a rule is content: woken by the store and the engine, never busy."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Self

from oktodesk.cli.endings import Circumstances, Patience, is_settled
from oktodesk.problems import Problem
from oktodesk.uploads.rows import Change, Row, State

if TYPE_CHECKING:
    from oktodesk.session import Session
    from oktodesk.uploads.status import EngineStatus

_LOOK_AGAIN_S = 1.0
"""Another process that sends for this account changes the files without waking this one."""


class Follower:
    """Waits for changes of a session. Use as a context manager; it listens in between."""

    def __init__(self, session: "Session", *, timeout_s: float | None) -> None:
        self._session = session
        self._now = asyncio.get_running_loop().time
        self._ends_at = None if timeout_s is None else self._now() + timeout_s
        self._changed = asyncio.Event()
        self._had_planned = False
        self._stops: list[Callable[[], None]] = []
        self._since: dict[int, tuple[State, float]] = {}

    def __enter__(self) -> Self:
        self._stops = [
            self._session.store.subscribe(self._heard_change),
            self._session.subscribe_status(self._heard_status),
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for stop in self._stops:
            stop()

    @property
    def left_s(self) -> float | None:
        """How much of the time that was given is left; None: no end was given."""
        return None if self._ends_at is None else max(self._ends_at - self._now(), 0.0)

    @property
    def timed_out(self) -> bool:
        """Whether the time that was given is over."""
        return self.left_s == 0.0

    def circumstances(self) -> Circumstances:
        """What the engine says about itself now."""
        status = self._session.status()
        return Circumstances(
            is_sender=status.is_sender,
            offline=status.offline,
            locked_out=Problem("locked_out") if status.locked_until is not None else None,
            account=status.account,
            has_planned=self._had_planned,
        )

    async def rows(self, keys: Collection[int]) -> dict[int, Row]:
        """The rows as they are now; one that is gone is missing."""
        self._had_planned = self._session.status().has_planned  # before they are read
        found = {row.key: row for row in await self._session.store.load(list(keys))}
        for key, row in found.items():
            if self._since.get(key, (None, 0.0))[0] is not row.state:
                self._since[key] = (row.state, self._now())
        return found

    def settled(self, row: Row | None, *, to_the_end: bool) -> bool:
        """Whether waiting for this row is over."""
        since = self._since[row.key][1] if row is not None else self._now()
        in_state_s = (self._now() - since) * self._session.clock.scale
        validating = row is not None and self._session.tracker.is_validating(row.key)
        return is_settled(row, self.circumstances(), Patience(to_the_end, in_state_s, validating))

    async def until_settled(
        self, keys: Sequence[int], *, to_the_end: bool, told: Callable[[Row], None]
    ) -> dict[int, Row]:
        """The rows as they are once waiting for all of them is over, or the time that was given.

        ``told`` hears of a row whenever its state is another one.
        """
        states: dict[int, State] = {}
        while True:
            rows = await self.rows(keys)
            for row in rows.values():
                if states.get(row.key) is not row.state:
                    states[row.key] = row.state
                    told(row)
            if self.timed_out or all(self.settled(rows.get(key), to_the_end=to_the_end) for key in keys):
                return rows
            await self.wait()

    async def wait(self) -> None:
        """Until something changed, at most a second, and never past the time that was given."""
        left_s = self.left_s
        try:
            async with asyncio.timeout(_LOOK_AGAIN_S if left_s is None else min(_LOOK_AGAIN_S, left_s)):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    def _heard_change(self, _change: Change) -> None:
        self._changed.set()

    def _heard_status(self, _status: "EngineStatus") -> None:
        self._changed.set()
