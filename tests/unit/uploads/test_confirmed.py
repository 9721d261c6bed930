"""Links that are confirmed before their check: whichever process makes it, they go in line by themselves."""

import asyncio

import pytest

from oktodesk.uploads.rows import Filter, Query, State
from oktodesk.uploads.store import LinkChange, Store
from oktodesk.uploads.strays import PATIENCE_S
from tests.unit.uploads.world import World, link, play

A, B = "https://files.example/a.mp4", "https://files.example/b.mp4"


async def taken_by_a_process_that_is_killed(world: World, *, state: State) -> int:
    """A command that is not the sender takes a link in, and gets no further than ``state``."""
    other = await Store.open(world.folder, clock=world.clock, owner=lambda: False)
    (key,) = await other.add_links([link(A)], checked=False, confirmed=True)
    await other.update_links([LinkChange(key=key, state=state)])
    await other.close()
    await world.store.reload_outbox()
    return key


def test_a_good_check_sends_it_and_a_bad_one_needs_the_person(world: World) -> None:
    async def story() -> None:
        world.checker.refuses(B)
        keys = await world.session.desk.take([link(A), link(B)], confirmed=True)
        await world.live(5)
        sent, refused = await world.rows(keys)
        assert (sent.state, refused.state) == (State.PENDING, State.NEEDS_YOU)
        assert sent.batch_id == refused.batch_id != 0
        assert world.server.sources == [A]

    play(world, story)


def test_while_it_is_checked_it_counts_as_waiting_not_as_new(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        keys = await world.session.desk.take([link(A)], confirmed=True)
        await world.live(1)
        assert await world.states(keys) == [State.CHECKING]
        counts = await world.store.counts()
        assert (counts.by_filter[Filter.WAITING], counts.by_filter[Filter.NEEDS_YOU], counts.new) == (1, 0, 0)
        assert [section.id for section in (await world.store.ordered(Query())).sections] == ["on_its_way"]
        assert world.session.status().in_line == 1, "the computer must not be closed yet"
        world.checker.gate.set()
        await world.live(5)
        assert world.server.sources == [A]

    play(world, story)


@pytest.mark.parametrize("state", [State.UNCHECKED, State.CHECKING])
def test_the_sender_takes_up_a_check_whose_process_was_killed(world: World, state: State) -> None:
    async def story() -> None:
        await world.live(1)
        key = await taken_by_a_process_that_is_killed(world, state=state)
        await world.live(PATIENCE_S - 2)
        assert await world.states([key]) == [state], "its process may only be slow"
        await world.live(4)
        assert await world.states([key]) == [State.PENDING]
        assert world.checker.checked == [A]
        assert world.server.sources == [A]

    play(world, story)


def test_what_another_process_checks_is_left_to_it(world: World) -> None:
    async def story() -> None:
        key = await taken_by_a_process_that_is_killed(world, state=State.UNCHECKED)
        for state in (State.CHECKING, State.NEEDS_YOU):  # it was not killed after all
            await world.live(PATIENCE_S - 2)
            await world.store.update_links([LinkChange(key=key, state=state)])
        await world.live(PATIENCE_S * 2)
        assert await world.states([key]) == [State.NEEDS_YOU]
        assert not world.checker.checked

    play(world, story)


def test_the_next_process_sends_what_was_killed_during_its_check(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        (key,) = await world.session.desk.take([link(A)], confirmed=True)
        await world.live(1)
        await world.crash()
        world.checker.gate = None
        await world.open()
        await world.live(5)
        assert await world.states([key]) == [State.PENDING]
        assert world.server.sources == [A]

    play(world, story)


def test_a_refused_link_with_another_address_begins_anew(world: World) -> None:
    async def story() -> None:
        (key,) = await world.session.desk.take([link(A)], confirmed=True)
        change = LinkChange(key=key, state=State.REFUSED, resends=1, upload_id="0up000000000009")
        await world.live(0)
        await world.store.update_links([change])
        world.checker.gate = asyncio.Event()
        await world.session.desk.edit(key, source=B)
        record = await world.store.link(key)
        assert record is not None
        assert (record.source, record.resends, record.upload_id) == (B, 0, "")

    play(world, story)


def test_an_answer_about_the_link_it_was_before_does_not_send_it(world: World) -> None:
    async def story() -> None:
        world.checker.gate = asyncio.Event()
        (key,) = await world.session.desk.take([link(A)], confirmed=True)
        await world.live(1)
        other = await Store.open(world.folder, clock=world.clock, owner=lambda: False)
        await other.update_links([LinkChange(key=key, source=B, state=State.CHECKING)])
        await other.close()
        world.checker.refuses(B)
        world.checker.gate.set()
        await world.live(5)
        assert await world.states([key]) == [State.CHECKING]
        await world.live(PATIENCE_S * 2)
        assert await world.states([key]) == [State.NEEDS_YOU]
        assert not world.server.creates

    play(world, story)
