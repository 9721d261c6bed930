"""A check box whose frame can be seen on dark grounds."""

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QCheckBox, QStyleOptionButton


class TickBox(QCheckBox):
    """Fusion draws the frame a shade darker than the window, which is black on black in the dark scheme (6.11)."""

    def initStyleOption(self, option: QStyleOptionButton) -> None:
        """The frame gets the colour that all other frames have."""
        super().initStyleOption(option)
        palette = QPalette(option.palette)
        palette.setColor(QPalette.ColorRole.Window, palette.color(QPalette.ColorRole.Dark).lighter(_SHADE))
        option.palette = palette


_SHADE = 140
"""Per cent: what Fusion darkens by."""
