"""Draws the networks' signs before the first row with one is painted, one at a time, while nothing else is due."""

from collections.abc import Iterator
from itertools import product

from PySide6.QtCore import QObject, QTimer

from oktodesk.media.networks import NETWORKS
from oktodesk.ui.icons import Tint, network_icon_name
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.networks_delegate import TINTS

_BREATH_MS = 20
"""From one sign to the next: room for whatever the person does meanwhile."""


class SignWarmer(QObject):
    """A sign takes one to three milliseconds to be drawn from its file, and a first row of five shows them all."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._left: Iterator[tuple[Tint, str]] = iter(())
        self._look: Look | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_BREATH_MS)
        self._timer.timeout.connect(self._draw_next)

    @property
    def is_at_work(self) -> bool:
        """Whether signs are left to draw."""
        return self._timer.isActive()

    def warm(self, look: Look) -> None:
        """Begin anew, for these colours and this screen."""
        self._look = look
        self._left = product(sorted(TINTS), NETWORKS)
        self._timer.start()

    def _draw_next(self) -> None:
        todo = next(self._left, None)
        if todo is None or self._look is None:
            self._timer.stop()
            return
        tint, network = todo
        self._look.icon(network_icon_name(network), tint)
