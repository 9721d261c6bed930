"""Checks on a thread of their own: what they read and work out never holds up the loop that waits for them."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link, LinkReport

T = TypeVar("T")

_ENDING_S = 1.0
"""How long the thread is waited for at the end; it is a daemon, so it can't keep the process either."""


class BackgroundChecker:
    """A ``Checker`` to be used from one loop while it runs on another. The thread begins with the first check."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def prepare(self) -> None:
        """As ``Checker.prepare``, while the caller's loop goes on."""
        await asyncio.to_thread(self._checker.prepare)

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        """As ``Checker.check``; cancelling it ends the check there, too."""
        return await self._there(self._checker.check(link, free_bytes=free_bytes))

    def use_x_account(self, *, premium: bool) -> None:
        """As ``Checker.use_x_account``."""
        self._checker.use_x_account(premium=premium)

    def foreseen_again(self, report: LinkReport) -> LinkReport:
        """As ``Checker.foreseen_again``, without the thread: no request is needed for it."""
        return self._checker.foreseen_again(report)

    async def aclose(self) -> None:
        """Close all connections and end the thread."""
        if self._loop is None or self._thread is None:
            await self._checker.aclose()
            return
        await self._there(self._checker.aclose())
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join, _ENDING_S)
        self._loop = self._thread = None

    async def _there(self, work: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._running()))

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=_run, args=(self._loop,), name="checks", daemon=True)
            self._thread.start()
        return self._loop


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()
