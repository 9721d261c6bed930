"""A filter as a rounded piece of text with its count."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

_PAD, _SHORT_PAD, _GAP, _HEIGHT = 10, 6, 6, 28


class Chip(QAbstractButton):
    """Checkable text with a count beside it. State is shown by weight and frame, never by colour alone."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = ""
        self._alarming = False
        self._is_short = False
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
        self._tell_count()
        self.updateGeometry()
        self.update()

    def shorten(self, *, short: bool) -> None:
        """Leave the count out, for there is no room; an alarming one stays."""
        if short != self._is_short:
            self._is_short = short
            self._tell_count()
            self.updateGeometry()
            self.update()

    def _tell_count(self) -> None:
        self.setToolTip("" if self.shown_count == self._count else f"{self.text()} {self._count}")

    @property
    def shown_count(self) -> str:
        """The count as far as it is drawn."""
        return "" if self._is_short and not self._alarming else self._count

    @property
    def count(self) -> str:
        """What is shown beside the text."""
        return self._count

    def sizeHint(self) -> QSize:
        """As wide as the text in bold, so that choosing a filter moves nothing."""
        return QSize(self._width_for(self.shown_count, _SHORT_PAD if self._is_short else _PAD), _HEIGHT)

    @property
    def full_width(self) -> int:
        """How wide it wants to be where there is room."""
        return self._width_for(self._count, _PAD)

    def _width_for(self, count: str, pad: int) -> int:
        metrics = QFontMetrics(self._font(bold=True))
        width = metrics.horizontalAdvance(self.text()) + 2 * pad
        return width + _GAP + metrics.horizontalAdvance(count) if count else width

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
        count_width = QFontMetrics(count_font).horizontalAdvance(self.shown_count)
        together = text_width + (_GAP + count_width if self.shown_count else 0)
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
        painter.drawText(QRect(count_at, 0, count_width + 1, self.height()), middle, self.shown_count)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setBold(bold)
        return font
