"""The border to HTTP: every foreign exception and every status becomes an error of our own, here and only here.

What matters most is whether the request may have arrived. Only what surely happened before it was sent is
``NotSent``; anything doubtful is ``ReplyLost``, because a create must never be repeated blindly.
"""

import math
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx
import msgspec

from oktodesk.problems import (
    ConnectionLost,
    Forbidden,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    Refused,
    ServerFailed,
    SignInRefused,
    UnreadableReply,
)
from oktodesk.system.addresses import host_of

UNKNOWN_ISSUER = "unknown"


class Reply(msgspec.Struct, frozen=True):
    """What is known of a reply that is no success: the status decides, everything else only adds words."""

    status: int
    host: str
    what: str
    """What was asked for, as in ``/upload/0up000000000001``."""
    method: str = "GET"
    words: str = ""
    location: str = ""
    retry_after_s: float | None = None
    detail: str = ""


_Maker = Callable[[Exception, str], OktodeskError]


def _detail(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _could_not_connect(error: Exception, host: str) -> OktodeskError:
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return NotSent("name_not_found", host=host, detail=_detail(error))
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return NotSent("tls_failed", host=host, issuer=UNKNOWN_ISSUER, detail=_detail(error))
    return NotSent("unreachable", host=host, detail=_detail(error))


def _not_sent(problem_id: str) -> _Maker:
    return lambda error, host: NotSent(problem_id, host=host, detail=_detail(error))


def _lost(error: Exception, _host: str) -> OktodeskError:
    return ConnectionLost("reply_lost", detail=_detail(error))


def _unreadable(error: Exception, _host: str) -> OktodeskError:
    return UnreadableReply("unreadable_reply", detail=_detail(error))


EXCEPTIONS: tuple[tuple[type[Exception], _Maker], ...] = (
    (httpx.ConnectTimeout, _not_sent("connect_timeout")),
    (httpx.PoolTimeout, _not_sent("connect_timeout")),
    (httpx.ProxyError, _not_sent("proxy_failed")),
    (httpx.UnsupportedProtocol, _not_sent("proxy_failed")),
    (httpx.ConnectError, _could_not_connect),
    (httpx.DecodingError, _unreadable),
    (httpx.TransportError, _lost),  # read and write time-outs, cut connections, broken protocol
    (httpx.HTTPError, _lost),
    (httpx.InvalidURL, _unreadable),  # httpx reads a redirect's address though it must not follow it
    (TimeoutError, _lost),  # the total time-out: some bytes may have left
    (OSError, _lost),
)
"""Most specific first. ``ProxyError`` is raised while the tunnel is built, before the request goes through it."""


def from_exception(error: Exception, *, host: str) -> OktodeskError | None:
    """Our error for a foreign exception, to be raised from it; None: not one that HTTP is expected to raise."""
    return next((make(error, host) for kind, make in EXCEPTIONS if isinstance(error, kind)), None)


def refused(reply: Reply) -> Refused:
    """Oktopost said no, with its words or without: to a link that was handed over, or to a mere question."""
    if reply.method == "POST":
        if reply.words:
            return Refused("refused", words=reply.words, detail=reply.detail)
        return Refused("refused_without_words", words="", status=reply.status, detail=reply.detail)
    if reply.words:
        return Refused("call_refused", words=reply.words, detail=reply.detail)
    return Refused("call_refused_without_words", words="", status=reply.status, detail=reply.detail)


def _not_found(reply: Reply) -> OktodeskError:
    if reply.method == "POST":  # what was to be made has no id that could be wrong
        return refused(reply)
    what = reply.what.rpartition("/")[2]
    return NotFound("not_found", words=reply.words, what=what, detail=reply.detail)


def _locked_out(reply: Reply) -> OktodeskError:
    return LockedOut("locked_out", retry_after_s=reply.retry_after_s, detail=reply.detail)


def _redirected(reply: Reply) -> OktodeskError:
    return ServerFailed("redirected", host=host_of(reply.location) or reply.host, detail=reply.detail)


def _server_failed(reply: Reply) -> OktodeskError:
    return ServerFailed("server_failed", status=reply.status, detail=reply.detail)


STATUSES: tuple[tuple[range, Callable[[Reply], OktodeskError]], ...] = (
    (range(401, 402), lambda reply: SignInRefused("sign_in_refused", detail=reply.detail)),
    (range(403, 404), lambda reply: Forbidden("forbidden", detail=reply.detail)),
    (range(404, 405), _not_found),
    (range(429, 430), _locked_out),
    (range(400, 500), refused),
    (range(300, 400), _redirected),
)
"""Most specific first; every other status that is no success is the server's own failure."""


def from_status(reply: Reply) -> OktodeskError | None:
    """Our error for a status; None for a success, whose body is still to be read."""
    if 200 <= reply.status < 300:
        return None
    return next((make(reply) for statuses, make in STATUSES if reply.status in statuses), _server_failed(reply))


def retry_after_s(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds from ``Retry-After``, given as seconds or as a date; None: absent or unreadable.

    A date counts from the reply's own ``Date``, or from ``now`` (Unix seconds) where there is none.
    """
    text = headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until = http_date(text)
        if until is None:
            return None
        seconds = until - (http_date(headers.get("date", "")) or now)
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def http_date(text: str) -> float | None:
    """Unix seconds from an HTTP date; None: not one."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):  # the last one for absurd years and zones
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    # httpx wraps httpcore, which wraps anyio, which gathers the attempts of several addresses in a group.
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
