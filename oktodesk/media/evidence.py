"""All that the answers to a check's requests tell of a file, before it is judged."""

import msgspec

from oktodesk.media import naming
from oktodesk.media.fetching.asking import Answer
from oktodesk.media.fetching.ranges import content_range
from oktodesk.media.probe import sniff
from oktodesk.media.report import Link

FIRST_PART_BYTES = 24 * 1024
"""How much the first Range request asks for."""


class Evidence(msgspec.Struct, frozen=True):
    """All that is known of a link without looking into the file. Times are Unix seconds (UTC)."""

    link: Link
    head: Answer | None = None
    part: Answer | None = None
    """The answer to the first Range request."""
    expires_at: float | None = None
    now: float = 0.0
    max_file_bytes: int = 8 * 1024**3
    free_bytes: int | None = None
    bytes_per_s: float | None = None
    """How fast the file came, if it came slowly; what was read is too little to tell more."""
    broken_part: str = ""
    """How a later part contradicted what was asked for; empty: it did not."""

    @property
    def answer(self) -> Answer | None:
        """The answer that says most about the file."""
        if self.part and (self.part.ok or not (self.head and self.head.ok)):
            return self.part
        return self.head or self.part

    @property
    def hops(self) -> tuple[str, ...]:
        """The addresses that led to the file; a part may have been asked for at the end of the way."""
        return next((each.hops for each in (self.head, self.part) if each and each.hops), ())

    @property
    def reached(self) -> bool:
        """Something was handed out under the address."""
        return bool(self.answer and self.answer.ok) or self._is_empty_file

    @property
    def first_bytes(self) -> bytes:
        """The file's beginning, if it came uncompressed."""
        if self.part is None or not self.part.ok or self.part.encoded:
            return b""
        span = content_range(self.part) if self.part.status == 206 else None
        return b"" if span and span.first else self.part.body

    @property
    def found_type(self) -> str:
        """What the first bytes show."""
        return sniff(self.first_bytes)

    @property
    def is_plain_media(self) -> bool:
        """The part alone shows, where it was asked for, a film or a picture and how long that is."""
        if self.part is None or self.part.hops or not self.found_type.startswith(("video/", "image/")):
            return False
        return self.part.status == 206 and self.size_bytes is not None

    @property
    def is_page(self) -> bool:
        """A web page stands where a file should be."""
        stated = naming.header_type(self.answer) if self.answer and self.answer.ok else ""
        if self.found_type:
            return self.found_type == "text/html"
        return stated in ("text/html", "application/xhtml+xml")

    @property
    def size_bytes(self) -> int | None:
        """The file's size: by ``Content-Range``, else by the length of the whole."""
        if self.part and self.part.status == 206:
            span = content_range(self.part)
            if span and span.total is not None:
                return span.total
        if self.part and self.part.status == 200:
            return length_of(self.part)
        if self._is_empty_file:
            return 0
        return length_of(self.head) if self.head and self.head.ok else None

    @property
    def range_support(self) -> bool | None:
        """Whether the server really sent the part that was asked for; None: no telling."""
        if self.part is None or not (self.part.ok or self.part.status == 416):
            return None
        if self.size_bytes == 0:
            return None
        return self.part.status == 206 and not self.part.encoded and not self.lie

    @property
    def lie(self) -> str:
        """How the parts contradict what was asked for, in technical words; empty: they don't."""
        if self.part is None or self.part.status != 206:
            return self.broken_part
        span = content_range(self.part)
        if span is None:
            return f"206 with Content-Range {self.part.headers.get('content-range', 'missing')!r}"
        if span.first != 0 or span.last >= FIRST_PART_BYTES:
            return f"asked for bytes 0 to {FIRST_PART_BYTES - 1}, got {span.first} to {span.last}"
        if len(self.part.body) < span.length and not self.part.encoded:
            return f"{span.length} bytes announced, {len(self.part.body)} sent"
        return self.broken_part

    @property
    def name(self) -> str:
        """The file's name, the person's own first."""
        answer = self.answer if self.answer and self.answer.ok else None
        return self.link.name or naming.name_of(answer, *([answer.url] if answer else []), self.link.source)

    @property
    def mime_type(self) -> str:
        """What Oktopost takes it for; ``""``: it can't tell."""
        if self.link.mime_type:
            return self.link.mime_type
        asked_first = self.head if self.head and self.head.ok else self.answer
        stated = naming.header_type(asked_first) if asked_first and asked_first.ok else ""
        by_address = [naming.name_of(None, answer.url) for answer in (self.answer,) if answer]
        names = (self.name, *by_address, naming.name_of(None, self.link.source))
        return stated or next((found for name in names if (found := naming.type_by_name(name))), "")

    @property
    def _is_empty_file(self) -> bool:
        if self.part is None or self.part.status != 416:
            return False
        return self.part.headers.get("content-range", "").replace(" ", "") == "bytes*/0" or (
            self.head is not None and self.head.ok and length_of(self.head) == 0
        )


def length_of(answer: Answer) -> int | None:
    """``Content-Length``, if it is a length and that of the file itself."""
    stated = answer.headers.get("content-length", "").strip()
    return (
        int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 and not answer.encoded else None
    )
