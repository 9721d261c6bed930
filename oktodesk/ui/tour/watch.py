"""Waits until the window shows something: it looks again whenever the window is drawn or the store changed."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from oktodesk.ui.window import MainWindow

_ROUNDS = 4
_DRAWN = frozenset({QEvent.Type.UpdateRequest, QEvent.Type.LayoutRequest})


class Watch(QObject):
    """No polling: every look has a cause."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._stirred = asyncio.Event()
        window.installEventFilter(self)

    def include(self, other: QWidget) -> None:
        """Look again when another window is drawn too, such as a dialog."""
        other.installEventFilter(self)

    def stir(self, *_: object) -> None:
        """Something may be different; takes whatever a subscription brings along."""
        self._stirred.set()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a redraw for a reason to look again."""
        if event.type() in _DRAWN:
            self._stirred.set()
        return super().eventFilter(watched, event)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Until ``seen`` says so; whoever asks sets a limit."""
        while not seen():
            self._stirred.clear()
            await self._stirred.wait()

    async def drawn(self) -> None:
        """Until the window has been laid out and drawn anew; nested layouts take a few rounds."""
        for _ in range(_ROUNDS):
            self._window.update()
            self._stirred.clear()
            await self._stirred.wait()

    def close(self) -> None:
        """Watch no longer."""
        self._window.removeEventFilter(self)
        self.deleteLater()
