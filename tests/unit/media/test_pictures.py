"""Pictures that are only looked at: bounded, real pictures, and never from a private network by mistake."""

import asyncio

import httpx
import pytest

from oktodesk.media.pictures import PICTURE_BYTES, Pictures
from tests.clock import FakeClock

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
URL = "https://cdn.example.com/poster.png"


def reply_with(body: bytes, status: int = 200, *, encoding: str = "identity") -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(body), headers={"Content-Encoding": encoding})


def fetch(reply: httpx.Response | Exception, url: str = URL) -> bytes | None:
    def answer(_request: httpx.Request) -> httpx.Response:
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def public(_host: str) -> list[str]:
        return ["93.184.216.34"]

    async def main() -> bytes | None:
        pictures = Pictures(clock=FakeClock(), transport=httpx.MockTransport(answer), resolve=public)
        try:
            return await pictures.fetch(url)
        finally:
            await pictures.aclose()

    return asyncio.run(main())


@pytest.mark.parametrize("status", [200, 206])
def test_a_picture(status: int) -> None:
    assert fetch(reply_with(PNG, status)) == PNG


@pytest.mark.parametrize(
    "reply",
    [
        reply_with(PNG, 404),
        reply_with(b"<html>sign in</html>"),
        reply_with(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        reply_with(PNG, encoding="br"),
        reply_with(PNG + b"\0" * PICTURE_BYTES),
        httpx.ConnectError("refused"),
    ],
    ids=["missing", "page", "svg", "compressed", "too large", "dead server"],
)
def test_what_is_no_picture_to_show(reply: httpx.Response | Exception) -> None:
    assert fetch(reply) is None


def test_private_addresses_are_left_alone() -> None:
    assert fetch(reply_with(PNG), "http://192.168.1.1/poster.png") is None
