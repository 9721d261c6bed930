"""A remote file as the probe's ``Reader``."""

import re

import msgspec

from oktodesk.media.fetching.asking import Answer, Asker
from oktodesk.media.probe.trouble import CutShort

_CONTENT_RANGE = re.compile(r"\s*bytes\s+([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18}|\*)\s*$", re.IGNORECASE)
"""No file is larger; neither a message nor the database holds a longer number."""

TELLING_BYTES = 1024
"""Two parts that agree over so many bytes are the same part."""


class ContentRange(msgspec.Struct, frozen=True):
    """``Content-Range`` (RFC 9110, 14.4). ``total`` None: not said."""

    first: int
    last: int
    total: int | None

    @property
    def length(self) -> int:
        """How many bytes the part has."""
        return self.last - self.first + 1


def content_range(answer: Answer) -> ContentRange | None:
    """What part of the file an answer holds; None: it doesn't say, or makes no sense."""
    match = _CONTENT_RANGE.match(answer.headers.get("content-range", ""))
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    total = None if match[3] == "*" else int(match[3])
    if last < first or (total is not None and last >= total):
        return None
    return ContentRange(first, last, total)


class RangeReader:
    """Reads through Range requests; the first part is already here and costs nothing."""

    def __init__(self, asker: Asker, first: Answer, *, size: int | None) -> None:
        self._asker = asker
        self._first = first
        self._size = size
        self._whole_parts = first.status == 206
        self._if_range = _validator(first)
        self.broken_part = ""
        """How a part contradicted what was asked for; empty: none did."""

    @property
    def size(self) -> int | None:
        """The file's length as the server told it."""
        return self._size

    async def read(self, offset: int, length: int) -> bytes:
        """The bytes wanted. Raises ``CutShort`` where the server no longer plays along, ``FetchTrouble``."""
        here = self._first.body[offset : offset + length]
        if here:
            return here
        if not self._whole_parts:
            if self._size is not None and self._size <= len(self._first.body):
                return b""
            raise CutShort("the server sends no parts, and the beginning is not enough")
        answer = await self._asker.part(self._first.url, offset, length, if_range=self._if_range)
        span = content_range(answer)
        if answer.status == 416:
            return b""
        if answer.status in (200, 206):
            self.broken_part = self._contradiction(answer, span, offset)
        if answer.status != 206 or self.broken_part:
            raise CutShort(self.broken_part or f"answer {answer.status} to a part at {offset}")
        return answer.body[:length]

    def _contradiction(self, answer: Answer, span: ContentRange | None, offset: int) -> str:
        if answer.status == 200:
            return f"the whole file, or another one, in answer to a part at {offset}"
        if span is None or span.first != offset or answer.encoded:
            return f"asked for a part at {offset}, got {answer.headers.get('content-range', 'no Content-Range')}"
        if span.total is not None and self._size is not None and span.total != self._size:
            return f"the file had {self._size} bytes, and {span.total} a moment later"
        beginning = self._first.body[: len(answer.body)]
        if len(beginning) >= TELLING_BYTES and answer.body[: len(beginning)] == beginning and any(beginning):
            return f"the file's beginning in answer to a part at {offset}"
        return ""


def _validator(answer: Answer) -> str:
    """For ``If-Range``: a strong ETag, else the date (RFC 9110, 13.1.5)."""
    etag = answer.headers.get("etag", "").strip()
    if etag.startswith('"'):
        return etag
    return "" if etag else answer.headers.get("last-modified", "").strip()
