"""A field for the link that is to take the place of one that can't be sent: right where the trouble is told."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from oktodesk.ui.field import Field
from oktodesk.ui.link_check import trouble_with
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.row_actions import Action


class LinkMending(QWidget):
    """Shown for rows that another link helps; keeps what is being typed while their values change."""

    link_given = Signal(object, str)
    """Carries the ``Action`` it is for and the link."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Action | None = None
        self.field = _NewLinkField(self)
        self.go = QPushButton(self.tr("Use it"), self)
        self.go.setEnabled(False)
        self._trouble = PlainLabel("", self)
        self._trouble.setObjectName("mending_trouble")
        self._trouble.setWordWrap(True)
        self._trouble.hide()
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.field, 1)
        line.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self._trouble)
        self.field.returnPressed.connect(self._on_go)
        self.field.textChanged.connect(self._on_typed)
        self.go.clicked.connect(self._on_go)
        self.hide()

    def show_for(self, action: Action | None) -> None:
        """Show the field for what ``action`` does with a link; None: no other link is asked for."""
        self._action = action
        self.setVisible(action is not None)
        again = action is Action.RETRY_WITH
        self.field.setToolTip(
            self.tr("It is tried again with this link; name and batch stay")
            if again
            else self.tr("It is checked in place of the old one; the name stays")
        )

    def leave(self) -> None:
        """Another row is shown: what is being typed was for the last one."""
        self.field.clear()

    @property
    def trouble(self) -> str:
        """What is said about the text in the field."""
        return self._trouble.text()

    def _on_typed(self, text: str) -> None:
        self._trouble.hide()
        self._trouble.clear()
        self.go.setEnabled(bool(text.strip()))

    def _on_go(self) -> None:
        link = self.field.text().strip()
        if self._action is None or not link:
            return
        if trouble := trouble_with(link):
            self._trouble.setText(trouble)
            self._trouble.show()
            self.field.setFocus()
            return
        self.field.clear()
        self.link_given.emit(self._action, link)


class _NewLinkField(Field):
    """Escape gives up what is typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setObjectName("mending_link")
        self.setPlaceholderText(self.tr("Paste the new link here"))
        self.setAccessibleName(self.tr("New link"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)
