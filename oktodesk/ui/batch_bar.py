"""One batch alone on screen: which one, what can be done with all of it, and the way back."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from oktodesk.ui.elided import ElidedLabel


class BatchBar(QFrame):
    """Hidden while all batches are shown."""

    rename_pressed = Signal()
    copy_pressed = Signal()
    export_pressed = Signal()
    show_all_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_bar")
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.AlternateBase)
        self._text = ElidedLabel("", self)
        self.rename = QPushButton(self.tr("Rename…"), self)
        self.copy = QPushButton(self.tr("Copy media ids"), self)
        self.export = QPushButton(self.tr("Export…"), self)
        self.show_all = QPushButton(self.tr("Show all"), self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(8)
        layout.addWidget(self._text, 1)
        for button, pressed in (
            (self.rename, self.rename_pressed),
            (self.copy, self.copy_pressed),
            (self.export, self.export_pressed),
            (self.show_all, self.show_all_pressed),
        ):
            button.clicked.connect(pressed)
            layout.addWidget(button)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._text.text()

    def show_batch(self, name: str | None) -> None:
        """Say which batch is shown; None: all of them are."""
        self.setVisible(name is not None)
        if name is not None:
            self._text.setText(self.tr("Only the batch “{name}”").format(name=name))
