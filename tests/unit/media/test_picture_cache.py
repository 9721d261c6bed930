"""Pictures on disk: found again, bounded, and no trouble where the disk makes some."""

import asyncio
import os
from pathlib import Path

import httpx

from oktodesk.media.picture_cache import PictureCache
from oktodesk.media.pictures import Pictures
from tests.clock import FakeClock

PNG = b"\x89PNG\r\n\x1a\n" + bytes(1000)
URL = "https://cdn.example.com/poster.png?key=secret"


def test_a_picture_is_found_again_under_its_address_only(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path / "pictures")
    assert cache.read(URL) is None
    cache.keep(URL, PNG)
    assert PictureCache(tmp_path / "pictures").read(URL) == PNG
    assert cache.read(URL + "x") is None
    assert not [path for path in (tmp_path / "pictures").iterdir() if "secret" in path.name]


def test_the_ones_not_seen_for_longest_go_where_it_gets_too_much(tmp_path: Path) -> None:
    cache = PictureCache(tmp_path, most_bytes=5 * len(PNG))
    for number in range(5):
        cache.keep(str(number), PNG)
        (newest,) = (path for path in tmp_path.iterdir() if path.stat().st_mtime > 1_000_000)
        os.utime(newest, (number, number))
    cache.read("0")
    cache.keep("5", PNG)
    assert [number for number in range(6) if cache.read(str(number))] == [0, 3, 4, 5]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 5 * len(PNG)


def test_a_folder_that_can_not_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    cache = PictureCache(tmp_path / "file" / "pictures")
    cache.keep(URL, PNG)
    assert cache.read(URL) is None


def test_a_picture_is_fetched_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, stream=httpx.ByteStream(PNG))

    async def public(_host: str) -> list[str]:
        return ["93.184.216.34"]

    async def look() -> bytes | None:
        pictures = Pictures(
            clock=FakeClock(),
            transport=httpx.MockTransport(answer),
            resolve=public,
            cache=PictureCache(tmp_path),
        )
        try:
            return await pictures.fetch(URL)
        finally:
            await pictures.aclose()

    assert [asyncio.run(look()), asyncio.run(look())] == [PNG, PNG]
    assert asked == [URL]
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"")  # as after a power cut
    assert asyncio.run(look()) == PNG
    assert asked == [URL, URL]
    assert kept.read_bytes() == PNG
