"""The few small dialogs. All are opened with ``open()``: nothing behind them stops."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from oktodesk.media.report import Reject
from oktodesk.ui import icons, words
from oktodesk.ui.buttons import QuietButton, as_primary
from oktodesk.ui.drops import Dropped
from oktodesk.ui.field import Field
from oktodesk.ui.fitting_dialog import FittingDialog
from oktodesk.ui.link_check import trouble_with
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.row_actions import Action
from oktodesk.ui.visible import visible
from oktodesk.uploads.rows import Row

_MOST_SHOWN = 500
"""Characters of one thing that held no link; Qt takes a minute to lay out a line of a megabyte."""


class Sheet(FittingDialog):
    """Title, words, content, buttons; goes away for good when closed."""

    def __init__(self, title: str, text: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(480)
        self.text = PlainLabel(text, self)
        self.text.setWordWrap(True)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 24, 24, 16)
        self.column.setSpacing(12)
        self.column.addWidget(self.text)

    def add_buttons(self, *buttons: QPushButton, first: QWidget | None = None) -> None:
        """The last row; ``first`` stands apart at the start."""
        row = QHBoxLayout()
        row.setSpacing(8)
        if first is not None:
            row.addWidget(first)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.column.addSpacing(4)
        self.column.addLayout(row)


class LinkSheet(Sheet):
    """Asks for another link for one row."""

    link_given = Signal(object, int, str)
    """Carries the ``Action`` it is for, the row's key and what was typed."""

    def __init__(self, action: Action, row: Row, parent: QWidget | None) -> None:
        super().__init__("", "", parent)
        self._action, self._key = action, row.key
        again = action is Action.RETRY_WITH
        self.setWindowTitle(self.tr("Try again with another link") if again else self.tr("Change the link"))
        self.text.setText(self.tr("Another link for {name}:").format(name=row.shown_name))
        self.field = Field(row.pasted or row.source, self)
        self.field.setObjectName("new_link")
        self.field.setAccessibleName(self.tr("New link"))
        self.field.selectAll()
        self.column.addWidget(self.field)
        self.trouble = PlainLabel("", self)
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.column.addWidget(self.trouble)
        cancel = QPushButton(self.tr("Cancel"), self)
        self.go = as_primary(QPushButton(self.tr("Use this link"), self))
        self.go.setDefault(True)
        self.add_buttons(cancel, self.go)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        link = self.field.text().strip()
        if trouble := trouble_with(link):  # said here: what was typed stays to be mended
            self.trouble.setText(trouble)
            self.trouble.show()
            self.field.setFocus()
            return
        self.link_given.emit(self._action, self._key, link)
        self.accept()


class AddSheet(Sheet):
    """Takes several typed or pasted links, or a list from a file."""

    links_given = Signal(object)
    """Carries a ``Dropped``."""

    def __init__(self, parent: QWidget | None, *, text: str = "") -> None:
        super().__init__("", "", parent)
        self.setWindowTitle(self.tr("Add links"))
        self.text.setText(self.tr("One link a line, text with links in it, or cells of a spreadsheet."))
        self.field = QPlainTextEdit(text, self)
        self.field.setObjectName("many_links")
        self.field.setAccessibleName(self.tr("Links"))
        self.field.setTabChangesFocus(True)
        self.field.setMinimumHeight(160)
        self.column.addWidget(self.field)
        choose = QPushButton(self.tr("Choose a list…"), self)
        cancel = QPushButton(self.tr("Cancel"), self)
        self.go = as_primary(QPushButton(self.tr("Check these links"), self))
        self.add_buttons(cancel, self.go, first=choose)
        choose.clicked.connect(self._on_choose)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)

    def _on_go(self) -> None:
        text = self.field.toPlainText()
        if text.strip():
            self.links_given.emit(Dropped(text=text, typed=True))
            self.accept()

    def _on_choose(self) -> None:
        chooser = QFileDialog(self, self.tr("Choose a list of links"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.setNameFilters([self.tr("Lists of links (*.txt *.csv *.tsv)"), self.tr("All files (*)")])
        chooser.filesSelected.connect(self._on_chosen)
        chooser.open()

    def _on_chosen(self, names: list[str]) -> None:
        self.links_given.emit(Dropped.of_files(names))
        self.accept()


class RejectsSheet(Sheet):
    """Lists what held no link, with file and line."""

    copy_pressed = Signal(str)

    def __init__(self, rejects: Sequence[Reject], parent: QWidget | None) -> None:
        super().__init__("", "", parent)
        self.setWindowTitle(self.tr("What held no link"))
        count = len(rejects)
        self.text.setText(self.tr("%n of what you gave could not be used:", "", count))
        self._lines = [self._line(each) for each in rejects]
        shown = (visible(line, most=_MOST_SHOWN) for line in self._lines)
        self.list = QPlainTextEdit("\n".join(shown), self)
        self.list.setReadOnly(True)
        self.list.setMinimumHeight(160)
        self.column.addWidget(self.list)
        copy = QuietButton(self.tr("Copy"), icon=icons.icon("copy"), parent=self)
        close = QPushButton(self.tr("Close"), self)
        close.setDefault(True)
        self.add_buttons(close, first=copy)
        copy.clicked.connect(self._on_copy)
        close.clicked.connect(self.accept)

    def _line(self, reject: Reject) -> str:
        told = words.sentence(reject.problem)
        where = reject.origin
        if reject.line:
            where = self.tr("{file}, line {line}").format(file=where, line=reject.line).lstrip(", ")
        shown = f"{told.title}: {reject.text}" if reject.text and reject.text not in told.title else told.title
        line = f"{where}: {shown}" if where and reject.origin not in told.title else shown
        return line if reject.line or not told.advice else f"{line}\n    {told.advice}"

    def _on_copy(self) -> None:
        self.copy_pressed.emit("\n".join(self._lines))


class LeaveSheet(Sheet):
    """Asks once whether to close while links are still here."""

    leave_pressed = Signal()

    def __init__(self, in_line: int, parent: QWidget | None, *, held: bool = False, paused: bool = False) -> None:
        """``held``: some of them are held back; ``paused``: all are, which goes on at the next start."""
        super().__init__("", "", parent)
        self.setWindowTitle(self.tr("Close oktodesk?"))
        self.text.setText(self.tr("%n link(s) are still here and not with Oktopost yet.", "", in_line))
        font = self.text.font()
        font.setBold(True)
        self.text.setFont(font)
        if paused:
            kept = self.tr("Nothing is lost: what is here is kept. Sending stays paused until you resume it.")
        elif held:
            kept = self.tr(
                "Nothing is lost: what you hold back waits until you let it go on, the rest is sent when oktodesk "
                "is open again."
            )
        else:
            kept = self.tr("Nothing is lost: what is here is kept, and sent when oktodesk is open again.")
        self.more = more = PlainLabel(kept, self)
        more.setWordWrap(True)
        more.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column.addWidget(more)
        self.leave = leave = QPushButton(self.tr("Close anyway"), self)
        leave.setObjectName("leave_anyway")
        stay = as_primary(QPushButton(self.tr("Keep it open"), self))
        stay.setDefault(True)
        self.add_buttons(leave, stay)
        stay.clicked.connect(self.reject)
        leave.clicked.connect(self.leave_pressed)
        leave.clicked.connect(self.accept)


class ForgetSheet(Sheet):
    """Asks whether to remove an account from this computer."""

    forget_pressed = Signal(str)

    def __init__(self, identity: str, name: str, parent: QWidget | None) -> None:
        super().__init__("", "", parent)
        self._identity = identity
        self.setWindowTitle(self.tr("Remove an account"))
        self.text.setText(
            self.tr("Remove {name} and its key from this computer? Nothing changes in Oktopost.").format(name=name)
        )
        self.forget = forget = QPushButton(self.tr("Remove"), self)
        keep = as_primary(QPushButton(self.tr("Keep it"), self))
        keep.setDefault(True)
        self.add_buttons(forget, keep)
        keep.clicked.connect(self.reject)
        forget.clicked.connect(self._on_forget)

    def _on_forget(self) -> None:
        self.forget_pressed.emit(self._identity)
        self.accept()
