"""Faults on request: composable values, written as ``NAME[=VALUE][@OPERATION][:PROBABILITY]``.

Without an operation a fault meets every call of the API, without a probability every time. Several on one
operation add up: waiting comes first, then a cut, then a refusal, then what is wrong with the answer.

On ``download`` the same names happen to the sandbox's own fetching: the source seems to answer late, with that
status, not at all, with a cut in the middle, or with scrambled bytes.
"""

import re

import msgspec

from oktodesk.problems import UsageTrouble
from oktodesk.sandbox.fault_names import KINDS, FaultName, Kind, Operation, Value

FORM = "NAME[=VALUE][@OPERATION][:PROBABILITY]"
_FORM = re.compile(
    r"(?P<name>[a-z-]+)(=(?P<value>[^@:]*))?(@(?P<operation>[^@:]*))?(:(?P<probability>.*))?", re.DOTALL
)


class Fault(msgspec.Struct, frozen=True):
    """One fault. ``value`` is its number: seconds, a status, items, or calls; 0 where it takes none."""

    name: FaultName
    value: float = 0.0
    operation: Operation = Operation.ANY
    probability: float = 1.0
    times: int = 0
    """Of a burst: how many; of a sign-out: how many calls are refused, 0 for all."""
    word: str = ""
    """The shape of ``Errors``, or the unknown status."""

    def __str__(self) -> str:
        value = _written(self)
        chance = f":{_decimal(self.probability)}" if self.probability < 1 else ""
        where = "" if KINDS[self.name].always else f"@{self.operation}"
        return f"{self.name}{value and '='}{value}{where}{chance}"

    def meets(self, operation: Operation) -> bool:
        """Whether the fault can happen there. ``*`` is the API; fetching is only meant by its name."""
        return operation is self.operation or (
            self.operation is Operation.ANY and operation is not Operation.DOWNLOAD
        )


def _written(fault: Fault) -> str:
    if not KINDS[fault.name].form:
        return ""
    return fault.word or _decimal(fault.value) + (f"x{fault.times}" if fault.times else "")


def _decimal(number: float) -> str:
    """A number as the grammar takes it: without an exponent."""
    return f"{number:.9f}".rstrip("0").rstrip(".")


def parse_fault(text: str) -> Fault:
    """Read one fault. Raises ``UsageTrouble`` that names what is wrong with it, and what is allowed."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise _trouble(text, f"write {FORM}")
    name, operation = found["name"], found["operation"]
    if name not in [*FaultName]:
        raise _trouble(text, f"{name} is none of {', '.join(FaultName)}")
    kind = KINDS[FaultName(name)]
    try:
        place = _operation(operation, name, kind)
        chance = _probability(found["probability"])
        if kind.always and (operation is not None or found["probability"] is not None):
            raise ValueError(f"{name} is for the whole run, without an operation and a probability")  # noqa: TRY301
        value = _value(found["value"], name, kind)
    except ValueError as error:
        raise _trouble(text, str(error)) from error
    return Fault(FaultName(name), value.number, place, chance, value.times, value.word)


def _operation(text: str | None, name: str, kind: Kind) -> Operation:
    operation = Operation.ANY if text is None else text
    if operation not in [*Operation]:
        raise ValueError(f"{operation} is none of {', '.join(Operation)}")
    if operation not in kind.where:
        allowed = ", ".join(each for each in Operation if each in kind.where)
        raise ValueError(f"{name} is none of {operation}'s faults, only of {allowed}")
    return Operation(operation)


def _probability(text: str | None) -> float:
    if text is None:
        return 1.0
    if not re.fullmatch(r"[0-9](\.[0-9]{1,9})?|\.[0-9]{1,9}", text) or float(text) > 1:
        raise ValueError("a probability lies between 0 and 1")
    return float(text)


def _value(text: str | None, name: str, kind: Kind) -> Value:
    if kind.read is None:
        if text is not None:
            raise ValueError(f"{name} takes no value")
        return Value()
    if text is not None:
        return kind.read(text)
    if kind.default is None:
        raise ValueError(f"{name} takes a value: {name}={kind.form}")
    return kind.default


def _trouble(text: str, reason: str) -> UsageTrouble:
    return UsageTrouble("usage", reason=f"fault {text!r}: {reason}")
