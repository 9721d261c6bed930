"""About oktodesk: which version this is, what a support desk wants to know, and whose work is in it."""

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from oktodesk import __version__
from oktodesk.system.resources import resource
from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.dialogs import Sheet
from oktodesk.ui.fixed_font import fixed_width
from oktodesk.ui.plain import PlainLabel


class Licence(msgspec.Struct, frozen=True):
    """One part that oktodesk is made of, as ``packaging/licences.py`` lists it."""

    name: str
    version: str
    licence: str
    text: str


def licences() -> list[Licence]:
    """All parts, Python first, then by name."""
    return msgspec.json.decode(resource("licences.json").read_bytes(), type=list[Licence])


class AboutSheet(Sheet):
    """The diagnostics first; the licences take their place when they are chosen."""

    copy_pressed = Signal(str)

    def __init__(self, diagnosis: str, parent: QWidget | None) -> None:
        super().__init__("", "", parent)
        self.setObjectName("about_sheet")
        self.setWindowTitle(self.tr("About oktodesk"))
        self.setMinimumWidth(680)
        self._diagnosis = diagnosis
        self._licences: list[Licence] = []
        self.text.setText(self.tr("oktodesk {version}, under the MIT licence").format(version=__version__))
        font = self.text.font()
        font.setBold(True)
        self.text.setFont(font)
        self._hint = PlainLabel(self.tr("For your support: no key is in it, and of links only the host."), self)
        self._hint.setWordWrap(True)
        self.column.addWidget(self._hint)
        self.parts = QComboBox(self)
        self.parts.setAccessibleName(self.tr("Parts of oktodesk"))
        self.parts.hide()
        self.column.addWidget(self.parts)
        self.shown = QPlainTextEdit(diagnosis, self)
        self.shown.setReadOnly(True)
        self.shown.setTabChangesFocus(True)
        self.shown.setFont(fixed_width(self.shown.font()))
        self.shown.setAccessibleName(self.tr("Details"))
        self.shown.setMinimumHeight(280)
        self.column.addWidget(self.shown)
        self._add_buttons()

    def _add_buttons(self) -> None:
        copy = QuietButton(self.tr("Copy for support"), icon=icons.icon("copy"), parent=self)
        self.more = QPushButton(self.tr("Licences"), self)
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(True)
        self.add_buttons(self.more, close, first=copy)
        copy.clicked.connect(self._on_copy)
        self.more.clicked.connect(self.show_licences)
        close.clicked.connect(self.accept)
        close.setFocus()

    def show_licences(self) -> None:
        """Show whose work is in it, one part at a time."""
        self._licences = licences()
        self._hint.setText(self.tr("oktodesk is made with the work of others. Thank you!"))
        for each in self._licences:
            self.parts.addItem(f"{each.name} {each.version}".strip() + f" · {each.licence}")
        self.parts.currentIndexChanged.connect(self._on_part)
        self.more.hide()
        self.parts.show()
        self.parts.setFocus()
        self._on_part(0)

    def _on_part(self, number: int) -> None:
        self.shown.setPlainText(self._licences[number].text)

    def _on_copy(self) -> None:
        self.copy_pressed.emit(self._diagnosis)
