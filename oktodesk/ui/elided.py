"""One line of text that shortens itself to the room there is."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oktodesk.ui.plain import PlainLabel, plain_tip
from oktodesk.ui.visible import one_line


class ElidedLabel(PlainLabel):
    """Never asks for more width than it gets; the whole text is in the tooltip and for screen readers."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        self._mode = mode
        super().__init__(text, parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Set the whole text."""
        super().setText(one_line(text))
        self.setToolTip(plain_tip(text))
        self.setAccessibleName(self.text())

    def set_mode(self, mode: Qt.TextElideMode) -> None:
        """Which part of the text may go."""
        self._mode = mode
        self.update()

    def minimumSizeHint(self) -> QSize:
        """One line high, any width."""
        return QSize(0, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """One line high."""
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw as much as fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), self._mode, self.width())
        painter.drawText(self.rect(), self.alignment() | Qt.AlignmentFlag.AlignVCenter, shown)
