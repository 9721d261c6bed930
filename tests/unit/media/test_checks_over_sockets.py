"""Checks over real connections on loopback: many at once, servers that misbehave on the wire."""

import asyncio

import pytest

from oktodesk.media.fetching.asking import MAX_PAGE_BYTES, Answer, Asker
from oktodesk.media.fetching.clients import Clients
from oktodesk.media.fetching.gate import Gate
from oktodesk.media.fetching.reach import Reach
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import fixture, free, padded
from tests.unit.media.wire_host import Handler, check_all, next_answer, request_of

MOVIE = fixture("h264_moov_last.mp4")


async def file_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head, body = await next_answer(reader, MOVIE)
        writer.write(head + body)
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


def test_a_connection_that_was_left_without_a_word_is_no_trouble() -> None:
    long = padded(MOVIE, 200_000)

    async def answer_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head, body = await next_answer(reader, long)
        writer.write(head + body)
        await writer.drain()
        await reader.read(1)  # the next request is under way already

    (report,) = check_all(answer_once)
    assert report.media is not None
    assert [finding.id for finding in report.findings] == ["media_not_faststart"]


def test_the_parts_of_a_file_come_over_the_same_two_connections() -> None:
    """Far away, each new one would cost two or three round trips more than its request."""
    index = MOVIE.index(b"moov") - 4
    long = padded(MOVIE[:index] + free(50_000) + MOVIE[index:], 200_000, 100_000)
    connections = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while True:
            head, body = await next_answer(reader, long)
            writer.write(head + body)
            await writer.drain()

    (report,) = check_all(serve)
    assert report.media is not None
    assert report.cost.requests == 4
    assert len(connections) == 2


def test_no_more_is_kept_than_was_asked_for_whatever_length_is_announced() -> None:
    """Twice as much as may be kept is as much as was announced, and more follows."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await request_of(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 80000\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(3):
            writer.write(b"9c40\r\n" + bytes(40_000) + b"\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
        await reader.read()
        writer.close()
        ended.set()

    async def run() -> Answer:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        clients = Clients(trust_env=False)
        reach = Reach(clock=SystemClock(), private_allowed=True, trust_env=False)
        asker = Asker(clients=clients, gate=Gate(hosts=1, each=1), reach=reach)
        try:
            return await asker.part(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/a.mp4", 0, 10)
        finally:
            await clients.aclose()
            await ended.wait()
            server.close()
            await server.wait_closed()

    ended = asyncio.Event()
    assert len(asyncio.run(run()).body) == MAX_PAGE_BYTES
