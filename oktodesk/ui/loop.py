"""One loop for Qt and asyncio: qasync with its timers mended, and an orderly way out.

The only module that knows qasync. What is mended, measured with qasync 0.28.0 (``tech.md``):

- a cancelled timer stays alive in Qt until it is due (500 requests with time-outs left 2,640 of them), so
  ``call_later`` gives real timer handles here and cancelling kills the Qt timer;
- Qt's coarse timers fire up to 5 % early and out of order, so ours are precise, rounded up and never early;
- each ``call_soon`` began and killed a Qt timer of its own, a fifth of the window's work for a checked link; here
  they wait in one line;
- the default executor made ten QThreads and closing waited for all of them, however long a name look-up hangs.

Quitting is a request, never an event that happens to the loop: see ``quit`` and ``run``.
"""

import asyncio
import logging
import math
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimerEvent
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop  # type: ignore[import-untyped]  # after PySide6, or it would pick a PyQt

from oktodesk.ui.collector import WindowCollector
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.signal_watch import SignalWatch

QUIT_WITHIN_S = 3.0
"""How long the program may take to close itself after a quit request."""
SWITCH_S = 0.00002
"""How long another thread may keep the interpreter from the window's. Of Python's usual 5 ms several in a row are
a hold that is felt, while thousands of links are read and kept; a painting gives it away a hundred times. All of
it together takes no longer (100 checks: 2.0 s either way)."""
_CUT_SHORT = 1
"""The exit code where ``main`` was not left the time to end by itself."""
_LAST_RESORT_S = 1.0
_NO_TIMER = 0
_SOON_S = 0.004
"""A quarter of a frame. Then Qt has its turn, and what is left of the line the next one."""
_LONGEST_MS = 2**31 - 1  # a Qt timer's interval is an int
_POOL_THREADS = 8
_POOL_NAME = "oktodesk-pool"

_log = logging.getLogger(__name__)


class _TimerHandle(asyncio.TimerHandle):
    """A timer handle that remembers its Qt timer."""

    __slots__ = ("timer_id",)
    timer_id: int


class _Timers(QObject):
    """All of the loop's Qt timers, by id: precise, one shot, killed when their handle is cancelled.

    What is to run soon shares one, which lasts while something is left.
    """

    def __init__(self, now: Callable[[], float]) -> None:
        super().__init__()
        self._now = now
        self._handles: dict[int, asyncio.Handle] = {}
        self._soon: deque[asyncio.Handle] = deque()
        self._soon_timer = _NO_TIMER

    def __len__(self) -> int:
        return len(self._handles) + (self._soon_timer != _NO_TIMER)

    def add_soon(self, handle: asyncio.Handle) -> asyncio.Handle:
        """Run ``handle`` behind those that wait already."""
        self._soon.append(handle)
        if self._soon_timer == _NO_TIMER:
            self._soon_timer = self.startTimer(0)
        return handle

    def add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        """Run ``handle`` in ``delay`` seconds, not earlier."""
        interval_ms = min(math.ceil(max(0.0, delay) * 1000), _LONGEST_MS)
        timer_id = self.startTimer(interval_ms, Qt.TimerType.PreciseTimer)
        self._handles[timer_id] = handle
        if isinstance(handle, _TimerHandle):
            handle.timer_id = timer_id
        return handle

    def kill(self, handle: _TimerHandle) -> None:
        """Forget a cancelled handle and its Qt timer."""
        if self._handles.pop(handle.timer_id, None) is not None:
            self.killTimer(handle.timer_id)

    def timerEvent(self, event: QTimerEvent) -> None:
        """Run what is due."""
        timer_id = event.timerId()
        if timer_id == self._soon_timer:
            self._run_soon()
            return
        self.killTimer(timer_id)
        handle = self._handles.pop(timer_id, None)
        if handle is None or handle.cancelled():
            return
        if isinstance(handle, _TimerHandle) and (early := handle.when() - self._now()) > 0:
            self.add_callback(handle, early)
            return
        handle._run()  # noqa: SLF001 - what an event loop does with its handles

    def _run_soon(self) -> None:
        """Those that wait by now, as long as the window can do without the thread."""
        ends_at = self._now() + _SOON_S
        for _ in range(len(self._soon)):
            handle = self._soon.popleft()
            if not handle.cancelled():
                handle._run()  # noqa: SLF001 - what an event loop does with its handles
            if self._now() >= ends_at:
                break
        if not self._soon:
            self._end_soon()

    def _end_soon(self) -> None:
        if self._soon_timer != _NO_TIMER:
            self.killTimer(self._soon_timer)
            self._soon_timer = _NO_TIMER

    def stop(self) -> None:
        """Kill every timer."""
        self._soon.clear()
        self._end_soon()
        for timer_id in self._handles:
            self.killTimer(timer_id)
        self._handles.clear()

    def set_debug(self, _enabled: bool) -> None:  # noqa: FBT001 - qasync's signature
        """Qasync asks; slow callbacks are not logged."""


class DeskLoop(QEventLoop):  # type: ignore[misc]  # qasync has no types
    """Qasync's loop with ``_Timers`` in place of its own; can go when qasync kills cancelled timers itself."""

    _timer: _Timers

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._timer = _Timers(self.time)
        self._pool = ThreadPoolExecutor(_POOL_THREADS, thread_name_prefix=_POOL_NAME)
        self.set_default_executor(self._pool)

    @property
    def live_timers(self) -> int:
        """How many Qt timers the loop holds."""
        return len(self._timer)

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """As asyncio's."""
        self._check_closed()
        return self._timer.add_soon(asyncio.Handle(callback, args, self, context))

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """As asyncio's: seconds, and a handle that can be cancelled."""
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """As asyncio's: ``when`` counts as ``time()`` does."""
        self._check_closed()
        handle = _TimerHandle(when, callback, args, self, context)
        self._timer.add_callback(handle, when - self.time())
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> None:
        """As asyncio's, and like there an error once the loop is closed."""
        self._check_closed()
        super().call_soon_threadsafe(callback, *args, context=context)

    def _timer_handle_cancelled(self, handle: _TimerHandle) -> None:
        self._timer.kill(handle)

    def close(self) -> None:
        """Release everything; a thread that hangs (a name look-up) is not waited for."""
        if not self.is_closed():
            self._pool.shutdown(wait=False, cancel_futures=True)
            self.set_default_executor(None)
        super().close()


def run(main: Callable[[], Coroutine[Any, Any, int]], *, quit_request: QuitRequest | None = None) -> int:
    """Run ``main`` on the application's loop and return its exit code; the ``QApplication`` must exist.

    ``main`` should end soon after ``quit_request``; after ``QUIT_WITHIN_S`` it is cancelled, and the code is 1.
    Without a request of its own it is cancelled at once when somebody asks.
    """
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    asked = quit_request or QuitRequest()
    grace_s = QUIT_WITHIN_S if quit_request else 0.0
    application.commitDataRequest.connect(asked.request)
    interval_s = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_S)
    try:
        with (
            asyncio.Runner(loop_factory=lambda: DeskLoop(application)) as runner,
            SignalWatch(asked.request),
            WindowCollector(),
        ):
            code = runner.run(_until_quit(main, asked, grace_s))
    finally:
        sys.setswitchinterval(interval_s)
        application.commitDataRequest.disconnect(asked.request)
    _prepare_last_resort(code)
    return code


async def _until_quit(main: Callable[[], Coroutine[Any, Any, int]], asked: QuitRequest, grace_s: float) -> int:
    task = asyncio.create_task(main(), name="main")
    wish = asyncio.create_task(asked.wait(), name="quit request")
    await asyncio.wait({task, wish}, return_when=asyncio.FIRST_COMPLETED)
    wish.cancel()
    if not task.done() and grace_s:
        await asyncio.wait({task}, timeout=grace_s)
    if not task.done():
        if grace_s:
            _log.warning("closing took longer than %.0f s and was cut short", grace_s)
        task.cancel()
    try:
        return await task
    except asyncio.CancelledError:
        if asked.requested:
            return _CUT_SHORT
        raise


def _prepare_last_resort(code: int) -> None:
    """Where a pool thread hangs, the interpreter would wait for it at exit: end the process all the same."""
    if _pool_threads():
        timer = threading.Timer(_LAST_RESORT_S, _end_if_stuck, (code,))
        timer.daemon = True
        timer.start()


def _end_if_stuck(code: int) -> None:
    if stuck := _pool_threads():
        _log.warning("%d threads still hang; ending without them", len(stuck))
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:  # a windowed program of Windows has none
                stream.flush()
        os._exit(code)


def _pool_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith(_POOL_NAME)]
