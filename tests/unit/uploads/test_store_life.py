"""A link's way through the store: taken in, confirmed, sent, crossed over, followed, decided about."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link, LinkReport, NetworkForecast
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.uploads.rows import Change, Filter, State, Wait
from oktodesk.uploads.store import LinkChange, Store
from tests.clock import FakeClock

Scene = Callable[[Store], Awaitable[None]]


@asynccontextmanager
async def opened(directory: Path, clock: FakeClock) -> AsyncIterator[Store]:
    store = await Store.open(directory, clock=clock)
    try:
        yield store
    finally:
        await store.close()


def play(directory: Path, *scenes: Scene) -> None:
    """Each scene gets the store opened anew."""

    async def run() -> None:
        for scene in scenes:
            async with opened(directory, FakeClock()) as store:
                await scene(store)

    asyncio.run(run())


def links(*names: str) -> list[Link]:
    return [Link(f"https://a.example/{name}.mp4", f"https://short.example/{name}") for name in names]


def upload(upload_id: str, status: str = "pending", **fields: object) -> Upload:
    defaults: dict[str, object] = {"source": f"https://a.example/{upload_id}.mp4", "created_at": 1_760_000_000.0}
    return Upload(upload_id, status, **(defaults | fields))  # type: ignore[arg-type]


def test_links_are_kept_with_all_they_brought(tmp_path: Path) -> None:
    link = Link(
        source="https://a.example/x.mp4",
        pasted="https://safelinks.example/?url=x",
        name="Übersicht.mp4",
        mime_type="video/mp4",
        meant_for=("LinkedIn", "Youtube"),
        origin="list.csv",
        line=7,
        looks_like_media=False,
        columns={"Campaign": "Spring", "N": "007"},
    )
    report = LinkReport(
        source=link.source,
        resolved_source=link.source,
        size_bytes=123,
        findings=(Finding("link_status", Severity.WARNING, {"status": 404, "host": "12", "since_s": 1.5}),),
        forecast=(NetworkForecast("LinkedIn", is_valid=False, placement="feed"),),
    )
    problem = Problem("link_status", {"status": 404, "host": "12"}, "detail")

    async def take_in(store: Store) -> None:
        (key,) = await store.add_links([link], checked=False)
        changed = await store.update_links(
            [LinkChange(key=key, state=State.NEEDS_YOU, report=report, problem=problem)]
        )
        assert changed == {key}

    async def look(store: Store) -> None:
        (record,) = await store.outbox_rows([State.NEEDS_YOU])
        row = store.rows([record.key])[record.key]
        for name in ("source", "pasted", "name", "mime_type", "meant_for", "origin", "line", "columns"):
            assert getattr(record, name) == getattr(link, name) == getattr(row, name)
        assert not row.looks_like_media
        assert row.report == record.report == report
        assert row.problem == record.problem == problem
        assert row.forecast == report.forecast
        assert row.size_bytes == 123

    play(tmp_path, take_in, look)


def test_links_that_need_no_check_say_so(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        row = store.rows([key])[key]
        assert (row.state, row.check_skipped) == (State.READY, True)

    play(tmp_path, scene)


def test_a_change_may_depend_on_the_state(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        one, two = await store.add_links(links("a", "b"), checked=False)
        await store.update_links([LinkChange(key=two, state=State.READY)])
        changed = await store.update_links(
            [
                LinkChange(key=key, only_from=frozenset({State.UNCHECKED}), state=State.CHECKING)
                for key in (one, two, 99)
            ]
        )
        assert changed == {one}
        assert store.rows([two])[two].state is State.READY

    play(tmp_path, scene)


def test_many_changes_are_made_with_few_questions_and_each_sees_the_one_before(tmp_path: Path) -> None:
    async def work(store: Store) -> None:
        keys = await store.add_links(links(*(f"n{at}" for at in range(1_100))), checked=True)
        asked: list[str] = []
        outbox = store._machinery.keeper._outbox.connection
        await store._machinery.writer.run(lambda: outbox.set_trace_callback(asked.append))
        drop = [LinkChange(key=key, only_from=frozenset({State.READY}), state=State.DROPPED) for key in keys]
        again = [LinkChange(key=keys[0], only_from=frozenset({State.DROPPED}), name="seen")]
        assert await store.update_links([*drop[:1], *again, *drop]) == frozenset(keys)
        await store._machinery.writer.run(lambda: outbox.set_trace_callback(None))
        assert sum("SELECT" in question and "FROM link" in question for question in asked) < 10
        first = await store.link(keys[0])
        assert first is not None
        assert (first.name, first.state, first.state_before) == ("seen", State.DROPPED, State.READY)

    play(tmp_path, work)


def test_a_dropped_link_is_out_of_sight_until_it_is_restored_or_purged(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        one, two = await store.add_links(links("a", "b"), checked=True)
        await store.update_links([LinkChange(key=key, state=State.DROPPED) for key in (one, two)])
        assert store.rows([one, two]) == {}
        dropped = await store.outbox_rows([State.DROPPED])
        assert {record.state_before for record in dropped} == {State.READY}
        assert {record.dropped_at for record in dropped} == {1_760_000_000.0}

        await store.update_links([LinkChange(key=one, state=State.READY)])
        record = await store.link(one)
        assert record is not None
        assert record.dropped_at is None
        assert record.state_before is None
        assert store.rows([one])[one].state is State.READY

        assert await store.purge_dropped(1_760_000_000.0) == 0
        assert await store.purge_dropped(1_760_000_001.0) == 1
        assert await store.link(two) is None

    play(tmp_path, scene)


def test_a_batch_confirms_new_and_refused_links_and_takes_uploads_along(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        new, refused, sent = await store.add_links(links("a", "b", "c"), checked=True)
        await store.update_links(
            [LinkChange(key=refused, state=State.REFUSED), LinkChange(key=sent, state=State.SENDING)]
        )
        await store.save_uploads([upload("0up1", "complete")])
        known = await store.by_upload_id("0up1")
        assert known is not None
        batch = await store.create_batch("Friday", [new, refused, sent, known.key], 1_760_000_010.0)

        rows = store.rows([new, refused, sent, known.key])
        for key in (new, refused):
            assert (rows[key].state, rows[key].wait, rows[key].wait_until) == (
                State.WAITING,
                Wait.GRACE,
                1_760_000_010.0,
            )
        assert [row.batch_id for row in rows.values()].count(batch.id) == 3
        assert (rows[sent].state, rows[sent].batch_id) == (State.SENDING, 0)

        heard: list[Change] = []
        store.subscribe(heard.append)
        await store.rename_batch(batch.id, "Saturday")
        await store.reschedule_batch(batch.id, 5.0)
        await asyncio.sleep(0)
        assert frozenset[int]().union(*(change.keys for change in heard)) >= {new, refused, known.key}
        assert [(one.name, one.sends_at) for one in store.batches()] == [("Saturday", 5.0)]
        assert store.rows([new])[new].wait_until == 5.0

    play(tmp_path, scene)


def test_an_intent_is_given_once(tmp_path: Path) -> None:
    async def send(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        assert not await store.begin_intent(key, 10.0, 0.5)
        await store.create_batch("", [key], 0.0)
        assert await store.begin_intent(key, 10.0, 0.5, name="Clip.mp4")
        assert not await store.begin_intent(key, 11.0, 0.5)

    async def look_after_a_crash(store: Store) -> None:
        (record,) = await store.outbox_rows([State.SENDING])
        assert (record.intent_at, record.server_offset_s, record.name_sent) == (10.0, 0.5, "Clip.mp4")
        assert not await store.begin_intent(12345, 1.0, 0.0)

    play(tmp_path, send, look_after_a_crash)


def test_a_link_keeps_its_key_and_its_past_when_it_becomes_an_upload(tmp_path: Path) -> None:
    report = LinkReport("s", "s", size_bytes=55, forecast=(NetworkForecast("Youtube", True, "video"),))

    async def cross(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        await store.update_links([LinkChange(key=key, report=report, meant_for=("Youtube",))])
        await store.create_batch("B", [key], 0.0)
        await store.begin_intent(key, 10.0, 0.0)
        assert await store.cross_over(key, upload("0up1", raw={"Id": "0up1"})) == key
        assert await store.cross_over(key, upload("0up1", raw={"Id": "0up1"})) == key

    async def follow(store: Store) -> None:
        await store.save_uploads([upload("0up1", "complete", media_id="0261", total_size_bytes=60)])
        row = await store.by_upload_id("0up1")
        assert row is not None
        assert row.key == 1
        assert (row.state, row.media_id, row.size_bytes) == (State.COMPLETE, "0261", 60)
        assert row.pasted == "https://short.example/a"
        assert (row.report, row.forecast, row.meant_for) == (report, report.forecast, ("Youtube",))
        assert (row.batch_id, row.intent_at) == (1, 10.0)
        assert await store.outbox_rows(list(State)) == []
        assert (await store.raw_uploads([1]))[1] == {"Id": "0up1"}
        note = (await store.notes(["0up1"]))["0up1"]
        assert note.crossed_at is not None

    play(tmp_path, cross, follow)


def test_an_upload_seen_before_its_link_crossed_over_goes_on_under_the_links_key(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        (seen,) = await store.save_uploads([upload("0up1", "complete", media_id="0261")])
        await store.set_dealt_with([seen], 5.0)
        assert await store.cross_over(key, upload("0up1")) == key
        assert store.rows([seen, key]).keys() == {key}
        assert store.rows([key])[key].dealt_with_at == 5.0
        assert await store.save_uploads([upload("0up1", "failed")]) == {key}

    play(tmp_path, scene)


def test_an_upload_that_belongs_to_another_link_is_not_taken_over(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        one, two = await store.add_links(links("a", "b"), checked=True)
        await store.cross_over(one, upload("0up1"))
        assert await store.cross_over(two, upload("0up1", "complete")) == one
        assert store.rows([two])[two].state is State.READY
        assert store.rows([one])[one].state is State.COMPLETE

    play(tmp_path, scene)


def test_saving_uploads_tells_only_what_changed(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        heard: list[Change] = []
        stop = store.subscribe(heard.append)
        one, two = sorted(await store.save_uploads([upload("0up1"), upload("0up2"), upload("0up1")]))
        assert await store.save_uploads([upload("0up1"), upload("0up2")]) == frozenset()
        await asyncio.sleep(0)
        assert heard == [Change(frozenset({one, two}), reordered=True)]

        heard.clear()
        assert await store.save_uploads([upload("0up2", downloaded_bytes=10)]) == {two}
        await asyncio.sleep(0)
        assert heard == [Change(frozenset({two}), reordered=False)]

        heard.clear()
        await store.save_uploads([upload("0up2", "complete")])
        await asyncio.sleep(0)
        assert heard == [Change(frozenset({two}), reordered=True)]
        stop()
        stop()

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("status", "media_id", "state"),
    [
        ("pending", "", State.PENDING),
        ("complete", "0261", State.COMPLETE),
        ("failed", "", State.FAILED),
        ("queued", "", State.PENDING),
        ("archived", "0261", State.COMPLETE),
        ("", "", State.PENDING),
    ],
)
def test_unknown_statuses_are_kept_and_placed(tmp_path: Path, status: str, media_id: str, state: State) -> None:
    async def scene(store: Store) -> None:
        await store.save_uploads([upload("0up1", status, media_id=media_id)])
        row = await store.by_upload_id("0up1")
        assert row is not None
        assert (row.upload_status, row.state) == (status, state)

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("words", "problem_id"),
    [
        ("Could not download file, error 500", "download_http_error"),
        ("Could not download file, error 404", "download_missing"),
        ("Could not download file, error 403", "download_forbidden"),
        ("Unsupported file type", "download_failed"),
        ("", "download_failed"),
    ],
)
def test_a_failed_upload_carries_its_problem(tmp_path: Path, words: str, problem_id: str) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.save_uploads([upload("0up1", "failed", last_error=words)])
        problem = store.rows([key])[key].problem
        assert problem is not None
        assert problem.id == problem_id
        await store.save_uploads([upload("0up1", "pending")])
        assert store.rows([key])[key].problem is None

    play(tmp_path, scene)


def test_decisions_about_uploads_outlive_the_cache(tmp_path: Path) -> None:
    async def decide(store: Store) -> None:
        (key,) = await store.save_uploads([upload("0up1", "failed")])
        await store.set_dealt_with([key], 7.0)
        assert await store.try_again(store.rows([key])[key], links("again")[0]) == 2
        await store.set_meant_for([key], ["LinkedIn"])
        counts = (await store.counts()).by_filter
        assert (counts[Filter.ALL], counts[Filter.FAILED]) == (2, 0)

    async def fetch_again(store: Store) -> None:
        assert await store.by_upload_id("0up1") is None
        await store.save_uploads([upload("0up1", "failed")])
        row = await store.by_upload_id("0up1")
        assert row is not None
        assert (row.key, row.dealt_with_at, row.replaced_by, row.meant_for) == (1, 7.0, 2, ("LinkedIn",))
        await store.set_dealt_with([row.key], None)
        assert (await store.counts()).by_filter[Filter.FAILED] == 1

    play(tmp_path, decide)
    for file in tmp_path.glob("cache.db*"):
        file.unlink()
    play(tmp_path, fetch_again)


def test_purposes_of_links(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (one,) = await store.add_links(links("a"), checked=True)
        await store.set_meant_for([one], ["Facebook"])
        assert store.rows([one])[one].meant_for == ("Facebook",)

    play(tmp_path, scene)


def test_trying_again_ties_both_ends_at_once(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.save_uploads([upload("0up1", "failed")])
        failed = store.rows([key])[key]
        both = await asyncio.gather(*(store.try_again(failed, links("again")[0]) for _ in range(2)))
        assert both == [2, 2], "two clicks are one try"
        (record,) = await store.outbox_rows(list(State))
        assert (record.state, record.replaces, store.rows([key])[key].replaced_by) == (State.WAITING, key, 2)
        assert await store.tries() == [], "it is no upload yet"

    async def crossing(store: Store) -> None:
        await store.cross_over(2, upload("0up2", "failed"))
        assert await store.try_again(store.rows([2])[2], links("third")[0]) == 3
        await store.cross_over(3, upload("0up3", "complete"))
        assert await store.tries() == [2, 3]
        await store.settle_replaced(3)
        assert [store.rows([key])[key].dealt_with_at is not None for key in (1, 2, 3)] == [True, True, False]
        assert await store.tries() == []
        await store.set_dealt_with([1], None)
        await store.settle_replaced(3)
        assert store.rows([1])[1].dealt_with_at is None, "what the person opened again stays open"

    play(tmp_path, scene, crossing)


async def _ours_is_gone(store: Store) -> None:
    heard: list[Change] = []
    store.subscribe(heard.append)
    (key,) = await store.add_links(links("a"), checked=True)
    await store.create_batch("Batch", [key], 0.0)
    await store.cross_over(key, upload("0up1"))
    await store.set_meant_for([key], ["LinkedIn"])
    await store.forget_upload(key)
    await asyncio.sleep(0)
    assert heard[-1] == Change(frozenset({key}), reordered=True)


def test_an_upload_that_is_gone_for_long_is_forgotten(tmp_path: Path) -> None:
    async def look(store: Store) -> None:
        assert await store.row(1) is None
        now = FakeClock().now()
        assert await store.purge_forgotten(now) == 0
        assert await store.purge_forgotten(now + 1) == 1
        assert await store.notes(["0up1"]) == {}
        (key,) = await store.save_uploads([upload("0up1")])
        assert key == 2, "keys are never given out twice"

    play(tmp_path, _ours_is_gone, look)


@pytest.mark.parametrize("damaged", [False, True], ids=["list kept", "list lost"])
def test_an_upload_that_was_missed_and_turns_up_is_the_same_row(tmp_path: Path, damaged: bool) -> None:
    async def look(store: Store) -> None:
        assert (await store.counts()).by_filter[Filter.ALL] == 0, "it stays gone when the list is made anew"
        (key,) = await store.save_uploads([upload("0up1", "complete")])
        row = store.rows([key])[key]
        assert (row.key, row.state, row.meant_for) == (1, State.COMPLETE, ("LinkedIn",))
        assert row.batch_id == store.batches()[0].id

    async def again(store: Store) -> None:
        assert await store.purge_forgotten(1e12) == 0
        row = store.rows([1])[1]
        assert (row.upload_id, row.meant_for) == ("0up1", ("LinkedIn",))

    play(tmp_path, _ours_is_gone)
    if damaged:
        for file in tmp_path.glob("cache.db*"):
            file.unlink()
    play(tmp_path, look, again)


def test_an_upload_that_was_missed_is_never_another_links(tmp_path: Path) -> None:
    async def look(store: Store) -> None:
        (other,) = await store.add_links(links("a"), checked=True)
        assert await store.cross_over(other, upload("0up1")) == 1
        assert store.rows([1])[1].upload_id == "0up1"
        assert (await store.link(other)) is not None

    play(tmp_path, _ours_is_gone, look)


def test_verdicts_belong_to_the_medium(tmp_path: Path) -> None:
    verdicts = (NetworkVerdict("LinkedIn", True), NetworkVerdict("Instagram", False, ("too long",)))

    async def scene(store: Store) -> None:
        video = upload("0up1", "complete", media_id="0261", mime_type="video/mp4")
        picture = upload("0up2", "complete", media_id="0262", mime_type="image/png")
        await store.save_uploads([video, picture])
        (key,) = await store.unvalidated(0.0, 10)
        await store.save_verdicts(key, verdicts, 9.0)
        assert (store.rows([key])[key].verdicts, store.rows([key])[key].verdicts_at) == (verdicts, 9.0)
        assert await store.unvalidated(0.0, 10) == []
        await store.save_uploads([upload("0up1", "complete", media_id="0269", mime_type="video/mp4")])
        assert store.rows([key])[key].verdicts is None
        assert await store.unvalidated(0.0, 10) == [key]
        await store.save_verdicts(999, verdicts, 9.0)

    play(tmp_path, scene)


def test_what_the_allowance_counts(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.add_links(links("a"), checked=True)
        await store.save_uploads(
            [
                upload("0up1", "complete", total_size_bytes=100, created_at=30.0),
                upload("0up2", "pending", total_size_bytes=50, downloaded_bytes=5, created_at=20.0),
                upload("0up3", "failed", total_size_bytes=70, downloaded_bytes=7, created_at=40.0),
                upload("0up4", "complete", total_size_bytes=1, created_at=19.9),
            ]
        )
        entries = await store.allowance_entries(20.0)
        assert entries == [(20.0, 50, State.PENDING), (30.0, 100, State.COMPLETE), (40.0, 7, State.FAILED)]
        assert await store.pending_keys() == [3]

    play(tmp_path, scene)


def test_rows_are_found_by_source_and_by_what_was_pasted(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        (key,) = await store.add_links(links("a"), checked=True)
        (other,) = await store.save_uploads([upload("0up1")])
        for url in ("https://a.example/a.mp4", "https://short.example/a"):
            assert [row.key for row in await store.by_source([url])] == [key]
        both = await store.by_source(["https://short.example/a", "https://a.example/0up1.mp4", "x"])
        assert {row.key for row in both} == {key, other}

    play(tmp_path, scene)


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        ([4], 1, [4, 1, 2, 3]),
        ([1, 2], None, [3, 4, 1, 2]),
        ([3, 1], 2, [3, 1, 2, 4]),
        ([2], 2, [1, 2, 3, 4]),
        ([2, 99, 2], 4, [1, 3, 2, 4]),
        ([1], 99, [2, 3, 4, 1]),
    ],
)
def test_the_line_can_be_reordered(tmp_path: Path, moved: list[int], before: int | None, order: list[int]) -> None:
    async def scene(store: Store) -> None:
        await store.add_links(links(*"abcd"), checked=True)
        await store.reorder(moved, before)
        assert [record.key for record in await store.outbox_rows([State.READY])] == order

    play(tmp_path, scene)


def test_reordering_never_runs_out_of_room(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.add_links(links(*"abc"), checked=True)
        for turn in range(60):
            await store.reorder([3 if turn % 2 else 1], 2 if turn % 3 else None)
        await store.reorder([3, 1, 2], None)
        assert [record.key for record in await store.outbox_rows([State.READY])] == [3, 1, 2]

    play(tmp_path, scene)


def test_links_are_handed_over_to_another_account_once(tmp_path: Path) -> None:
    async def run() -> None:
        clock = FakeClock()
        async with opened(tmp_path / "none", clock) as old, opened(tmp_path / "acme", clock) as new:
            await new.add_links(links("z"), checked=True)
            one, _ = await old.add_links(links("a", "b"), checked=True)
            await old.create_batch("Mine", [one], 5.0)
            records = await old.outbox_rows(list(State))
            await new.take_over("elsewhere", records, old.batches())
            again = await new.take_over("elsewhere", records, old.batches())
            assert len(await new.outbox_rows(list(State))) == 3, "a repetition doubles nothing"
            assert again == [2, 3]

            keys = await old.hand_over(new)
            assert await old.outbox_rows(list(State)) == []
            rows = await new.load(keys)
            assert [row.source for row in rows] == ["https://a.example/a.mp4", "https://a.example/b.mp4"]
            assert [row.state for row in rows] == [State.WAITING, State.READY]
            batch = next(batch for batch in new.batches() if batch.id == rows[0].batch_id)
            assert batch.name == "Mine"
            assert rows[1].batch_id == 0

    asyncio.run(run())


def test_states_of_the_synchronisation(tmp_path: Path) -> None:
    async def write(store: Store) -> None:
        assert await store.state("full_sync") is None
        await store.set_state("full_sync", "page 3")
        await store.set_state("full_sync", "page 4")

    async def read(store: Store) -> None:
        assert await store.state("full_sync") == "page 4"

    play(tmp_path, write, read)


def test_files_are_for_their_owner_only(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        await store.add_links(links("a"), checked=True)
        modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "account").iterdir()}
        assert modes.keys() >= {"outbox.db", "outbox.db-wal", "cache.db", "cache.db-wal"}
        assert set(modes.values()) == {0o600}
        assert (tmp_path / "account").stat().st_mode & 0o777 == 0o700

    play(tmp_path / "account", scene)
