"""The outbox's table of outcomes, row by row, through the real client over a socket."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.system.clock import SystemClock
from oktodesk.system.secrets import Secret
from oktodesk.uploads.outcomes import Outcome, outcome_of

UPLOAD = b'{"Result":true,"Upload":{"Id":"0up000000000001","Status":"pending","Source":"https://a.example/a.mp4"}}'
Wire = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reply(status: str, body: bytes = b"", *headers: str) -> Wire:
    """A whole reply to a request that was read to its end."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await _request(reader)
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        writer.write("\r\n".join(lines).encode() + body)
        await writer.drain()

    return answer


async def _request(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)


async def cut_before_the_request_was_read(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def cut_after_the_request(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await _request(reader)


async def cut_in_the_reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + UPLOAD[:20])
    await writer.drain()


async def silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await reader.read()


async def no_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await _request(reader)
    writer.write(b"220 mail.example ESMTP\r\n")
    await writer.drain()


NO = b'{"Result":false,"Errors":{"Param":{"source":"`source` can not be used"}}}'
FULL = b'{"Result":false,"Errors":{"API":{"Error":"The upload quota of 32 GB in 24 hours is exceeded"}}}'

TABLE: list[tuple[str, Wire, Outcome]] = [
    ("429", reply("429 Too Many Requests"), Outcome.LOCKED_OUT),
    ("429 with Retry-After", reply("429 Too Many Requests", b"wait", "Retry-After: 3"), Outcome.LOCKED_OUT),
    ("401", reply("401 Unauthorized"), Outcome.ACCOUNT),
    ("401 with words", reply("401 Unauthorized", FULL), Outcome.ACCOUNT),
    ("403", reply("403 Forbidden", b"<html>"), Outcome.ACCOUNT),
    ("400", reply("400 Bad Request", NO), Outcome.REFUSED),
    ("400 without words", reply("400 Bad Request"), Outcome.REFUSED),
    ("404", reply("404 Not Found"), Outcome.REFUSED),
    ("422", reply("422 Unprocessable Entity", NO), Outcome.REFUSED),
    ("Result:false", reply("200 OK", NO), Outcome.REFUSED),
    ("Result:false without words", reply("200 OK", b'{"Result":false,"Errors":[]}'), Outcome.REFUSED),
    ("400 for the allowance", reply("400 Bad Request", FULL), Outcome.ALLOWANCE),
    ("Result:false for the allowance", reply("200 OK", FULL), Outcome.ALLOWANCE),
    ("200", reply("200 OK", UPLOAD), Outcome.CREATED),
    ("201", reply("201 Created", UPLOAD), Outcome.CREATED),
    ("read time-out", silence, Outcome.UNSURE),
    ("cut at once", cut_before_the_request_was_read, Outcome.UNSURE),
    ("cut after sending", cut_after_the_request, Outcome.UNSURE),
    ("cut in the reply", cut_in_the_reply, Outcome.UNSURE),
    ("no HTTP", no_http, Outcome.UNSURE),
    *((f"5xx: {code}", reply(f"{code} Oops", b"<html>"), Outcome.UNSURE) for code in (500, 502, 503, 504, 599)),
    *(
        (f"3xx: {code}", reply(f"{code} Elsewhere", b"", "Location: https://x.example/"), Outcome.UNSURE)
        for code in (301, 302, 303, 304, 307, 308)
    ),
    ("200 that is no JSON", reply("200 OK", b"<html>It works</html>"), Outcome.UNSURE),
    ("200 without Result", reply("200 OK", UPLOAD.replace(b'"Result":true,', b"")), Outcome.UNSURE),
    ("200 without an upload", reply("200 OK", b'{"Result":true}'), Outcome.UNSURE),
    ("200 without an id", reply("200 OK", b'{"Result":true,"Upload":{"Status":"pending"}}'), Outcome.UNSURE),
    ("200 with half a list", reply("200 OK", b'{"Result":true,"Upload":['), Outcome.UNSURE),
    ("204", reply("204 No Content"), Outcome.UNSURE),
]


@contextlib.asynccontextmanager
async def client_of(base_url: str, *, total_s: float = 0.5) -> AsyncIterator[OktopostClient]:
    client = OktopostClient(
        Endpoint.parse(base_url),
        Credentials("001000000000001", Secret("key")),
        budget=CallBudget(MemoryLedger(), SystemClock()),
        clock=SystemClock(),
        total_s=total_s,
    )
    try:
        yield client
    finally:
        await client.aclose()


async def outcome(base_url: str) -> Outcome:
    async with client_of(base_url) as client:
        try:
            await client.create_upload("https://a.example/a.mp4", name="a.mp4", mime_type="video/mp4")
        except Exception as error:  # noqa: BLE001 - whatever it is, the table has a row for it
            return outcome_of(error)
        return outcome_of(None)


async def served(wire: Wire) -> tuple[Outcome, int]:
    """The outcome, and how often the create was tried."""
    tries = 0

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal tries
        tries += 1
        try:
            await wire(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        return await outcome(f"http://127.0.0.1:{port}/v2"), tries


@pytest.mark.parametrize(("wire", "then"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_what_happened_to_a_create(wire: Wire, then: Outcome) -> None:
    assert asyncio.run(served(wire)) == (then, 1), "and a create is never tried twice"


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and silent: refused
        assert asyncio.run(outcome(f"http://127.0.0.1:{taken.getsockname()[1]}/v2")) is Outcome.NOT_SENT


def test_no_tls_there() -> None:
    async def run() -> Outcome:
        server = await asyncio.start_server(no_http_at_once, "127.0.0.1", 0)
        async with server:
            return await outcome(f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/v2")

    assert asyncio.run(run()) is Outcome.NOT_SENT


async def no_http_at_once(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 mail.example ESMTP\r\n")
    writer.close()


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for proxy in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(proxy, raising=False)
    assert asyncio.run(outcome("https://oktopost.invalid/v2")) is Outcome.NOT_SENT
