"""Walking an ISO base media file box by box (ISO/IEC 14496-12, 4.2) without reading what the boxes hold."""

import asyncio
from typing import Self

import msgspec

from oktodesk.media.probe.extents import MAX_PIECE_BYTES, Extents, Limits
from oktodesk.media.probe.fields import Fields
from oktodesk.media.probe.trouble import CutShort, Damaged, EndsEarly


class Box(msgspec.Struct, frozen=True):
    """Where a box stands. ``body`` is its first byte after the header, ``end`` the byte behind it."""

    code: str
    start: int
    body: int
    end: int | None
    """None: to the end of a file of unknown length."""
    depth: int = 0


class Walk:
    """Counts the boxes of one look and keeps it from going too deep."""

    def __init__(self, extents: Extents, limits: Limits) -> None:
        self.extents = extents
        self._limits = limits
        self._boxes = 0

    def top(self, start: int = 0) -> "_Siblings":
        """The boxes of the file itself from ``start`` on; ends quietly where the file does."""
        return _Siblings(self, None, start)

    def children(self, parent: Box, *, skip: int = 0) -> "_Siblings":
        """The boxes inside ``parent``, behind ``skip`` bytes of its own fields."""
        if parent.end is None or parent.depth >= self._limits.depth:
            raise CutShort(f"{parent.code} at depth {parent.depth}")
        return _Siblings(self, parent, parent.body + skip)

    async def find(self, parent: Box, *codes: str, last: str = "") -> dict[str, Box]:
        """The first child of each code; stops when all are found, or ``last``: looking further costs reads."""
        found: dict[str, Box] = {}
        async for box in self.children(parent):
            if box.code in codes:
                found.setdefault(box.code, box)
                if len(found) == len(codes) or box.code == last:
                    break
        return found

    async def body(self, box: Box, most: int = MAX_PIECE_BYTES) -> bytes:
        """What a box holds, up to ``most`` bytes."""
        length = most if box.end is None else min(most, box.end - box.body)
        return await self.extents.read(box.body, length)

    async def box(self, at: int, limit: int | None, depth: int) -> Box:
        """The box at ``at``; one that is open goes on to ``limit``."""
        self._boxes += 1
        if self._boxes > self._limits.boxes:
            raise CutShort(f"more than {self._limits.boxes} boxes")
        fields = Fields(await self.extents.read(at, 8))
        length, code = fields.unsigned(4), fields.code()
        body = at + 8
        if length == 1:
            length = int.from_bytes(await self.extents.read(body, 8), "big")
            body += 8
        if length == 0:
            return Box(code, at, body, limit, depth)
        if at + length < body:
            raise Damaged(f"{code!r} at {at} is {length} bytes long")
        return Box(code, at, body, at + length, depth)


class _Siblings:
    """Boxes that follow one another; ``parent`` None: those of the file.

    Not a generator: asyncio makes a task of its own to end each that is left early, and most are.
    """

    def __init__(self, walk: Walk, parent: Box | None, at: int) -> None:
        self._walk = walk
        self._parent = parent
        self._at: int | None = at

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Box:
        if self._walk.extents.reads_ahead:
            await asyncio.sleep(0)  # its request goes out while what is here is worked out
        box = await (self._next_of_file() if self._parent is None else self._next_inside(self._parent))
        if box is None:
            raise StopAsyncIteration
        self._at = box.end
        return box

    async def _next_of_file(self) -> Box | None:
        size = self._walk.extents.size
        if self._at is None or (size is not None and self._at >= size):
            return None
        try:
            return await self._walk.box(self._at, size, 0)
        except EndsEarly:
            return None

    async def _next_inside(self, parent: Box) -> Box | None:
        if self._at is None or parent.end is None or self._at + 8 > parent.end:
            return None
        box = await self._walk.box(self._at, parent.end, parent.depth + 1)
        if box.end is None or box.end > parent.end:
            raise Damaged(f"{box.code} at {box.start} is longer than its {parent.code}")
        return box
