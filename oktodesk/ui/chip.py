"""A filter as a rounded piece of text with its count."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

_PAD, _GAP, _HEIGHT = 10, 6, 28


class Chip(QAbstractButton):
    """Checkable text with a count beside it. State is shown by weight and frame, never by colour alone."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = ""
        self._alarming = False
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: str, *, alarming: bool) -> None:
        """Show ``count``; ``alarming`` ones are drawn stronger."""
        if (count, alarming) == (self._count, self._alarming):
            return
        self._count, self._alarming = count, alarming
        self.setAccessibleName(f"{self.text()} {count}")
        self.updateGeometry()
        self.update()

    @property
    def count(self) -> str:
        """What is shown beside the text."""
        return self._count

    def sizeHint(self) -> QSize:
        """As wide as the text in bold, so that choosing a filter moves nothing."""
        metrics = QFontMetrics(self._font(bold=True))
        width = metrics.horizontalAdvance(self.text()) + 2 * _PAD
        if self._count:
            width += _GAP + metrics.horizontalAdvance(self._count)
        return QSize(width, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw ground, text and count."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        self._paint_words(painter)

    def _paint_ground(self, painter: QPainter) -> None:
        accent = QColor(self.palette().color(QPalette.ColorRole.Highlight))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            ground = QColor(accent)
            ground.setAlphaF(0.16)
            painter.setBrush(ground)
            painter.setPen(accent)
        elif self.underMouse():
            ground = QColor(self.palette().color(QPalette.ColorRole.WindowText))
            ground.setAlphaF(0.07)
            painter.setBrush(ground)
        if self.hasFocus():
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawRoundedRect(frame, _HEIGHT / 2, _HEIGHT / 2)

    def _paint_words(self, painter: QPainter) -> None:
        """Text and count side by side, centred as one."""
        text_font = self._font(bold=self.isChecked())
        count_font = self._font(bold=self.isChecked() or self._alarming)
        text_width = QFontMetrics(text_font).horizontalAdvance(self.text())
        count_width = QFontMetrics(count_font).horizontalAdvance(self._count)
        together = text_width + (_GAP + count_width if self._count else 0)
        start = (self.width() - together) // 2
        text_at, count_at = start, start + text_width + _GAP
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            text_at, count_at = start + together - text_width, start
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.setFont(text_font)
        painter.drawText(QRect(text_at, 0, text_width + 1, self.height()), middle, self.text())
        if not self._alarming:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        painter.setFont(count_font)
        painter.drawText(QRect(count_at, 0, count_width + 1, self.height()), middle, self._count)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        return font
