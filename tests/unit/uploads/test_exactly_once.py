"""Exactly once, whatever happens: links, lost replies, late lists, crashes and clocks in any order.

Under the one assumption that ``settling`` states (an accepted create shows within SETTLE), each confirmed link
ends as exactly one upload, as a refusal that can be seen, or as a question about a create that never arrived.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from oktodesk.uploads.role import OutboxWatch
from oktodesk.uploads.rows import IN_LINE_STATES, State
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.store import store as store_module
from tests.unit.uploads.model_server import USER_ID, Fate
from tests.unit.uploads.world import InlineWorker, World

T = TypeVar("T")
SOURCES = [f"https://files.example/{name}.mp4" for name in "abc"]
FATES = [
    Fate.FINE,
    Fate.LOST_BEFORE,
    Fate.LOST_AFTER,
    Fate.FAILED_BEFORE,
    Fate.FAILED_AFTER,
    Fate.GARBLED,
    Fate.UNREACHABLE,
    Fate.REFUSED,
    Fate.FULL,
    Fate.LOCKED_OUT,
    Fate.HANGS_BEFORE,
    Fate.HANGS_AFTER,
]
IN_OKTOPOST = frozenset({State.PENDING, State.COMPLETE, State.FAILED})


class ExactlyOnce(RuleBasedStateMachine):
    """One profile, one server, and what the person confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self.patches: list[Any] = [
            patch.object(store_module, "Worker", InlineWorker),
            patch.object(OutboxWatch, "run", OutboxWatch.read),
        ]
        for each in self.patches:
            each.start()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.confirmed: dict[int, str] = {}

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(skew_s=st.sampled_from([0.0, 7200.0, -7200.0]), newest_first=st.booleans())
    def begin(self, skew_s: float, newest_first: bool) -> None:
        self.world = World(self.folder / "account", skew_s=skew_s, newest_first=newest_first)
        self.run(self.world.open())
        self.run(self.world.live(1))

    @rule(which=st.lists(st.integers(0, len(SOURCES) - 1), min_size=1, max_size=3))
    def confirm(self, which: list[int]) -> None:
        sources = [SOURCES[number] for number in which]
        self.confirmed |= zip(self.run(self.world.confirm(*sources)), sources, strict=True)

    @rule(fates=st.lists(st.sampled_from(FATES), min_size=1, max_size=3))
    def meet_misfortune(self, fates: list[Fate]) -> None:
        self.world.server.fates.extend(fates)

    @rule(late_s=st.sampled_from([0.0, 1.0, 40.0, SETTLE_S - 2]))
    def show_late(self, late_s: float) -> None:
        self.world.server.late_s = late_s

    @rule(seconds=st.sampled_from([0.2, 2.0, 30.0, SETTLE_S, 1000.0]))
    def wait(self, seconds: float) -> None:
        self.run(self.world.live(seconds))

    @rule(which=st.integers(0, len(SOURCES) - 1), age_s=st.sampled_from([0.0, 30.0]))
    def somebody_else_uploads(self, which: int, age_s: float) -> None:
        self.world.server.add(SOURCES[which], age_s=age_s, created_by="00A000000000099")

    @rule(down_s=st.sampled_from([0.0, 5.0, 600.0]))
    def crash(self, down_s: float) -> None:
        self.run(self._crash(down_s))

    @rule(ahead_s=st.sampled_from([-3600.0, 3600.0]))
    def set_the_clock(self, ahead_s: float) -> None:
        self.world.server.set_wall_clock(ahead_s)

    @precondition(lambda self: self.confirmed)
    @rule(pick=st.integers(0, 50))
    def remove_one(self, pick: int) -> None:
        key = list(self.confirmed)[pick % len(self.confirmed)]
        self.run(self.world.session.desk.remove([key]))

    @invariant()
    def nothing_is_there_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        asked = Counter(self.confirmed.values())
        for source, count in self._ours().items():
            assert count <= asked[source], f"{source}: {count} uploads for {asked[source]} links"
        assert not self.world.failures

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self.run(self._end_well())
        finally:
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
            self.loop.close()
            for each in self.patches:
                each.stop()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _ours(self) -> Counter[str]:
        uploads = self.world.server.uploads.values()
        return Counter(upload.source for upload in uploads if upload.created_by == USER_ID)

    async def _crash(self, down_s: float) -> None:
        await self.world.crash()
        self.world.clock.advance(down_s)
        await self.world.open()
        await self.world.live(0.5)

    async def _end_well(self) -> None:
        try:
            await self._heal()
            await self._everything_ended_well()
        finally:
            await self.world.session.close()

    async def _heal(self) -> None:
        """The world gets well, and time passes: what hung is cut by a restart."""
        self.world.server.fates.clear()
        self.world.server.late_s = 0.0
        await self._crash(0.0)
        for minutes in (*[1] * 40, *[20] * 40):  # a lock-out lasts longer if the clock is set back meanwhile
            for upload in self.world.server.uploads.values():
                upload.finish()
            await self.world.live(60 * minutes)
            if not await self._under_way():
                return

    async def _under_way(self) -> bool:
        records = await self.world.store.outbox_rows(IN_LINE_STATES)
        return any(record.problem is None or record.problem.id != "unsure_ask" for record in records)

    async def _everything_ended_well(self) -> None:
        keys = list(self.confirmed)
        rows = {row.key: row for row in await self.world.rows(keys)}
        arrived = [rows[key].upload_id for key in keys if key in rows and rows[key].state in IN_OKTOPOST]
        assert len(arrived) == len(set(arrived)), "two links share an upload"
        ours = {each.id for each in self.world.server.uploads.values() if each.created_by == USER_ID}
        assert set(arrived) == ours, "an upload that no link knows of, or a link that knows a wrong one"
        for key in keys:
            row = rows.get(key)
            if row is None:  # removed while it waited
                record = await self.world.store.link(key)
                assert record is not None
                assert record.state is State.DROPPED
            elif row.state not in IN_OKTOPOST:
                assert row.state in {State.REFUSED, State.UNSURE}
                assert row.problem is not None


TestExactlyOnce = ExactlyOnce.TestCase
TestExactlyOnce.settings = settings(max_examples=40, stateful_step_count=12)


@pytest.mark.parametrize("fate", [Fate.HANGS_BEFORE, Fate.HANGS_AFTER])
def test_a_process_that_dies_while_it_waits_for_a_reply(world: World, fate: Fate) -> None:
    async def story() -> None:
        await world.open()
        world.server.late_s = SETTLE_S - 2
        world.server.fates.append(fate)
        (key,) = await world.confirm(SOURCES[0])
        await world.live(2)
        assert (await world.states([key])) == [State.SENDING]
        await world.crash()
        await world.open()
        await world.live(2 * SETTLE_S)
        assert (await world.states([key])) == [State.PENDING]
        assert world.server.sources == [SOURCES[0]]
        await world.session.close()

    asyncio.run(story())
