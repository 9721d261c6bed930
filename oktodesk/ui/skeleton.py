"""What the window shows for its first moments: where things will be. Painting it must need next to nothing.

So these are plain grounds that Qt fills by itself: a ``QPainter`` in Python would bring ``Qt`` with all its enums.
"""

from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QWidget

_EDGE, _BAR, _HEAD, _FOOT, _PANEL = 12, 32, 88, 32, 344
_FAINT = 0.06


class Skeleton(QWidget):
    """The toolbar's fields, the list and the panel as faint shapes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list, self._links, self._search = (QWidget(self) for _ in range(3))
        self._list.setBackgroundRole(QPalette.ColorRole.Base)
        for each in (self._list, self._links, self._search):
            each.setAutoFillBackground(True)
        self._tint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything where the window's parts will be."""
        super().resizeEvent(event)
        list_width = max(0, self.width() - _PANEL)
        self._list.setGeometry(QRect(0, _HEAD, list_width, max(0, self.height() - _HEAD - _FOOT)))
        self._links.setGeometry(QRect(9 * _EDGE, _EDGE, max(0, list_width - 10 * _EDGE), _BAR))
        self._search.setGeometry(QRect(list_width, _EDGE, _PANEL - 6 * _EDGE, _BAR))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()

    def _tint(self) -> None:
        palette = self.palette()
        shade = palette.color(QPalette.ColorRole.WindowText)
        shade.setAlphaF(_FAINT)
        palette.setColor(QPalette.ColorRole.Window, shade)
        self._links.setPalette(palette)
        self._search.setPalette(palette)
