"""The field that takes links: what is pasted into it is taken at once, what is typed on Return."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from oktodesk.ui.drops import Dropped, may_hold_links, read_mime
from oktodesk.ui.field import Field


class LinkField(Field):
    """Knows nothing of what becomes of the links."""

    links_given = Signal(object)
    """Carries a ``Dropped``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("link_field")
        self.setPlaceholderText(self.tr("Drop or paste links here"))
        self.setAccessibleName(self.tr("Links to check and add"))
        self.setClearButtonEnabled(True)
        self.returnPressed.connect(self._on_return)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a paste whole: a line edit alone would make one line of many links."""
        if event.matches(QKeySequence.StandardKey.Paste) and not self.text():
            self._take_clipboard()
            event.accept()
            return
        super().keyPressEvent(event)

    def give_back(self, text: str) -> None:
        """There was no link in what was typed: let it be mended, unless something else is being typed by now."""
        if not self.text():
            self.setText(text)
            self.selectAll()
            self.setFocus()

    def _take_clipboard(self) -> None:
        mime = QGuiApplication.clipboard().mimeData()
        if may_hold_links(mime):
            self.links_given.emit(read_mime(mime, pasted=True))

    def _on_return(self) -> None:
        text = self.text().strip()
        if text:
            self.clear()
            self.links_given.emit(Dropped(text=text, typed=True))
