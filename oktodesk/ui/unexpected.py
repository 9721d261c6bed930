"""The last net: whatever nobody caught is logged, written down, and told in one dialog.

It hears exceptions in slots, in callbacks and tasks of the loop, in threads and in finalisers, and what Qt says.
"""

import logging
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from oktodesk.system.unexpected import happening, keep_report, told

if TYPE_CHECKING:
    import asyncio

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_MOST_REPORTS = 5
"""Files a run writes: one that fails in a circle would fill the disk with the same."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Unexpected(QObject):
    """Takes failures from wherever they come; ``happened`` tells each on the window's own thread."""

    happened = Signal(object)
    """Carries a ``Happening``."""
    _heard = Signal(object)

    def __init__(self, crash_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crash_dir = crash_dir
        self._reports = 0
        self._here = threading.local()
        self._undo: list[Callable[[], object]] = []
        self._heard.connect(self.happened)  # queued where it comes from another thread

    def tell(self, where: str, error: BaseException) -> None:
        """Log, write down and tell; from any thread. A failure while doing so ends here."""
        if getattr(self._here, "busy", False):
            return
        self._here.busy = True
        try:
            _log.error("%s failed", where, exc_info=error)
            what = happening(where, error)
            self._keep(what.report)
            self._heard.emit(what)
        except Exception:  # noqa: BLE001 - telling must not become what is told
            _log.exception("the failure could not be told")
        finally:
            self._here.busy = False

    def _keep(self, report: str) -> None:
        if self._reports < _MOST_REPORTS:
            self._reports += 1
            keep_report(self._crash_dir, report)

    def install(self, loop: "asyncio.AbstractEventLoop") -> None:
        """Hear everything from now on. A hook that somebody else had set, as tests do, is still called."""
        self._hook_slots()
        self._hook_threads()
        self._hook_finalisers()
        loop.set_exception_handler(self._on_loop)
        before = qInstallMessageHandler(self._on_qt)
        self._qt_before = before
        self._undo += [lambda: loop.set_exception_handler(None), lambda: qInstallMessageHandler(before)]

    def uninstall(self) -> None:
        """Hear nothing any more; the hooks are what they were."""
        while self._undo:
            self._undo.pop()()

    def _hook_slots(self) -> None:
        before = sys.excepthook

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, Exception):
                self.tell("the window", error)
            if before is not sys.__excepthook__ or not issubclass(kind, Exception):
                before(kind, error, trace)

        sys.excepthook = hook
        self._undo.append(lambda: setattr(sys, "excepthook", before))

    def _hook_threads(self) -> None:
        before = threading.excepthook

        def hook(args: threading.ExceptHookArgs) -> None:
            if isinstance(args.exc_value, Exception):
                self.tell("a thread", args.exc_value)
            if before is not threading.__excepthook__:
                before(args)

        threading.excepthook = hook
        self._undo.append(lambda: setattr(threading, "excepthook", before))

    def _hook_finalisers(self) -> None:
        before = sys.unraisablehook

        def hook(args: Any) -> None:  # the type has no name at run time
            if isinstance(args.exc_value, Exception):
                self.tell("a finaliser", args.exc_value)
            if before is not sys.__unraisablehook__:
                before(args)

        sys.unraisablehook = hook
        self._undo.append(lambda: setattr(sys, "unraisablehook", before))

    def _on_loop(self, _loop: "asyncio.AbstractEventLoop", context: Mapping[str, Any]) -> None:
        error = context.get("exception")
        message = str(context.get("message", "the loop"))
        if error is None:  # a task that was forgotten, say: nothing failed in front of the person
            _log.error("loop: %s", message)
        else:
            self.tell(message, error)

    def _on_qt(self, kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
        text = message or ""
        _qt_log.log(_LEVELS.get(kind, logging.WARNING), "%s", text)
        if kind is QtMsgType.QtFatalMsg:  # Qt aborts as soon as this returns; the next start finds the rest
            self._keep(told(f"Qt: {text}"))
        if self._qt_before is not None:
            self._qt_before(kind, context, text)
