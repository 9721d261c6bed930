"""Exactly once, whatever happens: lost replies, late lists, crashes, clocks, full disks and people in any order.

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

from oktodesk.problems import LocalTrouble
from oktodesk.uploads.role import OutboxWatch
from oktodesk.uploads.rows import IN_LINE_STATES, NEW_STATES, Row, State
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.store import Store
from oktodesk.uploads.store import store as store_module
from tests.unit.uploads.model_server import USER_ID, Fate
from tests.unit.uploads.world import InlineWorker, World, link

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
    Fate.MOVED,
    Fate.NO_RESULT,
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
        self.taken_out: set[int] = set()
        self.by_hand: set[str] = set()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize(
        skew_s=st.sampled_from([0.0, 7200.0, -7200.0]),
        newest_first=st.booleans(),
        dedupes=st.sampled_from([False, False, True]),
    )
    def begin(self, skew_s: float, newest_first: bool, dedupes: bool) -> None:
        self.world = World(self.folder / "account", skew_s=skew_s, newest_first=newest_first)
        self.world.server.dedupes = dedupes
        self.run(self.world.open())
        self.run(self.world.live(1))

    @rule(
        which=st.lists(st.integers(0, len(SOURCES) - 1), min_size=1, max_size=3),
        fates=st.lists(st.sampled_from(FATES), max_size=3),
        late_s=st.sampled_from([0.0, 1.0, 40.0, SETTLE_S - 2]),
    )
    def confirm(self, which: list[int], fates: list[Fate], late_s: float) -> None:
        """Links, what will happen to the next creates, and how long what they make is not shown."""
        sources = [SOURCES[number] for number in which]
        self.world.server.fates.extend(fates)
        self.world.server.late_s = late_s
        self.confirmed |= zip(self.run(self.world.confirm(*sources)), sources, strict=True)
        self.run(self.world.live(0.5))

    @rule(seconds=st.sampled_from([0.2, 2.0, 30.0, SETTLE_S, 1000.0]))
    def wait(self, seconds: float) -> None:
        self.run(self.world.live(seconds))

    @rule(which=st.integers(0, len(SOURCES) - 1), age_s=st.sampled_from([0.0, 30.0]))
    def somebody_else_uploads(self, which: int, age_s: float) -> None:
        self.world.server.add(SOURCES[which], age_s=age_s, created_by="00A000000000099")

    @rule(which=st.integers(0, len(SOURCES) - 1))
    def uploaded_by_hand_days_ago(self, which: int) -> None:
        self.by_hand.add(self.world.server.add(SOURCES[which], age_s=200_000.0).id)

    @rule(which=st.integers(0, len(SOURCES) - 1), fate=st.sampled_from([Fate.LOST_BEFORE, Fate.FAILED_BEFORE]))
    def lost_beside_an_old_upload(self, which: int, fate: Fate) -> None:
        """What is found by its source is days old, and not what was sent: that never arrived."""
        self.uploaded_by_hand_days_ago(which)
        self.world.server.fates.clear()
        self.confirm([which], [fate], 0.0)

    @rule(down_s=st.sampled_from([0.0, 5.0, 600.0]), breaks_at=st.sampled_from([None, None, 0.4, 0.8, 1.0]))
    def crash(self, down_s: float, breaks_at: float | None) -> None:
        """``breaks_at``: where the outbox's log is broken afterwards, as a part of its length."""
        self.run(self._crash(down_s, breaks_at))

    @rule(seconds=st.sampled_from([1.0, 100.0]))
    def fill_the_disk(self, seconds: float) -> None:
        InlineWorker.disk_is_full = True
        self.run(self.world.live(seconds))
        InlineWorker.disk_is_full = False

    @rule(which=st.integers(0, len(SOURCES) - 1))
    def another_process_adds(self, which: int) -> None:
        self.confirmed |= {self.run(self._add_elsewhere(SOURCES[which])): SOURCES[which]}

    @rule(ahead_s=st.sampled_from([-3600.0, 3600.0]))
    def set_the_clock(self, ahead_s: float) -> None:
        self.world.server.set_wall_clock(ahead_s)

    @precondition(lambda self: self.confirmed)
    @rule(pick=st.integers(0, 50))
    def remove_one(self, pick: int) -> None:
        key = list(self.confirmed)[pick % len(self.confirmed)]
        self.run(self.world.session.desk.remove([key]))

    @precondition(lambda self: self.confirmed)
    @rule(pick=st.integers(0, 50))
    def take_one_out(self, pick: int) -> None:
        key = list(self.confirmed)[pick % len(self.confirmed)]
        self.taken_out |= set(self.run(self.world.session.outbox.take_out([key])))

    @precondition(lambda self: self.confirmed)
    @rule(pick=st.integers(0, 50), held=st.booleans())
    def hold_one(self, pick: int, held: bool) -> None:
        key = list(self.confirmed)[pick % len(self.confirmed)]
        outbox = self.world.session.outbox
        self.run(outbox.hold([key]) if held else outbox.go_on([key]))

    @rule(paused=st.booleans())
    def pause(self, paused: bool) -> None:
        self.run(self._pause(paused))

    @rule(send_again=st.booleans())
    def answer_what_is_asked(self, send_again: bool) -> None:
        self.run(self._answer(send_again))

    @rule()
    def try_all_again(self) -> None:
        self.run(self._try_all_again())

    @precondition(lambda self: self.world.server.uploads)
    @rule(pick=st.integers(0, 50))
    def one_fails(self, pick: int) -> None:
        uploads = list(self.world.server.uploads.values())
        if uploads[pick % len(uploads)].status == "pending":
            uploads[pick % len(uploads)].fail("Could not download file, error 500")

    @invariant()
    def nothing_is_there_twice(self) -> None:
        if not hasattr(self, "world"):
            return
        asked = Counter(self.confirmed.values())
        for source, count in self._ours().items():
            assert count <= asked[source], f"{source}: {count} uploads for {asked[source]} links"
        assert not [error for _, error in self.world.failures if not isinstance(error, LocalTrouble)]

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
        return Counter(self.world.server.uploads[upload_id].source for upload_id in self._our_ids())

    def _our_ids(self) -> set[str]:
        uploads = self.world.server.uploads.values()
        return {upload.id for upload in uploads if upload.created_by == USER_ID} - self.by_hand

    async def _add_elsewhere(self, source: str) -> int:
        store = await Store.open(self.world.folder, clock=self.world.clock, owner=lambda: False)
        (key,) = await store.add_links([link(source)], checked=True, confirmed=True)
        await store.close()
        await self.world.session._watch.read()
        return key

    async def _pause(self, paused: bool) -> None:
        outbox = self.world.session.outbox
        (outbox.pause if paused else outbox.resume)()
        await self.world.settle()

    async def _answer(self, send_again: bool) -> None:
        for record in await self.world.store.outbox_rows({State.UNSURE}):
            await self.world.session.outbox.resolve_unsure(record.key, send_again=send_again)

    async def _try_all_again(self) -> None:
        rows = await self.world.rows(list(self.confirmed))
        wanted = [row for row in rows if row.state is State.FAILED or _may_be_tried_again(row)]
        for row in wanted:
            (key,) = await self.world.session.outbox.retry([row.key])
            self.confirmed[key] = row.source

    async def _crash(self, down_s: float, breaks_at: float | None = None) -> None:
        killed = self.folder / "killed"
        shutil.copytree(self.world.folder, killed)
        await self.world.crash()
        shutil.rmtree(self.world.folder)
        killed.rename(self.world.folder)  # a kill tidies nothing up
        if breaks_at is not None:
            _break(self.world.folder / "outbox.db-wal", breaks_at)
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
        self.world.session.outbox.resume()
        for minutes in (*[1] * 40, *[20] * 40):
            for upload in self.world.server.uploads.values():
                if upload.status == "pending":
                    upload.finish()
            await self.world.session.outbox.go_on(list(self.confirmed))
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
        ours = self._our_ids()
        # A server that dedupes may answer with a colleague's.
        assert ours <= set(arrived), "an upload that no link knows of"
        assert set(arrived) <= (set(self.world.server.uploads) if self.world.server.dedupes else ours), (
            "a wrong one"
        )
        for key in keys:
            row = rows.get(key)
            if row is None:  # removed while it waited
                record = await self.world.store.link(key)
                assert record is not None
                assert record.state is State.DROPPED
            elif key in self.taken_out and row.state in NEW_STATES:
                continue
            elif row.state not in IN_OKTOPOST:
                assert row.state in {State.REFUSED, State.UNSURE}
                assert row.problem is not None
                assert row.problem.id != "same_upload" or self.world.server.dedupes, "another link's upload"


def _may_be_tried_again(row: Row) -> bool:
    return row.state is State.REFUSED and row.problem is not None and row.problem.id != "same_upload"


def _break(log: Path, at: float) -> None:
    data = bytearray(log.read_bytes()) if log.exists() else bytearray()
    if len(data) > 200:
        data[int((len(data) - 100) * at)] ^= 1
        log.write_bytes(data)


TestExactlyOnce = pytest.mark.timeout(420)(ExactlyOnce.TestCase)  # hypothesis makes a story short for five minutes
TestExactlyOnce.settings = settings(max_examples=25, stateful_step_count=12)


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
