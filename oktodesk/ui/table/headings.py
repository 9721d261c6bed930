"""Paints the headings between the rows, across all columns."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from oktodesk.ui import words
from oktodesk.ui.table.look import Look, in_its_own_direction
from oktodesk.ui.table.order import Heading
from oktodesk.ui.theme import GRID, MARGIN


def paint_heading(
    painter: QPainter, rect: QRect, heading: Heading, look: Look, direction: Qt.LayoutDirection, *, now: float
) -> None:
    """Title and count, low in the row, so that they belong to what follows."""
    painter.fillRect(rect, QColor(look.colours.base))
    painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.line)
    font = QFont(look.small_font)
    font.setBold(True)
    font.setCapitalization(QFont.Capitalization.AllUppercase)
    title = in_its_own_direction(words.section_heading(heading.id, now=now), direction)
    advance = QFontMetrics(font).horizontalAdvance(title)
    line = rect.adjusted(MARGIN, rect.height() - 4 * GRID, -MARGIN, -1)
    alignment = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
    painter.setFont(font)
    painter.setPen(look.text)
    painter.drawText(line, alignment, title)
    painter.setFont(look.small_font)
    painter.setPen(look.secondary)
    after = QStyle.visualRect(direction, line, line.adjusted(advance + GRID, 0, 0, 0))
    painter.drawText(after, alignment, words.number(heading.count))
