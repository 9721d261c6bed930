"""Checks over real connections on loopback: many at once, servers that misbehave on the wire."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from oktodesk.media.networks import NetworkRules
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link, LinkReport
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import RULES, fixture

MOVIE = fixture("h264_moov_last.mp4")
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def check_all(handler: Handler, count: int = 1) -> list[LinkReport]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def run() -> list[LinkReport]:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        checker = Checker(clock=SystemClock(), rules=NetworkRules.load(RULES), reachable_private=True)
        try:
            links = [f"http://127.0.0.1:{port}/film{number}.mp4" for number in range(count)]
            return list(await asyncio.gather(*(checker.check(Link(link, link)) for link in links)))
        finally:
            await checker.aclose()
            server.close()
            await server.wait_closed()

    return asyncio.run(run())


async def request_of(reader: asyncio.StreamReader) -> tuple[str, dict[str, str]]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    first, *lines = head.strip().split("\r\n")
    return first.split()[0], {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }


async def file_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        method, headers = await request_of(reader)
        first, last = 0, len(MOVIE) - 1
        status = "200 OK"
        if "range" in headers:
            asked = headers["range"].removeprefix("bytes=").split("-")
            first, last = int(asked[0]), min(int(asked[1]), last)
            status = f"206 Partial Content\r\nContent-Range: bytes {first}-{last}/{len(MOVIE)}"
        head = f"HTTP/1.1 {status}\r\nContent-Type: video/mp4\r\nContent-Length: {last - first + 1}\r\n\r\n"
        writer.write(head.encode() + (MOVIE[first : last + 1] if method == "GET" else b""))
        await writer.drain()


async def endless(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    method, _ = await request_of(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nConnection: close\r\n\r\n")
    while method == "GET":
        writer.write(bytes(65_536))
        await writer.drain()


async def nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(b"\x16\x03\x01 not HTTP at all\r\n\r\n")


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)


def test_many_links_at_once() -> None:
    reports = check_all(file_server, 40)
    assert all(report.ok and report.media and report.forecast for report in reports)
    assert {report.cost.requests for report in reports} == {2}


@pytest.mark.parametrize(
    ("server", "problem"), [(endless, "size_unknown"), (nonsense, "host_garbled"), (hang_up, "host_garbled")]
)
def test_servers_that_misbehave(server: Handler, problem: str) -> None:
    (report,) = check_all(server)
    assert problem in {finding.id for finding in report.findings}
    assert report.cost.bytes < 4 * 1024**2
