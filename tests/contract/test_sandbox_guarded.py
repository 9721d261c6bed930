"""What the sandbox does not answer: web pages, other names, and requests that are too long to be meant well."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path

import pytest

from tests.contract.sandbox_within import KEY, Within, with_sandbox

PATHS = ["/v2/me", "/v2/upload", "/samples/Launch-teaser.mp4", "/"]


FOREIGN = ["rebound.example", "127.0.0.1.rebound.example", "127.0.0.1:1", "localhost:1", "0.0.0.0", "[::1]", ""]


def test_no_other_name_is_answered(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        for path, host in product(PATHS, FOREIGN):
            answer = await oktopost.http.get(f"{oktopost.house.own.url}{path}", headers={"Host": host})

            assert (answer.status_code, answer.headers["Connection"]) == (400, "close"), (path, host)

    with_sandbox(tmp_path, test=test)


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "LOCALHOST"])
def test_the_own_names_are_answered(name: str, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        host = f"{name}:{oktopost.house.own.port}"

        assert (await oktopost.http.get("/me", headers={"Host": host})).status_code == 200
        assert (await oktopost.http.get("/me", headers={"Host": name})).status_code == 200

    with_sandbox(tmp_path, test=test)


PAGES = [
    ("Origin", "https://evil.example"),
    ("Origin", "null"),
    ("Origin", ""),
    ("Origin", "http://127.0.0.1:1"),
    ("Origin", "http://127.0.0.1"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"),
]


def test_no_web_page_is_answered(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        for path, (header, value) in product(PATHS, PAGES):
            answer = await oktopost.http.get(f"{oktopost.house.own.url}{path}", headers={header: value})

            assert answer.status_code == 403, (path, header, value)
            assert "access-control-allow-origin" not in answer.headers

    with_sandbox(tmp_path, test=test)


def test_a_page_can_not_create_even_with_the_key(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        form, page = {"source": oktopost.sample}, {"Origin": "https://evil.example"}
        assert (await oktopost.http.post("/upload", data=form, headers=page)).status_code == 403
        assert (await oktopost.http.request("OPTIONS", "/upload", headers=page)).status_code == 403
        assert oktopost.kept() == 0
        own = {"Origin": oktopost.house.own.url, "Sec-Fetch-Site": "same-origin"}
        assert (await oktopost.http.post("/upload", data=form, headers=own)).status_code == 200

    with_sandbox(tmp_path, test=test)


async def raw(oktopost: Within, request: bytes) -> bytes:
    """The answer to bytes that no client would send, until the connection is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", oktopost.house.own.port)
    writer.write(request.replace(b"PORT", str(oktopost.house.own.port).encode()))
    answer = b""
    # Closing on somebody who still sends may cost them the answer, but never the end of it.
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(20):
            answer = await reader.read()
    writer.close()
    return answer


HOST = b"Host: 127.0.0.1:PORT\r\n"


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"POST /v2/upload HTTP/1.1\r\n" + HOST + b"Content-Length: 99999999999\r\n\r\nsource=", b"413"),
        (b"POST /nowhere HTTP/1.1\r\n" + HOST + b"Content-Length: 70000\r\n\r\n", b"413"),
        (b"GET /v2/me HTTP/1.1\r\n" + HOST + b"Content-Length: " + b"9" * 40 + b"\r\n\r\n", b"400"),
        (b"GET /v2/me HTTP/1.1\r\n" + HOST + b"Content-Length: -1\r\n\r\n", b"400"),
        (b"GET /v2/me HTTP/1.1\r\n" + HOST + b"Host: b.example\r\n\r\n", b"400"),
        (b"GET /v2/me HTTP/1.1\r\n" + HOST + b"X-Long: " + b"a" * 200_000, b"400"),
        (b"GET /v2/me HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 40_000, b"400"),
        (b"GET /" + b"a" * 200_000, b"400"),
        (b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03\r\n\r\n", b"400"),
    ],
    ids=["body", "body-elsewhere", "absurd-length", "below-0", "two-hosts", "header", "headers", "line", "tls"],
)
def test_what_is_too_long_or_no_request_is_refused_at_once(
    request_bytes: bytes, status: bytes, tmp_path: Path
) -> None:
    async def test(oktopost: Within) -> None:
        answer = await raw(oktopost, request_bytes)

        assert answer.startswith(b"HTTP/1.1 " + status) or (not answer and len(request_bytes) > 100_000)
        assert len(answer) < 1000
        assert oktopost.kept() == 0

    with_sandbox(tmp_path, test=test)


def test_a_body_of_unsaid_length_is_cut_too(tmp_path: Path) -> None:
    async def long() -> AsyncIterator[bytes]:
        for _ in range(10):
            yield b"source=" + b"a" * 8192

    async def test(oktopost: Within) -> None:
        answer = await oktopost.http.post("/upload", content=long())

        assert (answer.status_code, answer.headers["Connection"]) == (413, "close")

    with_sandbox(tmp_path, test=test)


@pytest.mark.parametrize(
    "path",
    [
        "/samples/../../../../etc/passwd",
        "/samples/..%2f..%2f..%2fetc%2fpasswd",
        "/samples/%2e%2e/sandbox.db",
        "/samples/posters/..%2f..%2f..%2fetc%2fpasswd",
        "/samples/posters/../Launch-teaser.mp4",
        "/media/../../sandbox.db",
        "/media/..%2f..%2fsandbox.db/x",
        "/media/026000000000001/../../../sandbox.db",
        "/media/0260000..%2f..%2fx/name",
        "//etc/passwd",
        "/samples/%00",
    ],
)
def test_no_path_leads_out_of_the_files(path: str, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        answer = await raw(
            oktopost, b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
        )

        assert answer.startswith(b"HTTP/1.1 404")
        assert len(answer) < 1000

    with_sandbox(tmp_path, test=test)


def test_the_key_is_in_no_answer_and_no_file(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        answers = [
            await oktopost.get(path)
            for path in ("/me", "/upload", "/nowhere", f"/upload/{KEY}", "/media?_count=1")
        ]
        assert not any(KEY in answer.text for answer in answers if KEY not in str(answer.url))

    with_sandbox(tmp_path, test=test)

    logged = [json.loads(line) for line in (tmp_path / "state/requests.jsonl").read_text().splitlines()]
    assert [entry["path"] for entry in logged if KEY in json.dumps(entry)] == [f"/v2/upload/{KEY}"]
    others = [path for path in (tmp_path / "state").rglob("*") if path.is_file() and path.name != "requests.jsonl"]
    assert others
    assert not any(KEY.encode() in path.read_bytes() for path in others)
