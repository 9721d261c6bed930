"""A line to type into, as high as a button beside it."""

from PySide6.QtWidgets import QLineEdit, QWidget

_HEIGHT = 32


class Field(QLineEdit):
    """Leaves drops to the window, which is one large drop target."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAcceptDrops(False)
        self.setMinimumHeight(_HEIGHT)
