"""What the window shows for its first moments: where things will be. Painting it must need next to nothing."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

_EDGE, _BAR, _HEAD, _FOOT, _PANEL = 12, 32, 88, 32, 344
_RADIUS = 6
_FAINT = 0.06


class Skeleton(QWidget):
    """The toolbar's fields, the list and the panel as faint shapes."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.palette().color(QPalette.ColorRole.Base)
        list_width = max(0, self.width() - _PANEL)
        painter.fillRect(QRectF(0, _HEAD, list_width, self.height() - _HEAD - _FOOT), ground)
        shade = QColor(self.palette().color(QPalette.ColorRole.WindowText))
        shade.setAlphaF(_FAINT)
        painter.setPen(shade)
        painter.setBrush(shade)
        field_width = max(0, list_width - 10 * _EDGE)
        painter.drawRoundedRect(QRectF(9 * _EDGE, _EDGE, field_width, _BAR), _RADIUS, _RADIUS)
        search_width = _PANEL - 6 * _EDGE
        painter.drawRoundedRect(QRectF(list_width, _EDGE, search_width, _BAR), _RADIUS, _RADIUS)
