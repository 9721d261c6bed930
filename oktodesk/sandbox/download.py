"""One upload's way from its source to this disk: a HEAD, then one GET or chunks one after another.

The figures are the Upload reference's: chunks from 10 MiB on, a failing try is repeated up to 5 times.
"""

import msgspec

from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.byte_store import Part
from oktodesk.sandbox.fault_names import FaultName, Operation
from oktodesk.sandbox.fault_plan import Effect, FaultPlan
from oktodesk.sandbox.fetcher import Fetcher, SourceHead
from oktodesk.sandbox.pace import Pace
from oktodesk.sandbox.records import Upload
from oktodesk.sandbox.source_trouble import SourceTrouble, status_trouble
from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.clock import Clock

CHUNK_BYTES = 10 * 1024**2
SHOW_EVERY_S = 0.2
"""How often the growing number of bytes is written down."""


class DownloadRules(msgspec.Struct, frozen=True):
    """What a download may be."""

    max_file_bytes: int
    rate: int | None = None


class Download:
    """Fetches into ``part`` and writes progress down; ``run`` may be called again after it failed."""

    def __init__(
        self,
        upload: Upload,
        part: Part,
        *,
        fetcher: Fetcher,
        shelf: UploadShelf,
        clock: Clock,
        faults: FaultPlan,
        rules: DownloadRules,
        allowance: Allowance,
    ) -> None:
        self._upload = upload
        self._part = part
        self._fetcher = fetcher
        self._shelf = shelf
        self._clock = clock
        self._faults = faults
        self._rules = rules
        self._allowance = allowance
        self._kept = upload.kept
        self._known: SourceHead | None = None
        self._shown_at = clock.monotonic()

    async def run(self) -> int:
        """Fetch what is missing. Returns the size in bytes. Raises ``SourceTrouble``."""
        head = self._known or await self._look()
        self._known = head
        if head.size is None or head.size <= CHUNK_BYTES:
            await self._fetch(None, head.size)
        else:
            while self._kept < head.size:
                last = min(self._kept + CHUNK_BYTES, head.size) - 1
                await self._fetch((self._kept, last), last + 1 - self._kept)
        return self._kept

    async def _look(self) -> SourceHead:
        head = await self._fetcher.head(self._upload.source)
        if head.size is not None and head.size > self._rules.max_file_bytes:
            raise SourceTrouble("it is larger than the maximum file size", permanent=True)
        if self._upload.total_size is None and not self._allowance.fits(head.size or 0):
            raise SourceTrouble("the upload quota of 24 hours is used up", permanent=True)
        if head.size == 0:
            raise SourceTrouble("it is empty", permanent=True)
        if head.size != self._upload.total_size:
            self._shelf.sized(self._upload.number, head.size)
            self._kept = 0  # another file by now, or the first look at it
        return head

    async def _fetch(self, span: tuple[int, int] | None, expected: int | None) -> None:
        """One GET. Without a span it is the whole file from its first byte."""
        self._kept = 0 if span is None else self._kept
        self._part.rewind(self._kept)
        effect = self._faults.draw(Operation.DOWNLOAD)
        await self._suffer(effect)
        pace = Pace(self._clock, self._rules.rate)
        async with self._fetcher.get(self._upload.source, span) as pieces:
            async for piece in pieces:
                for few in pace.slices(_scrambled(piece) if effect.has(FaultName.GARBAGE) else piece):
                    await pace.spend(len(few))
                    self._take(few, expected)
                if effect.has(FaultName.LOST_REPLY) or effect.has(FaultName.HALF_REPLY):
                    raise SourceTrouble("connection lost")
        self._finish(expected)

    async def _suffer(self, effect: Effect) -> None:
        if effect.delay_s:
            await self._clock.sleep(effect.delay_s)
        if effect.has(FaultName.DROP_BEFORE):
            raise SourceTrouble("connection failed")
        if effect.status is not None:
            raise status_trouble(effect.status)

    def _take(self, data: bytes, expected: int | None) -> None:
        self._part.append(data)
        came = self._part.size - self._kept
        if came > (self._rules.max_file_bytes if expected is None else expected):
            raise SourceTrouble("more bytes came than were announced", permanent=expected is None)
        now = self._clock.monotonic()
        if now - self._shown_at >= SHOW_EVERY_S:
            self._shown_at = now
            self._shelf.advanced(self._upload.number, downloaded=self._part.size, kept=self._kept)

    def _finish(self, expected: int | None) -> None:
        came = self._part.size - self._kept
        if expected is not None and came != expected:
            raise SourceTrouble("connection lost")
        if came == 0:
            raise SourceTrouble("it is empty", permanent=True)
        self._kept = self._part.size
        self._shelf.advanced(self._upload.number, downloaded=self._kept, kept=self._kept)


def _scrambled(piece: bytes) -> bytes:
    return piece.translate(_SCRAMBLED)


_SCRAMBLED = bytes(byte ^ 0x5A for byte in range(256))
