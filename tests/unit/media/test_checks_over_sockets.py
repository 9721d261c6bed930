"""Checks over real connections on loopback: many at once, servers that misbehave on the wire."""

import asyncio

import pytest

from oktodesk.media import preflight
from oktodesk.media.fetching.asking import MAX_PAGE_BYTES, Answer, Asker
from oktodesk.media.fetching.clients import Clients
from oktodesk.media.fetching.gate import Gate
from oktodesk.media.fetching.reach import Reach
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import fixture, free, padded
from tests.unit.media.wire_host import Handler, answer_to, check_all, next_answer, request_of

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


INDEX = MOVIE.index(b"moov") - 4
ONE_BY_ONE = padded(MOVIE[:INDEX] + free(50_000) + MOVIE[INDEX:], 200_000, 100_000)
TWO_AT_ONCE = padded(fixture("h264_faststart.mp4"), 200_000) + bytes(100_000)
"""Behind its picture's long tables both its sound and what stands behind the index are asked for."""


@pytest.mark.parametrize("film", [ONE_BY_ONE, TWO_AT_ONCE])
def test_the_parts_of_a_file_come_over_the_same_two_connections(film: bytes) -> None:
    """Far away, each new one would cost two or three round trips more than its request."""
    connections = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while True:
            head, body = await next_answer(reader, film)
            writer.write(head + body)
            await writer.drain()

    (report,) = check_all(serve)
    assert report.media is not None
    assert report.cost.requests == 4
    assert len(connections) == 2


@pytest.mark.parametrize("together", [True, False])
def test_a_body_behind_the_answer_to_head_is_nobodys_answer(together: bool) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            method, headers = await request_of(reader)
            head, body = answer_to(method, headers, TWO_AT_ONCE)
            writer.write(head)
            if not together:
                await writer.drain()
                await asyncio.sleep(0)
            writer.write(body or TWO_AT_ONCE[:20_000])
            await writer.drain()

    (report,) = check_all(serve)
    assert report.media is not None
    assert report.media.audio_codec == "aac"
    assert report.findings == ()


def slow_head(film: bytes, *, after_parts: int) -> Handler:
    """A film's server that answers HEAD only when so many parts were asked for."""
    asked: list[str] = []
    enough = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            method, headers = await request_of(reader)
            if method == "HEAD":
                await enough.wait()
            else:
                asked.append(headers["range"])
            if len(asked) == after_parts:
                enough.set()
            head, body = answer_to(method, headers, film)
            writer.write(head + body)
            await writer.drain()

    return serve


def test_a_slow_head_does_not_hold_up_the_look_into_a_film() -> None:
    (report,) = check_all(slow_head(TWO_AT_ONCE, after_parts=3))
    assert report.media is not None
    assert report.media.audio_codec == "aac"
    assert report.findings == ()


def test_links_to_a_host_that_never_answers_head_do_not_wait_for_each_other_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(preflight, "CHECK_LIMIT_S", 0.3)
    reports = check_all(slow_head(TWO_AT_ONCE, after_parts=1_000), 4)
    assert all("host_timeout" in {finding.id for finding in report.findings} for report in reports)


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
