"""A dialog that is always high enough for what it says."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog


class FittingDialog(QDialog):
    """Qt guesses a window's height before it wraps the text, and never grows a window that is open already."""

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with exactly the height that is needed."""
        super().showEvent(event)
        self.resize(self.width(), self._needed_height())

    def event(self, event: QEvent) -> bool:
        """Grow with what is said; never shrink under somebody's pointer."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest and self.isVisible():
            self.resize(self.width(), max(self.height(), self._needed_height()))
        return done

    def _needed_height(self) -> int:
        layout = self.layout()
        if layout is None:
            return self.height()
        layout.activate()
        wrapped = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else 0
        return max(wrapped, layout.totalMinimumSize().height())
