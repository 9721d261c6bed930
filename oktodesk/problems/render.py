"""From ids and values to sentences. Values get their unit from the ending of their name."""

import string
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from oktodesk.problems.catalogue import text_of
from oktodesk.problems.values import Finding, Problem, Severity, Value

GB = 1024**3
"""The unit of Oktopost's limits (8 GB is 8 GiB); the only one shown from 0.1 GB on."""


class Formats(Protocol):
    """How values read to the person; the window brings its locale's."""

    def size(self, size_bytes: float) -> str:
        """A number of bytes."""
        ...

    def duration(self, duration_s: float) -> str:
        """A number of seconds."""
        ...

    def moment(self, at: float) -> str:
        """A time in Unix seconds (UTC), in the person's own time zone."""
        ...

    def rate(self, rate_bps: float) -> str:
        """A number of bits per second."""
        ...


class EnglishFormats:
    """What the command line shows."""

    def size(self, size_bytes: float) -> str:
        """``3.2 GB``, ``41 MB``, ``12 KB`` or ``0 bytes``, in powers of 1024."""
        for unit, factor in (("GB", GB), ("MB", 1024**2), ("KB", 1024)):
            if size_bytes >= factor * (0.95 if unit == "GB" else 1):
                amount = size_bytes / factor
                return f"{amount:.1f} {unit}" if amount < 10 and unit == "GB" else f"{amount:,.0f} {unit}"
        return f"{size_bytes:.0f} bytes"

    def duration(self, duration_s: float) -> str:
        """``0.4 s``, ``59 s``, ``3:10`` or ``2:03:10``."""
        if duration_s < 60:
            return f"{duration_s:.3g} s"
        minutes, seconds = divmod(round(duration_s), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    def moment(self, at: float) -> str:
        """``Mon 23 Nov 16:02``, with the year where it is not this one: links expire years ago, too."""
        then = datetime.fromtimestamp(at, UTC).astimezone()
        year = "" if then.year == datetime.now(UTC).astimezone().year else f" {then.year}"
        return f"{then:%a %d %b}{year} {then:%H:%M}"

    def rate(self, rate_bps: float) -> str:
        """``25 Mbit/s`` or ``128 kbit/s``."""
        return f"{rate_bps / 1e6:.3g} Mbit/s" if rate_bps >= 1e6 else f"{rate_bps / 1e3:.3g} kbit/s"


ENGLISH = EnglishFormats()

_MARKED = frozenset({"steps", "reason"})
"""Values that are marked texts of ours themselves (``texts_steps``, ``texts_reasons``), with a translation."""


class Sentence(msgspec.Struct, frozen=True):
    """A problem or finding as the person reads it. Keys as in the command line's PROBLEM, see ``as_json``."""

    id: str
    title: str
    advice: str
    remedy: str
    side: str
    detail: str
    severity: str = Severity.ERROR

    def as_json(self) -> dict[str, str]:
        """PROBLEM of the command line's contract."""
        return {
            "id": self.id,
            "title": self.title,
            "advice": self.advice,
            "class": self.remedy,
            "side": self.side,
            "detail": self.detail,
        }


class _Fields(string.Formatter):
    """Fills templates; a missing value shows as its name rather than failing in front of the person."""

    def get_value(self, key: int | str, _args: object, kwargs: Mapping[str, object]) -> object:
        return kwargs.get(str(key), str(key))


_FIELDS = _Fields()


def render(
    problem: Problem | Finding,
    *,
    translate: Callable[[str], str] = str,
    formats: Formats = ENGLISH,
) -> Sentence:
    """Make sentences of a problem or a finding, in ``translate``'s language and ``formats``' units."""
    text = text_of(problem.id)
    shown = {
        name: translate(value) if name in _MARKED and isinstance(value, str) else _show(name, value, formats)
        for name, value in problem.values.items()
    }
    return Sentence(
        id=problem.id,
        title=_FIELDS.vformat(translate(text.title), (), shown),
        advice=_FIELDS.vformat(translate(text.advice), (), shown),
        remedy=text.remedy,
        side=translate(text.side),
        detail=problem.detail,
        severity=problem.severity if isinstance(problem, Finding) else Severity.ERROR,
    )


def _show(name: str, value: Value, formats: Formats) -> str:
    if isinstance(value, str):
        return value
    unit = name.rsplit("_", 1)[-1]
    match unit:
        case "bytes":
            return formats.size(value)
        case "s":
            return formats.duration(value)
        case "at":
            return formats.moment(value)
        case "bps":
            return formats.rate(value)
        case _:
            return f"{value:g}" if isinstance(value, float) else str(value)
