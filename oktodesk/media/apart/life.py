"""One process that checks, from its start to its end, as the window sees it."""

import asyncio
import contextlib
import itertools
import logging

import msgspec

from oktodesk.media.apart.messages import (
    LENGTH_BYTES,
    Ask,
    Begin,
    Broken,
    Forget,
    Ready,
    Reply,
    Request,
    UseXAccount,
    answer_in,
    length_of,
    packed,
)
from oktodesk.media.report import Link, LinkReport
from oktodesk.system.child_process import LastWords, end_child

SILENT_S = 40.0
"""A check ends within 15 s once it has begun: a child that is asked and says nothing for so long is stuck."""
_ENDING_S = 0.5

_log = logging.getLogger(__name__)


class Ended(Exception):
    """The child is gone, and what it was asked has no answer. The text is what it said last."""


class BrokenCheckError(Exception):
    """A check raised what it never should; the text is its trace there."""


class Life:
    """Asks a child and hands its answers to whoever waits for them. ``silent_s``: how long it may say nothing."""

    def __init__(self, process: asyncio.subprocess.Process, begin: Begin, *, silent_s: float = SILENT_S) -> None:
        self._process = process
        self._silent_s = silent_s
        self._numbers = itertools.count(1)
        self._asked: dict[int, asyncio.Future[Reply | Broken]] = {}
        self._heard_at = 0.0
        self._has_ended = False
        self._ready = asyncio.Event()
        self._last_words = LastWords(process, "checks", heard=_log_line)
        self._reading = asyncio.create_task(self._read(), name="answers of checks")
        self._say(begin)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    @property
    def has_ended(self) -> bool:
        """It can't be asked any more."""
        return self._has_ended

    async def wait_ready(self, limit_s: float) -> None:
        """Until it can be asked. Raises ``Ended``, also where that takes longer."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(limit_s):
                await self._ready.wait()
        if self._has_ended or not self._ready.is_set():
            await self.close()
            raise self._end()

    async def ask(self, link: Link, free_bytes: int | None) -> LinkReport:
        """Raises ``Ended``, or ``BrokenCheckError``."""
        if self._has_ended:
            raise self._end()
        if not self._asked:
            self._heard_at = asyncio.get_running_loop().time()
        number = next(self._numbers)
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            self._say(Ask(number, link, free_bytes))
            await self._watched(answer)
        finally:
            del self._asked[number]
            if not answer.done():
                self._say(Forget(number))
        return _report(answer.result())

    def use_x_account(self, *, premium: bool) -> None:
        """From now on, for checks that are under way too."""
        self._say(UseXAccount(premium))

    async def close(self) -> None:
        """End the child, whether it has ended or not."""
        await end_child(self._process, limit_s=_ENDING_S)
        await self._reading

    def _say(self, request: Request) -> None:
        assert self._process.stdin is not None
        if not self._has_ended:
            self._process.stdin.write(packed(request))

    async def _watched(self, answer: "asyncio.Future[Reply | Broken]") -> None:
        loop = asyncio.get_running_loop()
        while not (await asyncio.wait({answer}, timeout=self._silent_s))[0]:
            if loop.time() - self._heard_at >= self._silent_s:
                _log.warning("the process that checks links says nothing, and is ended")
                self._kill()

    async def _read(self) -> None:
        try:
            await self._hear_out()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it has ended
        except msgspec.DecodeError as error:
            _log.warning("the process that checks links makes no sense, and is ended: %s", error)
            self._kill()
        await end_child(self._process, limit_s=_ENDING_S)  # a signal at once would take its end from asyncio
        await self._last_words.close()
        self._has_ended = True
        self._ready.set()
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(self._end())

    async def _hear_out(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while True:
            answer = answer_in(await stream.readexactly(length_of(await stream.readexactly(LENGTH_BYTES))))
            self._heard_at = asyncio.get_running_loop().time()
            if isinstance(answer, Ready):
                self._ready.set()
            elif (waiting := self._asked.get(answer.number)) is not None and not waiting.done():
                waiting.set_result(answer)

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def _end(self) -> Ended:
        return Ended(self._last_words.text or "the process that checks links has ended")


def _report(answer: Reply | Broken) -> LinkReport:
    if isinstance(answer, Broken):
        raise BrokenCheckError(answer.told)
    return answer.report


def _log_line(line: str) -> None:
    _log.warning("%s", line)
