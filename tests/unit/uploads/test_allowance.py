"""The sliding 24 hours."""

from hypothesis import given
from hypothesis import strategies as st

from oktodesk.uploads.allowance import GIB, MARGIN_S, Allowance, Timeline, Usage

NOW = 1_760_000_000.0
DAY = 86_400.0
ALLOWANCE = Allowance()


def hours_ago(hours: float, gib: float) -> Usage:
    return Usage(NOW - hours * 3600, int(gib * GIB))


def test_only_the_last_day_counts() -> None:
    usages = [hours_ago(25, 10), hours_ago(23, 5), hours_ago(1, 2), Usage(NOW + 60, GIB)]
    assert ALLOWANCE.used(usages, NOW) == 7 * GIB
    assert ALLOWANCE.frees_at(usages, NOW) == NOW + 3600 + MARGIN_S


def test_nothing_used_frees_nothing() -> None:
    assert ALLOWANCE.frees_at([Usage(NOW, 0)], NOW) is None


def test_what_fits_fits_now() -> None:
    assert ALLOWANCE.fits_at(8 * GIB, [hours_ago(1, 24)], NOW) == NOW


def test_what_does_not_fit_does_when_enough_has_left_the_window() -> None:
    usages = [hours_ago(23, 4), hours_ago(22, 4), hours_ago(2, 22)]
    assert ALLOWANCE.fits_at(7 * GIB, usages, NOW) == NOW + 2 * 3600 + MARGIN_S
    assert ALLOWANCE.fits_at(6 * GIB, usages, NOW) == NOW + 3600 + MARGIN_S


def test_more_than_the_limit_never_fits() -> None:
    assert ALLOWANCE.fits_at(33 * GIB, [], NOW) is None


def test_the_window_is_scaled_with_the_clock() -> None:
    fast = ALLOWANCE.scaled(86_400)
    assert fast.fits_at(32 * GIB, [Usage(NOW, GIB)], NOW) == NOW + 1 + MARGIN_S


def test_a_later_link_never_delays_an_earlier_one() -> None:
    timeline = Timeline(ALLOWANCE, [hours_ago(23, 10), hours_ago(2, 18)], NOW)
    large_at = timeline.earliest(8 * GIB)
    assert large_at == NOW + 3600 + MARGIN_S
    timeline.reserve(large_at, 8 * GIB)
    assert timeline.earliest(4 * GIB) == NOW, "6 GiB stay free beside the large one"
    timeline.reserve(NOW, 4 * GIB)
    assert timeline.earliest(4 * GIB) == NOW + 22 * 3600 + MARGIN_S, "now it would take the large one's place"


SIZES = st.integers(1, 8 * GIB)
HISTORY = st.lists(st.builds(Usage, st.floats(NOW - 2 * DAY, NOW), SIZES), max_size=12)


@given(HISTORY, st.lists(SIZES, max_size=12))
def test_reservations_never_exceed_the_limit(history: list[Usage], sizes: list[int]) -> None:
    taken = [usage for usage in history if ALLOWANCE.free_at(usage) > NOW]
    while sum(usage.size_bytes for usage in taken) > ALLOWANCE.limit_bytes:
        taken.pop()
    timeline = Timeline(ALLOWANCE, taken, NOW)
    for size in sizes:
        at = timeline.earliest(size)
        assert at is not None
        assert at >= NOW
        timeline.reserve(at, size)
        taken.append(Usage(at, size))
    for moment in {usage.at for usage in taken if usage.at >= NOW} | {NOW}:
        assert ALLOWANCE.used(taken, moment) <= ALLOWANCE.limit_bytes


@given(HISTORY, SIZES)
def test_the_earliest_time_is_the_earliest(history: list[Usage], size: int) -> None:
    at = ALLOWANCE.fits_at(size, history, NOW)
    assert at is not None
    assert ALLOWANCE.used(history, at) + size <= ALLOWANCE.limit_bytes
    earlier = [NOW, *(ALLOWANCE.free_at(usage) for usage in history)]
    for moment in earlier:
        if NOW <= moment < at:
            assert ALLOWANCE.used(history, moment) + size > ALLOWANCE.limit_bytes
