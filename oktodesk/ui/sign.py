"""An icon in a layout, painted in the colours of the moment."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Sign(QWidget):
    """Keeps its size, with or without an icon, so that nothing beside it moves."""

    def __init__(self, size_px: int = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size_px = size_px
        self._icon = QIcon()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, icon: QIcon | None) -> None:
        """Show an icon, or nothing."""
        self._icon = icon or QIcon()
        self.update()

    def sizeHint(self) -> QSize:
        """A square."""
        return QSize(self._size_px, self._size_px)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint it, pale where it is switched off."""
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._icon.paint(QPainter(self), self.rect(), mode=mode)
