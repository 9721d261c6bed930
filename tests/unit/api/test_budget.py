"""Who gets the next call, and what a lock-out does."""

import asyncio

import pytest

from oktodesk.api.budget import CallBudget, CallLimits, LockOut, MemoryLedger, Priority
from oktodesk.problems import LockedOut
from tests.clock import FakeClock


class Line:
    """A budget and the order in which its calls left."""

    def __init__(self, clock: FakeClock, limits: CallLimits | None = None) -> None:
        self.clock = clock
        self.ledger = MemoryLedger()
        self.budget = CallBudget(self.ledger, clock, limits=limits)
        self.left: list[tuple[str, float]] = []
        self._start = clock.now()

    def reason(self) -> str:
        reason = self.budget.wait_reason
        return reason.id if reason else ""

    def ask(self, name: str, priority: Priority) -> asyncio.Task[None]:
        async def call() -> None:
            await self.budget.acquire(priority)
            self.left.append((name, round(self.clock.now() - self._start, 2)))

        return asyncio.ensure_future(call())


def test_calls_leave_by_urgency_then_by_age(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        for name, priority in [("first", Priority.SYNC), ("sync", Priority.SYNC), ("follow", Priority.FOLLOW)]:
            line.ask(name, priority)
        await fake_clock.settle()
        line.ask("create", Priority.CREATE)
        line.ask("create 2", Priority.CREATE)
        line.ask("person", Priority.PERSON)
        await fake_clock.run_for(1)
        assert [name for name, _ in line.left] == ["first", "person", "create", "create 2", "follow", "sync"]
        assert line.left[1] == ("person", 0.1)

    asyncio.run(main())


def test_a_full_minute_delays_background_only(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        for i in range(50):
            line.ask(f"sync {i}", Priority.SYNC)
        await fake_clock.run_for(20)
        assert len(line.left) == 43
        assert line.reason() == "wait_calls"
        line.ask("person", Priority.PERSON)
        await fake_clock.run_for(0.2)
        assert line.left[-1][0] == "person"
        await fake_clock.run_for(60)
        assert len(line.left) == 51
        assert line.reason() == ""

    asyncio.run(main())


def test_a_cancelled_call_leaves_the_line(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock, CallLimits(per_minute=4))
        tasks = [line.ask(str(i), Priority.PERSON) for i in range(6)]
        await fake_clock.run_for(1)
        tasks[4].cancel()
        await fake_clock.run_for(60)
        assert [name for name, _ in line.left] == ["0", "1", "2", "3", "5"]

    asyncio.run(main())


def test_a_lock_out_refuses_persons_and_parks_the_rest(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        told = []
        line.budget.subscribe(lambda: told.append(line.budget.locked_until))
        await line.budget.note_lock_out(None)
        assert line.budget.locked_until == fake_clock.now() + 900
        assert told == [fake_clock.now() + 900]
        line.ask("create", Priority.CREATE)
        await fake_clock.run_for(100)
        with pytest.raises(LockedOut) as caught:
            await line.budget.acquire(Priority.PERSON)
        assert caught.value.retry_after_s == pytest.approx(800)
        assert line.reason() == "locked_out"
        assert line.left == []
        await fake_clock.run_for(801)
        assert line.left == [("create", 900)]
        assert line.reason() == ""

    asyncio.run(main())


def test_a_person_who_waits_already_hears_of_a_lock_out_at_once(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock, CallLimits(per_minute=1))
        line.ask("first", Priority.PERSON)
        waiting = line.ask("second", Priority.PERSON)
        await fake_clock.run_for(5)
        await line.budget.note_lock_out(30)
        with pytest.raises(LockedOut):
            await waiting

    asyncio.run(main())


@pytest.mark.parametrize(("given", "stops_for"), [(None, 900), (30, 30), (0, 1), (-5, 1), (1e9, 86_400)])
def test_how_long_a_lock_out_lasts(fake_clock: FakeClock, given: float | None, stops_for: float) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        await line.budget.note_lock_out(given)
        assert line.budget.locked_until == fake_clock.now() + stops_for

    asyncio.run(main())


def test_a_shorter_lock_out_never_ends_a_longer_one(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        await line.budget.note_lock_out(None)
        await line.budget.note_lock_out(5)
        assert line.budget.locked_until == fake_clock.now() + 900

    asyncio.run(main())


def test_a_lock_out_of_a_clock_that_was_days_ahead_is_as_long_as_any(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line, now = Line(fake_clock), fake_clock.now()
        fake_clock.set_wall_clock(now + 30 * 86_400)
        await line.budget.note_lock_out(None)
        fake_clock.set_wall_clock(now)
        assert line.budget.locked_until == now + 900
        with pytest.raises(LockedOut):
            await line.budget.acquire(Priority.PERSON)
        fake_clock.advance(900)
        await line.budget.acquire(Priority.PERSON)
        await line.budget.note_lock_out(None)
        assert line.budget.locked_until == now + 1_800

    asyncio.run(main())


@pytest.mark.parametrize("set_by_s", [-3_600.0, -40.0])
def test_a_clock_that_is_set_back_makes_a_lock_out_no_longer(fake_clock: FakeClock, set_by_s: float) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        began = fake_clock.monotonic()
        await line.budget.note_lock_out(None)
        parked = line.ask("sync", Priority.SYNC)
        await fake_clock.run_for(300)
        fake_clock.set_wall_clock(fake_clock.now() + set_by_s)
        assert line.budget.locked_until == fake_clock.now() + 600, "what is shown is true at once"
        await line.budget.refresh()
        assert line.budget.locked_until == fake_clock.now() + 600
        assert await line.ledger.reserve(fake_clock.now(), CallLimits()) == 600, "for every process"
        await fake_clock.run_for(599)
        assert not parked.done()
        await fake_clock.run_for(2)
        assert parked.done()
        assert fake_clock.monotonic() - began < 902
        await line.budget.note_lock_out(None)
        assert line.budget.locked_until == fake_clock.now() + 900, "the next one is as long as any"

    asyncio.run(main())


def test_a_computer_that_slept_had_its_clock_not_set(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        await line.budget.note_lock_out(None)
        fake_clock.set_wall_clock(fake_clock.now() + 600)
        await line.budget.refresh()
        assert line.budget.locked_until == fake_clock.now() + 300

    asyncio.run(main())


def test_another_process_s_lock_out_is_learnt_from_the_ledger(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock)
        await line.ledger.lock_out(LockOut(0.0, fake_clock.now() + 60))
        assert line.budget.locked_until is None
        await line.budget.refresh()
        assert line.budget.locked_until == fake_clock.now() + 60

    asyncio.run(main())


def test_a_used_up_day_is_told_to_the_person(fake_clock: FakeClock) -> None:
    async def main() -> None:
        line = Line(fake_clock, CallLimits(per_day=1))
        await line.budget.acquire(Priority.PERSON)
        with pytest.raises(LockedOut) as caught:
            await line.budget.acquire(Priority.PERSON)
        assert caught.value.problem.id == "daily_calls_used"
        midnight = fake_clock.now() - fake_clock.now() % 86_400 + 86_400
        assert caught.value.problem.values["until_at"] == midnight
        assert (await line.budget.counts()).day == 1
        fake_clock.advance(86_400)
        await line.budget.acquire(Priority.PERSON)

    asyncio.run(main())


def test_a_scaled_clock_shortens_the_lock_out() -> None:
    async def main() -> None:
        clock = FakeClock(scale=60)
        line = Line(clock)
        await line.budget.note_lock_out(None)
        assert line.budget.locked_until == clock.now() + 15

    asyncio.run(main())
