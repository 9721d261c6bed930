"""The body of a reply, piece by piece: a packed one is unpacked in pieces too, however much is packed into it."""

import zlib
from collections.abc import AsyncIterator, Iterator

import httpx

ACCEPTED = "gzip"
"""What Oktopost may pack its replies with; httpx's own list has more, and unpacks a thousandfold at once."""
_PIECE_BYTES = 64 * 1024
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


async def pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    """The unpacked body, never more than 64 KiB of a packed one at once.

    What is packed in a way that nobody asked for comes as it is. Raises what httpx raises, ``DecodingError`` too.
    """
    if response.is_stream_consumed:  # by what stands in for the network
        yield response.content
        return
    window = _WINDOWS.get(response.headers.get("content-encoding", "").strip().lower())
    unpacker = zlib.decompressobj(window) if window else None
    async for raw in response.aiter_raw():
        if unpacker is None:
            yield raw
            continue
        for piece in _unpacked(unpacker, raw, response):
            yield piece


def _unpacked(unpacker: "zlib._Decompress", raw: bytes, response: httpx.Response) -> Iterator[bytes]:
    while raw and not unpacker.eof:
        try:
            piece = unpacker.decompress(raw, _PIECE_BYTES)
        except zlib.error as error:
            raise httpx.DecodingError(str(error), request=response.request) from error
        raw = unpacker.unconsumed_tail
        if piece:
            yield piece
