"""The one dialog for what nobody foresaw: links are safe, details to copy, ways to go on."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPalette
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from oktodesk.system.unexpected import Happening
from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton, as_primary
from oktodesk.ui.clipboard import copy_text
from oktodesk.ui.dialogs import Sheet
from oktodesk.ui.fixed_font import fixed_width
from oktodesk.ui.plain import PlainLabel

_LARGEST = 3
"""Dialogs a run opens: somebody who closed that many knows."""


class CrashSheet(Sheet):
    """What happened, in words and for support. It is never opened twice; what follows is counted in it."""

    copy_pressed = Signal(str)
    folder_pressed = Signal()
    quit_pressed = Signal()

    def __init__(self, what: Happening, in_line: int, parent: QWidget | None) -> None:
        """``in_line``: how many confirmed links are still here."""
        super().__init__("", "", parent)
        self.setObjectName("crash_sheet")
        self.setWindowTitle(self.tr("Something unexpected happened"))
        self.setMinimumWidth(560)
        self._what = what
        self._times = 1
        self.text.setText(self.tr("oktodesk met an error that it was not prepared for."))
        font = self.text.font()
        font.setBold(True)
        self.text.setFont(font)
        self._add(self._safe_words(in_line))
        self._add(
            self.tr(
                "You can go on. If it happens again, copy the details and send them to your support:"
                " no key is in them, and of links only the host."
            ),
            quiet=True,
        )
        self.times = self._add("")
        self.times.hide()
        self.details = QPlainTextEdit(what.report, self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setFont(fixed_width(self.details.font()))
        self.details.setAccessibleName(self.tr("Details"))
        self.details.setMinimumHeight(180)
        self.column.addWidget(self.details)
        self._add_ways_on()

    def _safe_words(self, in_line: int) -> str:
        if in_line:
            return self.tr("%n unsent link(s) are safe: they are kept on this computer.", "", in_line)
        return self.tr("Nothing is lost: your links are kept on this computer.")

    def _add(self, text: str, *, quiet: bool = False) -> PlainLabel:
        label = PlainLabel(text, self)
        label.setWordWrap(True)
        if quiet:
            label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.column.addWidget(label)
        return label

    def _add_ways_on(self) -> None:
        copy = QuietButton(self.tr("Copy details"), icon=icons.icon("copy"), parent=self)
        folder = QPushButton(self.tr("Open the log folder"), self)
        leave = QPushButton(self.tr("Quit"), self)
        self.go_on = as_primary(QPushButton(self.tr("Continue"), self))
        self.go_on.setDefault(True)
        self.add_buttons(folder, leave, self.go_on, first=copy)
        copy.clicked.connect(self._on_copy)
        folder.clicked.connect(self.folder_pressed)
        leave.clicked.connect(self.quit_pressed)
        leave.clicked.connect(self.accept)
        self.go_on.clicked.connect(self.accept)
        self.go_on.setFocus()

    def count(self) -> None:
        """It happened once more, or something else did."""
        self._times += 1
        self.times.setText(self.tr("There were %n such errors until now.", "", self._times))
        self.times.show()

    def _on_copy(self) -> None:
        times = f"\n{self._times} times until now\n" if self._times > 1 else ""
        self.copy_pressed.emit(self._what.report + times)


class CrashDesk(QObject):
    """Decides what of all that happens becomes a dialog: one at a time, each thing once, few in all."""

    def __init__(
        self,
        window: QWidget,
        *,
        log_dir: Path,
        in_line: Callable[[], int],
        leave: Callable[[], None],
        is_leaving: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._log_dir = log_dir
        self._in_line = in_line
        self._leave = leave
        self._is_leaving = is_leaving
        self._told: set[str] = set()
        self.sheet: CrashSheet | None = None
        """The dialog that is open."""

    def show(self, what: Happening) -> None:
        """Tell it, or count it in the dialog that is open."""
        if self.sheet is not None:
            self.sheet.count()
        elif what.kind not in self._told and len(self._told) < _LARGEST and not self._is_leaving():
            self._open(what)

    def _open(self, what: Happening) -> None:
        self._told.add(what.kind)
        self.sheet = sheet = CrashSheet(what, self._in_line(), self._window)
        sheet.copy_pressed.connect(copy_text)
        sheet.folder_pressed.connect(self._on_folder)
        sheet.quit_pressed.connect(self._on_quit)
        sheet.finished.connect(self._on_finished)
        sheet.open()

    def _on_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._log_dir)))

    def _on_quit(self) -> None:
        self._leave()

    def _on_finished(self) -> None:
        self.sheet = None
