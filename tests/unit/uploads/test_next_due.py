"""When Oktopost is asked next."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.uploads.next_due import (
    Attention,
    Due,
    Motion,
    Pace,
    Step,
    Tracking,
    next_due,
    wants_focus_check,
)

NOW = 10_000.0
PACE = Pace()


def interval(**fields: object) -> float:
    state = Tracking(pending=True, followed_at=NOW, **fields)  # type: ignore[arg-type]  # fields of mixed kinds
    due = next_due(state, NOW, PACE)
    assert due is not None
    assert due.step is Step.FOLLOW
    return due.at - NOW


def test_nothing_pending_is_never_polled() -> None:
    assert next_due(Tracking(attention=Attention.HIDDEN), NOW, PACE) is None
    assert next_due(Tracking(attention=Attention.HIDDEN, checked_at=1.0), NOW, PACE) is None


def test_what_is_pending_is_looked_at_at_once() -> None:
    assert next_due(Tracking(pending=True), NOW, PACE) == Due(Step.FOLLOW, NOW)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"motion": Motion.CHANGED}, 2.0),
        ({"motion": Motion.BYTES}, 5.0),
        ({"motion": Motion.STILL, "still_passes": 1}, 5.0),
        ({"motion": Motion.STILL, "still_passes": 2}, 7.5),
        ({"motion": Motion.STILL, "still_passes": 9}, 10.0),
        ({"motion": Motion.CHANGED, "attention": Attention.HIDDEN}, 15.0),
        ({"motion": Motion.BYTES, "attention": Attention.HIDDEN}, 15.0),
        ({"motion": Motion.STILL, "still_passes": 1, "attention": Attention.HIDDEN}, 15.0),
        ({"motion": Motion.STILL, "still_passes": 9, "attention": Attention.HIDDEN}, 30.0),
        ({"motion": Motion.BYTES, "attention": Attention.FOCUSED}, 5.0),
    ],
)
def test_the_interval_follows_what_moves_and_who_looks(fields: dict[str, object], seconds: float) -> None:
    assert interval(**fields) == pytest.approx(seconds)


def test_a_visible_window_checks_every_five_minutes() -> None:
    assert next_due(Tracking(checked_at=NOW - 10), NOW, PACE) == Due(Step.CHECK, NOW + 290)
    assert next_due(Tracking(checked_at=NOW - 900), NOW, PACE) == Due(Step.CHECK, NOW)


def test_a_wanted_check_comes_at_once_even_while_hidden() -> None:
    state = Tracking(attention=Attention.HIDDEN, checked_at=NOW - 1, wanted=True)
    assert next_due(state, NOW, PACE) == Due(Step.CHECK, NOW)


def test_focus_checks_at_most_once_a_minute() -> None:
    assert wants_focus_check(Tracking(), NOW, PACE)
    assert not wants_focus_check(Tracking(checked_at=NOW - 59), NOW, PACE)
    assert wants_focus_check(Tracking(checked_at=NOW - 60), NOW, PACE)


@pytest.mark.parametrize(("failures", "seconds"), [(1, 2), (2, 4), (3, 8), (5, 32), (6, 60), (400, 60)])
def test_failures_back_off(failures: int, seconds: float) -> None:
    state = Tracking(pending=True, wanted=True, failures=failures, failed_at=NOW)
    assert next_due(state, NOW, PACE) == Due(Step.CHECK, NOW + seconds)


def test_all_durations_are_scaled() -> None:
    assert Pace().scaled(60).visible_s == 5.0
    assert Pace().scaled(1) == Pace()


STATES = st.builds(
    Tracking,
    attention=st.sampled_from(Attention),
    pending=st.booleans(),
    followed_at=st.none() | st.floats(0, NOW),
    motion=st.sampled_from(Motion),
    still_passes=st.integers(0, 10_000),
    checked_at=st.none() | st.floats(0, NOW),
    wanted=st.booleans(),
    failures=st.integers(0, 10_000),
    failed_at=st.floats(0, NOW),
)


@given(STATES)
def test_nothing_is_due_in_the_past_and_pending_never_waits_long(state: Tracking) -> None:
    due = next_due(state, NOW, PACE)
    if due is not None:
        assert due.at >= NOW
    if state.pending:
        assert due is not None
        assert due.at <= NOW + 60
