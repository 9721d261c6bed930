"""Wherever a redirect of an API call points to: it is not followed, and the call ends in a problem of ours."""

import asyncio

import httpx
import pytest

from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.problems import ReplyLost
from tests.clock import FakeClock

LOCATIONS = (
    b"javascript:alert(1)",
    b"data:text/html,x",
    b"file:///etc/passwd",
    b"ftp://a.example/",
    b"https://user:password@b.example/",
    b"http://[::1",
    b"http://a.example:99999999/",
    b"//",
    b"",
    b"\xff\xfe",
    "https://\u202egpj.example/".encode(),
    b"https://a.example/" + b"A" * 70_000,
)


@pytest.mark.parametrize("status", [302, 308])
@pytest.mark.parametrize("location", LOCATIONS, ids=lambda each: ascii(each[:20]))
def test_no_redirect_is_followed_or_ends_the_program(location: bytes, status: int) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(status, headers=[(b"location", location)])

    async def main() -> None:
        clock = FakeClock()
        client = OktopostClient(
            Endpoint.parse("https://a.example/v2"),
            Credentials.from_typed("001000000000001", "key"),
            budget=CallBudget(MemoryLedger(), clock),
            clock=clock,
            transport=httpx.MockTransport(answer),
        )
        try:
            with pytest.raises(ReplyLost):
                await client.create_upload("https://b.example/a.mp4")
        finally:
            await client.aclose()

    asyncio.run(main())
    assert asked == ["a.example"]
