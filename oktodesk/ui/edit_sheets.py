"""The dialogs that change links and batches: names, types, what they are meant for, a batch's name."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QPushButton, QWidget

from oktodesk.media.networks import NETWORKS
from oktodesk.ui import words
from oktodesk.ui.buttons import as_primary
from oktodesk.ui.detail.verdicts import guess_of, is_meant_for_all
from oktodesk.ui.dialogs import Sheet
from oktodesk.ui.field import Field
from oktodesk.ui.network_choice import NetworkChoice
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.titles import title_of
from oktodesk.uploads.rows import Batch, Row

_TYPES = ("video/mp4", "image/png", "image/jpeg", "image/gif")
"""What Oktopost documents as taken."""
_BATCH_NAME = 255
"""Characters of a batch's name; Qt takes seconds for the 32,767 of some scripts that a field takes by itself."""


class _EditSheet(Sheet):
    """Cancel and one button that goes on."""

    def __init__(self, title: str, text: str, go: str, parent: QWidget | None) -> None:
        super().__init__(title, text, parent)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self.go = as_primary(QPushButton(go, self))
        self.go.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)

    def lay_out(self, *content: QWidget) -> None:
        """Put the content in front of the buttons."""
        for widget in content:
            self.column.addWidget(widget)
        self.add_buttons(self._cancel, self.go)
        content[0].setFocus()

    def _on_go(self) -> None:
        """Announce what was entered, then ``accept``."""


class NamesSheet(_EditSheet):
    """Many names at once: a column that can be pasted from a spreadsheet."""

    names_given = Signal(object)
    """Carries the changed names by key."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None) -> None:
        super().__init__("", "", "", parent)
        titles = [shown_title(row) for row in rows]
        self.setWindowTitle(self.tr("Change the names"))
        self.text.setText(self.tr("%n name(s), one a line, in the order of the list:", "", len(rows)))
        self.go.setText(self.tr("Change the names"))
        self.field = QPlainTextEdit("\n".join(titles), self)
        self.field.setObjectName("many_names")
        self.field.setAccessibleName(self.tr("Names"))
        self.field.setTabChangesFocus(True)
        self.field.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.field.setMinimumHeight(200)
        # As the field gives them back, or hard blanks would make new names of names that nobody touched.
        self._before = dict(zip((row.key for row in rows), self._lines(), strict=False))
        self._count = PlainLabel("", self)
        self._count.setWordWrap(True)
        self.field.textChanged.connect(self._on_edited)
        self.lay_out(self.field, self._count)
        self._on_edited()

    def _lines(self) -> list[str]:
        return [line.strip() for line in self.field.toPlainText().rstrip("\n").split("\n")]

    def _on_edited(self) -> None:
        lines = len(self._lines())
        fits = lines == len(self._before)
        self.go.setEnabled(fits)
        self._count.setVisible(not fits)
        template = self.tr("There are {lines} lines for {links} links: each needs a line of its own.")
        self._count.setText(
            template.format(lines=words.number(lines), links=words.number(len(self._before))),
        )

    def _on_go(self) -> None:
        names = dict(zip(self._before, self._lines(), strict=True))
        self.names_given.emit({key: name for key, name in names.items() if name and name != self._before[key]})
        self.accept()


class TypeSheet(_EditSheet):
    """Says what a link holds, where Oktopost could not tell by itself."""

    type_given = Signal(object, str)
    """Carries the rows' keys and the type; empty: Oktopost finds out."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None) -> None:
        super().__init__("", "", "", parent)
        self._keys = tuple(row.key for row in rows)
        self.setWindowTitle(self.tr("Change the type"))
        self.text.setText(self.tr("What %n link(s) hold(s), as Oktopost is told:", "", len(rows)))
        self.go.setText(self.tr("Use this type"))
        self.choice = QComboBox(self)
        self.choice.setObjectName("file_type")
        self.choice.setAccessibleName(self.tr("Type"))
        self.choice.addItem(self.tr("Found out by itself"), "")
        for mime_type in _TYPES:
            self.choice.addItem(words.file_type(mime_type), mime_type)
        told = {row.mime_type for row in rows}
        self.choice.setCurrentIndex(max(0, self.choice.findData(told.pop())) if len(told) == 1 else 0)
        self.lay_out(self.choice)

    def _on_go(self) -> None:
        self.type_given.emit(self._keys, str(self.choice.currentData()))
        self.accept()


class MeantForSheet(_EditSheet):
    """Says for which networks links are meant; the others never count as a problem."""

    networks_given = Signal(object, object)
    """Carries the rows' keys and API keys of networks; all of them: wherever the team posts."""

    def __init__(self, rows: Sequence[Row], parent: QWidget | None, *, team: Sequence[str] = ()) -> None:
        """``team``: the networks the team uses; empty: all."""
        super().__init__("", "", "", parent)
        self._keys = tuple(row.key for row in rows)
        self.setObjectName("meant_for_sheet")
        self.setWindowTitle(self.tr("Meant for"))
        self.text.setText(self.tr("%n link(s) meant for:", "", len(rows)))
        self.go.setText(self.tr("Save"))
        self.choice = NetworkChoice(self)
        told = {_ticked_for(row, team) for row in rows}
        self.choice.choose(told.pop() if len(told) == 1 else ())
        none = self.tr("Nothing ticked: wherever your team posts.")
        differ = self.tr("They are meant for different networks now.")
        self.note = PlainLabel(none if not told else f"{differ} {none}", self)
        self.note.setWordWrap(True)
        self.note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.lay_out(self.choice, self.note)

    def _on_go(self) -> None:
        self.networks_given.emit(self._keys, self.choice.chosen or NETWORKS)
        self.accept()


class BatchSheet(_EditSheet):
    """Gives a batch another name."""

    name_given = Signal(int, str)

    def __init__(self, batch: Batch, parent: QWidget | None) -> None:
        super().__init__("", "", "", parent)
        self._batch = batch
        self.setWindowTitle(self.tr("Rename the batch"))
        self.text.setText(self.tr("A name that you will know again:"))
        self.go.setText(self.tr("Rename"))
        self.field = Field("", self)
        self.field.setMaxLength(_BATCH_NAME)
        self.field.setText(batch.name)
        self.field.setObjectName("batch_name")
        self.field.setAccessibleName(self.tr("Name of the batch"))
        self.field.selectAll()
        self.lay_out(self.field)

    def _on_go(self) -> None:
        name = self.field.text().strip()
        if name:
            self.name_given.emit(self._batch.id, name)
            self.accept()


def _ticked_for(row: Row, team: Sequence[str]) -> tuple[str, ...]:
    """What the panel shows as wanted, a guess too; none: wherever the team posts."""
    guessed = guess_of(row, team)
    if guessed is not None:
        return guessed.networks
    return () if is_meant_for_all(row.meant_for) else row.meant_for


def shown_title(row: Row) -> str:
    """The name as the list shows it."""
    return title_of(row)
