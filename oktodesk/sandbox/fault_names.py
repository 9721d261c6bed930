"""The faults there are: what each does, what value it takes and where it can happen."""

import re
from collections.abc import Callable
from enum import StrEnum

import msgspec

from oktodesk.sandbox.shapes import SHAPES


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


class FaultName(StrEnum):
    """What can go wrong on request."""

    DELAY = "delay"
    JITTER = "jitter"
    STATUS = "status"
    BURST = "burst"
    SIGN_OUT = "sign-out"
    RETRY_AFTER = "retry-after"
    DROP_BEFORE = "drop-before"
    LOST_REPLY = "lost-reply"
    HALF_REPLY = "half-reply"
    GARBAGE = "garbage"
    HTML = "html"
    WRONG_TYPE = "wrong-type"
    RESULT_FALSE = "result-false"
    SLOW_HEADERS = "slow-headers"
    ENDLESS = "endless"
    PAGE_SHIFT = "page-shift"
    REPEAT_PAGE = "repeat-page"
    MISSING_TOTAL = "missing-total"
    STRING_NUMBERS = "string-numbers"
    UNKNOWN_STATUS = "unknown-status"
    LATE_VISIBILITY = "late-visibility"
    CLOCK_SKEW = "clock-skew"
    DEDUPE_SOURCE = "dedupe-source"
    UNKNOWN_ISSUER = "unknown-issuer"


class Value(msgspec.Struct, frozen=True):
    """What stands behind the ``=``: a number, how often, a word; which of them count depends on the fault."""

    number: float = 0.0
    times: int = 0
    word: str = ""


class Kind(msgspec.Struct, frozen=True):
    """One fault as the command line knows it. ``read`` raises ``ValueError`` in words for the person."""

    phrase: str
    form: str = ""
    """The value as the help writes it, in brackets if it may be missing; empty: it takes none."""
    read: Callable[[str], Value] | None = None
    default: Value | None = None
    """What no value means; None: it must have one, if it takes one."""
    where: frozenset[Operation] = frozenset(Operation)
    always: bool = False
    """Whether it belongs to the whole run: without an operation and a probability."""


def _seconds(text: str) -> Value:
    if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?|\.[0-9]{1,9}", text):
        raise ValueError(f"{text!r} is no number of seconds")
    return Value(float(text))


def _signed_seconds(text: str) -> Value:
    value = _seconds(text.removeprefix("-"))
    return Value(-value.number) if text.startswith("-") else value


def _items(text: str) -> Value:
    if not re.fullmatch(r"-?[0-9]{1,6}", text) or int(text) == 0:
        raise ValueError(f"{text!r} is no number of items")
    return Value(int(text))


def _status(text: str) -> Value:
    if not re.fullmatch(r"[2-5][0-9]{2}", text):
        raise ValueError("a status lies between 200 and 599")
    return Value(int(text))


def _burst(text: str) -> Value:
    status, _, times = text.partition("x")
    return Value(_status(status).number, _times(times, "a burst is STATUSxTIMES, for example 503x5"))


def _sign_out(text: str) -> Value:
    after, cross, times = text.partition("x")
    advice = "write after how many calls, and for how many: 20 or 20x3"
    first = 0 if after == "0" else _times(after, advice)
    return Value(first, _times(times, advice) if cross else 0)


def _times(text: str, advice: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError(advice)
    return int(text)


def _shape(text: str) -> Value:
    if text not in SHAPES:
        raise ValueError(f"{text!r} is none of {', '.join(SHAPES)}")
    return Value(word=text)


def _word(text: str) -> Value:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", text):
        raise ValueError(f"{text!r} is no word")
    return Value(word=text)


_API = frozenset(Operation) - {Operation.DOWNLOAD}
_LISTS = frozenset({Operation.ANY, Operation.LIST})
_UPLOADS = _LISTS | {Operation.GET, Operation.CREATE}
_WHOLE = frozenset({Operation.ANY})
_N = FaultName

KINDS: dict[FaultName, Kind] = {
    _N.DELAY: Kind("wait before anything else", "SECONDS", _seconds),
    _N.JITTER: Kind("wait a random part of it", "SECONDS", _seconds),
    _N.STATUS: Kind("answer with it; nothing is processed", "STATUS", _status),
    _N.BURST: Kind("that status so many times in a row, then spare as many", "STATUSxTIMES", _burst),
    _N.SIGN_OUT: Kind(
        "after N calls the key is refused (401), for good or so often", "N[xTIMES]", _sign_out, where=_API
    ),
    _N.RETRY_AFTER: Kind(
        "name this wait in every 429 and 503, also of the call limits", "SECONDS", _seconds, where=_API
    ),
    _N.DROP_BEFORE: Kind("cut the connection; nothing is processed"),
    _N.LOST_REPLY: Kind("process, then cut the connection instead of answering"),
    _N.HALF_REPLY: Kind("process, then cut the connection in the middle of the answer"),
    _N.GARBAGE: Kind("process, then answer with what is no JSON"),
    _N.HTML: Kind("process, then answer with a web page; with status=N: as that error's page", where=_API),
    _N.WRONG_TYPE: Kind("the right answer with the content type of a text", where=_API),
    _N.RESULT_FALSE: Kind(
        "refuse with 200 (or status=N): Result false, Errors as api-error, api-message, param or empty",
        "[SHAPE]",
        _shape,
        Value(word="api-error"),
        _API,
    ),
    _N.SLOW_HEADERS: Kind("process, then let the headers trickle for that long", "SECONDS", _seconds, where=_API),
    _N.ENDLESS: Kind("process, then answer without end", where=_API),
    _N.PAGE_SHIFT: Kind(
        "between two pages so many uploads come in, below 0: leave", "[ITEMS]", _items, Value(1), _LISTS
    ),
    _N.REPEAT_PAGE: Kind("every page is the first one", where=_LISTS),
    _N.MISSING_TOTAL: Kind("lists do not say their total", where=_LISTS),
    _N.STRING_NUMBERS: Kind("numbers come as strings", where=_API),
    _N.UNKNOWN_STATUS: Kind("uploads have this status", "[WORD]", _word, Value(word="processing"), _UPLOADS),
    _N.LATE_VISIBILITY: Kind(
        "new uploads appear in lists only later; @get: by their id", "SECONDS", _seconds, where=_UPLOADS
    ),
    _N.CLOCK_SKEW: Kind(
        "the clock is ahead, below 0: behind (Date, Created)",
        "SECONDS",
        _signed_seconds,
        where=_WHOLE,
        always=True,
    ),
    _N.DEDUPE_SOURCE: Kind(
        "a create of a link that is there answers with that upload", where=_WHOLE | {Operation.CREATE}
    ),
    _N.UNKNOWN_ISSUER: Kind("https with a certificate that nobody knows", where=_WHOLE, always=True),
}
"""In the order of the help."""


def table() -> str:
    """All faults, a line each, for the help."""
    heads = {name: _head(name, kind) for name, kind in KINDS.items()}
    width = max(map(len, heads.values()))
    return "\n".join(f"{heads[name]:{width}}  {kind.phrase}" for name, kind in KINDS.items())


def _head(name: FaultName, kind: Kind) -> str:
    if kind.form.startswith("["):
        return f"{name}[={kind.form[1:-1]}]"
    return f"{name}={kind.form}" if kind.form else name.value
