"""The bottom line: whether the computer can be closed, and whose key is in use."""

from enum import StrEnum

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from oktodesk.ui import icons
from oktodesk.ui.elided import ElidedLabel
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.sign import Sign


class Leave(StrEnum):
    """Whether the person may go; each has its own sign beside the words."""

    YES = "yes"
    NOT_YET = "not_yet"
    UNKNOWN = "unknown"


class StatusWords(msgspec.Struct, frozen=True):
    """What the bottom line says."""

    leave: Leave
    sentence: str
    account: str
    progress: str = ""
    """What goes on in the background, such as reading the account."""


class StatusLine(QWidget):
    """Sign and sentence at the start, background work and account at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = Sign(16, self)
        self._sentence = ElidedLabel("", self)
        self._sentence.setObjectName("status_sentence")
        self._sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._progress = ElidedLabel("", self)
        self._progress.setAlignment(Qt.AlignmentFlag.AlignTrailing)
        self._account = PlainLabel("", self)
        self._account.setObjectName("status_account")
        for quiet in (self._progress, self._account):
            quiet.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._sign)
        layout.addWidget(self._sentence)
        layout.addWidget(self._progress, 1)  # gets what the sentence leaves
        layout.addSpacing(8)
        layout.addWidget(self._account)
        self._shown: StatusWords | None = None

    @property
    def sentence(self) -> str:
        """What is said at the start."""
        return self._sentence.text()

    @property
    def may_leave(self) -> bool:
        """Whether it says that the computer can be closed."""
        return self._shown is not None and self._shown.leave is Leave.YES

    @property
    def is_waiting(self) -> bool:
        """Whether it says that links are still here."""
        return self._shown is not None and self._shown.leave is Leave.NOT_YET

    def show_status(self, status: StatusWords) -> None:
        """Show it; does nothing where it says the same already."""
        if status == self._shown:
            return
        self._shown = status
        self._sign.show_icon(_sign(status.leave) if status.sentence else QIcon())
        self._sentence.setText(status.sentence)
        self._progress.setText(status.progress)
        self._account.setText(status.account)


def _sign(leave: Leave) -> QIcon:
    match leave:
        case Leave.YES:
            return icons.icon("check", "good")
        case Leave.NOT_YET:
            return icons.icon("hourglass", "warning")
        case Leave.UNKNOWN:
            return icons.icon("info", "secondary")
