"""A week of use in minutes: the real engine, store and call budget on a clock that is moved by hand.

A hundred uploads are pending all the time, ten an hour are done and replaced by others, somebody looks, refreshes
and quits for the night. What is measured: how near the calls come to Oktopost's limits, and whether the memory
stays flat.
"""

import asyncio
import gc
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from unittest.mock import patch

import msgspec

from oktodesk.uploads.next_due import Attention
from oktodesk.uploads.role import OutboxWatch
from oktodesk.uploads.store import store as store_module
from tests.chaos.limited_server import LOCK_OUT_S, LimitedServer
from tests.clock import FakeClock
from tests.unit.uploads.world import InlineWorker, World

PENDING, FEW = 100, 10
STEP_S = 360.0
"""In each of them a new link is added and an upload is done."""
WEEK_S = 7 * 86_400.0
REFRESHES = 100_000
WARM_UP = 3_000
"""Refreshes after which everything that is kept in memory has reached its size."""
_MOST_TURNS = 160
_STATM = Path("/proc/self/statm")
_REFRESH_EVERY, _NIGHT_EVERY = 5, 240
"""Steps between two presses of Refresh, and between two nights."""


class WeekFigures(msgspec.Struct, frozen=True):
    """What was seen. Memory in MB, as the system counts it for this process."""

    simulated_s: float
    calls: int
    busiest_minute: int
    busiest_day: int
    refused: int
    fewest_pending: int
    refreshes: int
    grown_mb: float
    seconds: float


class LockOutFigures(msgspec.Struct, frozen=True):
    """How long after the end of a lock-out the program called again, in simulated seconds; and calls within it."""

    back_after_s: float
    calls_within: int
    seconds: float


class Week:
    """The story as it is told, step by step."""

    def __init__(self, world: "QuickWorld", server: LimitedServer, *, pending: int, adds: bool) -> None:
        self._world = world
        self._server = server
        self._adds = adds
        self._taken = 0
        self._fewest = self._pending = pending
        self._warm_mb: float | None = None

    async def run(self, *, least_s: float, refreshes: int, warm_up: int) -> WeekFigures:
        """Live for ``least_s``, and on until so many refreshes were made; not beyond twice that."""
        began, begun_at, step = time.monotonic(), self._world.clock.now(), 0
        await self._confirm(self._pending)
        await self._world.live(STEP_S)
        while (lived_s := self._world.clock.now() - begun_at) < least_s or (
            self._server.refreshes < refreshes and lived_s < 2 * least_s
        ):
            step += 1
            await self._step(step)
            if self._warm_mb is None and self._server.refreshes >= warm_up:
                self._warm_mb = memory_mb()
        server, now_mb = self._server, memory_mb()
        return WeekFigures(
            simulated_s=self._world.clock.now() - begun_at,
            calls=server.answered,
            busiest_minute=server.busiest_minute,
            busiest_day=server.busiest_day,
            refused=server.refused,
            fewest_pending=self._fewest,
            refreshes=server.refreshes,
            grown_mb=now_mb - (now_mb if self._warm_mb is None else self._warm_mb),
            seconds=time.monotonic() - began,
        )

    async def _step(self, step: int) -> None:
        tracker = self._world.session.tracker
        tracker.set_attention(Attention.VISIBLE if step % 3 == 0 else Attention.FOCUSED)
        if step % _REFRESH_EVERY == 0:
            tracker.refresh()
        if step % _NIGHT_EVERY == 0:
            await self._world.session.close()
            await self._world.open()
        if self._adds:
            await self._confirm(1)
        await self._world.live(STEP_S)
        self._fewest = min(self._fewest, self._server.pending)

    async def _confirm(self, count: int) -> None:
        names = range(self._taken, self._taken + count)
        self._taken += count
        await self._world.confirm(*(f"https://files.example/film-{number}.mp4" for number in names))


class QuickWorld(World):
    """Goes on as soon as nothing is left to do, instead of after many idle turns."""

    async def settle(self) -> None:
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]  # asyncio has no public way to ask
        for _ in range(_MOST_TURNS):
            await asyncio.sleep(0)
            if not ready:
                return


def memory_mb() -> float:
    """What this process takes of the computer's memory, without what only waits to be collected."""
    gc.collect()
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1024**2


async def live_a_week(
    *,
    least_s: float = WEEK_S,
    refreshes: int = 0,
    warm_up: int = WARM_UP,
    pending: int = PENDING,
    adds: bool = True,
) -> WeekFigures:
    """Tell the story in a world of its own. ``adds`` False: what is pending stays so, and the account its size."""
    async with _world(pending) as (world, server):
        return await Week(world, server, pending=pending, adds=adds).run(
            least_s=least_s, refreshes=refreshes, warm_up=warm_up
        )


async def refresh_often(
    *, refreshes: int = REFRESHES, least_s: float = WEEK_S / 2, warm_up: int = WARM_UP
) -> WeekFigures:
    """Only refresh, an account that stays as large as it is: what grows meanwhile is never given back.

    In a week of use the account grows, and so does the model of Oktopost in the same process.
    """
    return await live_a_week(least_s=least_s, refreshes=refreshes, warm_up=warm_up, pending=FEW, adds=False)


async def sit_out_a_lock_out(
    *, for_s: float = LOCK_OUT_S, is_told: bool = False, pending: int = PENDING
) -> LockOutFigures:
    """Oktopost refuses everything in the middle of the work, with or without saying for how long."""
    began = time.monotonic()
    async with _world(pending) as (world, server):
        await world.confirm(*(f"https://files.example/film-{number}.mp4" for number in range(pending)))
        await world.live(STEP_S)
        server.lock_out(for_s=for_s, is_told=is_told)
        await world.live(for_s - STEP_S / 12)
        ends_at, answered, refused = server.locked_until, server.answered, server.refused
        while server.answered == answered and world.clock.now() < ends_at + 60.0:
            await world.live(0.1)
        return LockOutFigures(server.answered_at - ends_at, refused, time.monotonic() - began)


@asynccontextmanager
async def _world(pending: int) -> AsyncIterator[tuple[QuickWorld, LimitedServer]]:
    with tempfile.TemporaryDirectory() as folder, _without_threads():
        clock = FakeClock()
        world = QuickWorld(Path(folder) / "account", clock=clock)
        world.server = server = LimitedServer(clock, pending=pending)
        await world.open()
        try:
            yield world, server
            if world.failures:
                raise world.failures[0][1]
        finally:
            await world.session.close()


@contextmanager
def _without_threads() -> Iterator[None]:
    """Time stands still while a thread works: so none does."""
    with patch.object(store_module, "Worker", InlineWorker), patch.object(OutboxWatch, "run", OutboxWatch.read):
        yield
