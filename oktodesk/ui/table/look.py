"""What all cells are painted with: colours, fonts and measures, worked out once per palette and font."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPixmap

from oktodesk.ui.colours import colours_of
from oktodesk.ui.icons import Tint, pixmap
from oktodesk.ui.theme import GRID, small
from oktodesk.ui.visible import one_line

PAD = GRID
ICON = 16
_LINE_GAP = 2
_TRACK = 0.12
_MOST = 400
"""Characters of a cell: more than the widest screen shows of it."""


class Look:
    """The pens of one table. ``hovered`` and ``current`` are the rows that pointer and cursor are on, else -1."""

    def __init__(self, palette: QPalette, font: QFont, ratio: float) -> None:
        self.colours = colours_of(palette)
        self.ratio = ratio
        self.font, self.small_font = QFont(font), small(font)
        self.metrics, self.small_metrics = QFontMetrics(self.font), QFontMetrics(self.small_font)
        self.text = QColor(self.colours.text)
        self.secondary = QColor(self.colours.secondary)
        self.line = QColor(self.colours.line)
        self.track = QColor(self.colours.text)
        """What a bar runs on: seen on every ground, a selected row's too."""
        self.track.setAlphaF(_TRACK)
        self.accent = QColor(self.colours.accent)
        self.selected = QColor(self.colours.selected)
        self.hover = QColor(self.colours.hover)
        self.hovered = -1
        self.current = -1

    @property
    def row_height(self) -> int:
        """The one height of all rows: two lines and some air, on the grid."""
        return max(6 * GRID, -(-(self._text_height + 2 * GRID) // GRID) * GRID)

    @property
    def _text_height(self) -> int:
        return self.metrics.height() + _LINE_GAP + self.small_metrics.height()

    def icon(self, name: str, tint: Tint, size: int = ICON) -> QPixmap:
        """An icon in a colour of the scheme."""
        colour: str = getattr(self.colours, tint)
        return pixmap(name, size, colour, self.ratio)

    def lines(self, rect: QRect) -> tuple[QRect, QRect]:
        """The upper and the lower line of text in a cell."""
        top = rect.y() + (rect.height() - self._text_height) // 2
        upper = QRect(rect.x(), top, rect.width(), self.metrics.height())
        lower = QRect(rect.x(), upper.bottom() + 1 + _LINE_GAP, rect.width(), self.small_metrics.height())
        return upper, lower

    def draw_text(
        self,
        painter: QPainter,
        rect: QRect,
        text: str,
        colour: QColor,
        *,
        alignment: Qt.AlignmentFlag,
        is_small: bool = False,
        elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        """One line of text, shortened to ``rect``."""
        text = one_line(text, most=_MOST)
        metrics = self.small_metrics if is_small else self.metrics
        painter.setFont(self.small_font if is_small else self.font)
        painter.setPen(colour)
        painter.drawText(rect, alignment, metrics.elidedText(text, elide, rect.width()))
