"""How the client behaves beyond single replies: paging, limits, clocks, and the secret it carries."""

import asyncio
import base64
import gzip
import json
import logging
import socket
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import pytest

from oktodesk.api import exchange
from oktodesk.api.budget import CallBudget, CallLimits, MemoryLedger, Priority
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import US, Credentials, Endpoint
from oktodesk.problems import (
    ConnectionLost,
    LinkTrouble,
    LockedOut,
    NotSent,
    OktodeskError,
    ServerFailed,
    UnreadableReply,
    UsageTrouble,
)
from oktodesk.system.clock import SystemClock
from oktodesk.system.logs import redact
from oktodesk.system.secrets import Secret
from tests.clock import FakeClock
from tests.unit.api.servers import Handler, answering, serving, silent

CANARY = "canary-key-4f1c"
CREDENTIALS = Credentials("001000000000001", Secret(CANARY))
ME = {"Result": True, "User": {"Id": "00A000000000000", "Name": "Jane"}, "Account": {"Id": "001000000000001"}}
Answer = Callable[[httpx.Request], httpx.Response]


def with_client(
    answer: Answer,
    test: Callable[[OktopostClient], Coroutine[Any, Any, None]],
    clock: FakeClock,
    *,
    ledger: MemoryLedger | None = None,
) -> None:
    async def main() -> None:
        budget = CallBudget(ledger or MemoryLedger(), clock)
        transport = httpx.MockTransport(answer)
        client = OktopostClient(US, CREDENTIALS, budget=budget, clock=clock, transport=transport)
        running = asyncio.ensure_future(test(client))
        while not running.done():
            await clock.run_for(1)
        await client.aclose()
        await running

    asyncio.run(main())


def on_the_wire(handler: Handler, *, tls: bool = False, total_s: float = 5.0) -> OktodeskError:
    """What asking a misbehaving server on loopback raises."""

    async def main() -> OktodeskError:
        clock = SystemClock()
        async with serving(handler, tls=tls) as port:
            endpoint = Endpoint.parse(f"{'https' if tls else 'http'}://127.0.0.1:{port}/v2")
            budget = CallBudget(MemoryLedger(), clock)
            client = OktopostClient(endpoint, CREDENTIALS, budget=budget, clock=clock, total_s=total_s)
            try:
                with pytest.raises(OktodeskError) as caught:
                    await client.create_upload("https://cdn.example.com/a.mp4")
                return caught.value
            finally:
                await client.aclose()

    return asyncio.run(main())


def page_of(ids: list[int], total: int | None) -> httpx.Response:
    items = [{"Id": f"0up{i:012}", "Status": "pending"} for i in ids]
    reply: dict[str, object] = {"Result": True, "Items": items}
    return httpx.Response(200, json=reply if total is None else reply | {"Total": total})


class Pages:
    """Answers a list request with the page it asks for, the last one again and again."""

    def __init__(self, *pages: list[int], total: int | None) -> None:
        self._pages = pages
        self._total = total
        self.asked: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["_page"])
        self.asked.append(number)
        return page_of(self._pages[min(number, len(self._pages) - 1)], self._total)


@pytest.mark.parametrize(
    ("pages", "total", "asked", "seen"),
    [
        ([[1, 2], [3]], 3, [0, 1], 3),
        ([[1, 2], [2, 3], [4]], 4, [0, 1, 2], 4),
        ([[1, 2], [3], []], None, [0, 1, 2], 3),
        ([[1, 2]], None, [0, 1], 2),
        ([[1, 2]], 9, [0, 1], 2),
        ([[]], 0, [0], 0),
    ],
    ids=["total reached", "shifted page", "ends empty", "repeats itself", "total too high", "nothing"],
)
def test_pages_end(
    fake_clock: FakeClock, pages: list[list[int]], total: int | None, asked: list[int], seen: int
) -> None:
    server = Pages(*pages, total=total)

    async def test(client: OktopostClient) -> None:
        ids = {upload.id async for page in client.all_uploads() for upload in page.uploads}
        assert len(ids) == seen

    with_client(server, test, fake_clock)
    assert server.asked == asked


def test_every_attempt_is_counted_and_none_is_repeated(fake_clock: FakeClock) -> None:
    ledger = MemoryLedger()
    calls: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(request.method)
        raise httpx.ReadTimeout("slow", request=request)

    async def test(client: OktopostClient) -> None:
        with pytest.raises(ConnectionLost):
            await client.create_upload("https://cdn.example.com/a.mp4")
        assert (await ledger.counts(fake_clock.now(), CallLimits())).minute == 1

    with_client(answer, test, fake_clock, ledger=ledger)
    assert calls == ["POST"]


def test_a_429_stops_the_budget(fake_clock: FakeClock) -> None:
    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, headers={"retry-after": "120"})

    async def test(client: OktopostClient) -> None:
        for expected in (120, pytest.approx(120, abs=2)):
            with pytest.raises(LockedOut) as caught:
                await client.me()
            assert caught.value.retry_after_s == expected

    with_client(answer, test, fake_clock)


def test_a_redirect_is_never_followed(fake_clock: FakeClock) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(307, headers={"location": "https://elsewhere.example/v2/me"})

    async def test(client: OktopostClient) -> None:
        with pytest.raises(ServerFailed):
            await client.me()

    with_client(answer, test, fake_clock)
    assert asked == ["https://api.oktopost.com/v2/me"]


def test_the_server_clock_is_learnt_from_date(fake_clock: FakeClock) -> None:
    fake_clock.set_wall_clock(1603787250.0)

    def answer(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"date": "Tue, 27 Oct 2020 08:28:30 GMT"}, json=ME)

    async def test(client: OktopostClient) -> None:
        assert client.server_offset_s == 0
        await client.me()
        assert client.server_offset_s == 60.5

    with_client(answer, test, fake_clock)


def test_an_error_whose_words_do_not_come_is_that_error_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_ERROR_BODY_S", 0.05)

    async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 429 Too many\r\nRetry-After: 7\r\nContent-Length: 50\r\n\r\n{")
        await reader.read()

    error = on_the_wire(stuck)

    assert isinstance(error, LockedOut)
    assert error.retry_after_s == 7


def test_a_reply_without_end_is_cut(fake_clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_REPLY_BYTES", 100)

    async def test(client: OktopostClient) -> None:
        with pytest.raises(UnreadableReply) as caught:
            await client.upload("0up000000000001")
        assert caught.value.problem.id == "reply_too_large"

    with_client(lambda _: httpx.Response(200, json={"Result": True, "x": "y" * 200}), test, fake_clock)


class _Sent(httpx.AsyncByteStream):
    """A body as a network hands it over: in one piece, not yet looked into."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._body


def _packed(body: bytes, status: int = 200, encoding: str = "gzip") -> httpx.Response:
    if encoding == "gzip":
        body = gzip.compress(body)
    elif encoding == "deflate":
        body = zlib.compress(body)
    return httpx.Response(status, headers={"content-encoding": encoding}, stream=_Sent(body))


@pytest.mark.parametrize("status", [200, 500])
def test_a_reply_is_unpacked_no_further_than_it_may_be_long(fake_clock: FakeClock, status: int) -> None:
    bomb = _packed(bytes(64 * 1024**2), status)

    async def test(client: OktopostClient) -> None:
        tracemalloc.start()
        try:
            with pytest.raises(OktodeskError) as caught:
                await client.upload("0up000000000001")
            assert caught.value.problem.id == ("reply_too_large" if status == 200 else "server_failed")
            assert tracemalloc.get_traced_memory()[1] < 3 * exchange.MAX_REPLY_BYTES, "at its peak"
        finally:
            tracemalloc.stop()

    with_client(lambda _: bomb, test, fake_clock)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "identity"])
def test_a_packed_reply_is_read(fake_clock: FakeClock, encoding: str) -> None:
    body = json.dumps({"Result": True, "Upload": {"Id": "0up000000000001", "Name": "n" * 200_000}}).encode()
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["accept-encoding"])
        reply = _packed(body, encoding=encoding.removeprefix("x-"))
        reply.headers["content-encoding"] = encoding
        return reply

    async def test(client: OktopostClient) -> None:
        assert len((await client.upload("0up000000000001")).name) == 200_000

    with_client(answer, test, fake_clock)
    assert asked == ["gzip"]


@pytest.mark.parametrize("body", [b"not packed at all", b"[" * 100_000 + b"]" * 100_000])
def test_what_can_t_be_unpacked_or_goes_too_deep_is_unreadable(fake_clock: FakeClock, body: bytes) -> None:
    encoding = "gzip" if body.startswith(b"n") else "identity"
    reply = httpx.Response(200, headers={"content-encoding": encoding}, stream=_Sent(body))

    async def test(client: OktopostClient) -> None:
        with pytest.raises(UnreadableReply) as caught:
            await client.upload("0up000000000001")
        assert caught.value.problem.id == "unreadable_reply"

    with_client(lambda _: reply, test, fake_clock)


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(404, text="<html>Not here</html>"),
        httpx.Response(404, json={"Result": False, "Errors": {"api": {"message": "Endpoint not found"}}}),
        httpx.Response(200, text="<html>Welcome to our hotel</html>"),
        httpx.Response(200),
        httpx.Response(200, json={"Result": True}),
    ],
    ids=["page 404", "json 404", "page 200", "empty", "foreign json"],
)
def test_who_does_not_know_me_is_not_oktopost(fake_clock: FakeClock, reply: httpx.Response) -> None:
    async def test(client: OktopostClient) -> None:
        with pytest.raises(UnreadableReply) as caught:
            await client.me()
        assert caught.value.problem.id == "not_oktopost"
        assert caught.value.problem.values == {"host": "api.oktopost.com"}
        assert caught.value.problem.detail

    with_client(lambda _: reply, test, fake_clock)


@pytest.mark.parametrize("given", ["", "..", "a/b", "0up?x", "0up 1", "ü"])
def test_what_is_no_id_never_leaves(fake_clock: FakeClock, given: str) -> None:
    async def test(client: OktopostClient) -> None:
        for call in (client.upload, client.media, client.validate):
            with pytest.raises(UsageTrouble):
                await call(given)

    with_client(lambda _: httpx.Response(500), test, fake_clock)


def test_a_page_size_that_oktopost_refuses_is_a_fault_of_ours(fake_clock: FakeClock) -> None:
    async def test(client: OktopostClient) -> None:
        with pytest.raises(ValueError, match="pages"):
            await client.uploads(count=30)

    with_client(lambda _: httpx.Response(500), test, fake_clock)


def test_a_link_too_long_to_look_up_is_the_links_trouble(fake_clock: FakeClock) -> None:
    async def test(client: OktopostClient) -> None:
        with pytest.raises(LinkTrouble):
            await client.uploads(source="https://cdn.example.com/" + "x" * 70_000)

    with_client(lambda _: httpx.Response(500), test, fake_clock)


def test_priorities_reach_the_budget(fake_clock: FakeClock) -> None:
    asked: list[Priority] = []

    class Budget(CallBudget):
        async def acquire(self, priority: Priority) -> None:
            asked.append(priority)

    async def main() -> None:
        replies = {"/v2/me": ME, "/v2/upload": {"Result": True, "Upload": {"Id": "0up000000000001"}}}

        def answer(request: httpx.Request) -> httpx.Response:
            reply: dict[str, object] = {"Result": True, "Validations": []}
            return httpx.Response(200, json=replies.get(request.url.path, reply))

        client = OktopostClient(
            US,
            CREDENTIALS,
            budget=Budget(MemoryLedger(), fake_clock),
            clock=fake_clock,
            transport=httpx.MockTransport(answer),
        )
        await client.me()
        await client.create_upload("https://cdn.example.com/a.mp4")
        await client.validate("026000000000001")
        await client.me(Priority.SYNC)
        await client.aclose()

    asyncio.run(main())
    assert asked == [Priority.PERSON, Priority.CREATE, Priority.VALIDATE, Priority.SYNC]


def test_a_long_reply_is_not_cut_through_the_key(fake_clock: FakeClock) -> None:
    async def test(client: OktopostClient) -> None:
        with pytest.raises(ServerFailed) as caught:
            await client.me()
        assert "canary" not in caught.value.problem.detail

    before = "x" * (exchange._EXCERPT_BYTES - len(CANARY) // 2)
    with_client(lambda _: httpx.Response(500, text=f"{before}{CANARY}{before}"), test, fake_clock)


def test_nothing_shows_the_key(fake_clock: FakeClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        echo = {"Result": False, "Errors": {"API": {"Error": f"bad key {CANARY}"}}, "sent": dict(request.headers)}
        if request.url.path.endswith("/me"):
            raise httpx.ConnectError(f"no way with {request.headers!r}", request=request)
        return httpx.Response(400, json=echo)

    async def test(client: OktopostClient) -> None:
        for call in (client.me(), client.upload("0up000000000001")):
            try:
                await call
            except OktodeskError as error:
                shown.extend(traceback.format_exception(error))
                shown.append(json.dumps([error.problem.id, error.problem.values, error.problem.detail]))
        shown.append(repr(client) + repr(vars(client)) + repr(CREDENTIALS) + f"{CREDENTIALS}")

    with_client(answer, test, fake_clock)
    everything = "\n".join([*shown, *(record.getMessage() for record in caplog.records)])
    assert "bad key [hidden]" in everything
    assert CANARY not in everything
    assert "Basic MDAx" not in everything


@pytest.mark.parametrize(
    ("handler", "kind", "problem_id"),
    [
        (answering(b""), ConnectionLost, "reply_lost"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"), ConnectionLost, "reply_lost"),
        (answering(b"SMTP ready\r\n\r\n"), ConnectionLost, "reply_lost"),
        (answering(b"HTTP/1.1 500 No\r\nContent-Length: 100\r\n\r\n{"), ServerFailed, "server_failed"),
        (
            answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"),
            UnreadableReply,
            "unreadable_reply",
        ),
    ],
    ids=["closed", "cut body", "no http", "cut error body", "broken gzip"],
)
def test_broken_replies(handler: Handler, kind: type[OktodeskError], problem_id: str) -> None:
    error = on_the_wire(handler)
    assert type(error) is kind
    assert error.problem.id == problem_id
    assert error.__cause__ is not None or kind is ServerFailed


def test_a_call_ends_after_its_total_time() -> None:
    error = on_the_wire(silent, total_s=0.2)
    assert isinstance(error, ConnectionLost)


def test_a_certificate_nobody_vouches_for_is_refused_and_its_issuer_named() -> None:
    error = on_the_wire(silent, tls=True)
    assert isinstance(error, NotSent)
    assert error.problem.id == "tls_failed"
    assert error.problem.values["issuer"] == "Example Corp Ürün, Corporate Proxy CA"


def test_nobody_listens() -> None:
    async def main() -> NotSent:
        async with serving(silent) as port:
            pass
        client = local_client(f"http://127.0.0.1:{port}/v2")
        with pytest.raises(NotSent) as caught:
            await client.me()
        await client.aclose()
        return caught.value

    assert asyncio.run(main()).problem.id == "unreachable"


def test_the_name_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    async def main() -> NotSent:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        client = local_client(US.base_url)
        with pytest.raises(NotSent) as caught:
            await client.me()
        await client.aclose()
        return caught.value

    assert asyncio.run(main()).problem.id == "name_not_found"


@pytest.mark.parametrize(
    ("variable", "proxy"),
    [
        ("HTTPS_PROXY", "http://127.0.0.1:{port}"),
        ("ALL_PROXY", "socks5://127.0.0.1:{port}"),
        ("ALL_PROXY", "x://y"),
    ],
)
def test_a_proxy_in_the_way(monkeypatch: pytest.MonkeyPatch, variable: str, proxy: str) -> None:
    async def main() -> NotSent:
        refusing = answering(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        async with serving(refusing) as port:
            monkeypatch.setenv(variable, proxy.format(port=port))
            client = local_client(US.base_url)
            with pytest.raises(NotSent) as caught:
                await client.me()
            await client.aclose()
            return caught.value

    assert asyncio.run(main()).problem.id == "proxy_failed"


def test_loopback_ignores_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    error = on_the_wire(answering(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))
    assert error.problem.id == "forbidden"


def local_client(base_url: str) -> OktopostClient:
    clock = SystemClock()
    budget = CallBudget(MemoryLedger(), clock)
    return OktopostClient(Endpoint.parse(base_url), CREDENTIALS, budget=budget, clock=clock)


def test_a_person_does_not_wait_for_a_connection_behind_slow_calls() -> None:
    begun = 0
    all_begun = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal begun
        begun += 1
        if begun == 9:  # three creates, each loop of the engine, and what a person asks for meanwhile
            all_begun.set()
        await all_begun.wait()
        body = json.dumps(ME).encode()
        await answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))(reader, writer)

    async def main() -> None:
        async with serving(slow) as port:
            clock = SystemClock(scale=100.0)
            client = OktopostClient(
                Endpoint.parse(f"http://127.0.0.1:{port}/v2"),
                CREDENTIALS,
                budget=CallBudget(MemoryLedger(), clock),
                clock=clock,
            )
            async with asyncio.timeout(5):
                await asyncio.gather(*(client.me(Priority.FOLLOW) for _ in range(8)), client.me())
            await client.aclose()

    asyncio.run(main())


def test_a_trace_with_the_values_of_all_variables_holds_no_key_once_it_is_redacted() -> None:
    error = on_the_wire(silent, total_s=0.2)
    trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    assert "self = " in trace
    assert CANARY not in trace
    basic = base64.b64encode(f"{CREDENTIALS.account_id}:{CANARY}".encode()).decode()
    assert basic not in redact(trace)
