"""Why a server could not be asked. What may be this network's own doing is a warning, never an error."""

import socket
import ssl
from collections.abc import Callable, Iterator

import httpx

from oktodesk.problems import Finding, Severity

UNKNOWN_ISSUER = "?"
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})


class FetchTrouble(Exception):
    """A request had no answer; ``finding`` is what the person is told."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.id, finding.detail)
        self.finding = finding


def trouble(problem_id: str, severity: Severity, detail: str = "", **values: str | int | float) -> FetchTrouble:
    """A ``FetchTrouble`` from the catalogue's id and its values."""
    return FetchTrouble(Finding(problem_id, severity, values, detail))


def from_lookup(error: OSError, host: str) -> FetchTrouble:
    """A host name that could not be resolved: for good, or only from here and now."""
    if isinstance(error, socket.gaierror) and error.errno in NO_SUCH_NAME:
        return trouble("name_not_resolved", Severity.ERROR, _detail(error), host=host)
    return trouble("name_lookup_failed", Severity.WARNING, _detail(error), host=host)


def from_exception(error: Exception, host: str) -> FetchTrouble:
    """What HTTP raised, as a finding."""
    return next(make(error, host) for kind, make in EXCEPTIONS if isinstance(error, kind))


def is_tls_failure(error: Exception) -> bool:
    """Whether a certificate or handshake was the reason."""
    return any(isinstance(cause, ssl.SSLError) for cause in _causes(error))


def _could_not_connect(error: Exception, host: str) -> FetchTrouble:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return from_lookup(cause, host)
        if isinstance(cause, ssl.SSLError):
            return trouble("host_tls_failed", Severity.WARNING, _detail(cause), host=host, issuer=UNKNOWN_ISSUER)
    return trouble("host_unreachable", Severity.WARNING, _detail(error), host=host)


def _warning(problem_id: str) -> Callable[[Exception, str], FetchTrouble]:
    return lambda error, host: trouble(problem_id, Severity.WARNING, _detail(error), host=host)


def _not_a_link(error: Exception, host: str) -> FetchTrouble:
    return trouble("not_a_link", Severity.ERROR, _detail(error), text=host)


EXCEPTIONS: tuple[tuple[type[Exception], Callable[[Exception, str], FetchTrouble]], ...] = (
    (httpx.ConnectTimeout, _warning("host_unreachable")),
    (httpx.TimeoutException, _warning("host_timeout")),
    (httpx.ProxyError, _warning("proxy_refused")),
    (httpx.UnsupportedProtocol, _not_a_link),
    (httpx.ConnectError, _could_not_connect),
    (httpx.NetworkError, _warning("host_hung_up")),
    (httpx.ProtocolError, _warning("host_garbled")),
    (httpx.InvalidURL, _warning("host_garbled")),  # a redirect's: links are looked at before
    (OSError, _could_not_connect),
    (Exception, _warning("host_garbled")),
)
"""Most specific first."""


def _detail(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it; the attempts of several addresses come as a group."""
    waiting: list[BaseException | None] = [error]
    seen: set[int] = set()
    while waiting:
        each = waiting.pop(0)
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        waiting += [each.__cause__, each.__context__]
        if isinstance(each, BaseExceptionGroup):
            waiting += each.exceptions
