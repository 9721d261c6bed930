"""Which rows a query shows, and in which order."""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link
from oktodesk.uploads.rows import Filter, Query, Section, Sort, State
from oktodesk.uploads.store import LinkChange, Store, ordering
from oktodesk.uploads.store.listing import sort_name
from tests.clock import FakeClock

DAY_S = 86_400.0
NOON = 1_760_011_200.0
"""Thursday, 9 October 2025, 12:00 UTC."""


@pytest.fixture(params=["UTC", "America/New_York", "Pacific/Auckland"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def ask(directory: Path, scene: Callable[[Store], Awaitable[None]]) -> None:
    async def run() -> None:
        store = await Store.open(directory, clock=FakeClock(now=NOON))
        try:
            await scene(store)
        finally:
            await store.close()

    asyncio.run(run())


async def keys(store: Store, query: Query) -> list[int]:
    return list((await store.ordered(query)).keys)


def links(*names: str) -> list[Link]:
    return [Link(f"https://a.example/{name}.mp4", "") for name in names]


def upload(number: int, status: str = "complete", **fields: object) -> Upload:
    defaults: dict[str, object] = {"source": f"https://a.example/{number}", "created_at": NOON + number}
    return Upload(f"0up{number:012}", status, **(defaults | fields))  # type: ignore[arg-type]


async def set_states(store: Store, *states: State) -> list[int]:
    """One link in each of the states."""
    added = await store.add_links(links(*map(str, range(len(states)))), checked=True)
    await store.update_links([LinkChange(key=key, state=state) for key, state in zip(added, states, strict=True)])
    return added


def test_the_lists_own_order(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        refused, waiting, new, sending, checking = await set_states(
            store, State.REFUSED, State.WAITING, State.NEEDS_YOU, State.SENDING, State.UNCHECKED
        )
        await store.save_uploads(
            [upload(1), upload(2, "pending"), upload(3, "failed"), upload(4), upload(5, "pending")]
        )
        found = {row.upload_id[-1]: row.key for row in await store.load(range(1, 20)) if row.upload_id}
        ordering = await store.ordered(Query())
        assert list(ordering.keys) == [
            new,
            checking,
            refused,
            waiting,
            sending,
            *(found[number] for number in "52431"),
        ]
        assert ordering.keys.typecode == "q"
        assert [(part.id, part.start, part.count) for part in ordering.sections[:3]] == [
            ("new", 0, 2),
            ("needs_you", 2, 1),
            ("on_its_way", 3, 4),
        ]

    ask(tmp_path, scene)


def test_a_link_that_was_added_before_is_not_new_again(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        await store.create_batch("", [key], 0.0)
        await store.update_links([LinkChange(key=key, state=State.NEEDS_YOU)])
        assert (await store.ordered(Query())).sections == (Section("needs_you", 0, 1),)
        counts = await store.counts()
        assert (counts.new, counts.unsent, counts.by_filter[Filter.NEEDS_YOU]) == (0, 1, 1)

    ask(tmp_path, scene)


def test_days_are_those_of_this_computers_zone(tmp_path: Path, zone: str) -> None:
    moments = [NOON + hours * 3600.0 for hours in range(-24 * 200, 24 * 30, 7)]  # over a change of the clocks

    async def scene(store: Store) -> None:
        await store.save_uploads(
            [upload(number, created_at=moment + 0.25) for number, moment in enumerate(moments)]
        )
        ordering = await store.ordered(Query())
        rows = {row.key: row for row in await store.load(ordering.keys)}
        seen = 0
        for section in ordering.sections:
            assert section.start == seen
            shown = ordering.keys[section.start : section.start + section.count]
            days = {time.strftime("%Y-%m-%d", time.localtime(rows[key].created_at)) for key in shown}
            assert days == {section.id}
            seen += section.count
        assert seen == len(moments)
        assert [part.id for part in ordering.sections] == sorted({part.id for part in ordering.sections})[::-1]

    ask(tmp_path, scene)


def test_each_filter_and_its_count(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await set_states(
            store, *(state for state in State if state not in {State.PENDING, State.COMPLETE, State.FAILED})
        )
        await store.save_uploads([upload(1), upload(2, "pending"), upload(3, "failed"), upload(4, "failed")])
        dealt_with = (await keys(store, Query(filter=Filter.FAILED)))[0]
        await store.set_dealt_with([dealt_with], NOON)
        counts = await store.counts(seen_at=NOON + 3)
        assert counts.by_filter == {
            Filter.ALL: 12,
            Filter.NEEDS_YOU: 5,
            Filter.WAITING: 3,
            Filter.BEING_FETCHED: 1,
            Filter.IN_OKTOPOST: 1,
            Filter.FAILED: 1,
        }
        assert (counts.new, counts.unsent, counts.unseen) == (4, 8, 1)
        for chosen, count in counts.by_filter.items():
            assert len(await keys(store, Query(filter=chosen))) == count

    ask(tmp_path, scene)


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("webinar", [1]),
        ("WEBINAR final", [1]),
        ("final webinar", [1]),
        ("straße", [2]),
        ("STRASSE", [2]),
        ("100%", [2]),
        ("0%", [2]),
        ("a_b", [3]),
        ("!", [3]),
        ("0UP000000000001", [1]),
        ("026xyz", [1]),
        ("error 500", [3]),
        ("cdn.example/x?y", [2]),
        ("nothing", []),
        ("   ", [1, 2, 3]),
    ],
)
def test_search(tmp_path: Path, search: str, found: list[int]) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads(
            [
                upload(1, name="Webinar Final.mp4", media_id="026XYZ"),
                upload(2, name="Straße 100%.mp4", source="https://cdn.example/x?y=1"),
                upload(3, "failed", name="a_b! axb.mp4", last_error="Could not download file, error 500"),
            ]
        )
        for sort in (Sort(), Sort("name")):
            assert sorted(await keys(store, Query(search=search, sort=sort))) == found

    ask(tmp_path, scene)


@pytest.mark.parametrize(
    ("column", "rising"),
    [
        ("name", [2, 3, 1]),
        ("size", [3, 1, 2]),
        ("created", [1, 2, 3]),
        ("source", [3, 1, 2]),
        ("networks", [1, 3, 2]),
    ],
)
def test_sorting_by_a_column(tmp_path: Path, column: str, rising: list[int]) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads(
            [
                upload(1, name="clip 10.mp4", total_size_bytes=20, source="https://b"),
                upload(2, name="Clip 2.mp4", total_size_bytes=30, source="https://c"),
                upload(3, name="CLIP 3.mp4", total_size_bytes=10, source="https://a"),
            ]
        )
        await store.save_verdicts(2, [NetworkVerdict("LinkedIn", True), NetworkVerdict("Youtube", True)], NOON)
        await store.save_verdicts(3, [NetworkVerdict("LinkedIn", True), NetworkVerdict("Youtube", False)], NOON)
        for chosen in (Filter.ALL, Filter.IN_OKTOPOST):
            assert await keys(store, Query(filter=chosen, sort=Sort(column, descending=False))) == rising
            assert await keys(store, Query(filter=chosen, sort=Sort(column, descending=True))) == rising[::-1]

    ask(tmp_path, scene)


def test_sorting_by_state_follows_a_rows_life(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        waiting, new = await set_states(store, State.WAITING, State.READY)
        await store.save_uploads([upload(1), upload(2, "failed"), upload(3, "pending")])
        assert await keys(store, Query(sort=Sort("state", descending=False))) == [new, waiting, 5, 4, 3]
        assert (await store.ordered(Query(sort=Sort("state")))).sections == ()

    ask(tmp_path, scene)


def test_an_unknown_column_means_the_lists_own_order(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads([upload(1), upload(2)])
        ordering = await store.ordered(Query(sort=Sort("key; DROP TABLE row")))
        assert list(ordering.keys) == [2, 1]
        assert len(ordering.sections) == 1

    ask(tmp_path, scene)


def test_batches_and_networks_as_filters(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        added = await store.add_links(links("a", "b", "c"), checked=True)
        batch = await store.create_batch("", added[:2], 0.0)
        assert await keys(store, Query(batch_id=batch.id)) == added[:2]
        assert await keys(store, Query(batch_id=batch.id, search="b.mp4", sort=Sort("size"))) == added[1:2]
        await store.save_uploads([upload(1, media_id="0261"), upload(2, media_id="0262")])
        await store.save_verdicts(4, [NetworkVerdict("YouTube", True)], NOON)
        await store.save_verdicts(5, [NetworkVerdict("Youtube", False), NetworkVerdict("X_1", True)], NOON)
        assert await keys(store, Query(usable_on="Youtube")) == [4]
        assert await keys(store, Query(usable_on="X_1")) == [5]
        assert await keys(store, Query(usable_on="X%1")) == []
        assert await keys(store, Query(usable_on="tube")) == []

    ask(tmp_path, scene)


def test_an_empty_list(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        for query in (Query(), Query(search="x"), Query(sort=Sort("name"))):
            ordering = await store.ordered(query)
            assert (len(ordering.keys), ordering.sections) == (0, ())
        assert set((await store.counts()).by_filter.values()) == {0}
        assert store.rows([1, 2]) == {}
        assert store.batches() == ()

    ask(tmp_path, scene)


def test_many_keys_are_read_in_pieces(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads([upload(number, created_at=float(number)) for number in range(1, 12_001)])
        assert await keys(store, Query()) == list(range(12_000, 0, -1))
        assert [row.key for row in await store.load([9_000, 4, 77_777, 1])] == [9_000, 4, 1]

    ask(tmp_path, scene)


@given(st.lists(st.integers(0, 10**15), min_size=2, max_size=2))
def test_numbers_in_names_sort_by_value(numbers: list[int]) -> None:
    one, two = numbers
    if one < 10**12 and two < 10**12:
        assert (sort_name(f"Clip {one}") < sort_name(f"clip {two}")) is (one < two)
    assert sort_name(f"Clip {one:020}") == sort_name(f"CLIP {one}")


def test_days_that_are_counted_are_those_that_are_read(
    tmp_path: Path, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = [NOON + hours * 3600.0 + 0.75 for hours in range(-24 * 400, 24 * 40, 11)]

    async def scene(store: Store) -> None:
        await set_states(store, State.WAITING, State.NEEDS_YOU, State.REFUSED)
        statuses = ("complete", "failed", "pending")
        await store.save_uploads(
            [upload(number, statuses[number % 3], created_at=at) for number, at in enumerate(moments)]
        )
        queries = [Query(filter=which) for which in Filter]
        counted = [await store.ordered(query) for query in queries]
        with monkeypatch.context() as patch:
            patch.setattr(ordering, "_MOST_DAYS", 0)
            assert [await store.ordered(query) for query in queries] == counted
        assert len(counted[0].sections) > 400

    ask(tmp_path, scene)


def test_an_upload_without_a_date_does_not_cost_its_decades(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads([upload(1), upload(2, created_at=0.0)])
        assert [(part.start, part.count) for part in (await store.ordered(Query())).sections] == [(0, 1), (1, 1)]

    ask(tmp_path, scene)


@pytest.mark.parametrize("query", [Query(), Query(filter=Filter.FAILED), Query(search="a")], ids=str)
def test_the_lists_own_order_is_read_not_sorted(tmp_path: Path, query: Query) -> None:
    async def scene(_store: Store) -> None:
        statements: list[str] = []
        connection = sqlite3.connect(tmp_path / "cache.db")
        connection.set_trace_callback(statements.append)
        ordering.ordered(connection, query)
        connection.set_trace_callback(None)
        plans = [connection.execute(f"EXPLAIN QUERY PLAN {each}").fetchall() for each in statements]
        connection.close()
        assert plans
        assert "TEMP B-TREE" not in str(plans)

    ask(tmp_path, scene)
