"""The picture of a row: Oktopost's preview of a video, or the image itself; decoded by Qt on a thread."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from oktodesk.api.wire import Media
from oktodesk.problems import OktodeskError
from oktodesk.system.clock import Clock
from oktodesk.uploads.rows import Row, State

PAUSE_S = 0.3
"""Somebody who runs through the list with the arrow keys asks for nothing."""
_KEPT = 64
_LARGEST = QSize(960, 540)
_ALLOCATION_MB = 64
_FORMATS = {b"\x89PNG": b"png", b"\xff\xd8\xff": b"jpeg", b"GIF8": b"gif"}

_log = logging.getLogger(__name__)


class Previews:
    """Asks for each picture once, and remembers the last few; a picture that is not there is no trouble."""

    def __init__(
        self,
        *,
        media_of: Callable[[str], Awaitable[Media]] | None,
        fetch: Callable[[str], Awaitable[bytes | None]],
        clock: Clock,
    ) -> None:
        self._media_of = media_of
        self._fetch = fetch
        self._clock = clock
        self._known: OrderedDict[str, QImage | None] = OrderedDict()

    async def picture(self, row: Row) -> QImage | None:
        """What a row looks like; None where that can't be shown."""
        name = row.media_id or _image_link(row)
        if not name:
            return None
        if name not in self._known:
            await self._clock.sleep(PAUSE_S)
            self._remember(name, await self._look(row))
        return self._known[name]

    async def _look(self, row: Row) -> QImage | None:
        url = _image_link(row) or await self._preview_link(row)
        data = await self._fetch(url) if url else None
        return await asyncio.to_thread(decode, data) if data is not None else None

    async def _preview_link(self, row: Row) -> str:
        if self._media_of is None:
            return ""
        try:
            return (await self._media_of(row.media_id)).video_preview
        except OktodeskError as error:
            _log.info("no preview: %s", error.problem.id)
            return ""

    def _remember(self, name: str, image: QImage | None) -> None:
        self._known[name] = image
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


def decode(data: bytes) -> QImage | None:
    """A PNG, JPEG or GIF as it is shown; None for anything else, or for one that takes too much memory."""
    kind = next((kind for sign, kind in _FORMATS.items() if data.startswith(sign)), None)
    if kind is None:
        return None
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(_ALLOCATION_MB)
    reader = QImageReader(buffer, QByteArray(kind))
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.width() > _LARGEST.width() or size.height() > _LARGEST.height():
        reader.setScaledSize(size.scaled(_LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image


def _image_link(row: Row) -> str:
    """The link itself, where it is a picture that was reached."""
    mime_type = row.mime_type or (row.report.mime_type if row.report is not None else "")
    reached = row.state is State.COMPLETE or (row.report is not None and row.report.media is not None)
    return row.source if mime_type.startswith("image/") and reached else ""
