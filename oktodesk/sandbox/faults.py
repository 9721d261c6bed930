"""Faults on request: composable values, drawn by a seeded random, so that a bad day can be lived twice.

The grammar is ``NAME[=VALUE][@OPERATION][:PROBABILITY]``. Without an operation a fault meets every call of the
API, without a probability every time. Several on one operation add up: a ``delay`` comes before whatever else.

=================  ===========================  ========================================================
name               value                        what happens
=================  ===========================  ========================================================
``delay``          seconds                      the request waits before it is looked at
``status``         an HTTP status               refused with it; nothing is processed
``drop-before``    --                           the connection is cut; nothing is processed
``lost-reply``     --                           processed, then the connection is cut instead of an answer
``garbage``        --                           processed, then 200 with something that is no JSON
``late-visibility``  seconds                    a created upload appears in lists only later; ``@get``:
                                                by its id only later
=================  ===========================  ========================================================

On ``download`` the same names happen to the sandbox's own fetching: the source seems to answer late, with that
status, not at all, with a cut in the middle, or with scrambled bytes.
"""

import random
import re
from collections.abc import Iterable
from enum import StrEnum

import msgspec

from oktodesk.problems import UsageTrouble


class FaultName(StrEnum):
    """What can go wrong on request."""

    DELAY = "delay"
    STATUS = "status"
    DROP_BEFORE = "drop-before"
    LOST_REPLY = "lost-reply"
    GARBAGE = "garbage"
    LATE_VISIBILITY = "late-visibility"


class Operation(StrEnum):
    """Where a fault can happen."""

    ME = "me"
    LIST = "list"
    GET = "get"
    CREATE = "create"
    VALIDATE = "validate"
    MEDIA = "media"
    DOWNLOAD = "download"
    ANY = "*"


_LATE_ON = (Operation.ANY, Operation.CREATE, Operation.LIST, Operation.GET)
_FORM = re.compile(
    r"(?P<name>[a-z-]+)(=(?P<value>[0-9.]+))?(@(?P<operation>[a-z]+|\*))?(:(?P<probability>[0-9.]+))?"
)


class Fault(msgspec.Struct, frozen=True):
    """One fault; ``value`` is in seconds, or the status, or 0 where the name takes none."""

    name: FaultName
    value: float = 0.0
    operation: Operation = Operation.ANY
    probability: float = 1.0

    def __str__(self) -> str:
        value = f"={_decimal(self.value)}" if self.name in _WITH_VALUE else ""
        chance = f":{_decimal(self.probability)}" if self.probability < 1 else ""
        return f"{self.name}{value}@{self.operation}{chance}"

    def meets(self, operation: Operation) -> bool:
        """Whether the fault can happen there. ``*`` is the API; fetching is only meant by its name."""
        return operation is self.operation or (
            self.operation is Operation.ANY and operation is not Operation.DOWNLOAD
        )


def _decimal(number: float) -> str:
    """A number as the grammar takes it: without an exponent."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


_WITH_VALUE = frozenset({FaultName.DELAY, FaultName.STATUS, FaultName.LATE_VISIBILITY})


class Effect(msgspec.Struct, frozen=True):
    """All that was drawn for one request."""

    delay_s: float = 0.0
    status: int | None = None
    drop_before: bool = False
    lost_reply: bool = False
    garbage: bool = False
    names: tuple[str, ...] = ()


class Lateness(msgspec.Struct, frozen=True):
    """How long a new upload stays hidden, in seconds."""

    in_lists_s: float = 0.0
    by_id_s: float = 0.0


NOTHING = Effect()


def parse_fault(text: str) -> Fault:
    """Read one fault. Raises ``UsageTrouble`` that names what is wrong with it."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise _trouble(text, "write NAME[=VALUE][@OPERATION][:PROBABILITY]")
    name, operation = found["name"], found["operation"] or "*"
    if name not in [*FaultName]:
        raise _trouble(text, f"{name} is none of {', '.join(FaultName)}")
    if operation not in [*Operation]:
        raise _trouble(text, f"{operation} is none of {', '.join(Operation)}")
    try:
        value, probability = float(found["value"] or 0), float(found["probability"] or 1)
    except ValueError as error:
        raise _trouble(text, str(error)) from error
    fault = Fault(FaultName(name), value, Operation(operation), probability)
    if complaint := _complaint(fault, has_value=found["value"] is not None):
        raise _trouble(text, complaint)
    return fault


def _complaint(fault: Fault, *, has_value: bool) -> str:
    if has_value != (fault.name in _WITH_VALUE):
        return f"{fault.name} takes {'no value' if has_value else 'a value'}"
    if not 0 <= fault.probability <= 1:
        return "a probability lies between 0 and 1"
    if fault.name is FaultName.STATUS and not (fault.value.is_integer() and 200 <= fault.value <= 599):
        return "a status lies between 200 and 599"
    if fault.name is FaultName.LATE_VISIBILITY and fault.operation not in _LATE_ON:
        return "late-visibility is for list or get"
    return ""


def _trouble(text: str, reason: str) -> UsageTrouble:
    return UsageTrouble("usage", reason=f"fault {text!r}: {reason}")


class FaultPlan:
    """The faults of one run. The same seed and the same requests draw the same faults."""

    def __init__(self, faults: Iterable[Fault], rng: random.Random) -> None:
        self._faults = tuple(faults)
        self._rng = rng

    def draw(self, operation: Operation) -> Effect:
        """What happens to the next request of an operation."""
        hit = [
            fault
            for fault in self._faults
            if fault.name is not FaultName.LATE_VISIBILITY and fault.meets(operation) and self._happens(fault)
        ]
        if not hit:
            return NOTHING
        names = {fault.name for fault in hit}
        return Effect(
            delay_s=sum(fault.value for fault in hit if fault.name is FaultName.DELAY),
            status=next((int(fault.value) for fault in hit if fault.name is FaultName.STATUS), None),
            drop_before=FaultName.DROP_BEFORE in names,
            lost_reply=FaultName.LOST_REPLY in names,
            garbage=FaultName.GARBAGE in names,
            names=tuple(str(fault) for fault in hit),
        )

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

    def _happens(self, fault: Fault) -> bool:
        return self._rng.random() < fault.probability
