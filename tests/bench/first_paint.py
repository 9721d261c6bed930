"""When a window is on screen: ``python -m tests.bench.first_paint bare`` or ``… oktodesk ARGUMENTS``.

Prints, right after the first painting of a window, the monotonic time, which all processes of a computer share,
and the processor time so far, in seconds; and ends there. Both kinds of window are watched in the same way,
without a display, and each imports what it does in its own order: oktodesk loads Qt after its command line.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def watch_windows() -> object:
    """Watch every main window that is shown from now on; keep what is returned. Imports Qt."""
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415 - when it is due
    from PySide6.QtWidgets import QMainWindow  # noqa: PLC0415

    class Watch(QObject):
        """Ends the process once the window it watches has been painted."""

        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if event.type() is QEvent.Type.Paint:
                QTimer.singleShot(0, _tell)  # comes after the painting of everything in the window
            return False

    watch = Watch()
    show = QMainWindow.show

    def shown(window: QMainWindow) -> None:
        window.installEventFilter(watch)
        show(window)

    QMainWindow.show = shown  # type: ignore[method-assign, assignment]
    return watch


def _tell() -> None:
    print(time.monotonic(), time.process_time(), flush=True)
    os._exit(0)


class Before:
    """An entry of ``sys.meta_path`` that does something just before a module is imported."""

    def __init__(self, module: str, act: Callable[[], object]) -> None:
        self._module = module
        self._act = act
        self.done: object = None

    def find_spec(
        self, name: str, _path: Sequence[str] | None = None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find nothing, but act at the right name."""
        if name == self._module:
            self.done = self._act()
        return None


def bare() -> int:
    """The least that a PySide6 window can be: a main window with an empty table."""
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView  # noqa: PLC0415 - as in a script

    watch = watch_windows()
    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QTableView())
    window.resize(1180, 760)
    window.show()
    code = application.exec()
    del watch
    return code


def main(arguments: list[str]) -> int:
    """Open a window and wait for its painting."""
    if arguments[0] == "bare":
        return bare()
    before: Any = Before("oktodesk.app", watch_windows)
    sys.meta_path.insert(0, before)
    from oktodesk.cli import main as oktodesk  # noqa: PLC0415 - the bare window must not pay for it

    return oktodesk(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
