"""Speed, time left, stalled."""

from hypothesis import given
from hypothesis import strategies as st

from oktodesk.uploads.speed import HostSpeeds, Live, SpeedMeter

WALL = 1_760_000_000.0


def test_one_measurement_says_nothing() -> None:
    meter = SpeedMeter()
    meter.note(100.0, 5_000)
    assert meter.live(100.0, 10_000, wall_now=WALL) == Live()


def test_speed_is_what_came_in_during_the_window() -> None:
    meter = SpeedMeter()
    for second in range(0, 120, 5):
        meter.note(float(second), 0 if second < 60 else (second - 60) * 1_000)
    live = meter.live(115.0, 100_000, wall_now=WALL)
    assert live.speed_bytes_s is not None
    assert 850 <= live.speed_bytes_s <= 1_000
    assert live.eta_s is not None
    assert 45 <= live.eta_s <= 55


def test_time_left_counts_down_between_measurements_and_never_below_zero() -> None:
    meter = SpeedMeter()
    meter.note(0.0, 0)
    meter.note(10.0, 10_000)
    assert meter.live(10.0, 15_000, wall_now=WALL).eta_s == 5.0
    assert meter.live(12.0, 15_000, wall_now=WALL).eta_s == 3.0
    assert meter.live(60.0, 15_000, wall_now=WALL).eta_s == 0.0


def test_five_minutes_without_a_byte_are_stalled() -> None:
    meter = SpeedMeter()
    meter.note(0.0, 100)
    meter.note(10.0, 200)
    for second in range(20, 320, 10):
        meter.note(float(second), 200)
    assert meter.live(309.0, 1_000, wall_now=WALL).stalled_since is None
    assert meter.live(310.0, 1_000, wall_now=WALL) == Live(0.0, None, WALL - 300)
    meter.note(320.0, 201)
    assert meter.live(320.0, 1_000, wall_now=WALL).stalled_since is None


def test_a_download_that_begins_anew_is_measured_anew() -> None:
    meter = SpeedMeter()
    meter.note(0.0, 0)
    meter.note(10.0, 9_000)
    meter.note(20.0, 0)
    assert meter.speed_bytes_s is None


def test_a_jump_of_the_clock_is_no_stall() -> None:
    meter = SpeedMeter()
    meter.note(0.0, 100)
    meter.forget_time()
    assert meter.live(10_000.0, 1_000, wall_now=WALL) == Live()


def test_host_speeds_fade_and_are_bounded() -> None:
    speeds = HostSpeeds({"a.example": 100.0})
    speeds.note("a.example", 200.0)
    assert speeds.speed_bytes_s("a.example") == 130.0
    for number in range(HostSpeeds.MOST_HOSTS):
        speeds.note(f"{number}.example", 1.0)
    assert speeds.speed_bytes_s("a.example") is None
    assert len(speeds.as_dict()) == HostSpeeds.MOST_HOSTS


@given(st.lists(st.tuples(st.floats(0, 100), st.integers(0, 2**40)), max_size=80), st.integers(0, 2**40))
def test_nothing_measured_makes_nonsense(samples: list[tuple[float, int]], total: int) -> None:
    meter = SpeedMeter()
    at = 0.0
    for step, downloaded in samples:
        at += step
        meter.note(at, downloaded)
        live = meter.live(at, total, wall_now=WALL)
        assert live.speed_bytes_s is None or live.speed_bytes_s >= 0
        assert live.eta_s is None or live.eta_s >= 0
