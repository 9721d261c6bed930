"""Servers on loopback that say every byte themselves, and checks of links to them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence

from oktodesk.media.networks import NetworkRules
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link, LinkReport
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import RULES

PATIENCE_S = 60.0
"""Whatever a server does, a check ends much earlier."""
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def check_all(handler: Handler, count: int = 1, *, hosts: Sequence[str] = ("127.0.0.1",)) -> list[LinkReport]:
    """The reports on ``count`` links to each host, all checked at once."""

    async def run() -> list[LinkReport]:
        server = await asyncio.start_server(_closing(handler), list(hosts), 0)
        ends = [socket.getsockname() for socket in server.sockets]
        checker = Checker(clock=SystemClock(), rules=NetworkRules.load(RULES), reachable_private=True)
        try:
            links = [f"http://{host}:{port}/film{n}.mp4" for n in range(count) for host, port in ends]
            async with asyncio.timeout(PATIENCE_S):
                return list(await asyncio.gather(*(checker.check(Link(link, link)) for link in links)))
        finally:
            await checker.aclose()
            server.close()
            await server.wait_closed()

    return asyncio.run(run())


@contextlib.asynccontextmanager
async def serving(handler: Handler) -> AsyncIterator[int]:
    """The port on loopback where ``handler`` answers meanwhile."""
    server = await asyncio.start_server(_closing(handler), "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


def _closing(handler: Handler) -> Handler:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return serve


async def request_of(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    """Method and headers (names in lower case) of the next request."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    return first.split()[0], {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }


async def next_answer(reader: asyncio.StreamReader, film: bytes) -> tuple[bytes, bytes]:
    """Head and body that answer the next request for a film as they should."""
    return answer_to(*await request_of(reader), film)


def answer_to(method: str, headers: Mapping[str, str], film: bytes) -> tuple[bytes, bytes]:
    """The same of a request that is known already."""
    first, last = 0, len(film) - 1
    status = "200 OK"
    if "range" in headers:
        asked = headers["range"].removeprefix("bytes=").split("-")
        first, last = int(asked[0]), min(int(asked[1]), last)
        status = f"206 Partial Content\r\nContent-Range: bytes {first}-{last}/{len(film)}"
    head = f"HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\nContent-Length: {last - first + 1}\r\n\r\n"
    return head.encode(), film[first : last + 1] if method == "GET" else b""
