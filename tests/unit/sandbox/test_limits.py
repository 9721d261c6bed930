from oktodesk.sandbox.call_limits import CALLS_A_DAY, CallLimits, CallTally
from tests.clock import FakeClock


def calls(limits: CallLimits, count: int) -> list[str]:
    return [limits.admit() for _ in range(count)]


def test_sixty_calls_a_minute_are_fine_and_one_more_locks_out(fake_clock: FakeClock) -> None:
    limits = CallLimits(fake_clock, CallTally())

    assert not any(calls(limits, 60))
    assert limits.admit()
    fake_clock.advance(14 * 60)
    assert limits.admit()
    fake_clock.advance(60)
    assert not limits.admit()


def test_the_minute_slides(fake_clock: FakeClock) -> None:
    limits = CallLimits(fake_clock, CallTally())

    for _ in range(300):
        assert not limits.admit()
        fake_clock.advance(1.01)


def test_refused_calls_do_not_prolong_the_lock_out(fake_clock: FakeClock) -> None:
    limits = CallLimits(fake_clock, CallTally())
    calls(limits, 61)
    until = limits.tally.locked_until

    assert all(calls(limits, 200))
    assert limits.tally.locked_until == until


def test_the_clock_scale_divides_all_durations() -> None:
    clock = FakeClock(scale=60)
    limits = CallLimits(clock, CallTally())

    for _ in range(100):
        assert not limits.admit()
        clock.advance(0.02)
    calls(limits, 61)
    clock.advance(14.9)
    assert limits.admit()
    clock.advance(0.1)
    assert not limits.admit()


def test_the_day_has_twenty_thousand_calls_and_ends_at_midnight_utc() -> None:
    midnight = 1_760_054_400.0
    clock = FakeClock(now=midnight - 10)
    limits = CallLimits(clock, CallTally(day=int(midnight // 86_400) - 1, calls=CALLS_A_DAY - 1))

    assert not limits.admit()
    assert limits.admit()
    clock.advance(11)
    assert not limits.admit()
    assert limits.tally.calls == 1


def test_a_lock_out_survives_a_restart(fake_clock: FakeClock) -> None:
    limits = CallLimits(fake_clock, CallTally())
    calls(limits, 61)

    again = CallLimits(fake_clock, limits.tally)

    assert again.admit()
    fake_clock.advance(15 * 60)
    assert not again.admit()
