"""When the window can be seen for the first time: what is slow begins after that."""

import asyncio

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_LIMIT_S = 1.0
"""A window that starts minimised is never painted; then things begin all the same."""


class _PaintWatch(QObject):
    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.painted = asyncio.Event()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and not self.painted.is_set():
            self.painted.set()
        return super().eventFilter(watched, event)


async def first_paint(window: QWidget) -> None:
    """Until ``window``, already shown, has been painted."""
    watch = _PaintWatch(window)
    try:
        async with asyncio.timeout(_LIMIT_S):
            await watch.painted.wait()
    except TimeoutError:
        pass
    finally:
        window.removeEventFilter(watch)
        watch.deleteLater()
