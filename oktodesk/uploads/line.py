"""Who is next: the order in which confirmed links are handed over. A pure decision.

Links about to expire go first, the others in their order. The allowance is reserved link by link in that order, so
that a smaller link overtakes a larger one only where that delays nobody.
"""

from collections.abc import Sequence

import msgspec

from oktodesk.uploads.allowance import Allowance, Timeline, Usage
from oktodesk.uploads.rows import Wait

EXPIRING_S = 86_400.0
"""A link that expires within this time goes first: it may have to wait for the allowance that long."""
EXACT = 300
"""So many links get a time of their own; what stands behind them in line waits for its turn to get one."""


class Candidate(msgspec.Struct, frozen=True):
    """A link in line. Times are Unix seconds of this computer's clock."""

    key: int
    source: str
    """Normalised: two links to one file are never in flight together."""
    size_bytes: int | None
    ready_at: float
    """Until then it can be taken back."""
    expires_at: float | None = None
    is_fresh: bool = True
    """False: it is checked again before it is sent, which may tell its size."""
    is_held: bool = False
    """The person holds it back: it reserves nothing, and everything passes it."""

    @property
    def leaves_unknown(self) -> bool:
        """Whether it is handed over without its size being known."""
        return self.size_bytes is None and self.is_fresh


class Closed(msgspec.Struct, frozen=True):
    """Oktopost refused a link for the allowance: nothing as large is tried before ``until``."""

    size_bytes: int
    until: float

    def holds(self, size_bytes: int | None, now: float) -> bool:
        """Whether a link of that size has to wait for it."""
        return now < self.until and (size_bytes is None or size_bytes >= self.size_bytes)


class Situation(msgspec.Struct, frozen=True):
    """Everything beside the line itself that decides."""

    now: float
    slots: int
    """How many more may be handed over at the same time."""
    allowance: Allowance
    usages: tuple[Usage, ...] = ()
    usages_known: bool = True
    """False: the last 24 hours are not completely known; links are sent and Oktopost decides."""
    busy: frozenset[str] = frozenset()
    """Normalised sources that are in flight or unsure."""
    size_awaited: bool = False
    """A link of unknown size is on its way; another one waits until that size is known."""
    hold: Wait = Wait.NONE
    """A reason why nothing is sent at all, until ``hold_until`` if that is known."""
    hold_until: float | None = None
    closed: Closed | None = None


class Waiting(msgspec.Struct, frozen=True):
    """Why a link is not sent now, and until when if that is known."""

    key: int
    wait: Wait
    until: float | None = None


class Turn(msgspec.Struct, frozen=True):
    """What to do now."""

    send: tuple[int, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    wakes_at: float | None = None
    """When time alone changes the decision."""
    last_at: float | None = None
    """When the last link of the line will be sent, as far as can be told; None: nothing waits, or it can't be."""


def plan(candidates: Sequence[Candidate], situation: Situation) -> Turn:
    """Decide about the whole line; ``candidates`` are in line order."""
    moving = [each for each in candidates if not each.is_held]
    ready = [each for each in moving if each.ready_at <= situation.now]
    graced = [each for each in moving if each.ready_at > situation.now]
    waiting = [Waiting(each.key, Wait.HELD) for each in candidates if each.is_held]
    waiting += [Waiting(each.key, Wait.GRACE, each.ready_at) for each in graced]
    times = [each.ready_at for each in graced]
    if situation.hold is not Wait.NONE:
        waiting += [Waiting(each.key, situation.hold, situation.hold_until) for each in ready]
        times += [situation.hold_until] if situation.hold_until is not None else []
        last_at = max(times) if situation.hold_until is not None and moving else None
        return Turn((), tuple(waiting), min(times, default=None), last_at)
    decider = _Decider(situation)
    for each in sorted(ready, key=lambda candidate: _urgency(candidate, situation.now)):
        decider.decide(each)
    waiting += decider.waiting
    times += [each.until for each in decider.waiting if each.until is not None]
    last_at = max([*times, *decider.estimates], default=None)
    return Turn(tuple(decider.send), tuple(waiting), min(times, default=None), last_at)


def _urgency(candidate: Candidate, now: float) -> tuple[int, float]:
    # Sorting is stable: all others keep their order.
    expires_at = candidate.expires_at
    if expires_at is not None and now < expires_at <= now + EXPIRING_S:
        return (0, expires_at)
    return (1, 0.0)


class _Decider:
    """Goes through the line once, from its head to its end."""

    def __init__(self, situation: Situation) -> None:
        self._situation = situation
        self._timeline = Timeline(situation.allowance, situation.usages, situation.now)
        self._busy = set(situation.busy)
        self._size_awaited = situation.size_awaited
        self._slots = situation.slots
        self._decided = 0
        self._behind_bytes = 0
        self._latest = situation.now
        self.send: list[int] = []
        self.waiting: list[Waiting] = []
        self.estimates: list[float] = []

    def decide(self, candidate: Candidate) -> None:
        """Send it, or say why not."""
        self._decided += 1
        if self._decided > EXACT:
            self._queue_behind(candidate)
            return
        at = self._earliest(candidate)
        self._timeline.reserve(at, candidate.size_bytes or 0)
        self._latest = max(self._latest, at)
        self.estimates.append(at)
        if at > self._situation.now:
            self.waiting.append(Waiting(candidate.key, Wait.ALLOWANCE, at))
        elif self._may_leave(candidate):
            self._leave(candidate)
        else:
            self.waiting.append(Waiting(candidate.key, Wait.ORDER))

    def _earliest(self, candidate: Candidate) -> float:
        now, closed = self._situation.now, self._situation.closed
        at = now
        if self._situation.usages_known:
            # An unknown size counts nothing yet, but needs some room; what never fits is for Oktopost to refuse.
            at = self._timeline.earliest(candidate.size_bytes or 1) or now
        if closed is not None and closed.holds(candidate.size_bytes, now):
            at = max(at, closed.until)
        return at

    def _may_leave(self, candidate: Candidate) -> bool:
        if candidate.leaves_unknown and self._size_awaited:
            return False
        return self._slots > 0 and candidate.source not in self._busy

    def _leave(self, candidate: Candidate) -> None:
        self._slots -= 1
        self._busy.add(candidate.source)
        self._size_awaited |= candidate.leaves_unknown
        self.send.append(candidate.key)

    def _queue_behind(self, candidate: Candidate) -> None:
        allowance = self._situation.allowance
        self._behind_bytes += candidate.size_bytes or 0
        self.waiting.append(Waiting(candidate.key, Wait.ORDER))
        if self._latest > self._situation.now:
            self.estimates.append(self._latest + self._behind_bytes / allowance.limit_bytes * allowance.window_s)
