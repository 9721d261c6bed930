"""Runs the downloads: a few at a time, tried again when they fail, continued after a restart."""

import asyncio
from collections.abc import Awaitable, Callable

from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.byte_store import ByteStore, Part
from oktodesk.sandbox.download import Download, DownloadRules
from oktodesk.sandbox.fault_plan import FaultPlan
from oktodesk.sandbox.fetcher import Fetcher
from oktodesk.sandbox.records import Upload
from oktodesk.sandbox.source_trouble import SourceTrouble
from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope

AT_ONCE = 6
TRIES = 5
"""Failed attempts before an upload fails. Source: Oktopost's Upload reference."""
FIRST_WAIT_S = 0.2
"""Doubles with every failed attempt."""

Complete = Callable[[Upload, Part, int], Awaitable[None]]
"""Makes a medium of a fetched file: the upload, its bytes, its size."""


class Downloader:
    """Owns all running downloads."""

    def __init__(
        self,
        *,
        fetcher: Fetcher,
        shelf: UploadShelf,
        store: ByteStore,
        clock: Clock,
        faults: FaultPlan,
        rules: DownloadRules,
        allowance: Allowance,
        complete: Complete,
        scope: TaskScope,
    ) -> None:
        self._fetcher = fetcher
        self._shelf = shelf
        self._store = store
        self._clock = clock
        self._faults = faults
        self._rules = rules
        self._allowance = allowance
        self._complete = complete
        self._scope = scope
        self._slots = asyncio.Semaphore(AT_ONCE)

    def go_on(self) -> None:
        """Continue what an earlier run left unfinished."""
        for number in self._shelf.pending():
            self.start(number)

    def start(self, number: int) -> None:
        """Download an upload's file in the background."""
        self._scope.start(self._run(number), name=f"download {number}")

    async def _run(self, number: int) -> None:
        async with self._slots:
            upload = self._shelf.at(number)
            part = self._store.part(number, kept=upload.kept)
            try:
                await self._try(upload, part)
            finally:
                part.close()

    async def _try(self, upload: Upload, part: Part) -> None:
        download = Download(
            upload,
            part,
            fetcher=self._fetcher,
            shelf=self._shelf,
            clock=self._clock,
            faults=self._faults,
            rules=self._rules,
            allowance=self._allowance,
        )
        for attempts in range(upload.attempts + 1, TRIES + 1):
            try:
                size = await download.run()
            except SourceTrouble as trouble:
                if trouble.permanent or attempts == TRIES:
                    self._shelf.fail(upload.number, attempts=attempts, last_error=trouble.words)
                    part.drop()
                    return
                self._shelf.failed_try(upload.number, attempts)
                await self._clock.sleep(FIRST_WAIT_S * 2 ** (attempts - 1))
            else:
                await self._complete(upload, part, size)
                return
