"""How Ctrl+C and SIGTERM reach Qt's loop."""

import signal
import socket
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import Self

from PySide6.QtCore import QSocketNotifier


class SignalWatch:
    """Turns SIGINT and SIGTERM into a call on the loop's thread.

    Python runs signal handlers between two bytecodes only, and Qt's loop may not run one for hours: the
    wake-up socket does reach it, on every platform.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self, ask: Callable[[], None]) -> None:
        self._ask = ask

    def __enter__(self) -> Self:
        self._near, self._far = socket.socketpair()
        for end in (self._near, self._far):
            end.settimeout(0)
        self._handlers = {number: signal.signal(number, _leave_to_socket) for number in self._SIGNALS}
        self._fd = signal.set_wakeup_fd(self._far.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._near.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._on_wake)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._fd)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._near.close()
        self._far.close()

    def _on_wake(self) -> None:
        if any(number in self._SIGNALS for number in self._near.recv(4096)):
            self._ask()


def _leave_to_socket(_number: int, _frame: FrameType | None) -> None:
    """A handler must exist, or the signal would not be written to the wake-up socket."""
