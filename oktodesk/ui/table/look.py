"""What all cells are painted with: colours, fonts and measures, worked out once per palette and font."""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPalette,
    QPixmap,
    QStaticText,
    QTextOption,
    QTransform,
)

from oktodesk.ui.colours import colours_of
from oktodesk.ui.icons import Tint, pixmap
from oktodesk.ui.theme import GRID, small
from oktodesk.ui.visible import one_line

PAD = GRID
ICON = 16
_LINE_GAP = 2
_TRACK = 0.12
_ISOLATE, _END = "\u2068", "\u2069"
_MOST = 400
"""Characters of a cell: more than the widest screen shows of it."""
_MOST_TEXTS = 1_000
"""Kept laid out, which takes three times as long as to paint them: a few screens full."""
_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


def in_its_own_direction(text: str, direction: Qt.LayoutDirection) -> str:
    """The text, kept from being turned round in a window from right to left: ``cut.mp4_01``, ``MB 5``."""
    return f"{_ISOLATE}{text}{_END}" if direction is Qt.LayoutDirection.RightToLeft else text


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
        self._text_height = self.metrics.height() + _LINE_GAP + self.small_metrics.height()
        self._heights = self.metrics.height(), self.small_metrics.height()
        self._texts: dict[tuple[str, int, Qt.TextElideMode, Qt.LayoutDirection, bool], QStaticText] = {}

    @property
    def row_height(self) -> int:
        """The one height of all rows: two lines and some air, on the grid."""
        return max(6 * GRID, -(-(self._text_height + 2 * GRID) // GRID) * GRID)

    def icon(self, name: str, tint: Tint, size: int = ICON) -> QPixmap:
        """An icon in a colour of the scheme."""
        colour: str = getattr(self.colours, tint)
        return pixmap(name, size, colour, self.ratio)

    def lines(self, rect: QRect) -> tuple[QRect, QRect]:
        """The upper and the lower line of text in a cell."""
        top = rect.y() + (rect.height() - self._text_height) // 2
        height, small_height = self._heights
        upper = QRect(rect.x(), top, rect.width(), height)
        lower = QRect(rect.x(), top + height + _LINE_GAP, rect.width(), small_height)
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
        """One line of text, shortened to ``rect``; ``alignment``: left, right or in the middle."""
        laid_out = self._laid_out(text, rect.width(), elide, painter.layoutDirection(), is_small=is_small)
        size = laid_out.size()
        room = rect.width() - size.width()
        beside = room if alignment & _RIGHT else room / 2 if alignment & _MIDDLE else 0.0
        painter.setFont(self.small_font if is_small else self.font)
        painter.setPen(colour)
        painter.drawStaticText(
            QPointF(rect.x() + beside, rect.y() + (rect.height() - size.height()) / 2), laid_out
        )

    def _laid_out(
        self, text: str, width: int, elide: Qt.TextElideMode, direction: Qt.LayoutDirection, *, is_small: bool
    ) -> QStaticText:
        asked = text, width, elide, direction, is_small
        laid_out = self._texts.get(asked)
        if laid_out is None:
            if len(self._texts) >= _MOST_TEXTS:
                self._texts.clear()
            metrics, font = (self.small_metrics, self.small_font) if is_small else (self.metrics, self.font)
            shortened = metrics.elidedText(one_line(text, most=_MOST), elide, width)
            laid_out = QStaticText(in_its_own_direction(shortened, direction))
            laid_out.setTextFormat(Qt.TextFormat.PlainText)
            option = QTextOption()
            option.setTextDirection(direction)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            laid_out.setTextOption(option)
            laid_out.prepare(QTransform(), font)
            self._texts[asked] = laid_out
        return laid_out
