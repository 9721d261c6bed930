"""From Add to Oktopost: each confirmed link ends as exactly one upload, or says why not."""

import asyncio
import sqlite3
from collections.abc import Sequence

import httpx
import pytest

from oktodesk.api.wire import Upload
from oktodesk.problems import LinkTrouble, LocalTrouble
from oktodesk.session import DROPPED_KEPT_S
from oktodesk.uploads.allowance import GIB
from oktodesk.uploads.line import Candidate, Situation, Turn, plan
from oktodesk.uploads.outbox import Place
from oktodesk.uploads.rows import Row, State, Wait
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.store import LinkChange
from tests.unit.uploads.model_server import Fate
from tests.unit.uploads.world import InlineWorker, World, link, play

A, B, C, D, E = (f"https://files.example/{name}.mp4" for name in "abcde")


async def the_row(world: World, key: int) -> Row:
    (row,) = await world.rows([key])
    return row


def test_a_confirmed_link_becomes_one_upload(world: World) -> None:
    async def story() -> None:
        keys = await world.confirm(A)
        await world.live(5)
        (row,) = await world.rows(keys)
        assert row.state is State.PENDING
        assert row.upload_id in world.server.uploads
        assert world.server.sources == [A]

    play(world, story)


def test_the_intent_is_on_disk_before_the_request_leaves(world: World) -> None:
    async def story() -> None:
        states: list[str] = []

        def look() -> None:
            with sqlite3.connect(f"file:{world.folder / 'outbox.db'}?mode=ro", uri=True) as disk:
                states.extend(
                    state for (state,) in disk.execute("SELECT state FROM link WHERE intent_at IS NOT NULL")
                )

        world.server.before_create = look
        await world.confirm(A)
        await world.live(5)
        assert states == ["sending"]

    play(world, story)


def test_grace_can_be_taken_back_and_ended(world: World) -> None:
    async def story() -> None:
        keys = await world.session.desk.take([link(A), link(B)])
        await world.live(1)
        batch = await world.session.outbox.add(keys, name="two")
        await world.live(9)
        assert not world.server.creates
        assert await world.session.outbox.take_back(batch.id) == keys
        await world.live(30)
        assert await world.states(keys) == [State.READY, State.READY]
        assert not world.server.creates
        again = await world.session.outbox.add(keys)
        await world.session.outbox.send_now(again.id)
        await world.live(2)
        assert world.server.sources == [A, B]
        assert await world.session.outbox.take_back(again.id) == []

    play(world, story)


def test_only_what_is_ready_is_added_unless_the_person_insists(world: World) -> None:
    async def story() -> None:
        world.checker.refuses(A)
        keys = await world.confirm(A, B)
        await world.live(5)
        assert await world.states(keys) == [State.NEEDS_YOU, State.PENDING]
        nothing = await world.session.outbox.add([keys[0]], grace_s=0)
        assert nothing.id == 0
        await world.session.outbox.add([keys[0]], grace_s=0, send_anyway=True)
        await world.live(5)
        assert world.server.sources == [A, B]
        row = await the_row(world, keys[0])
        assert row.check_skipped

    play(world, story)


@pytest.mark.parametrize("fate", [Fate.LOST_AFTER, Fate.FAILED_AFTER, Fate.GARBLED])
def test_a_lost_reply_is_found_and_not_repeated(world: World, fate: Fate) -> None:
    async def story() -> None:
        world.server.fates.append(fate)
        (key,) = await world.confirm(A, name="one")
        await world.live(5)
        row = await the_row(world, key)
        assert row.state is State.PENDING
        assert len(world.server.creates) == 1

    play(world, story)


@pytest.mark.parametrize("fate", [Fate.LOST_BEFORE, Fate.FAILED_BEFORE, Fate.MOVED])
def test_what_never_arrived_is_sent_once_more_after_settle(world: World, fate: Fate) -> None:
    async def story() -> None:
        world.server.fates.append(fate)
        (key,) = await world.confirm(A)
        await world.live(SETTLE_S - 5)
        assert (await the_row(world, key)).state is State.UNSURE
        assert len(world.server.creates) == 1
        await world.live(10)
        assert (await the_row(world, key)).state is State.PENDING
        assert world.server.sources == [A]
        assert len(world.server.creates) == 2
        assert len(world.server.calls_of("GET /upload?source=")) <= 10

    play(world, story)


def test_an_upload_that_shows_late_is_found_in_time(world: World) -> None:
    async def story() -> None:
        world.server.late_s = SETTLE_S - 1
        world.server.fates.append(Fate.LOST_AFTER)
        await world.confirm(A)
        await world.live(3 * SETTLE_S)
        assert world.server.sources == [A]

    play(world, story)


def test_after_two_lost_creates_the_person_is_asked(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE] * 2)
        (key,) = await world.confirm(A)
        await world.live(2 * SETTLE_S + 20)
        row = await the_row(world, key)
        assert row.state is State.UNSURE
        assert row.problem is not None
        assert row.problem.id == "unsure_ask"
        calls = len(world.server.calls)
        await world.live(600)
        assert len(world.server.calls_of("GET /upload?source=")) <= 20
        assert len(world.server.creates) == 2
        assert len(world.server.calls) - calls <= 3, "only the window's own checks go on"
        await world.session.outbox.resolve_unsure(key, send_again=True)
        await world.live(5)
        assert world.server.sources == [A]

    play(world, story)


def test_what_oktopost_can_not_be_asked_for_is_not_sent_again_by_itself(world: World) -> None:
    """One whose address is too long for a query: the newest uploads may not reach back to it. Others are found."""
    answer = world.server._answer

    async def refusing(request: httpx.Request) -> httpx.Response:
        if request.url.params.get("source") == A:
            return httpx.Response(414)
        return await answer(request)

    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE, Fate.LOST_BEFORE])
        key, other = await world.confirm(A, B)
        await world.live(SETTLE_S + 10)
        row = await the_row(world, key)
        assert row.problem is not None
        assert (row.state, row.problem.id) == (State.UNSURE, "unsure_ask")
        assert (await the_row(world, other)).state is State.PENDING
        assert [form["source"] for form in world.server.creates] == [A, B, B]

    world.server._answer = refusing  # type: ignore[method-assign]
    play(world, story)


def test_what_is_in_line_to_be_sent_again_is_not_taken_out(world: World) -> None:
    """As a new link it would be sent as if it never had been."""

    async def story() -> None:
        world.server.fates.append(Fate.LOST_BEFORE)
        (key,) = await world.confirm(A)
        await world.live(1)
        world.session.outbox.pause()
        await world.live(SETTLE_S + 10)
        assert (await the_row(world, key)).wait is Wait.PAUSED
        assert await world.session.outbox.take_out([key]) == []
        world.session.outbox.resume()
        await world.live(5)
        assert (await world.states([key])) == [State.PENDING]

    play(world, story)


def test_a_try_again_begins_to_count_anew(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE, Fate.REFUSED, Fate.LOST_BEFORE])
        (key,) = await world.confirm(A)
        await world.live(SETTLE_S + 10)
        assert (await world.states([key])) == [State.REFUSED]
        assert await world.session.outbox.retry([key]) == [key]
        await world.live(SETTLE_S + 10)
        assert (await world.states([key])) == [State.PENDING], "it was sent again by itself"

    play(world, story)


def test_why_a_link_waits_is_not_written_over_a_hold(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        update = world.store.update_links

        async def held_just_before(changes: Sequence[LinkChange]) -> frozenset[int]:
            if any(change.wait is Wait.PAUSED for change in changes):
                await update([LinkChange(key=key, wait=Wait.HELD)])
            return await update(changes)

        world.session.outbox.pause()
        (key,) = await world.session.desk.take([link(A)])
        await world.live(1)
        monkeypatch.setattr(world.store, "update_links", held_just_before)
        await world.session.outbox.add([key], grace_s=0.0)
        await world.live(5)
        assert (await the_row(world, key)).wait is Wait.HELD

    play(world, story)


def test_a_clock_set_while_a_link_is_checked_again_makes_no_older_upload_its_own(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([link(A)])
        await world.live(1)
        world.session.outbox.pause()
        await world.session.outbox.add([key], grace_s=0.0)
        await world.live(3 * 3600)
        by_hand = world.server.add(A, age_s=1_800.0)
        world.server.fates.append(Fate.LOST_BEFORE)
        world.checker.gate = asyncio.Event()
        world.session.outbox.resume()
        await world.live(1)
        world.server.set_wall_clock(-3_600.0)
        world.checker.gate.set()
        await world.live(2 * SETTLE_S)
        row = await the_row(world, key)
        assert row.state is State.PENDING
        assert row.upload_id != by_hand.id
        assert world.server.sources == [A, A]

    play(world, story)


def test_a_passing_refusal_of_a_look_asks_nobody(world: World) -> None:
    answer = world.server._answer
    refusals = [True] * 3

    async def refusing(request: httpx.Request) -> httpx.Response:
        late = world.clock.monotonic() > 1_000.0 + SETTLE_S
        if late and "source" in request.url.params and refusals and refusals.pop():
            return httpx.Response(200, json={"Result": False, "Errors": {"API": {"Error": "Not today"}}})
        return await answer(request)

    async def story() -> None:
        world.server.fates.append(Fate.LOST_BEFORE)
        (key,) = await world.confirm(A)
        await world.live(SETTLE_S + 10)
        assert not refusals
        assert (await the_row(world, key)).state is State.PENDING
        assert world.server.sources == [A]

    world.server._answer = refusing  # type: ignore[method-assign]
    play(world, story)


def test_a_look_that_takes_past_settle_does_not_count_as_the_last(world: World) -> None:
    """What it was told is from before, as is the list of the newest that was read for both."""
    answer = world.server._answer
    slow: list[float] = []

    async def slowly(request: httpx.Request) -> httpx.Response:
        response = await answer(request)
        if "source" in request.url.params and len(world.server.calls_of("GET /upload?source")) == 16:
            slow.append(world.clock.monotonic())
            await world.clock.sleep(SETTLE_S)
        return response

    async def story() -> None:
        world.server.fates.extend([Fate.HANGS_AFTER, Fate.HANGS_AFTER])
        world.server.late_s = SETTLE_S - 2
        keys = await world.confirm(A, B)
        await world.live(1)
        await world.crash()
        await world.open()
        await world.live(4 * SETTLE_S)
        assert slow, "the look that began halfway"
        assert (await world.states(keys)) == [State.PENDING] * 2
        assert world.server.sources == [A, B]

    world.server._answer = slowly  # type: ignore[method-assign]
    play(world, story)


def test_a_link_that_was_asked_about_can_be_dropped(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE] * 2)
        (key,) = await world.confirm(A)
        await world.session.outbox.resolve_unsure(key, send_again=False)
        await world.live(2 * SETTLE_S + 20)
        await world.session.outbox.resolve_unsure(key, send_again=False)
        await world.live(5)
        record = await world.store.link(key)
        assert record is not None
        assert record.state is State.DROPPED

    play(world, story)


def test_a_refresh_finds_what_the_person_was_asked_about(world: World) -> None:
    async def story() -> None:
        world.server.late_s = 3 * SETTLE_S  # beyond what the rule assumes
        world.server.fates.extend([Fate.LOST_BEFORE, Fate.LOST_AFTER])
        (key,) = await world.confirm(A)
        await world.live(2 * SETTLE_S + 20)
        assert (await the_row(world, key)).state is State.UNSURE
        await world.live(3 * SETTLE_S)
        assert (await the_row(world, key)).state is State.UNSURE, "nobody looks by himself any more"
        world.session.tracker.refresh()
        await world.live(5)
        assert (await the_row(world, key)).state is State.PENDING
        assert world.server.sources == [A]

    play(world, story)


def test_a_question_about_a_link_holds_nothing_else_back(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE] * 2)
        keys = await world.confirm(A, A)
        await world.live(SETTLE_S)
        assert await world.states(keys) == [State.UNSURE, State.WAITING], "one create in flight per source"
        await world.live(SETTLE_S + 20)
        assert await world.states(keys) == [State.UNSURE, State.PENDING]

    play(world, story)


def test_a_question_about_a_link_of_unknown_size_holds_no_other_back(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.LOST_BEFORE] * 2)
        asked, other = await world.session.desk.take([link(A), link(B)], check=False, confirmed=True)
        await world.live(3 * SETTLE_S)
        (row,) = await world.rows([asked])
        assert row.problem is not None
        assert row.problem.id == "unsure_ask"
        assert await world.states([other]) == [State.PENDING]

    play(world, story)


def test_links_of_unknown_size_go_one_at_a_time(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.HANGS_AFTER)
        keys = await world.session.desk.take([link(A), link(B)], check=False, confirmed=True)
        await world.live(20)
        assert await world.states(keys) == [State.SENDING, State.WAITING]
        assert len(world.server.creates) == 1

    play(world, story)


def test_many_tries_again_are_checked_side_by_side(world: World) -> None:
    async def story() -> None:
        keys = await world.confirm(A, B, C)
        await world.live(5)
        for upload in world.server.uploads.values():
            upload.fail("Could not download file, error 500")
        await world.live(20)
        world.checker.says(B, size_bytes=None)
        world.checker.checked.clear()
        world.checker.gate = asyncio.Event()
        again = await world.session.outbox.retry(keys)
        await world.live(2)
        assert sorted(world.checker.checked) == [A, B, C]
        world.checker.gate.set()
        await world.live(20)
        assert await world.states(again) == [State.PENDING] * 3
        assert world.server.sources == [A, A, B, B, C, C]

    play(world, story)


def test_what_is_checked_again_counts_before_it_is_sent(world: World) -> None:
    async def story() -> None:
        for source in (A, B):
            world.checker.says(source, size_bytes=20 * GIB)
        await world.live(60)
        world.session.outbox.pause()
        keys = await world.confirm(A, B)
        await world.live(3600)
        world.checker.checked.clear()
        world.checker.gate = asyncio.Event()
        world.session.outbox.resume()
        await world.live(10)
        assert world.checker.checked == [A]
        assert (await the_row(world, keys[1])).wait is Wait.ALLOWANCE
        world.checker.gate.set()
        await world.live(2)
        assert [create["source"] for create in world.server.creates][:1] == [A]

    play(world, story)


def test_two_links_to_one_file_become_two_uploads_one_after_the_other(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOST_AFTER)
        keys = await world.confirm(A, A)
        await world.live(20)
        assert await world.states(keys) == [State.PENDING, State.PENDING]
        assert world.server.sources == [A, A]
        ids = {row.upload_id for row in await world.rows(keys)}
        assert ids == set(world.server.uploads)

    play(world, story)


def test_somebody_elses_upload_of_the_same_link_is_not_adopted(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOST_BEFORE)
        (key,) = await world.confirm(A)
        await world.live(1)
        world.server.add(A, created_by="00A000000000002")
        await world.live(SETTLE_S + 20)
        assert (await the_row(world, key)).state is State.PENDING
        assert world.server.sources == [A, A]

    play(world, story)


def test_a_server_clock_hours_off_does_not_matter(world: World) -> None:
    async def story() -> None:
        world.server.skew_s = -7200.0
        world.server.add(A, age_s=30)
        world.server.fates.append(Fate.LOST_AFTER)
        (key,) = await world.confirm(A)
        await world.live(20)
        row = await the_row(world, key)
        assert row.state is State.PENDING
        assert row.upload_id == "0up000000000002"
        assert len(world.server.creates) == 1

    play(world, story)


def test_refused_links_carry_oktoposts_words_and_can_be_tried_again(world: World) -> None:
    async def story() -> None:
        world.server.fates.extend([Fate.REFUSED, Fate.NO_RESULT])
        keys = await world.confirm(A, B)
        await world.live(5)
        rows = await world.rows(keys)
        assert [row.state for row in rows] == [State.REFUSED, State.REFUSED]
        assert {row.problem.values["words"] for row in rows if row.problem} == {
            "`source` can not be used",
            "Not today",
        }
        assert await world.session.outbox.retry(keys) == keys
        await world.live(5)
        assert world.server.sources == [A, B]
        assert {row.batch_id for row in await world.rows(keys)} == {rows[0].batch_id}

    play(world, story)


def test_an_unreachable_server_is_waited_for(world: World) -> None:
    async def story() -> None:
        keys = await world.session.desk.take([link(A)])
        await world.live(5)
        world.server.down = True
        await world.session.outbox.add(keys, grace_s=0)
        await world.live(5)
        row = await the_row(world, keys[0])
        assert (row.state, row.wait, row.intent_at) == (State.WAITING, Wait.OFFLINE, None)
        status = world.session.status()
        assert status.offline is not None
        assert status.offline.id == "unreachable"
        calls = len(world.server.calls)
        await world.live(600)
        assert len(world.server.calls) - calls <= 16, "one quiet probe"
        world.server.down = False
        await world.live(61)
        assert world.server.sources == [A]
        assert world.session.status().offline is None

    play(world, story)


def test_a_refused_key_pauses_the_account_until_a_sign_in_works(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.UNAUTHORISED)
        keys = await world.confirm(A, B)
        await world.live(5)
        world.server.unauthorised = True
        await world.live(60)
        status = world.session.status()
        assert status.account is not None
        assert status.account.id == "sign_in_refused"
        assert (await the_row(world, keys[0])).wait is Wait.ACCOUNT
        calls = len(world.server.calls)
        await world.live(3600)
        assert len(world.server.calls) == calls, "a key that is not taken is not tried again"
        world.server.unauthorised = False
        world.session.tracker.refresh()
        await world.live(5)
        assert world.server.sources == [A, B]
        assert world.session.status().account is None

    play(world, story)


def test_a_lock_out_stops_everything_and_ends_by_itself(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOCKED_OUT)
        (key,) = await world.confirm(A)
        await world.live(5)
        row = await the_row(world, key)
        assert (row.state, row.wait) == (State.WAITING, Wait.CALLS)
        assert row.wait_until == world.session.status().locked_until
        calls = len(world.server.calls)
        await world.live(880)
        assert len(world.server.calls) == calls
        await world.live(30)
        assert world.server.sources == [A]

    play(world, story)


@pytest.mark.parametrize("restarted", [True, False])
def test_a_clock_set_back_in_a_lock_out_keeps_nobody_waiting(world: World, restarted: bool) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOCKED_OUT)
        (key,) = await world.confirm(A)
        await world.live(300)
        world.server.set_wall_clock(-7_200.0)
        left_s = 600.0
        if restarted:  # nobody knows for how long it was away
            await world.crash()
            await world.open()
            left_s = 900.0
        await world.live(31)
        until = world.session.status().locked_until
        assert until is not None
        assert abs(until - world.clock.now() - (left_s - 31)) <= 1
        (row,) = await world.rows([key])
        assert row.wait_until == until
        await world.live(left_s - 31 + 5)
        assert (await world.states([key])) == [State.PENDING]

    play(world, story)


def test_a_used_up_allowance_is_waited_for(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.FULL)
        keys = await world.confirm(A)
        await world.live(5)
        row = await the_row(world, keys[0])
        assert (row.state, row.wait) == (State.WAITING, Wait.ALLOWANCE)
        assert row.wait_until is not None
        assert row.wait_until > world.clock.now()
        assert row.problem is not None
        assert row.problem.id == "allowance_refused"
        assert world.session.status().allowance.differs
        await world.live(3600)
        assert world.server.sources == [A]
        assert not world.session.status().allowance.differs

    play(world, story)


def test_what_does_not_fit_waits_until_it_does_and_a_smaller_one_goes_first(world: World) -> None:
    async def story() -> None:
        for number in range(4):
            world.server.add(
                f"https://x.example/{number}", age_s=23.5 * 3600, total_size=7 * GIB, status="complete"
            )
        await world.live(30)
        world.checker.says(A, size_bytes=8 * GIB)
        world.checker.says(B, size_bytes=2 * GIB)
        keys = await world.confirm(A, B)
        await world.live(5)
        rows = await world.rows(keys)
        assert [(row.state, row.wait) for row in rows] == [
            (State.WAITING, Wait.ALLOWANCE),
            (State.PENDING, Wait.NONE),
        ]
        assert rows[0].wait_until == pytest.approx(world.clock.now() + 1800, abs=60)
        status = world.session.status()
        assert status.allowance.used_bytes == 28 * GIB + 1000
        assert not status.allowance.at_least
        assert status.last_send_at_estimate == pytest.approx(rows[0].wait_until or 0.0, abs=60)
        await world.live(1900)
        assert (await the_row(world, keys[0])).state is State.PENDING

    play(world, story)


def test_a_late_send_is_checked_again_first(world: World) -> None:
    async def story() -> None:
        keys = await world.session.desk.take([link(A), link(B)])
        await world.live(5)
        world.checker.refuses(A)
        await world.live(3600)
        await world.session.outbox.add(keys, grace_s=0)
        await world.live(10)
        assert world.checker.checked == [A, B, A, B]
        assert await world.states(keys) == [State.NEEDS_YOU, State.PENDING]
        assert world.server.sources == [B]

    play(world, story)


def test_pausing_holds_the_line_and_resuming_lets_it_go(world: World) -> None:
    async def story() -> None:
        world.session.outbox.pause()
        keys = await world.confirm(A, B)
        await world.live(60)
        assert {row.wait for row in await world.rows(keys)} == {Wait.PAUSED}
        assert world.session.status().paused
        assert await world.session.outbox.take_out([keys[0]]) == [keys[0]]
        world.session.outbox.resume()
        await world.live(5)
        assert await world.states(keys) == [State.READY, State.PENDING]

    play(world, story)


@pytest.mark.parametrize("killed", [True, False])
def test_a_pause_goes_on_after_a_restart_until_the_person_ends_it(world: World, killed: bool) -> None:
    async def restart() -> None:
        await (world.crash() if killed else world.session.close())
        await world.open()

    async def story() -> None:
        world.session.outbox.pause()
        (key,) = await world.confirm(A)
        await world.live(5)
        await restart()
        assert world.session.status().paused, "the window says so, and offers to go on"
        await world.live(600)
        assert world.server.sources == []
        (row,) = await world.rows([key])
        assert row.wait is Wait.PAUSED
        assert world.session.status().has_planned
        await world.store.set_paused(paused=False)
        await world.crash()
        session = await world.open()
        assert not session.status().paused
        assert not session.status().has_planned, "the row still says what an earlier run found"
        await world.live(5)
        assert session.status().has_planned
        assert world.server.sources == [A]

    play(world, story)


def test_a_pause_holds_what_is_checked_again_just_then(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([link(A)])
        await world.live(1)
        world.session.outbox.pause()
        await world.session.outbox.add([key], grace_s=0.0)
        await world.live(3 * 3600)
        world.checker.gate = asyncio.Event()
        world.session.outbox.resume()
        await world.live(1)
        assert world.checker.checked == [A, A]
        world.session.outbox.pause()
        world.checker.gate.set()
        await world.live(60)
        assert world.server.sources == []
        world.session.outbox.resume()
        await world.live(5)
        assert world.server.sources == [A]

    play(world, story)


def test_a_held_link_stays_in_line_until_it_goes_on(world: World) -> None:
    async def story() -> None:
        outbox = world.session.outbox
        keys = await world.session.desk.take([link(A), link(B)])
        await world.live(1)
        await outbox.add(keys, name="two")
        assert await outbox.hold([keys[0]]) == [keys[0]]
        assert await outbox.hold([keys[0]]) == []
        await world.live(3600)
        assert world.server.sources == [B]
        held, _ = await world.rows(keys)
        assert (held.state, held.wait, held.wait_until) == (State.WAITING, Wait.HELD, None)
        assert held.batch_id
        status = world.session.status()
        assert (status.in_line, status.held) == (1, 1)
        assert await outbox.go_on(keys) == [keys[0]]
        await world.live(5)
        assert world.server.sources == [A, B]
        assert world.session.status().held == 0

    play(world, story)


def test_a_link_held_just_when_its_turn_comes_is_not_sent(world: World) -> None:
    """Between the plan and the intent the person may decide otherwise."""

    async def story() -> None:
        world.session.outbox.pause()
        (key,) = await world.confirm(A)
        await world.live(5)
        await world.session.outbox.hold([key])
        assert not await world.store.begin_intent(key, world.clock.now(), 0.0)
        planned = LinkChange(key=key, unless_held=True, wait=Wait.ORDER)
        assert not await world.store.update_links([planned])
        assert (await the_row(world, key)).wait is Wait.HELD

    play(world, story)


def test_a_hold_survives_a_restart(world: World) -> None:
    async def story() -> None:
        world.session.outbox.pause()
        (key,) = await world.confirm(A)
        await world.session.outbox.hold([key])
        await world.crash()
        await world.open()
        await world.live(3600)
        assert (await the_row(world, key)).wait is Wait.HELD
        assert not world.server.creates

    play(world, story)


@pytest.mark.parametrize(
    ("moved", "to", "order"),
    [
        ([3], Place.FIRST, [3, 1, 2, 4]),
        ([4, 3], Place.FIRST, [3, 4, 1, 2]),
        ([3], Place.UP, [1, 3, 2, 4]),
        ([1], Place.UP, [1, 2, 3, 4]),
        ([2, 4], Place.UP, [2, 4, 1, 3]),
        ([2], Place.DOWN, [1, 3, 2, 4]),
        ([4], Place.DOWN, [1, 2, 3, 4]),
        ([1], Place.LAST, [2, 3, 4, 1]),
        ([1, 2, 3, 4], Place.LAST, [1, 2, 3, 4]),
        ([99], Place.FIRST, [1, 2, 3, 4]),
    ],
)
def test_waiting_links_are_sent_in_the_order_they_were_moved_to(
    world: World, moved: list[int], to: Place, order: list[int]
) -> None:
    async def story() -> None:
        world.session.outbox.pause()
        keys = await world.confirm(A, B, C, D)
        assert keys == [1, 2, 3, 4]
        await world.session.outbox.move(moved, to)
        world.session.outbox.resume()
        await world.live(60)
        assert [form["source"] for form in world.server.creates] == [(A, B, C, D)[key - 1] for key in order]

    play(world, story)


def test_a_key_that_is_held_down_moves_a_link_as_often_as_it_repeats(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        outbox = world.session.outbox
        outbox.pause()
        await world.confirm(A, B, C, D)
        read = outbox._line_with

        async def read_slowly(keys: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
            line = await read(keys)
            await asyncio.sleep(0.01)
            return line

        monkeypatch.setattr(outbox, "_line_with", read_slowly)
        moves = [outbox.move([1], Place.DOWN) for _ in range(3)]
        await asyncio.gather(*moves, outbox.move_before([4], 2), outbox.move([4], Place.DOWN))
        outbox.resume()
        await world.live(60)
        assert [form["source"] for form in world.server.creates] == [B, D, C, A]

    play(world, story)


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        ([4], 2, [1, 4, 2, 3]),
        ([3, 1], None, [2, 4, 1, 3]),
        ([2, 3], 3, [1, 2, 3, 4]),
        ([1, 4], 4, [2, 3, 1, 4]),
        ([99], 1, [1, 2, 3, 4]),
    ],
)
def test_waiting_links_are_dragged_in_front_of_another(
    world: World, moved: list[int], before: int | None, order: list[int]
) -> None:
    async def story() -> None:
        world.session.outbox.pause()
        await world.confirm(A, B, C, D)
        await world.session.outbox.move_before(moved, before)
        assert [record.key for record in await world.store.outbox_rows({State.WAITING})] == order

    play(world, story)


def test_a_server_that_dedupes_is_told_as_the_same_upload(world: World) -> None:
    async def story() -> None:
        earlier = world.server.add(A, age_s=3600)
        await world.live(30)
        world.server.dedupes = True
        (key,) = await world.confirm(A)
        await world.live(5)
        row = await the_row(world, key)
        assert row.state is State.REFUSED
        assert row.problem is not None
        assert (row.problem.id, row.problem.values) == ("same_upload", {"upload_id": earlier.id})
        assert len(world.server.uploads) == 1

    play(world, story)


def test_a_failed_upload_is_tried_again_as_a_new_row_that_clears_the_old_one(world: World) -> None:
    async def story() -> None:
        (key,) = await world.confirm(A)
        await world.live(5)
        (first,) = world.server.uploads.values()
        first.fail("Could not download file, error 500")
        await world.live(15)
        assert (await the_row(world, key)).state is State.FAILED
        (new,) = await world.session.outbox.retry([key])
        assert await world.session.outbox.retry([key]) == [new], "asked twice, tried once"
        await world.live(15)
        assert (await the_row(world, new)).state is State.PENDING
        assert (await the_row(world, key)).replaced_by == new
        world.server.uploads["0up000000000002"].finish()
        await world.live(15)
        assert (await the_row(world, new)).state is State.COMPLETE
        assert (await the_row(world, key)).dealt_with_at is not None

    play(world, story)


def test_a_try_that_arrived_just_before_a_crash_clears_the_old_one_at_the_next_start(world: World) -> None:
    async def story() -> None:
        (key,) = await world.confirm(A)
        await world.live(5)
        world.server.uploads["0up000000000001"].fail("Could not download file, error 500")
        await world.live(15)
        (new,) = await world.session.outbox.retry([key])
        await world.live(5)
        row = await the_row(world, new)
        await world.store.save_uploads([Upload(row.upload_id, "complete", media_id="026000000000001")])
        await world.crash()
        for path in world.folder.glob("cache.db*"):
            path.unlink()  # the tie is the person's word: it does not live in what can be fetched again
        world.server.uploads["0up000000000002"].finish()
        await world.open()
        await world.live(15)
        await world.crash()
        await world.open()
        assert (await the_row(world, key)).dealt_with_at is not None

    play(world, story)


def test_trying_again_with_another_link_keeps_name_batch_and_purpose(world: World) -> None:
    async def story() -> None:
        (key,) = await world.confirm(A)
        await world.live(5)
        world.server.uploads["0up000000000001"].fail("Could not download file, error 404")
        await world.live(15)
        await world.store.set_meant_for([key], ["LinkedIn"])
        old = await the_row(world, key)
        with pytest.raises(LinkTrouble):
            await world.session.outbox.retry_with(key, "no link at all")
        new = await world.session.outbox.retry_with(key, B)
        await world.live(15)
        row = await the_row(world, new)
        assert (row.source, row.name, row.batch_id, row.meant_for) == (B, old.name, old.batch_id, ("LinkedIn",))

    play(world, story)


@pytest.mark.parametrize("arrived", [True, False])
def test_a_crash_while_a_create_is_on_its_way_loses_and_doubles_nothing(world: World, arrived: bool) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOST_AFTER if arrived else Fate.LOST_BEFORE)
        (key,) = await world.confirm(A)
        await world.live(0.5)
        # The process dies before it hears that the connection was cut.
        await world.store.update_links([LinkChange(key=key, state=State.SENDING, ended_at=None)])
        await world.crash()
        await world.live(3)
        await world.open()
        await world.live(SETTLE_S + 20)
        assert world.server.sources == [A]
        (row,) = await world.rows([key])
        assert row.state is State.PENDING

    play(world, story)


def test_a_full_disk_is_waited_out(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        begin, full = world.store.begin_intent, [True, True]

        async def begin_intent(*arguments: object, **options: object) -> bool:
            if full:
                full.pop()
                raise LocalTrouble("disk_full")
            return await begin(*arguments, **options)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(world.store, "begin_intent", begin_intent)
        await world.confirm(A)
        await world.live(10)
        assert world.server.sources == [A]
        ((_, error),) = world.failures
        assert isinstance(error, LocalTrouble)
        world.failures.clear()

    play(world, story)


@pytest.mark.parametrize("fate", [Fate.FINE, Fate.LOST_AFTER, Fate.LOST_BEFORE, Fate.LOCKED_OUT])
def test_a_disk_that_is_full_from_the_start_holds_up_and_loses_nothing(world: World, fate: Fate) -> None:
    async def story() -> None:
        InlineWorker.disk_is_full = True
        await world.live(100)
        with pytest.raises(LocalTrouble) as caught:
            await world.session.desk.take([link(A)])
        assert caught.value.problem.id == "disk_full"
        InlineWorker.disk_is_full = False
        world.server.fates.append(fate)
        (key,) = await world.confirm(A)
        InlineWorker.disk_is_full = True
        await world.live(1000)
        assert world.server.creates == [], "no intent, no create"
        InlineWorker.disk_is_full = False
        world.server.before_create = _fill_the_disk
        await world.live(100)
        world.server.before_create = lambda: None
        InlineWorker.disk_is_full = False
        await world.live(2000)
        assert world.server.sources == [A]
        assert (await the_row(world, key)).state is State.PENDING
        assert {type(error) for _, error in world.failures} == {LocalTrouble}
        world.failures.clear()

    play(world, story)


def test_a_disk_too_full_to_tidy_up_holds_up_no_start(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        (removed,) = await world.session.desk.take([link(A)])
        await world.session.desk.checked([removed])
        await world.session.desk.remove([removed])
        await world.crash()
        world.clock.advance(2 * DROPPED_KEPT_S)
        await world.open(leads=False)
        purge, full = world.store.purge_dropped, [True, True]

        async def purge_dropped(before: float) -> int:
            if full:
                full.pop()
                raise LocalTrouble("disk_full")
            return await purge(before)

        monkeypatch.setattr(world.store, "purge_dropped", purge_dropped)
        await world.session.start()
        await world.confirm(B)
        await world.live(100)
        assert world.server.sources == [B]
        assert await world.store.link(removed) is None
        ((_, error),) = world.failures
        assert isinstance(error, LocalTrouble)
        world.failures.clear()

    play(world, story)


def _fill_the_disk() -> None:
    InlineWorker.disk_is_full = True


def test_a_lock_out_counts_where_it_cannot_be_written(world: World) -> None:
    async def story() -> None:
        world.server.fates.append(Fate.LOCKED_OUT)
        world.server.before_create = _fill_the_disk
        await world.confirm(A, B)
        await world.live(1)
        world.server.before_create = lambda: None
        calls = len(world.server.calls)
        InlineWorker.disk_is_full = False
        await world.live(800)
        assert len(world.server.calls) == calls, "the 15 minutes are not over"
        await world.live(300)
        assert world.server.sources == [A, B]
        world.failures.clear()

    play(world, story)


def test_many_links_never_exceed_the_calls_of_a_minute(world: World) -> None:
    async def story() -> None:
        await world.confirm(*(f"https://files.example/{number}.mp4" for number in range(120)))
        times: list[float] = []
        seen = 0
        for _ in range(300):
            await world.live(1)
            times += [world.clock.now()] * (len(world.server.calls) - seen)
            seen = len(world.server.calls)
        assert len(world.server.uploads) == 120
        assert max(sum(at - 59 <= other <= at for other in times) for at in times) <= 52

    play(world, story)


@pytest.mark.parametrize("moment_s", [0.0, 1_234.567891])
def test_the_end_of_a_call_window_is_planned_for_once_and_not_till_rounding_allows_it(
    world: World, monkeypatch: pytest.MonkeyPatch, moment_s: float
) -> None:
    monkeypatch.setattr("oktodesk.uploads.sender.CREATES_A_MINUTE", 1)
    world.clock.advance(moment_s)
    planned = 0

    def counted(candidates: Sequence[Candidate], situation: Situation) -> Turn:
        nonlocal planned
        planned += 1
        return plan(candidates, situation)

    async def story() -> None:
        nonlocal planned
        await world.confirm(A, B)
        await world.live(50)
        assert len(world.server.uploads) == 1
        monkeypatch.setattr("oktodesk.uploads.sender.plan", counted)
        await world.live(11)
        assert len(world.server.uploads) == 2
        assert planned <= 4

    play(world, story)
