"""The process that checks: takes requests from a pipe until the other side is gone."""

import asyncio
import contextlib
import logging
import threading
import traceback
from collections.abc import AsyncIterator, Callable
from typing import BinaryIO

import msgspec

from oktodesk.media.apart.messages import (
    Answer,
    Ask,
    Begin,
    Broken,
    Forget,
    Ready,
    Reply,
    Request,
    UseXAccount,
    next_request,
    packed,
)
from oktodesk.media.preflight import Checker

_log = logging.getLogger(__name__)


async def serve(make: Callable[[Begin], Checker], *, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer until ``requests`` ends. ``make`` builds the checker by what the first request says."""
    service = _Service(make, answers)
    try:
        async for request in _each(requests):
            service.take(request)
    finally:
        await service.close()


class _Service:
    def __init__(self, make: Callable[[Begin], Checker], answers: BinaryIO) -> None:
        self._make = make
        self._answers = answers
        self._checker: Checker | None = None
        self._checks: dict[int, asyncio.Task[None]] = {}

    def take(self, request: Request) -> None:
        match request:
            case Begin():
                self._checker = self._make(request)
                self._checker.prepare()
                self._say(Ready())
            case Ask(number=number):
                self._checks[number] = asyncio.create_task(self._check(request), name=f"check {number}")
            case Forget(number=number):
                if (task := self._checks.pop(number, None)) is not None:
                    task.cancel()
            case UseXAccount(premium=premium):
                self._begun.use_x_account(premium=premium)

    async def close(self) -> None:
        running = list(self._checks.values())
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        if self._checker is not None:
            await self._checker.aclose()

    async def _check(self, ask: Ask) -> None:
        try:
            report = await self._begun.check(ask.link, free_bytes=ask.free_bytes)
            self._say(Reply(ask.number, report))
        except Exception:  # noqa: BLE001 - it goes to the window, which tells and logs it
            self._say(Broken(ask.number, traceback.format_exc()))
        finally:
            self._checks.pop(ask.number, None)

    @property
    def _begun(self) -> Checker:
        assert self._checker is not None, "it was not said what to check with"
        return self._checker

    def _say(self, answer: Answer) -> None:
        with contextlib.suppress(BrokenPipeError):  # the window is gone, and this process ends in a moment
            self._answers.write(packed(answer))
            self._answers.flush()


async def _each(requests: BinaryIO) -> AsyncIterator[Request]:
    """As they come: a thread waits for them, because no loop can wait for a pipe on every system."""
    loop = asyncio.get_running_loop()
    come: asyncio.Queue[Request | None] = asyncio.Queue()

    def listen() -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended
            try:
                while (request := next_request(requests)) is not None:
                    loop.call_soon_threadsafe(come.put_nowait, request)
            except msgspec.DecodeError as error:
                _log.error("what was asked makes no sense: %s", error)
            finally:
                loop.call_soon_threadsafe(come.put_nowait, None)

    threading.Thread(target=listen, name="requests", daemon=True).start()
    while (request := await come.get()) is not None:
        yield request
