"""Following uploads: close while something moves, quiet while nothing does."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from oktodesk.api.parse import upload as parse_upload
from oktodesk.problems import LocalTrouble, LockedOut, NotSent, SignInRefused
from oktodesk.uploads.next_due import Attention
from oktodesk.uploads.rows import Filter, State
from oktodesk.uploads.settling import SETTLE_S
from tests.unit.uploads.world import World, play

A, B = "https://files.example/a.mp4", "https://files.example/b.mp4"
PENDING = "GET /upload?status=pending"


def fill(world: World, count: int, **fields: object) -> None:
    for number in range(count):
        world.server.add(f"https://x.example/{number}", age_s=60.0 * (count - number), **fields).finish()


async def known(world: World) -> int:
    return (await world.store.counts()).by_filter[Filter.ALL]


def test_nothing_pending_is_never_polled(world: World) -> None:
    async def story() -> None:
        fill(world, 3, mime_type="image/png")
        await world.live(30)
        world.session.tracker.set_attention(Attention.HIDDEN)
        calls = len(world.server.calls)
        await world.live(24 * 3600)
        assert len(world.server.calls) == calls

    play(world, story)


def test_a_visible_window_checks_now_and_then_and_focus_at_most_once_a_minute(world: World) -> None:
    async def story() -> None:
        await world.live(30)
        calls = len(world.server.calls)
        await world.live(3600)
        assert 10 <= len(world.server.calls) - calls <= 13
        calls = len(world.server.calls)
        for _ in range(20):
            world.session.tracker.set_attention(Attention.VISIBLE)
            world.session.tracker.set_attention(Attention.FOCUSED)
            await world.live(1)
        assert len(world.server.calls) - calls <= 1

    play(world, story)


def test_what_is_pending_is_followed_to_its_end_and_validated_once(world: World) -> None:
    async def story() -> None:
        await world.live(30)
        (key,) = await world.confirm(A)
        await world.live(5)
        (upload,) = world.server.uploads.values()
        for downloaded in (300, 600, 900):
            upload.downloaded = downloaded
            await world.live(5)
        live = world.session.tracker.live(key)
        assert live is not None
        assert live.speed_bytes_s == pytest.approx(60, rel=0.3)
        upload.finish()
        await world.live(12)
        (row,) = await world.rows([key])
        assert (row.state, row.media_id) == (State.COMPLETE, upload.media_id)
        assert row.verdicts is not None
        assert len(world.server.calls_of("GET /video-validate")) == 1
        assert world.session.tracker.live(key) is None
        assert world.session.tracker.host_speed_bytes_s("files.example") is not None
        await world.live(60)
        assert len(world.server.calls_of("GET /video-validate")) == 1

    play(world, story)


def test_one_list_covers_all_and_nothing_moving_is_asked_ever_less(world: World) -> None:
    async def story() -> None:
        await world.confirm(*(f"https://files.example/{number}.mp4" for number in range(30)))
        await world.live(120)
        calls = len(world.server.calls)
        await world.live(100)
        assert len(world.server.calls) - calls <= 12
        world.session.tracker.set_attention(Attention.HIDDEN)
        await world.live(60)
        calls = len(world.server.calls)
        await world.live(300)
        assert len(world.server.calls) - calls <= 11

    play(world, story)


@pytest.mark.parametrize("ours", [True, False])
def test_one_wrong_404_does_not_undo_what_was_decided(world: World, ours: bool) -> None:
    async def story() -> None:
        if ours:
            (key,) = await world.confirm(A)
        else:
            world.server.add(A, age_s=SETTLE_S)
        await world.live(2 * SETTLE_S)
        (row,) = await world.store.by_source([A])
        world.server.uploads[row.upload_id].finish()
        world.server.unknown_ids.add(row.upload_id)
        await world.live(60)
        if ours:
            (row,) = await world.rows([key])
            assert row.state is State.COMPLETE
            del world.server.uploads[row.upload_id]  # really gone: no list has it
            world.session.tracker.full_sync()
            await world.live(60)
        assert await world.store.by_source([A]) == []

    play(world, story)


def test_a_failed_download_says_why(world: World) -> None:
    async def story() -> None:
        (key,) = await world.confirm(A)
        await world.live(5)
        world.server.uploads["0up000000000001"].fail("Could not download file, error 500")
        await world.live(15)
        (row,) = await world.rows([key])
        assert (row.state, row.last_error) == (State.FAILED, "Could not download file, error 500")

    play(world, story)


def test_the_whole_account_is_read_once_and_later_only_what_is_new(world: World) -> None:
    async def story() -> None:
        fill(world, 250, mime_type="image/png")
        await world.live(10)
        assert await known(world) == 250
        assert not world.session.status().allowance.at_least
        pages = world.server.calls_of("GET /upload?_count")
        assert len(pages) <= 5
        await world.session.close()
        fill(world, 3, mime_type="image/png")
        await world.open()
        await world.live(10)
        assert await known(world) == 253
        assert len(world.server.calls_of("GET /upload?_count")) - len(pages) == 1

    play(world, story)


@pytest.mark.parametrize("newest_first", [True, False])
def test_new_uploads_are_found_at_whichever_end_they_appear(world: World, newest_first: bool) -> None:
    async def story() -> None:
        world.server.newest_first = newest_first
        fill(world, 230, mime_type="image/png")
        await world.live(10)
        for number in range(120):
            world.server.add(f"https://new.example/{number}", mime_type="image/png").finish()
        calls = len(world.server.calls)
        world.session.tracker.refresh()
        await world.live(10)
        assert await known(world) == 350
        assert len(world.server.calls) - calls <= 3

    play(world, story)


def test_a_pass_goes_on_where_it_stopped(world: World) -> None:
    async def story() -> None:
        fill(world, 1_000, mime_type="image/png")
        await world.live(0.55)
        read = len(world.server.calls_of("GET /upload?_count"))
        assert 2 <= read <= 8
        await world.crash()
        await world.open()
        await world.live(10)
        assert await known(world) == 1_000
        assert len(world.server.calls_of("GET /upload?_count")) <= 12

    play(world, story)


def test_a_list_that_contradicts_itself_is_read_twice_at_most(world: World) -> None:
    async def story() -> None:
        fill(world, 5, mime_type="image/png")
        hidden = world.server.uploads["0up000000000003"]
        await world.live(10)
        hidden.visible_at = world.clock.monotonic() + 1e9
        world.server.add("https://x.example/new", mime_type="image/png").finish()
        calls = len(world.server.calls)
        await world.live(2 * 3600)
        assert len(world.server.calls) - calls <= 24 + 8
        assert await known(world) == 6, "a row is only removed after a 404 on its id"
        del world.server.uploads[hidden.id]
        world.session.tracker.full_sync()
        await world.live(10)
        assert await known(world) == 5

    play(world, story)


def test_an_upload_that_shows_late_is_not_taken_for_gone(world: World) -> None:
    async def story() -> None:
        world.server.late_s = SETTLE_S - 5
        (key,) = await world.confirm(A)
        await world.live(60)
        assert await world.states([key]) == [State.PENDING]
        await world.live(SETTLE_S)
        assert await world.states([key]) == [State.PENDING]

    play(world, story)


def test_an_account_with_no_total_is_read_to_its_end(world: World) -> None:
    async def story() -> None:
        world.server.says_total = False
        fill(world, 150, mime_type="image/png")
        await world.live(20)
        assert await known(world) == 150
        assert world.session.status().syncing is None

    play(world, story)


def test_recent_videos_are_validated_after_the_account_was_read(world: World) -> None:
    async def story() -> None:
        world.server.add(A, age_s=5 * 86_400).finish()
        world.server.add(B, age_s=40 * 86_400).finish()
        await world.live(60)
        row, older = await world.store.by_source({A}), await world.store.by_source({B})
        assert row[0].verdicts is not None
        assert older[0].verdicts is None
        await world.session.tracker.validate([older[0].key])
        (older_row,) = await world.rows([older[0].key])
        assert older_row.verdicts is not None

    play(world, story)


def test_after_sleep_there_is_one_refresh_and_no_burst(world: World) -> None:
    async def story() -> None:
        await world.confirm(A)
        await world.live(60)
        calls = len(world.server.calls)
        world.clock.advance(8 * 3600)
        await world.live(3)
        assert 1 <= len(world.server.calls) - calls <= 4

    play(world, story)


def test_a_server_that_fails_is_asked_ever_less_and_told(world: World) -> None:
    async def story() -> None:
        await world.confirm(A)
        await world.live(10)
        world.server.list_status = 503
        await world.live(30)
        status = world.session.status()
        assert status.offline is not None
        assert status.offline.id == "server_failed"
        calls = len(world.server.calls)
        await world.live(600)
        assert len(world.server.calls) - calls <= 14
        world.server.list_status = None
        await world.live(61)
        assert world.session.status().offline is None

    play(world, story)


def test_catching_up_works_in_a_session_that_was_not_started(world: World) -> None:
    async def story() -> None:
        await world.session.close()
        fill(world, 130, mime_type="image/png")
        await world.open(leads=False)
        await waited(world, world.session.tracker.catch_up())
        assert await known(world) == 130
        world.server.down = True
        with pytest.raises(NotSent):
            await waited(world, world.session.tracker.catch_up())
        world.server.down, world.server.unauthorised = False, True
        with pytest.raises(SignInRefused):
            await waited(world, world.session.tracker.catch_up())
        await world.session.budget.note_lock_out(None)
        with pytest.raises(LockedOut):
            await waited(world, world.session.tracker.catch_up())

    play(world, story)


async def waited(world: World, work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.ensure_future(work)
    while not task.done():
        await world.live(1)
    await task


def test_a_long_line_of_creates_does_not_put_off_following(world: World) -> None:
    async def story() -> None:
        await world.confirm(*(f"https://files.example/{number}.mp4" for number in range(60)))
        await world.live(4)
        world.server.uploads["0up000000000001"].finish()
        await world.live(40)
        assert world.session.status().in_line > 0
        (row,) = await world.store.by_source({"https://files.example/0.mp4"})
        assert row.state is State.COMPLETE

    play(world, story)


def test_a_person_who_refreshes_does_not_wait_behind_a_call_that_waits(world: World) -> None:
    async def story() -> None:
        await world.confirm(*(f"https://files.example/{number}.mp4" for number in range(60)))
        await world.live(1)
        for attempt in range(20):
            world.server.uploads["0up000000000001"].attempts = attempt
            await world.live(2)
        assert world.session.status().calls_minute >= 43, "following has to wait for its share of the minute"
        calls = len(world.server.calls)
        world.session.tracker.refresh()
        await world.live(1)
        assert "GET /upload?_count=100&_page=0" in world.server.calls[calls:]

    play(world, story)


def test_a_list_that_broke_while_running_is_read_again_at_once(world: World) -> None:
    async def story() -> None:
        fill(world, 130)
        await world.live(400)
        world.session.tracker.set_attention(Attention.HIDDEN)
        calls = len(world.server.calls_of("GET /video-validate"))
        keeper = world.store._machinery.keeper
        keeper.replace_cache(keeper.cache_generation)
        assert await known(world) == 0
        await world.live(30)
        assert await known(world) == 130
        await world.live(400)
        assert len(world.server.calls_of("GET /video-validate")) == 2 * calls == 260
        ((name, trouble),) = world.failures
        assert isinstance(trouble, LocalTrouble)
        assert (name, trouble.problem.id) == ("files", "store_corrupt")
        world.failures.clear()

    play(world, story)


@pytest.mark.parametrize(("attention", "within_s"), [(Attention.VISIBLE, 6), (Attention.HIDDEN, 31)])
def test_waking_up_is_noticed_while_nothing_is_due(world: World, attention: Attention, within_s: float) -> None:
    async def story() -> None:
        world.session.tracker.set_attention(attention)
        await world.live(60)
        calls = len(world.server.calls)
        world.server.set_wall_clock(8 * 3600)  # as on Linux: timers and the monotonic clock stood still
        await world.live(within_s)
        assert 1 <= len(world.server.calls_of("GET /upload")) <= 4
        assert len(world.server.calls) > calls

    play(world, story)


@pytest.mark.parametrize("mime_type", ["video/mp4", ""])
def test_what_a_colleague_uploaded_between_two_checks_is_validated_too(world: World, mime_type: str) -> None:
    async def story() -> None:
        await world.live(30)
        upload = world.server.add(A, mime_type=mime_type, name="a.mp4")
        upload.finish()
        await world.live(310)
        assert world.server.calls_of("GET /video-validate") == [f"GET /video-validate/{upload.media_id}"]

    play(world, story)


def test_a_video_is_due_to_be_validated_until_there_is_an_answer(world: World) -> None:
    async def story() -> None:
        await world.live(30)
        world.server.verdicts = {}
        keys = await world.confirm(A, B)
        await world.live(5)
        tracker = world.session.tracker
        assert not any(map(tracker.is_validating, keys))
        for upload in world.server.uploads.values():
            upload.finish()
        finished = [parse_upload({"Upload": each.as_json()}) for each in world.server.uploads.values()]
        await world.session.budget.note_lock_out(60)
        await world.store.save_uploads(finished)
        await world.live(30)
        assert all(map(tracker.is_validating, keys)), "the calls are refused for the moment"
        await world.live(60)
        assert not any(map(tracker.is_validating, keys))
        assert all(row.verdicts is not None for row in await world.rows(keys))

    play(world, story)
