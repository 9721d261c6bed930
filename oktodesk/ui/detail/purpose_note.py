"""For which networks a link seems to be meant, as a guess that one click confirms and another takes back."""

import msgspec
from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oktodesk.media.networks import NETWORKS
from oktodesk.media.purpose import Basis
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.plain import PlainLabel

_FLUSH = "QToolButton { padding: 4px 4px 4px 0; }"
"""In line with the text above it."""


class Guessed(msgspec.Struct, frozen=True):
    """What was guessed, and from what."""

    networks: tuple[str, ...]
    basis: Basis


class PurposeNote(QWidget):
    """Hidden where nothing was guessed, or the person has said it."""

    meant_for_given = Signal(object)
    """Carries the networks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._guessed: Guessed | None = None
        self._text = PlainLabel("", self)
        self._text.setObjectName("purpose")
        self._text.setWordWrap(True)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.right = _button(self.tr("That is right"), "check", self)
        self.every = _button(self.tr("No, for all networks"), "close", self)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.right, self.every):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addLayout(buttons)
        self.right.clicked.connect(self._on_right)
        self.every.clicked.connect(self._on_every)
        self.hide()

    def show_guess(self, guessed: Guessed | None) -> None:
        """Show it."""
        self._guessed = guessed
        self.setVisible(guessed is not None)
        if guessed is None:
            return
        template = (
            self.tr("Guessed from the name: meant for {networks}.")
            if guessed.basis is Basis.NAME
            else self.tr("Guessed from the upright frame: meant for {networks}.")
        )
        self._text.setText(template.format(networks=", ".join(map(words.network, guessed.networks))))

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def _on_right(self) -> None:
        if self._guessed is not None:
            self.meant_for_given.emit(self._guessed.networks)

    def _on_every(self) -> None:
        if self._guessed is not None:
            self.meant_for_given.emit(NETWORKS)


def _button(text: str, icon: str, parent: QWidget) -> QuietButton:
    button = QuietButton(text, icon=icons.icon(icon, "secondary"), parent=parent)
    button.setIconSize(QSize(20, 14))
    button.setStyleSheet(_FLUSH)
    return button
