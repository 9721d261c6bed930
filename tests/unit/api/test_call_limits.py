"""When the next call may leave."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api.call_limits import CallLimits, Priority, decide

DAY = 1_760_054_400.0  # midnight UTC
NOON = DAY + 12 * 3600
PERSON, FOLLOW = CallLimits(), CallLimits().for_priority(Priority.FOLLOW)


def wait(
    now: float,
    recent: list[float] | None = None,
    *,
    day_used: int = 0,
    locked_until: float | None = None,
    limits: CallLimits = PERSON,
) -> float:
    return decide(now=now, recent=recent or [], day_used=day_used, locked_until=locked_until, limits=limits)


def test_the_first_call_leaves_at_once() -> None:
    assert wait(NOON) == 0


def test_the_52nd_call_waits_until_the_first_is_a_minute_old() -> None:
    recent = [NOON - 20 + i * 0.1 for i in range(51)]
    assert wait(NOON, recent) == pytest.approx(40)


def test_two_calls_keep_their_spacing() -> None:
    assert wait(NOON, [NOON - 0.04]) == pytest.approx(0.06)


def test_background_leaves_room_for_creates_and_creates_for_the_person() -> None:
    creates = CallLimits().for_priority(Priority.CREATE)
    recent = [NOON - 30 + i * 0.1 for i in range(43)]
    assert wait(NOON, recent, limits=FOLLOW) == pytest.approx(30)
    assert wait(NOON, recent, limits=creates) == 0
    recent += [NOON - 10 + i * 0.1 for i in range(5)]
    assert wait(NOON, recent, limits=creates) == pytest.approx(30)
    assert wait(NOON, recent) == 0


def test_a_used_up_day_ends_at_midnight_utc() -> None:
    assert wait(NOON, day_used=20_000) == 12 * 3600
    assert wait(NOON, day_used=19_999) == 0


def test_a_sixth_of_the_day_stays_reserved() -> None:
    assert wait(NOON, day_used=16_800, limits=FOLLOW) == 12 * 3600
    assert wait(NOON, day_used=16_800) == 0


def test_bursts_are_free_until_the_rest_of_the_day_gets_tight() -> None:
    assert wait(DAY, [DAY - 1], day_used=2_400, limits=FOLLOW) == 0
    assert wait(DAY, [DAY - 1], day_used=5_000, limits=FOLLOW) == pytest.approx(86_400 / 11_800 - 1)
    assert wait(NOON, [NOON - 1], day_used=9_000, limits=FOLLOW) == 0


def test_a_lock_out_stops_everything_and_ends_spread_out() -> None:
    assert wait(NOON, locked_until=NOON + 900) == 900
    assert wait(NOON, [NOON - 0.5], locked_until=NOON - 1) == pytest.approx(60 / 51 - 0.5)
    assert wait(NOON, [NOON - 0.5], locked_until=NOON - 61) == 0


def test_a_clock_that_was_set_back_does_not_stop_calls_for_hours() -> None:
    assert wait(NOON, [NOON + 7200 + i for i in range(60)]) == 0


def test_a_scale_divides_durations_only() -> None:
    scaled = CallLimits().scaled(60)
    assert scaled.minute_s == 1
    assert scaled.per_minute == 51
    recent = [NOON - 0.5 + i * 0.002 for i in range(51)]
    assert wait(NOON, recent, limits=scaled) == pytest.approx(0.5)


@given(
    priority=st.sampled_from(Priority),
    arrivals=st.lists(st.floats(0, 30), max_size=200),
    start=st.floats(DAY, DAY + 86_000),
)
def test_no_minute_ever_sees_more_than_51_calls(priority: Priority, arrivals: list[float], start: float) -> None:
    limits = CallLimits().for_priority(priority)
    now, left = start, list[float]()
    for pause in arrivals:
        now += pause
        while (wait_s := wait(now, left[-60:], day_used=len(left), limits=limits)) > 0:
            now += wait_s
        left.append(now)
    for i, at in enumerate(left):
        assert sum(at <= other < at + 60 - 1e-3 for other in left[i:]) <= 51


@given(used=st.integers(0, 16_800), elapsed=st.floats(0, 86_399))
def test_background_never_runs_out_before_midnight(used: int, elapsed: float) -> None:
    now = DAY + elapsed
    left = 86_400 - elapsed
    wait_s = wait(now, [now], day_used=used, limits=FOLLOW)
    if used >= 16_800:
        assert wait_s == pytest.approx(left)
    elif left / (16_800 - used) > 6:
        assert wait_s == pytest.approx(left / (16_800 - used))
    else:
        assert wait_s == pytest.approx(0.1, abs=1e-6)


def test_a_persons_calls_are_never_paced() -> None:
    assert math.isinf(CallLimits().for_priority(Priority.PERSON).unpaced_up_to_s)
    assert wait(DAY, [DAY - 1], day_used=19_000) == 0
