"""The probe's only way to bytes: keeps what was read, and keeps to the limits."""

import asyncio
from bisect import bisect_right

import msgspec

from oktodesk.media.probe.reader import Reader
from oktodesk.media.probe.trouble import CutShort, EndsEarly

FIRST_EXTENT_BYTES = 24 * 1024
"""The first read: in a file made for the web it holds all up to the first long table."""
EXTENT_BYTES = 8 * 1024
"""Every further read: a track's headers with the beginning of its first table."""
TAIL_BYTES = 32 * 1024
"""So much is read in one go where it is all that is left to read: a second way there takes longer."""
MAX_PIECE_BYTES = 64 * 1024
"""No single header is longer in a sane file."""


class Limits(msgspec.Struct, frozen=True):
    """How far a look may go, whatever the file claims."""

    reads: int = 64
    bytes: int = 1024 * 1024
    depth: int = 10
    boxes: int = 2_000
    tracks: int = 64
    seconds: float = 10.0


class _Ahead(msgspec.Struct, frozen=True):
    """A read that is under way before anybody waits for it."""

    start: int
    end: int
    task: asyncio.Task[bytes]


class Extents:
    """A ``Reader`` that remembers: neighbouring headers cost one read together."""

    def __init__(self, reader: Reader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self._starts: list[int] = []
        self._pieces: list[bytes] = []
        self._ahead: list[_Ahead] = []
        self._reads = 0
        self._bytes = 0

    @property
    def size(self) -> int | None:
        """The file's length in bytes; None: not known."""
        return self._reader.size

    @property
    def first_bytes(self) -> int:
        """How much of the file's beginning is here."""
        return len(self._known(0, FIRST_EXTENT_BYTES))

    async def read(self, offset: int, length: int) -> bytes:
        """Exactly ``length`` bytes. Raises ``EndsEarly`` where the file has no more, ``CutShort`` at a limit."""
        if length > MAX_PIECE_BYTES:
            raise CutShort(f"{length} bytes in one piece")
        parts: list[bytes] = []
        at, end = offset, offset + length
        while at < end:
            part = self._known(at, end) or await self._fetch(at, end)
            parts.append(part)
            at += len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    async def peek(self, offset: int, length: int) -> bytes:
        """As ``read``, but what there is where the file ends."""
        if self.size is not None:
            length = max(0, min(length, self.size - offset))
        try:
            return await self.read(offset, length)
        except EndsEarly:
            return self._known(offset, offset + length)

    def holds(self, offset: int, length: int) -> bool:
        """Whether these bytes are here already, so that reading them costs nothing."""
        return len(self._known(offset, offset + length)) == length

    def read_ahead(self, offset: int, length: int) -> None:
        """Begin to read what will be needed, while something else is on its way; errors meet who then needs it.

        Nothing happens where it is here, or on its way, already. ``aclose`` ends what nobody needed.
        """
        if self._known(offset, offset + 1) or self._on_its_way(offset):
            return
        wanted = self._room(offset, length)
        task = asyncio.ensure_future(self._take(offset, wanted))
        self._ahead.append(_Ahead(offset, offset + wanted, task))

    @property
    def reads_ahead(self) -> bool:
        """Whether something is on its way that nobody waits for yet."""
        return bool(self._ahead)

    async def aclose(self) -> None:
        """Give up what was read ahead and not needed."""
        for each in self._ahead:
            each.task.cancel()
        await asyncio.gather(*(each.task for each in self._ahead), return_exceptions=True)

    def _known(self, at: int, end: int) -> bytes:
        index = bisect_right(self._starts, at) - 1
        if index < 0:
            return b""
        start = self._starts[index]
        return self._pieces[index][at - start : end - start]

    def _on_its_way(self, at: int) -> _Ahead | None:
        return next((each for each in self._ahead if each.start <= at < each.end), None)

    async def _fetch(self, at: int, end: int) -> bytes:
        if coming := self._on_its_way(at):
            self._ahead.remove(coming)
            await coming.task
            return self._known(at, end) or await self._fetch(at, end)
        wanted = self._room(at, max(EXTENT_BYTES if self._reads else FIRST_EXTENT_BYTES, end - at))
        return (await self._take(at, wanted))[: end - at]

    async def _take(self, at: int, wanted: int) -> bytes:
        """One read, counted before it begins: others may be under way."""
        if self._reads >= self._limits.reads or self._bytes + wanted > self._limits.bytes:
            raise CutShort(f"{self._reads} reads, {self._bytes} bytes")
        self._reads += 1
        self._bytes += wanted
        piece = (await self._reader.read(at, wanted))[:wanted]
        self._bytes -= wanted - len(piece)
        if not piece:
            raise EndsEarly(f"nothing at {at}")
        index = bisect_right(self._starts, at)
        self._starts.insert(index, at)
        self._pieces.insert(index, piece)
        return piece

    def _room(self, at: int, wanted: int) -> int:
        """``wanted``, or all to the file's end if that is little; cut there and at what is already here."""
        if self.size is not None:
            left = self.size - at
            if left <= 0:
                raise EndsEarly(f"{at} is behind the end")
            wanted = left if left <= TAIL_BYTES else min(wanted, left)
        starts = [*self._starts, *(each.start for each in self._ahead)]
        return min([wanted, *(start - at for start in starts if start > at)])
