"""What the first row would wait for is done before it comes, bit by bit, while nothing else is due."""

from collections.abc import Iterator
from itertools import product

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from oktodesk.media.networks import NETWORKS
from oktodesk.ui.icons import Tint, network_icon_name
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.networks_delegate import TINTS
from oktodesk.ui.table.turns import paints_screen

_BREATH_MS = 20
"""From one sign to the next: room for whatever the person does meanwhile."""


class SignWarmer(QObject):
    """Draws the networks' signs: each takes one to three milliseconds, and a first row of five shows them all.

    Before them a row's strokes and letters, of which the first ones take five.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._left: Iterator[tuple[Tint, str]] = iter(())
        self._look: Look | None = None
        self._has_rehearsed = False
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
        self._has_rehearsed = False
        self._left = product(sorted(TINTS), NETWORKS)
        self._timer.start()

    def _draw_next(self) -> None:
        if self._look is not None and not self._has_rehearsed:
            self._has_rehearsed = True
            there = self.parent()
            assert isinstance(there, QWidget)
            _rehearse(self._look, there)
            return
        todo = next(self._left, None)
        if todo is None or self._look is None:
            self._timer.stop()
            return
        tint, network = todo
        self._look.icon(network_icon_name(network), tint)


def _rehearse(look: Look, there: QWidget) -> None:
    picture = QPixmap(look.row_height, look.row_height)
    painter = QPainter(picture)
    paints_screen(painter, there)
    painter.fillRect(0, 0, 1, 1, look.line)
    for is_small in (False, True):
        place, leading = QRect(0, 0, look.row_height, look.row_height), Qt.AlignmentFlag.AlignLeft
        look.draw_text(painter, place, "Ag", look.text, alignment=leading, is_small=is_small)
    painter.end()
