import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message

from oktodesk.sandbox.ranges import Body, serve, wanted_span

DATA = bytes(range(1, 251))
BEHIND = b"\0\0\0\x20free"
ZEROS = 40
WHOLE = DATA + BEHIND + bytes(ZEROS)


@pytest.fixture(scope="module")
def body(tmp_path_factory: pytest.TempPathFactory) -> Body:
    path: Path = tmp_path_factory.mktemp("ranges") / "file"
    path.write_bytes(DATA)
    return Body(path, BEHIND, ZEROS)


def request(method: str = "GET", **headers: str) -> Request:
    raw = [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": method, "headers": raw})


def sent(response: Response) -> bytes:
    body = bytearray()

    async def receive() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: Message) -> None:
        body.extend(message.get("body", b""))

    asyncio.run(response({"type": "http", "asgi": {"spec_version": "2.4"}}, receive, send))
    return bytes(body)


@given(st.integers(0, 400), st.integers(0, 400))
def test_the_padded_file_reads_like_one(body: Body, first: int, length: int) -> None:
    assert body.size == len(WHOLE)
    assert body.read(first, length) == WHOLE[first : first + length]


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 400))
def test_a_range_is_answered_with_those_bytes(body: Body, first: int, more: int) -> None:
    response = serve(request(Range=f"bytes={first}-{first + more}"), body, "video/mp4")

    assert response.status_code == 206
    last = min(first + more, len(WHOLE) - 1)
    assert response.headers["Content-Range"] == f"bytes {first}-{last}/{len(WHOLE)}"
    assert sent(response) == WHOLE[first : first + more + 1]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("bytes=-10", (len(WHOLE) - 10, len(WHOLE) - 1)),
        ("bytes=-9999", (0, len(WHOLE) - 1)),
        ("bytes=290-", (290, len(WHOLE) - 1)),
        ("", None),
        ("bytes=-", None),
        ("bytes=1-2,5-6", None),
        ("lines=1-2", None),
    ],
)
def test_which_bytes_are_wanted(body: Body, text: str, span: tuple[int, int] | None) -> None:
    assert wanted_span(request(Range=text), body) == span


@pytest.mark.parametrize("text", ["bytes=298-", "bytes=5-3", "bytes=-0"])
def test_what_is_outside_is_refused(body: Body, text: str) -> None:
    response = serve(request(Range=text), body, "video/mp4")

    assert response.status_code == 416
    assert response.headers["Content-Range"] == f"bytes */{len(WHOLE)}"


def test_all_of_it_and_its_head_say_the_same(body: Body) -> None:
    whole, head = serve(request(), body, "video/mp4"), serve(request("HEAD"), body, "video/mp4")

    assert (whole.status_code, head.status_code) == (200, 200)
    assert whole.headers["Content-Length"] == head.headers["Content-Length"] == str(len(WHOLE))
    assert head.headers["Accept-Ranges"] == "bytes"
    assert sent(whole) == WHOLE


def test_if_range_asks_for_the_same_bytes_or_all(body: Body) -> None:
    same = serve(request(Range="bytes=0-1", If_Range=body.etag), body, "video/mp4")
    other = serve(request(Range="bytes=0-1", If_Range='"else"'), body, "video/mp4")

    assert (same.status_code, other.status_code) == (206, 200)
