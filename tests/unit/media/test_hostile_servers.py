"""The bounds of a check hold whatever a server does: time, bytes, hosts and requests at once."""

import asyncio
import sys
import zlib
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from oktodesk.media import preflight
from oktodesk.media.fetching import asking
from oktodesk.media.report import LinkReport
from tests.unit.media.media_files import fixture
from tests.unit.media.wire_host import Handler, check_all, next_answer, request_of

MOVIE = fixture("h264_faststart.mp4")
MIB = 1024**2
FLOOD_BYTES = 200 * MIB
"""Where a flood ends by itself, should nobody end it."""
BUFFERED_BYTES = 24 * MIB
"""What may be under way in the system's buffers, of a few connections."""
OK = b"HTTP/1.1 206 Partial Content\r\nContent-Type: video/mp4\r\nContent-Range: bytes 0-24575/1000000\r\n"
LIMIT_S, SLACK_S = 0.3, 1.5
PAUSE_S, PAUSES = 0.02, 200
"""Of a server that takes its time; it gives up later than the check has to."""


def ids(report: LinkReport) -> set[str]:
    return {finding.id for finding in report.findings}


class Flood:
    """Sends ``start`` once, then ``more`` on and on; ``sent`` is how much of it was taken."""

    def __init__(self, start: bytes, more: bytes) -> None:
        self._start = start
        self._more = more
        self.sent = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(self._start)
        while self.sent < FLOOD_BYTES:
            writer.write(self._more)
            await writer.drain()
            self.sent += len(self._more)


@pytest.mark.parametrize(
    ("start", "more"),
    [
        pytest.param(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"b" * 4000 + b"\r\n", id="headers"),
        pytest.param(b"", b"HTTP/1.1 103 Early Hints\r\nX-A: " + b"b" * 30_000 + b"\r\n\r\n", id="hints"),
        pytest.param(OK + b"\r\n", bytes(65_536), id="body"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1;" + b"b" * 30_000 + b"\r\nA\r\n", id="padded chunks"
        ),
        pytest.param(b"HTTP/1.1 302 Found\r\nLocation: /film0.mp4\r\n\r\n", bytes(65_536), id="redirect"),
    ],
)
def test_floods_are_left_soon(start: bytes, more: bytes) -> None:
    flood = Flood(start, more)
    (report,) = check_all(flood)
    assert report.findings
    assert report.cost.bytes <= MIB // 4
    assert flood.sent < BUFFERED_BYTES


def test_a_compressed_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = packer.compress(bytes(20 * MIB)) + packer.flush()
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        method, _ = await request_of(reader)
        writer.write(head % len(bomb) + (bomb if method == "GET" else b""))
        await writer.drain()

    (report,) = check_all(serve)
    assert {"range_unsupported", "size_unknown"} <= ids(report)
    assert report.cost.bytes <= len(bomb)


async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    await asyncio.sleep(PAUSE_S * PAUSES)


async def trickle_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    await trickle(writer, b"HTTP/1.1 200 OK\r\n" + b"x" * PAUSES, 1)


async def trickle_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    writer.write(OK + b"Content-Length: 24576\r\n\r\n")
    await trickle(writer, bytes(PAUSES), 1)


async def redirect_slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await request_of(reader)
    await asyncio.sleep(PAUSE_S * 10)
    where = writer.get_extra_info("peername")[1]
    writer.write(b"HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n" % where)
    writer.write(b"Connection: close\r\n\r\n")
    await writer.drain()


async def trickle(writer: asyncio.StreamWriter, content: bytes, step: int) -> None:
    for at in range(0, len(content), step):
        writer.write(content[at : at + step])
        await writer.drain()
        await asyncio.sleep(PAUSE_S)


@pytest.mark.parametrize("server", [say_nothing, trickle_headers, trickle_body, redirect_slowly])
def test_a_verdict_comes_in_time(server: Handler, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "CHECK_LIMIT_S", LIMIT_S)
    (report,) = check_all(server)
    assert "host_timeout" in ids(report)
    assert LIMIT_S * 0.9 < report.cost.seconds < LIMIT_S + SLACK_S


@pytest.mark.parametrize(("step", "slow"), [(500, True), (len(MOVIE), False)])
def test_a_slow_host_is_measured(step: int, slow: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head, body = await next_answer(reader, MOVIE)
            writer.write(head)
            await trickle(writer, body, step)

    monkeypatch.setattr(asking, "SLOW_AFTER_S", 0.1)
    (report,) = check_all(serve)
    assert report.media is not None
    rates = [float(each.values["rate_bps"]) for each in report.findings if each.id == "host_slow"]
    assert bool(rates) is slow
    assert all(0 < rate <= 8 * step / PAUSE_S * 1.5 for rate in rates)


class Busy:
    """Which requests are being answered, by host; keeps the most there ever were."""

    def __init__(self) -> None:
        self._now: Counter[str] = Counter()
        self.most_hosts = 0
        self.most_of_one = 0

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        self._now[host] += 1
        self.most_hosts = max(self.most_hosts, len(self._now))
        self.most_of_one = max(self.most_of_one, self._now[host])
        yield
        self._now[host] -= 1
        self._now += Counter()  # drops whoever has none


@pytest.mark.skipif(sys.platform == "darwin", reason="has one loopback address only")
def test_few_hosts_and_few_requests_at_once() -> None:
    busy = Busy()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host = writer.get_extra_info("sockname")[0]
        while True:
            head, body = await next_answer(reader, MOVIE)
            async with busy.at(host):
                await asyncio.sleep(PAUSE_S)
                writer.write(head + body)
                await writer.drain()

    reports = check_all(serve, 3, hosts=[f"127.0.0.{number}" for number in range(1, 10)])
    assert len(reports) == 27
    assert all(report.media for report in reports)
    assert (busy.most_hosts, busy.most_of_one) == (6, 2)
