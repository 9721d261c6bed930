"""Which faults meet which request: drawn by a seeded random, so that a bad day can be lived twice."""

import random
from collections.abc import Iterable

import msgspec

from oktodesk.sandbox.fault_names import FaultName, Operation
from oktodesk.sandbox.faults import Fault


class Effect(msgspec.Struct, frozen=True):
    """All that was drawn for one request."""

    delay_s: float = 0.0
    status: int | None = None
    """What it is refused with; None: it is not."""
    hit: tuple[Fault, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The faults as they are written."""
        return tuple(str(fault) for fault in self.hit)

    def has(self, name: FaultName) -> bool:
        """Whether a fault of this name was drawn."""
        return any(fault.name is name for fault in self.hit)

    def find(self, name: FaultName) -> Fault | None:
        """The first fault of a name that was drawn."""
        return next((fault for fault in self.hit if fault.name is name), None)


class Lateness(msgspec.Struct, frozen=True):
    """How long a new upload stays hidden, in seconds."""

    in_lists_s: float = 0.0
    by_id_s: float = 0.0


NOTHING = Effect()
_OTHERWISE = frozenset(
    {FaultName.LATE_VISIBILITY, FaultName.CLOCK_SKEW, FaultName.DEDUPE_SOURCE, FaultName.UNKNOWN_ISSUER}
)
"""Faults that are no matter of one request and its answer."""


class FaultPlan:
    """The faults of one run. The same seed and the same requests draw the same faults."""

    def __init__(self, faults: Iterable[Fault], rng: random.Random) -> None:
        self._faults = tuple(faults)
        self._rng = rng
        self._counts = [0] * len(self._faults)

    def draw(self, operation: Operation) -> Effect:
        """What happens to the next request of an operation."""
        hit = tuple(
            fault
            for number, fault in enumerate(self._faults)
            if fault.name not in _OTHERWISE and fault.meets(operation) and self._turn(number, fault)
        )
        return Effect(self._delay_s(hit), _status(hit), hit) if hit else NOTHING

    def draw_lateness(self) -> Lateness:
        """How long the upload that is being created stays hidden; the longest of the faults that hit counts."""
        in_lists_s = by_id_s = 0.0
        for fault in self._faults:
            if fault.name is FaultName.LATE_VISIBILITY and self._happens(fault):
                if fault.operation is Operation.GET:
                    by_id_s = max(by_id_s, fault.value)
                else:
                    in_lists_s = max(in_lists_s, fault.value)
        return Lateness(in_lists_s, by_id_s)

    def draw_dedupe(self) -> bool:
        """Whether this create is answered with the upload that its link has already."""
        return any(fault.name is FaultName.DEDUPE_SOURCE and self._happens(fault) for fault in self._faults)

    def retry_after_s(self) -> float | None:
        """What the call limits' own refusals say of waiting; None: nothing."""
        return next((fault.value for fault in self._faults if fault.name is FaultName.RETRY_AFTER), None)

    def _turn(self, number: int, fault: Fault) -> bool:
        if fault.name is FaultName.BURST:
            return self._in_burst(number, fault)
        if fault.name is FaultName.SIGN_OUT:
            self._counts[number] += 1
            past = self._counts[number] - int(fault.value)
            return past > 0 and (past <= fault.times or not fault.times) and self._happens(fault)
        return self._happens(fault)

    def _in_burst(self, number: int, fault: Fault) -> bool:
        # Counts up while it lasts, then through as many calls that are spared, then is drawn again.
        at = self._counts[number]
        if at == 0 and not self._happens(fault):
            return False
        self._counts[number] = (at + 1) % (2 * fault.times)
        return at < fault.times

    def _delay_s(self, hit: tuple[Fault, ...]) -> float:
        fixed = sum(fault.value for fault in hit if fault.name is FaultName.DELAY)
        return fixed + sum(self._rng.uniform(0, fault.value) for fault in hit if fault.name is FaultName.JITTER)

    def _happens(self, fault: Fault) -> bool:
        return self._rng.random() < fault.probability


def _status(hit: tuple[Fault, ...]) -> int | None:
    for fault in hit:
        if fault.name in {FaultName.STATUS, FaultName.BURST}:
            return int(fault.value)
        if fault.name is FaultName.SIGN_OUT:
            return 401
    return 200 if any(fault.name is FaultName.RESULT_FALSE for fault in hit) else None
