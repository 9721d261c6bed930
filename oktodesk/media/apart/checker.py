"""The window's side of checks in a process of their own."""

import asyncio
import logging
import os
from collections.abc import Sequence

import msgspec

from oktodesk.media.apart.life import Ended, Life
from oktodesk.media.apart.messages import Begin
from oktodesk.media.background import BackgroundChecker
from oktodesk.media.report import Link, LinkReport
from oktodesk.problems import Finding, Severity
from oktodesk.system.child_process import start_child
from oktodesk.system.environment import without_account
from oktodesk.system.logs import redact

START_LIMIT_S = 20.0
"""It takes half a second; a virus scanner or a cold disk may need several."""
_STARTS = 2
"""So often in a row it is tried in vain before this process does the work for good."""

_log = logging.getLogger(__name__)


class ApartChecker:
    """A ``Checker`` whose checks run in a child of this process; it begins with ``prepare`` or the first check.

    A child that ends is replaced, and what it was asked is asked once more: whatever a file does to it, the window
    lives, and only that file's check fails. Where no child can be had, ``here`` checks.
    """

    def __init__(
        self,
        here: BackgroundChecker,
        *,
        begin: Begin,
        command: Sequence[str],
        start_limit_s: float = START_LIMIT_S,
    ) -> None:
        self._here = here
        self._begin = begin
        self._command = command
        self._start_limit_s = start_limit_s
        self._life: Life | None = None
        self._starting = asyncio.Lock()
        self._asking_again = asyncio.Lock()
        self._failed_starts = 0

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._life.pid if self._life is not None else None

    async def prepare(self) -> None:
        """Begin the child, so that the first check need not wait for it."""
        await self._alive()

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        """As ``Checker.check``; cancelling it ends the check there, too."""
        try:
            return await self._ask(link, free_bytes)
        except Ended:
            return await self._ask_again(link, free_bytes)

    def use_x_account(self, *, premium: bool) -> None:
        """As ``Checker.use_x_account``."""
        self._begin = msgspec.structs.replace(self._begin, x_premium=premium)
        self._here.use_x_account(premium=premium)
        if self._life is not None:
            self._life.use_x_account(premium=premium)

    def foreseen_again(self, report: LinkReport) -> LinkReport:
        """As ``Checker.foreseen_again``, in this process: no request is needed for it."""
        return self._here.foreseen_again(report)

    async def aclose(self) -> None:
        """End the child and all that is asked of it."""
        async with self._starting:
            self._failed_starts = _STARTS
            if self._life is not None:
                await self._life.close()
        await self._here.aclose()

    async def _ask(self, link: Link, free_bytes: int | None) -> LinkReport:
        life = await self._alive()
        if life is None:
            return await self._here.check(link, free_bytes=free_bytes)
        return await life.ask(link, free_bytes)

    async def _ask_again(self, link: Link, free_bytes: int | None) -> LinkReport:
        """One at a time: of twelve links that a child took with it, eleven only lay beside the one that did it."""
        async with self._asking_again:
            try:
                return await self._ask(link, free_bytes)
            except Ended as ended:
                _log.warning("a check ended its process twice: %s", ended)
                # What it said last may be about any link that was checked there.
                finding = Finding("check_failed", Severity.WARNING, detail=redact(str(ended)))
                source = link.pasted or link.source
                return LinkReport(source=source, resolved_source=link.source, findings=(finding,))

    async def _alive(self) -> Life | None:
        """The child that may be asked; None if there is none to be had."""
        async with self._starting:
            if self._life is not None and self._life.has_ended:
                await self._life.close()
                self._life = None
            if self._failed_starts < _STARTS:
                try:
                    self._life = self._life or await self._born()
                    await self._life.wait_ready(self._start_limit_s)
                    self._failed_starts = 0
                except (OSError, RuntimeError, Ended) as reason:  # no thread to wait for its end is a RuntimeError
                    _log.warning("links are checked in this process, as no other can be had for it: %s", reason)
                    self._life = None
                    self._failed_starts += 1
            return self._life

    async def _born(self) -> Life:
        return Life(await start_child(self._command, without_account(os.environ)), self._begin)
