"""The presenter: changes are gathered, the latest query wins, ticks are proposed."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import msgspec
import pytest
from PySide6.QtTest import QSignalSpy

from oktodesk.media.report import LinkReport
from oktodesk.problems import Finding, Severity
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.table.model import Rearrangement, UploadModel
from oktodesk.ui.table_presenter import GATHER_S, TablePresenter, proposes
from oktodesk.uploads.rows import Counts, Filter, Query, Sort, State
from oktodesk.uploads.store.records import LinkRecord, Ordering
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, upload


class SlowStore(FakeStore):
    """Answers queries when the test says so."""

    def __init__(self) -> None:
        super().__init__([upload(key) for key in range(1, 30)])
        self.waiting: list[tuple[Query, asyncio.Event]] = []

    async def ordered(self, query: Query) -> Ordering:
        gate = asyncio.Event()
        self.waiting.append((query, gate))
        await gate.wait()
        return await super().ordered(query)


class Desk:
    """A presenter with everything around it."""

    def __init__(self, store: FakeStore) -> None:
        self.failures: list[BaseException] = []
        self.clock = FakeClock(now=NOW)
        self.model = UploadModel(store, self.clock)
        self.scope = TaskScope("test", lambda _name, error: self.failures.append(error))
        self.presenter = TablePresenter(store, self.model, scope=self.scope, clock=self.clock)

    def keys(self) -> list[int]:
        return self.model.keys_between(0, self.model.rowCount())


@pytest.fixture
def store(qapp: object) -> FakeStore:
    new = [upload(key, State.READY, batch_id=0) for key in (1, 2)]
    return FakeStore([*new, upload(3, State.CHECKING, batch_id=0), *(upload(key) for key in range(4, 30))])


def play(scene: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scene)


def test_starting_fills_the_list_and_tells_counts_and_ticks(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        counts: list[Counts] = []
        desk.presenter.counts_changed.connect(counts.append)
        shown = QSignalSpy(desk.presenter.ordering_changed)
        ticks = QSignalSpy(desk.presenter.ticks_changed)
        desk.presenter.start()
        desk.presenter.start()
        await desk.clock.settle()
        assert len(desk.keys()) == 29
        assert [each.by_filter[Filter.ALL] for each in counts] == [29]
        assert desk.presenter.counts is counts[0]
        assert desk.presenter.ticked == {1, 2, 3}
        assert shown.count() == ticks.count() == 1
        await desk.scope.close()

    play(scene())


def test_bursts_are_gathered(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        desk.presenter.start()
        await desk.clock.settle()
        before = len(store.queries)
        for key in range(100, 150):
            store.put(upload(key), reordered=True)
            desk.clock.advance(GATHER_S / 100)
            await desk.clock.settle()
        assert len(store.queries) == before
        desk.clock.advance(GATHER_S)
        await desk.clock.settle()
        assert len(store.queries) == before + 1
        assert len(desk.keys()) == 29 + 50
        await desk.scope.close()

    play(scene())


def test_values_alone_ask_for_no_new_order(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        desk.presenter.start()
        await desk.clock.run_for(1)
        before = len(store.queries)
        desk.model.shown(desk.model.row_of(10) or 0)
        spy = QSignalSpy(desk.model.dataChanged)
        store.put(upload(10, name="renamed.mp4"))
        await desk.clock.settle()
        assert spy.count() == 1
        assert len(store.queries) == before
        await desk.scope.close()

    play(scene())


def test_what_the_person_asks_is_answered_at_once(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        kinds: list[Rearrangement] = []
        queries: list[Query] = []
        desk.model.rearranging.connect(kinds.append)
        desk.presenter.query_changed.connect(queries.append)
        desk.presenter.start()
        await desk.clock.settle()
        desk.presenter.set_filter(Filter.NEEDS_YOU)
        await desk.clock.settle()
        assert sorted(desk.keys()) == [1, 2, 3]
        desk.presenter.set_filter(Filter.ALL)
        desk.presenter.set_search("clip-1")
        desk.presenter.set_sort(Sort("name", descending=False))
        await desk.clock.settle()
        assert desk.keys() == [1, *range(10, 20)]
        desk.presenter.set_batch(7)
        desk.presenter.set_usable_on("LinkedIn")
        desk.presenter.set_usable_on("LinkedIn")
        assert queries[-1] == Query(Filter.ALL, "clip-1", Sort("name", descending=False), 7, "LinkedIn")
        assert desk.presenter.query == queries[-1]
        assert len(queries) == 6
        assert set(kinds) == {Rearrangement.QUERY}
        await desk.scope.close()

    play(scene())


def test_only_the_latest_query_is_shown(qapp: object) -> None:
    async def scene() -> None:
        store = SlowStore()
        desk = Desk(store)
        desk.presenter.start()
        await desk.clock.settle()
        desk.presenter.set_filter(Filter.FAILED)
        await desk.clock.settle()
        desk.presenter.set_filter(Filter.IN_OKTOPOST)
        await desk.clock.settle()
        answered = QSignalSpy(desk.presenter.ordering_changed)
        for _, gate in store.waiting:
            gate.set()
        await desk.clock.settle()
        assert answered.count() == 1
        assert len(desk.keys()) == 29
        assert [query.filter for query, _ in store.waiting] == [
            Filter.ALL,
            Filter.FAILED,
            Filter.IN_OKTOPOST,
        ]
        await desk.scope.close()

    play(scene())


def test_a_failed_read_is_told_once_and_made_up_for(store: FakeStore, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> None:
        desk = Desk(store)
        with monkeypatch.context() as broken:
            broken.setattr(store, "ordered", _break)
            desk.presenter.start()
            await desk.clock.settle()
        assert [type(each) for each in desk.failures] == [LookupError]
        assert desk.keys() == []
        store.put(upload(4, name="x"))
        await desk.clock.run_for(1)
        assert len(desk.keys()) == 29
        await desk.scope.close()

    play(scene())


async def _break(_query: Query) -> Ordering:
    raise LookupError("disk")


def test_after_stopping_nothing_is_heard(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        desk.presenter.start()
        await desk.clock.settle()
        desk.presenter.stop()
        desk.presenter.stop()
        store.put(upload(500), reordered=True)
        desk.presenter.set_search("nothing")
        await desk.clock.run_for(1)
        assert len(desk.keys()) == 29
        await desk.scope.close()

    play(scene())


def test_the_person_overrules_what_is_proposed(store: FakeStore) -> None:
    async def scene() -> None:
        desk = Desk(store)
        desk.presenter.start()
        await desk.clock.settle()
        desk.model.ticks.choose([2], ticked=False)
        store.put(upload(3, State.NEEDS_YOU, batch_id=0), upload(2, State.READY, batch_id=0), reordered=True)
        await desk.clock.run_for(1)
        assert desk.presenter.ticked == {1}
        desk.model.ticks.choose([3], ticked=True)
        assert desk.presenter.ticked == {1}  # what needs the person can't be ticked: Add would not take it
        store.put(upload(1, State.WAITING, batch_id=9), upload(3, State.WAITING, batch_id=9), reordered=True)
        await desk.clock.run_for(1)
        assert desk.presenter.ticked == set()
        await desk.scope.close()

    play(scene())


def test_choices_come_along_by_link_when_the_keys_are_others(store: FakeStore) -> None:
    async def scene() -> None:
        before = Desk(store)
        before.presenter.start()
        await before.clock.settle()
        before.model.ticks.choose([2], ticked=False)
        choices = await before.presenter.choices()
        assert choices == {store.all[2].source: False}
        await before.scope.close()

        elsewhere = FakeStore()
        after = Desk(elsewhere)
        after.presenter.start()
        await after.clock.settle()
        after.presenter.choose(choices)
        await after.clock.run_for(1)  # the links are on their way still
        links = (upload(7, State.READY, batch_id=0), upload(8, State.READY, batch_id=0))
        elsewhere.put(links[0], msgspec.structs.replace(links[1], source=store.all[2].source), reordered=True)
        await after.clock.run_for(1)
        assert after.presenter.ticked == {7}
        await after.scope.close()

    play(scene())


ERROR = LinkReport("a", "a", findings=(Finding("web_page", Severity.ERROR),))
IN_OKTOPOST, FETCHED, ALIKE, FAILED_BEFORE = (
    LinkReport("a", "a", findings=(Finding(f"duplicate_{which}", Severity.WARNING, {"upload_id": "7"}),))
    for which in ("done", "pending", "alike", "failed")
)
LOGO = LinkReport("a", "a", mime_type="image/png")
FILM = LinkReport("a", "a", mime_type="video/mp4")
WARNED = LinkReport("a", "a", findings=(Finding("expires", Severity.WARNING),))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (LinkRecord(1, State.READY, "a"), True),
        (LinkRecord(1, State.READY, "a", report=WARNED), True),
        (LinkRecord(1, State.READY, "a", report=ERROR), False),
        (LinkRecord(1, State.READY, "a", report=IN_OKTOPOST), False),
        (LinkRecord(1, State.READY, "a", report=FETCHED), False),
        (LinkRecord(1, State.READY, "a", report=ALIKE), False),
        (LinkRecord(1, State.READY, "a", report=FAILED_BEFORE), True),
        (LinkRecord(1, State.READY, "a", report=LOGO, looks_like_media=False), False),
        (LinkRecord(1, State.READY, "a", report=FILM, looks_like_media=False), True),
        (LinkRecord(1, State.CHECKING, "a"), True),
        (LinkRecord(1, State.UNCHECKED, "a", looks_like_media=False), False),
        (LinkRecord(1, State.NEEDS_YOU, "a", report=WARNED), False),
    ],
)
def test_good_links_are_proposed(link: LinkRecord, expected: bool) -> None:
    assert proposes(link) is expected
