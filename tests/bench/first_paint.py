"""When a window is on screen: ``python -m tests.bench.first_paint bare`` or ``… oktodesk ARGUMENTS``.

Prints the monotonic time, which all processes of a computer share, right after the first painting of a window, and
ends there. Both kinds of window are watched in the same way, without a display.
"""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView


class Watch(QObject):
    """Ends the process once the window it watches has been painted."""

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._tell)  # comes after the painting of everything in the window
        return False

    def _tell(self) -> None:
        print(time.monotonic(), flush=True)
        os._exit(0)


def watch_windows() -> Watch:
    """Watch every main window that is shown from now on."""
    watch = Watch()
    show = QMainWindow.show

    def shown(window: QMainWindow) -> None:
        window.installEventFilter(watch)
        show(window)

    QMainWindow.show = shown  # type: ignore[method-assign, assignment]
    return watch


def bare() -> int:
    """The least that a PySide6 window can be: a main window with an empty table."""
    application = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(QTableView())
    window.resize(1180, 760)
    window.show()
    return application.exec()


def main(arguments: list[str]) -> int:
    """Open a window and wait for its painting."""
    watch = watch_windows()
    if arguments[0] == "bare":
        return bare()
    from oktodesk.cli import main as oktodesk  # noqa: PLC0415 - the bare window must not pay for it

    code = oktodesk(arguments[1:])
    del watch
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
