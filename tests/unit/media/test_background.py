"""Checks on a thread of their own: the caller's loop only waits."""

import asyncio
import threading
from typing import cast

import pytest

from oktodesk.media.background import BackgroundChecker
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link, LinkReport

LINK = Link("https://files.example/a.mp4", "")


class FakeChecker:
    """Tells where it ran, and how it ended."""

    def __init__(self) -> None:
        self.threads: list[threading.Thread] = []
        self.begun = threading.Event()
        self.cancelled = threading.Event()
        self.closed_on: threading.Thread | None = None

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        self.threads.append(threading.current_thread())
        if free_bytes == 0:
            self.begun.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                self.cancelled.set()
                raise
        if free_bytes == 1:
            raise ValueError("as it is")
        return LinkReport(source=link.source, resolved_source=link.source)

    async def aclose(self) -> None:
        self.closed_on = threading.current_thread()


def made() -> tuple[FakeChecker, BackgroundChecker]:
    fake = FakeChecker()
    return fake, BackgroundChecker(cast("Checker", fake))


def test_checks_run_on_one_thread_that_ends_with_the_checker() -> None:
    fake, checker = made()

    async def run() -> None:
        reports = await asyncio.gather(checker.check(LINK), checker.check(LINK))
        assert [report.source for report in reports] == [LINK.source] * 2
        await checker.aclose()

    asyncio.run(run())
    (thread,) = set(fake.threads)
    assert thread is not threading.current_thread()
    assert fake.closed_on is thread
    assert not thread.is_alive()


def test_a_check_that_is_not_wanted_any_more_ends_there_too() -> None:
    fake, checker = made()

    async def run() -> None:
        task = asyncio.create_task(checker.check(LINK, free_bytes=0))
        await asyncio.to_thread(fake.begun.wait, 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(fake.cancelled.wait, 5)
        await checker.aclose()

    asyncio.run(run())


def test_what_goes_wrong_there_is_raised_here() -> None:
    _, checker = made()

    async def run() -> None:
        with pytest.raises(ValueError, match="as it is"):
            await checker.check(LINK, free_bytes=1)
        await checker.aclose()

    asyncio.run(run())


def test_without_a_check_there_is_no_thread() -> None:
    fake, checker = made()
    asyncio.run(checker.aclose())
    assert fake.closed_on is threading.current_thread()
