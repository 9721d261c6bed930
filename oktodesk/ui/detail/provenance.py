"""What became of a link before it is sent: taken out of a wrapper, made direct; one click undoes it."""

import msgspec
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oktodesk.media.report import MADE, Link
from oktodesk.problems import Finding
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.plain import PlainLabel
from oktodesk.uploads.rows import NEW_STATES, Row, State

_translate = QCoreApplication.translate

_FLUSH = "QToolButton { padding: 4px 4px 4px 0; }"
"""In line with the text above it."""
_EDITABLE = NEW_STATES | {State.REFUSED}


class Provenance(msgspec.Struct, frozen=True):
    """What the panel says about it."""

    text: str = ""
    unwrapped: str = ""
    """The address inside a wrapper, where it is neither what was pasted nor what is sent."""
    is_made: bool = False
    """Whether something else is sent than what was pasted."""
    can_change: bool = False
    """Whether it can be undone, or done again."""
    is_wrapped: bool = False
    """Taken back from a wrapper; else from a direct form."""


def provenance_of(row: Row) -> Provenance:
    """What was made of a row's link, or could be."""
    if not row.pasted:
        return Provenance()
    if row.source == row.pasted:
        return _taken_back(row)
    from oktodesk.media.intake import plain_form  # noqa: PLC0415 - the engine: after the first paint

    inner = plain_form(row.pasted)
    told = (f"{words.title(finding)}." for finding in _findings(row))
    return Provenance(
        text=" ".join(told),
        unwrapped=inner if inner not in (row.pasted, row.source) else "",
        is_made=True,
        can_change=row.state in _EDITABLE,
    )


def _taken_back(row: Row) -> Provenance:
    from oktodesk.media.about_address import kept_as_pasted  # noqa: PLC0415 - the engine: after the first paint
    from oktodesk.media.intake import plain_form  # noqa: PLC0415

    found = row.report.send_source if row.report is not None else ""
    if row.state not in _EDITABLE or not (kept_as_pasted(Link(row.source, row.pasted)) or found):
        return Provenance()
    return Provenance(
        _translate("Detail", "It is sent as you pasted it."),
        can_change=True,
        is_wrapped=bool(found) or plain_form(row.pasted) != row.pasted,
    )


def _findings(row: Row) -> tuple[Finding, ...]:
    from oktodesk.media.about_address import about_making  # noqa: PLC0415 - the engine: after the first paint

    by_address = tuple(about_making(Link(row.source, row.pasted)))
    if by_address or row.report is None:
        return by_address
    return tuple(finding for finding in row.report.findings if finding.id in MADE)


class ProvenanceNote(QWidget):
    """Says it beneath the links, with the button that changes it."""

    as_pasted_pressed = Signal()
    as_made_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_made = False
        self._text = PlainLabel("", self)
        self._text.setObjectName("provenance")
        self._text.setWordWrap(True)
        self._text.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.button = QuietButton(" ", icon=icons.icon("undo", "secondary"), parent=self)
        self.button.setStyleSheet(_FLUSH)
        self.button.setIconSize(QSize(22, 16))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._text)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        self.button.clicked.connect(self._on_clicked)
        self.hide()

    def show_provenance(self, shown: Provenance) -> None:
        """Show it; hidden where nothing was made of a link."""
        self._is_made = shown.is_made
        self._text.setText(shown.text)
        self._text.setVisible(bool(shown.text))
        self.button.setText(self._change_text(shown))
        self.button.setVisible(shown.can_change)
        self.setVisible(bool(shown.text) or shown.can_change)

    def _change_text(self, shown: Provenance) -> str:
        if shown.is_made:
            return self.tr("Send it as pasted")
        return self.tr("Use the link inside") if shown.is_wrapped else self.tr("Use the direct link")

    @property
    def text(self) -> str:
        """What is said."""
        return self._text.text()

    def _on_clicked(self) -> None:
        (self.as_pasted_pressed if self._is_made else self.as_made_pressed).emit()
