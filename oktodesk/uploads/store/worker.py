"""A thread that does one job after another and answers in the event loop that asked, of whatever kind it is."""

import asyncio
import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_AGAIN_S = 0.01
_END_S = 1.0
"""How long the loop may wait for the thread's last steps; only a close() that was cancelled finds it at work."""


class _Job:
    def __init__(self, call: Callable[[], Any], answer: "asyncio.Future[Any]") -> None:
        self.call = call
        self.answer = answer
        self.unwanted = False


class Worker:
    """Owns its thread; made and closed in the event loop. ``interrupt`` stops the running job from outside."""

    def __init__(self, name: str, *, interrupt: Callable[[], None] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._interrupt = interrupt
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._current: _Job | None = None
        self._guard = threading.Lock()
        self._closed = False
        # Daemon: an end that skips close() must not hang; an open transaction then simply never happened.
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    async def run(self, call: Callable[[], T]) -> T:
        """Do a job. It is carried out even if the caller is cancelled while it waits."""
        result: T = await asyncio.shield(self.start(call))
        return result

    def start(self, call: Callable[[], T]) -> "asyncio.Future[T]":
        """Hand over a job without waiting for it."""
        return self._enqueue(call).answer

    async def run_while_wanted(self, call: Callable[[], T]) -> T:
        """Do a job that only matters to this caller: cancelling the call skips it, or interrupts it."""
        job = self._enqueue(call)
        try:
            result: T = await job.answer
        except asyncio.CancelledError:
            self._stop(job)
            raise
        return result

    def post(self, heard: Callable[..., None], *values: object) -> None:
        """Call something in the event loop; for the worker's own thread."""
        with suppress(RuntimeError):  # the loop is closed: nobody is left to hear it
            self._loop.call_soon_threadsafe(heard, *values)

    async def close(self, last: Callable[[], None]) -> None:
        """Finish what was asked for, then ``last``, then end the thread."""
        try:
            await self.run(last)
        finally:
            self._closed = True
            self._jobs.put(None)
            self._thread.join(_END_S)

    def _enqueue(self, call: Callable[[], Any]) -> _Job:
        if self._closed:
            raise RuntimeError("the store is closed")
        job = _Job(call, self._loop.create_future())
        self._jobs.put(job)
        return job

    def _stop(self, job: _Job) -> None:
        with self._guard:  # so that an interrupt can only hit this job, never the next one
            job.unwanted = True
            if self._current is job and self._interrupt is not None:
                self._interrupt()
                # It may have come a moment too early, before the query itself had begun; then it was lost.
                self._loop.call_later(_AGAIN_S, self._stop, job)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._begin(job):
                self._do(job)

    def _begin(self, job: _Job) -> bool:
        with self._guard:
            if not job.unwanted:
                self._current = job
            return not job.unwanted

    def _do(self, job: _Job) -> None:
        result, error = None, None
        try:
            result = job.call()
        except BaseException as raised:  # noqa: BLE001 - handed to the caller, whatever it is
            error = raised
        with self._guard:
            self._current = None
        self.post(_settle, job.answer, result, error)


def _settle(answer: "asyncio.Future[Any]", result: object, error: BaseException | None) -> None:
    if answer.done():
        return
    if error is None:
        answer.set_result(result)
    else:
        answer.set_exception(error)
