"""When to ask Oktopost next, and what. A pure decision; times are monotonic seconds.

While something is pending its list is read: soon after a change, less often while only bytes move or nothing does,
seldom while nobody looks. While nothing is pending nothing is polled; a look at the account's newest uploads comes
with the window's focus and every few minutes while it is visible.
"""

from enum import StrEnum

import msgspec


class Attention(StrEnum):
    """How much of the window the person sees."""

    FOCUSED = "focused"
    VISIBLE = "visible"
    HIDDEN = "hidden"


class Motion(StrEnum):
    """What the last pass over the pending uploads saw."""

    CHANGED = "changed"
    """A new status, attempt or member."""
    BYTES = "bytes"
    STILL = "still"


class Step(StrEnum):
    """What to ask for."""

    FOLLOW = "follow"
    """Everything that is pending."""
    CHECK = "check"
    """The newest uploads of the account."""


class Pace(msgspec.Struct, frozen=True):
    """Durations in seconds, as the design has them; ``scaled`` for a clock."""

    changed_s: float = 2.0
    bytes_s: float = 5.0
    still_s: float = 10.0
    hidden_s: float = 15.0
    hidden_still_s: float = 30.0
    focus_s: float = 60.0
    """At most one check by focus in this time."""
    visible_s: float = 300.0
    back_off_s: float = 2.0
    back_off_most_s: float = 60.0

    def scaled(self, scale: float) -> "Pace":
        """The same with all durations divided by a clock's scale."""
        return Pace(*(value / scale for value in msgspec.structs.astuple(self)))


class Tracking(msgspec.Struct, frozen=True):
    """What the decision is made from."""

    attention: Attention = Attention.VISIBLE
    pending: bool = False
    followed_at: float | None = None
    """When the last pass ended; None: none yet."""
    motion: Motion = Motion.CHANGED
    still_passes: int = 0
    """Passes in a row that saw nothing move."""
    checked_at: float | None = None
    wanted: bool = False
    """A check was asked for: by the person, at start, after a jump of the clock or when Oktopost was back."""
    failures: int = 0
    """Calls in a row that failed."""
    failed_at: float = 0.0


class Due(msgspec.Struct, frozen=True):
    """What to do next, not before ``at``."""

    step: Step
    at: float


def next_due(state: Tracking, now: float, pace: Pace) -> Due | None:
    """What to ask next and when; None: nothing, until something happens."""
    dues = [due for due in (_check(state, now, pace), _follow(state, now, pace)) if due is not None]
    first = min(dues, key=lambda due: due.at, default=None)
    if first is None or not state.failures:
        return first
    return Due(first.step, max(first.at, state.failed_at + back_off_s(state.failures, pace)))


def back_off_s(failures: int, pace: Pace) -> float:
    """How long to leave Oktopost alone after so many failures in a row."""
    return min(pace.back_off_s * 2.0 ** (min(failures, 16) - 1), pace.back_off_most_s)


def wants_focus_check(state: Tracking, now: float, pace: Pace) -> bool:
    """Whether the window's focus is reason enough for a check."""
    return state.checked_at is None or now >= state.checked_at + pace.focus_s


def _check(state: Tracking, now: float, pace: Pace) -> Due | None:
    if state.wanted:
        return Due(Step.CHECK, now)
    if state.attention is Attention.HIDDEN or state.checked_at is None:
        return None
    return Due(Step.CHECK, max(state.checked_at + pace.visible_s, now))


def _follow(state: Tracking, now: float, pace: Pace) -> Due | None:
    if not state.pending:
        return None
    if state.followed_at is None:
        return Due(Step.FOLLOW, now)
    return Due(Step.FOLLOW, max(state.followed_at + _interval_s(state, pace), now))


def _interval_s(state: Tracking, pace: Pace) -> float:
    grown = 1.5 ** min(max(state.still_passes - 1, 0), 16)
    if state.attention is Attention.HIDDEN:
        still = state.motion is Motion.STILL
        return min(pace.hidden_s * grown, pace.hidden_still_s) if still else pace.hidden_s
    match state.motion:
        case Motion.CHANGED:
            return pace.changed_s
        case Motion.BYTES:
            return pace.bytes_s
        case Motion.STILL:
            return min(pace.bytes_s * grown, pace.still_s)
