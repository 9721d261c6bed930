"""Bytes over HTTP with HEAD and Range, as RFC 9110 has it, from a file that may be longer than it is on disk."""

import re
from collections.abc import AsyncIterator
from email.utils import formatdate
from pathlib import Path

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

PIECE_BYTES = 256 * 1024
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class Body(msgspec.Struct, frozen=True):
    """A file, then ``behind``, then ``zeros`` zero bytes."""

    path: Path
    behind: bytes = b""
    zeros: int = 0

    @property
    def size(self) -> int:
        """The length of all of it in bytes."""
        return self.path.stat().st_size + len(self.behind) + self.zeros

    @property
    def etag(self) -> str:
        """A strong validator: the same as long as the bytes are."""
        return f'"{self.path.stat().st_mtime_ns:x}-{self.size:x}"'

    def read(self, first: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``first`` on; fewer only at the end."""
        length = max(0, min(length, self.size - first))
        with self.path.open("rb") as file:
            file.seek(first)
            found = file.read(length)
        rest = self.size - self.zeros - first - len(found)
        found += self.behind[len(self.behind) - rest :][: length - len(found)] if rest > 0 else b""
        return found + bytes(length - len(found))

    async def pieces(self, first: int, last: int) -> AsyncIterator[bytes]:
        """The bytes from ``first`` to ``last``, both included."""
        while first <= last:
            piece = self.read(first, min(PIECE_BYTES, last + 1 - first))
            first += len(piece)
            yield piece


def wanted_span(request: Request, body: Body) -> tuple[int, int] | None:
    """The first and last byte of a Range that can be answered in one part; None: all of it is wanted.

    Raises ``ValueError`` for a range outside of the bytes.
    """
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if found is None or found[0] == "bytes=-" or request.headers.get("If-Range", body.etag) != body.etag:
        return None
    if not found[1]:
        first, last = max(0, body.size - int(found[2])), body.size - 1
    else:
        first, last = int(found[1]), min(int(found[2] or body.size), body.size - 1)
    if first >= body.size or (found[2] and found[1] and int(found[2]) < int(found[1])):
        raise ValueError(found[0])
    return first, last


def serve(request: Request, body: Body, mime_type: str) -> Response:
    """Answer a GET or HEAD honestly."""
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": body.etag,
        "Last-Modified": formatdate(body.path.stat().st_mtime, usegmt=True),
        "Content-Type": mime_type,
        "X-Content-Type-Options": "nosniff",
    }
    try:
        span = wanted_span(request, body) if request.method == "GET" else None
    except ValueError:
        return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{body.size}"})
    first, last = span or (0, body.size - 1)
    headers["Content-Length"] = str(last + 1 - first)
    if request.method == "HEAD":
        return Response(status_code=200, headers=headers)
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{body.size}"
    return StreamingResponse(body.pieces(first, last), 206 if span else 200, headers=headers)
