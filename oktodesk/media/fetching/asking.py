"""The requests of one link: redirects followed by hand, bytes and requests counted."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import msgspec

from oktodesk.media.fetching.clients import Clients
from oktodesk.media.fetching.gate import Gate
from oktodesk.media.fetching.meter import Meter, Trace
from oktodesk.media.fetching.reach import Reach
from oktodesk.media.fetching.trouble import FetchTrouble, from_exception, is_tls_failure, trouble
from oktodesk.problems import Severity

MAX_REDIRECTS = 10
MAX_BYTES = 4 * 1024 * 1024
"""Of one link, from all hosts together, whatever they send: headers and all that frames a body count too."""
MAX_PAGE_BYTES = 64 * 1024
"""Of an answer that ignores the range it was asked for."""
SLOW_AFTER_S, SLOW_BYTES_PER_S = 1.0, 64 * 1024
"""A host is slow if reading its bodies took so long in all, at less than this rate."""
LEFT = (httpx.RemoteProtocolError, httpx.NetworkError)
"""How it shows that a server left a connection."""
MOST_LEFT = 2
"""So many connections to a host may stand open (``preflight.REQUESTS_A_HOST``), and it may leave them all."""
REDIRECTS = frozenset({301, 302, 303, 307, 308})

IssuerOf = Callable[[str, int], Awaitable[str]]
"""Who signed the certificate of a host and port."""


class Answer(msgspec.Struct, frozen=True):
    """What a server answered in the end. Header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str] = {}
    body: bytes = b""
    hops: tuple[str, ...] = ()
    """The addresses that led to ``url``, the first one included; empty: no redirect."""

    @property
    def ok(self) -> bool:
        """A success, whole or in part."""
        return self.status in (200, 206)

    @property
    def encoded(self) -> bool:
        """Compressed although that was not wanted: its bytes are not the file's."""
        return self.headers.get("content-encoding", "identity").lower() not in ("", "identity")


class Asker:
    """Asks about one link. ``requests`` and ``bytes`` say what it has cost so far."""

    def __init__(self, *, clients: Clients, gate: Gate, reach: Reach, issuer_of: IssuerOf | None = None) -> None:
        self._clients = clients
        self._gate = gate
        self._reach = reach
        self._issuer_of = issuer_of
        self.deadline: asyncio.Timeout | None = None
        """Stands still while others hold all places that this link waits for."""
        self.requests = 0
        self.bytes = 0
        self._meter = Meter(MAX_BYTES)
        self._reading_s = 0.0
        self._inside = 0
        self._waiting = 0
        self._left_s = 0.0

    @property
    def slow_bytes_per_s(self) -> float | None:
        """How fast the file comes, if that is slow; a few kilobytes tell no more, so None is not fast."""
        if self._reading_s < SLOW_AFTER_S or self.bytes > self._reading_s * SLOW_BYTES_PER_S:
            return None
        return self.bytes / self._reading_s

    async def head(self, url: str) -> Answer:
        """HEAD, as Oktopost asks first. Raises ``FetchTrouble``."""
        return await self._follow("HEAD", url, {}, 0)

    async def part(self, url: str, start: int, length: int, *, if_range: str = "") -> Answer:
        """GET with ``Range``; of a server that ignores it, up to 64 KiB. Raises ``FetchTrouble``."""
        headers = {"Range": f"bytes={start}-{start + length - 1}"}
        if if_range:
            headers["If-Range"] = if_range
        return await self._follow("GET", url, headers, max(length, MAX_PAGE_BYTES if start == 0 else 0))

    async def _follow(self, method: str, url: str, headers: Mapping[str, str], most: int) -> Answer:
        hops: list[str] = []
        while len(hops) <= MAX_REDIRECTS:
            await self._reach.judge(url)
            answer = await self._ask(method, url, headers, most)
            target = _target(answer)
            if target is None:
                return msgspec.structs.replace(answer, hops=tuple(hops))
            hops.append(url)
            if target in hops:
                break
            url = target
        raise trouble("redirect_loop", Severity.WARNING, " → ".join(hops))

    async def _ask(self, method: str, url: str, headers: Mapping[str, str], most: int) -> Answer:
        host = urlsplit(url).hostname or ""
        if not self._gate.enter_at_once(host):
            await self._wait(host)
        self._inside += 1
        self._settle_clock()
        try:
            return await self._exchange(method, url, headers, most)
        finally:
            self._inside -= 1
            self._settle_clock()
            self._gate.leave(host)

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], most: int, *, left: int = 0
    ) -> Answer:
        """One request; made again if its connection was an old one that the server had just ``left``."""
        self.requests += 1
        trace, response = Trace(), None
        try:
            async with self._sent(method, url, headers, trace) as response:
                body = await self._timed(response, most)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            if response is None and trace.reused and isinstance(error, LEFT) and left < MOST_LEFT:
                return await self._exchange(method, url, headers, most, left=left + 1)
            raise await self._told(error, url) from error
        return Answer(url, response.status_code, dict(response.headers.items()), body)

    @asynccontextmanager
    async def _sent(
        self, method: str, url: str, headers: Mapping[str, str], trace: Trace
    ) -> AsyncIterator[httpx.Response]:
        host = urlsplit(url).hostname or ""
        client = self._clients.for_host(host)
        with self._meter.running(host):
            async with client.stream(method, url, headers=headers, extensions={"trace": trace}) as response:
                yield response

    async def _timed(self, response: httpx.Response, most: int) -> bytes:
        began = asyncio.get_running_loop().time()
        try:
            return await self._read(response, most)
        finally:
            self._reading_s += asyncio.get_running_loop().time() - began

    async def _read(self, response: httpx.Response, most: int) -> bytes:
        """At most ``most`` bytes as they come over the line; closing the answer is the caller's."""
        if self.bytes >= MAX_BYTES:
            return b""
        pieces: list[bytes] = []
        left = min(most, MAX_BYTES - self.bytes)
        announced, begun_at = response.headers.get("content-length", ""), self.bytes
        async for piece in response.aiter_raw():
            pieces.append(piece[: max(left, 0)])
            self.bytes += len(piece)
            left -= len(piece)
            # The end of an answer costs nothing, and without it the connection could not be used again.
            if left <= 0 and announced != str(self.bytes - begun_at):
                break
        return b"".join(pieces)

    async def _told(self, error: Exception, url: str) -> FetchTrouble:
        parts = urlsplit(url)
        host = parts.hostname or ""
        told = from_exception(error, host)
        if self._issuer_of is None or not is_tls_failure(error):
            return told
        values = told.finding.values | {"issuer": await self._issuer_of(host, parts.port or 443)}
        return FetchTrouble(msgspec.structs.replace(told.finding, values=values))

    async def _wait(self, host: str) -> None:
        self._waiting += 1
        self._settle_clock()
        try:
            await self._gate.wait(host)
        finally:
            self._waiting -= 1
            self._settle_clock()

    def _settle_clock(self) -> None:
        """Stop it while this link can only wait; while it holds a place itself it must come to an end."""
        if self.deadline is None or self.deadline.expired():
            return
        now, until = asyncio.get_running_loop().time(), self.deadline.when()
        stands = self._waiting > 0 and not self._inside
        if stands and until is not None:
            self._left_s = until - now
            self.deadline.reschedule(None)
        elif not stands and until is None:
            self.deadline.reschedule(now + self._left_s)


def _target(answer: Answer) -> str | None:
    """Where a redirect leads; None: it is none, or leads nowhere that can be followed."""
    location = answer.headers.get("location", "").strip()
    if answer.status not in REDIRECTS or not location:
        return None
    try:
        target = urldefrag(urljoin(answer.url, location)).url
        parts = urlsplit(target)
    except ValueError:
        return None
    return target if parts.scheme in ("http", "https") and parts.hostname else None
