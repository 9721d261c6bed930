"""What the bottom line is told: never that nothing is here while something is."""

import asyncio

from oktodesk.api.wire import Upload
from oktodesk.uploads.rows import State
from oktodesk.uploads.status import EngineStatus
from tests.unit.uploads.world import World, link, play

A, B = "https://files.example/a.mp4", "https://files.example/b.mp4"


def test_a_link_is_told_at_once_where_nothing_was_here(world: World) -> None:
    async def story() -> None:
        await world.live(5)
        told: list[EngineStatus] = []
        world.session.subscribe_status(told.append)
        for number in range(3):  # the account is read meanwhile
            await world.store.save_uploads([Upload(f"0up{number:012}", "complete", source=B)])
            await world.settle()
        keys = await world.session.desk.take([link(A)])
        await world.settle()
        assert told[-1].new == 1
        await world.session.desk.remove(keys)
        await world.live(1)
        assert (told[-1].new, told[-1].in_line, told[-1].back) == (0, 0, 0)

    play(world, story)


def test_what_was_added_and_came_back_is_here(world: World) -> None:
    async def story() -> None:
        world.checker.refuses(B)
        keys = await world.session.desk.take([link(A), link(B)], confirmed=True)
        await world.live(5)
        assert await world.states(keys) == [State.PENDING, State.NEEDS_YOU]
        status = world.session.status()
        assert (status.new, status.in_line, status.back) == (0, 0, 1)

    play(world, story)


def test_before_the_first_count_nothing_is_known(world: World) -> None:
    async def story() -> None:
        await world.open()
        await world.session.desk.take([link(A)])
        await world.session.close()
        session = await world.open(leads=False)
        assert not session.status().is_counted
        await session.start()
        await world.settle()
        assert session.status().is_counted
        assert session.status().new == 1
        await session.close()

    asyncio.run(story())
