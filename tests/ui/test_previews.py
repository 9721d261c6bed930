"""The picture of a row: asked for once, after a pause, decoded within bounds."""

import asyncio

import msgspec
import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage

from oktodesk.api.wire import Media
from oktodesk.media.report import LinkReport, MediaInfo
from oktodesk.problems import NotFound
from oktodesk.ui.detail.previews import Previews, decode
from oktodesk.uploads.rows import Row, State
from tests.clock import FakeClock

VIDEO = Row(
    key=1,
    state=State.COMPLETE,
    source="https://cdn.example.com/v.mp4",
    mime_type="video/mp4",
    media_id="026000000000001",
)


def picture(kind: str = "PNG", width: int = 64, height: int = 36) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("orange"))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)  # type: ignore[call-overload]  # the stubs want bytes
    return bytes(data.data())


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_decoded(qapp: object, kind: str) -> None:
    image = decode(picture(kind))
    assert image is not None
    assert (image.width(), image.height()) == (64, 36)


def test_large_ones_are_made_smaller(qapp: object) -> None:
    image = decode(picture("JPEG", 3000, 2000))
    assert image is not None
    assert image.height() == 540


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\x89PNG\r\n\x1a\n broken", b"GIF89a", b"BM" + b"\0" * 60])
def test_what_is_none_of_them_is_nothing(qapp: object, data: bytes) -> None:
    assert decode(data) is None


class Source:
    def __init__(self, *, missing: bool = False) -> None:
        self.missing, self.media, self.fetched = missing, list[str](), list[str]()

    async def media_of(self, media_id: str) -> Media:
        self.media.append(media_id)
        if self.missing:
            raise NotFound("not_found", words="", what=media_id)
        return Media(media_id, video_preview="https://cdn.example.com/poster.jpg")

    async def fetch(self, url: str) -> bytes | None:
        self.fetched.append(url)
        return picture()


def shown(source: Source, *rows: Row) -> list[QImage | None]:
    async def main() -> list[QImage | None]:
        clock = FakeClock()
        previews = Previews(media_of=source.media_of, fetch=source.fetch, clock=clock)
        images = []
        for row in rows:
            task = asyncio.create_task(previews.picture(row))
            while not task.done():
                await clock.run_for(0.1)
            images.append(task.result())
        return images

    return asyncio.run(main())


def test_a_video_shows_oktoposts_preview_and_asks_once(qapp: object) -> None:
    source = Source()
    first, second = shown(source, VIDEO, VIDEO)
    assert first is not None
    assert second is first
    assert source.media == ["026000000000001"]
    assert source.fetched == ["https://cdn.example.com/poster.jpg"]


def test_an_image_shows_itself_and_costs_no_call(qapp: object) -> None:
    link = "https://cdn.example.com/banner.png"
    report = LinkReport(link, link, mime_type="image/png", media=MediaInfo("image", "png"))
    source = Source()
    (image,) = shown(source, Row(key=2, state=State.READY, source=link, report=report))
    assert image is not None
    assert (source.media, source.fetched) == ([], [link])


def test_no_preview_is_no_trouble(qapp: object) -> None:
    source = Source(missing=True)
    unsent = msgspec.structs.replace(VIDEO, media_id="", state=State.READY)
    assert shown(source, VIDEO, unsent) == [None, None]
    assert source.fetched == []
