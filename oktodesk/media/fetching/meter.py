"""Counts what comes over the line for one link: bodies, but also endless headers and padded chunks."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol, cast

from oktodesk.media.fetching.trouble import trouble
from oktodesk.problems import Severity

CONNECTED = (".connect_tcp.complete", ".start_tls.complete")
"""What httpcore calls the moments at which it has a new stream."""

SENDING = ".send_request_headers.started"


class _Stream(Protocol):
    read: Callable[..., Awaitable[bytes]]


class Meter:
    """How much one link may still receive, in bytes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._left = most

    @contextmanager
    def running(self, host: str) -> Iterator[None]:
        """What this task receives meanwhile counts. Raises ``FetchTrouble`` in the reading if it is too much."""
        token = _reading.set((self, host))
        try:
            yield
        finally:
            _reading.reset(token)

    def room(self, host: str, wanted: int) -> int:
        """How much of ``wanted`` may be read now."""
        if self._left <= 0:
            raise trouble("host_garbled", Severity.WARNING, f"more than {self._most} bytes", host=host)
        return min(wanted, self._left)

    def count(self, received: int) -> None:
        """So many bytes came."""
        self._left -= received


_reading: ContextVar[tuple[Meter, str] | None] = ContextVar("reading", default=None)


class Trace:
    """The ``trace`` extension of one request: a connection it opens is measured for all who will read from it."""

    def __init__(self) -> None:
        self._opened = False
        self._sending = False

    @property
    def reused(self) -> bool:
        """The request went over a connection that was open already; its server may have left it meanwhile."""
        return self._sending and not self._opened

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear what httpcore does."""
        if event.endswith(CONNECTED):
            self._opened = True
            _measure(cast("_Stream", info["return_value"]))
        elif event.endswith(SENDING):
            self._sending = True


def _measure(stream: _Stream) -> None:
    plain = stream.read

    async def measured(max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ASYNC109 - httpcore's
        reading = _reading.get()
        if reading is None:
            return await plain(max_bytes, timeout)
        meter, host = reading
        piece = await plain(meter.room(host, max_bytes), timeout)
        meter.count(len(piece))
        return piece

    stream.read = measured
