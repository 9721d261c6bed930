import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from oktodesk.sandbox.fetcher import Fetcher, SourceHead
from oktodesk.sandbox.reachability import OwnOrigin, Reachability
from oktodesk.sandbox.source_trouble import SourceTrouble
from tests.unit.sandbox.file_host import Answer, Asked, FileHost, honest

T = TypeVar("T")
DATA = b"0123456789" * 20
CERTIFICATE = Path(__file__).parent / "data" / "cdn_example_for_tests.pem"
"""With its key; for the name cdn.example and no address."""


def fetching(
    work: Callable[[Fetcher], Coroutine[Any, Any, T]], *, allow_private: bool = True, own_port: int = 1
) -> T:
    """Run ``work`` with a fetcher for which every host name means this computer."""

    async def look_up(host: str, _port: int) -> list[str]:
        return ["10.0.0.1" if host == "inside.example" else "127.0.0.1"]

    async def run() -> T:
        reachability = Reachability(allow_private=allow_private, look_up=look_up)
        tls = ssl.create_default_context(cafile=CERTIFICATE)
        fetcher = Fetcher(reachability, OwnOrigin(own_port), tls=tls)
        try:
            return await work(fetcher)
        finally:
            await fetcher.close()

    return asyncio.run(run())


async def all_of(fetcher: Fetcher, url: str, span: tuple[int, int] | None = None) -> bytes:
    async with fetcher.get(url, span) as pieces:
        return b"".join([piece async for piece in pieces])


def test_a_head_tells_size_type_and_name() -> None:
    def answer(_asked: Asked) -> Answer:
        headers = {"Content-Type": "Video/MP4; x=1", "Content-Length": "77"}
        return Answer(headers=headers | {"Content-Disposition": 'attachment; filename="../a/Launch film.mp4"'})

    with FileHost(answer) as host:
        head = fetching(lambda fetcher: fetcher.head(f"{host.url}/dl?id=3"))

    assert head == SourceHead(f"{host.url}/dl?id=3", 77, "video/mp4", "Launch film.mp4")


def test_no_proxy_is_asked_for_it_would_choose_the_address(monkeypatch: pytest.MonkeyPatch) -> None:
    with FileHost(honest(b"by the proxy")) as proxy, FileHost(honest(DATA)) as host:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert fetching(lambda fetcher: all_of(fetcher, f"{host.url}/f.mp4")) == DATA
        assert proxy.gets() == []


def test_the_whole_file_and_a_part_of_it() -> None:
    with FileHost(honest(DATA)) as host:
        assert fetching(lambda fetcher: all_of(fetcher, f"{host.url}/f.mp4")) == DATA
        assert fetching(lambda fetcher: all_of(fetcher, f"{host.url}/f.mp4", (10, 19))) == DATA[10:20]
        assert host.gets() == ["", "bytes=10-19"]


def test_the_judged_address_is_connected_to_and_the_server_sees_the_name() -> None:
    with FileHost(honest(DATA)) as host:
        url = f"http://cdn.example:{host.port}/f.mp4"
        assert fetching(lambda fetcher: all_of(fetcher, url)) == DATA
        assert host.asked[0].host == f"cdn.example:{host.port}"


def test_a_name_is_asked_for_once_and_can_not_mean_another_address_a_moment_later() -> None:
    asked: list[str] = []

    async def look_up(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["192.0.2.1"]

    async def run() -> bytes:
        fetcher = Fetcher(
            Reachability(allow_private=True, look_up=look_up), OwnOrigin(1), tls=ssl.create_default_context()
        )
        try:
            return await all_of(fetcher, url)
        finally:
            await fetcher.close()

    with FileHost(honest(DATA)) as host:
        url = f"http://cdn.example:{host.port}/f.mp4"
        assert asyncio.run(run()) == DATA

    assert asked == ["cdn.example"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://cdn.example/f", "gopher://127.0.0.1/"])
def test_a_redirect_to_another_scheme_is_not_followed(target: str) -> None:
    with FileHost(lambda _: Answer(302, {"Location": target})) as host:
        with pytest.raises(SourceTrouble) as refused:
            fetching(lambda fetcher: fetcher.head(f"{host.url}/"))

        assert refused.value.permanent
        assert len(host.asked) == 1


def test_redirects_are_followed_and_relative_ones_resolved() -> None:
    def answer(asked: Asked) -> Answer:
        if asked.path == "/a/start":
            return Answer(302, {"Location": "../b/file.mp4"})
        return honest(DATA)(asked)

    with FileHost(answer) as host:
        head = fetching(lambda fetcher: fetcher.head(f"{host.url}/a/start"))
        assert head.url == f"{host.url}/b/file.mp4"
        assert fetching(lambda fetcher: all_of(fetcher, f"{host.url}/a/start", (0, 4))) == DATA[:5]


@pytest.mark.parametrize("target", ["http://inside.example/f.mp4", "http://127.0.0.1:1/f.mp4"])
def test_a_redirect_to_a_private_address_is_not_followed(target: str) -> None:
    # The host plays the sandbox's own origin, which is always allowed; what it points to is judged again.
    with FileHost(lambda _: Answer(302, {"Location": target})) as host:
        url = f"http://localhost:{host.port}/go"
        with pytest.raises(SourceTrouble, match="not public") as refused:
            fetching(lambda fetcher: fetcher.head(url), allow_private=False, own_port=host.port)
        assert refused.value.permanent
        assert [asked.path for asked in host.asked] == ["/go"]


def test_a_circle_of_redirects_ends() -> None:
    with FileHost(lambda _: Answer(301, {"Location": "/again"})) as host:
        with pytest.raises(SourceTrouble, match="too many redirects"):
            fetching(lambda fetcher: fetcher.head(f"{host.url}/"))
        assert len(host.asked) == 11


@pytest.mark.parametrize(
    "url",
    [
        "ftp://cdn.example/f.mp4",
        "http://",
        "http://[::1",
        "file:///etc/passwd",
        "http://xn--/f.mp4",
        "http://xn--zz--a/f.mp4",
    ],
)
def test_other_addresses_are_not_fetched(url: str) -> None:
    with pytest.raises(SourceTrouble) as refused:
        fetching(lambda fetcher: fetcher.head(url))

    assert refused.value.permanent


def test_a_refused_connection_may_work_later() -> None:
    with FileHost(honest(DATA)) as host:
        gone = f"{host.url}/f.mp4"

    with pytest.raises(SourceTrouble, match="connection failed") as refused:
        fetching(lambda fetcher: fetcher.head(gone))

    assert not refused.value.permanent


@pytest.mark.parametrize(
    ("answer", "span", "words"),
    [
        (Answer(500), None, "Could not download file, error 500"),
        (Answer(404), (0, 9), "Could not download file, error 404"),
        (Answer(200, body=DATA), (0, 9), "Could not download file, the server does not support Range requests"),
        (
            Answer(206, {"Content-Range": "bytes 5-14/200"}, DATA[5:15]),
            (0, 9),
            "Could not download file, the server sent another range than asked for",
        ),
        (Answer(206, {"Content-Range": "bytes 0-9/200"}, DATA[:10]), None, "Could not download file, error 206"),
        (Answer(200, body=DATA, cut_after=50), None, "Could not download file, connection lost"),
    ],
)
def test_what_a_failing_host_is_called(answer: Answer, span: tuple[int, int] | None, words: str) -> None:
    with FileHost(lambda _: answer) as host, pytest.raises(SourceTrouble) as trouble:
        fetching(lambda fetcher: all_of(fetcher, f"{host.url}/f.mp4", span))

    assert trouble.value.words == words


def test_a_silent_host_is_given_up() -> None:
    over = threading.Event()

    def say_nothing(_asked: Asked) -> Answer:
        over.wait(10)
        return Answer()

    with FileHost(say_nothing) as host:
        with pytest.raises(SourceTrouble, match="timed out"):
            fetching(lambda fetcher: fetcher.head(host.url, limit_s=0.05))
        over.set()


def test_a_certificate_is_held_against_the_name_not_the_address() -> None:
    with FileHost(honest(DATA), certificate=CERTIFICATE) as host:
        assert fetching(lambda fetcher: all_of(fetcher, f"https://cdn.example:{host.port}/f.mp4")) == DATA


@pytest.mark.parametrize("name", ["other.example", "127.0.0.1"])
def test_a_certificate_for_another_name_is_refused(name: str) -> None:
    with FileHost(honest(DATA), certificate=CERTIFICATE) as host:
        with pytest.raises(SourceTrouble, match="connection failed"):
            fetching(lambda fetcher: fetcher.head(f"https://{name}:{host.port}/f.mp4"))
        assert host.asked == []
