"""The window can be seen before anything slow begins, even before asyncio is imported: Qt alone paints it."""

from PySide6.QtCore import QEvent, QEventLoop, QObject, QThread, QTimer
from PySide6.QtWidgets import QWidget

_LIMIT_MS = 1_000
"""A window that starts minimised is never painted; then things begin all the same."""


class _PaintWatch(QObject):
    """Ends ``painting`` once everything in a window has been painted."""

    def __init__(self, window: QWidget, painting: QEventLoop) -> None:
        super().__init__(window)
        self._painting = painting
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._painting.quit)
        return super().eventFilter(watched, event)


def show_painted(window: QWidget) -> None:
    """Show ``window`` and return once it has been painted. Only while no loop runs yet."""
    assert QThread.currentThread().loopLevel() == 0
    painting = QEventLoop()
    watch = _PaintWatch(window, painting)
    QTimer.singleShot(_LIMIT_MS, painting, painting.quit)
    window.show()
    painting.exec()
    window.removeEventFilter(watch)
    watch.deleteLater()
