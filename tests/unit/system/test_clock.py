"""The computer's clock, and the tests' own."""

import asyncio

from oktodesk.system.clock import Clock, SystemClock
from tests.clock import FakeClock


def test_a_scale_divides_durations_and_leaves_the_time_alone() -> None:
    one, scaled = SystemClock(), SystemClock(scale=60)
    assert scaled.scaled(900) == 15
    assert one.scaled(900) == 900
    assert abs(one.now() - scaled.now()) < 5
    assert scaled.monotonic() <= scaled.monotonic()
    assert scaled.scale == 60


def test_sleeping_lets_others_run() -> None:
    asyncio.run(SystemClock().sleep(0))


def test_the_fake_clock_wakes_in_order_and_runs_loops(fake_clock: FakeClock) -> None:
    clock: Clock = fake_clock
    woken: list[tuple[str, float]] = []

    async def every(name: str, pause_s: float) -> None:
        while True:
            await clock.sleep(pause_s)
            woken.append((name, clock.now() - start))

    async def main() -> None:
        tasks = [asyncio.ensure_future(every("slow", 5)), asyncio.ensure_future(every("fast", 2))]
        await fake_clock.run_for(6)
        assert woken == [("fast", 2), ("fast", 4), ("slow", 5), ("fast", 6)]
        fake_clock.advance(60)
        await fake_clock.settle()
        assert woken[4:] == [("fast", 66), ("slow", 66)]
        assert fake_clock.sleepers == 2
        for task in tasks:
            task.cancel()

    start = clock.now()
    asyncio.run(main())
