"""Rows into a file that the person names: a workbook or a list for a spreadsheet, or JSON for a program."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from oktodesk.system.tasks import TaskScope
from oktodesk.ui.notices import Notice, Notices
from oktodesk.uploads.export import Format, export
from oktodesk.uploads.rows import Query
from oktodesk.uploads.store import Store

NOTICE_ID = "exported"
_translate = QCoreApplication.translate


class Exporting(QObject):
    """Asks where to, writes, and says how many rows are there now."""

    def __init__(self, window: QWidget, *, store: Store, scope: TaskScope, notices: Notices) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._scope = scope
        self._notices = notices
        self._query = Query()
        self._kind = Format.XLSX
        """What was chosen last."""

    def ask(self, query: Query) -> None:
        """Ask for a file name; what ``query`` shows when it is given is what is written."""
        self._query = query
        chooser = QFileDialog(self._window, self.tr("Export"))
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setFileMode(QFileDialog.FileMode.AnyFile)
        filters = {
            Format.XLSX: self.tr("Excel workbook (*.xlsx)"),
            Format.CSV: self.tr("List for spreadsheets (*.csv)"),
            Format.JSON: self.tr("JSON (*.json)"),
        }
        chooser.setNameFilters(list(filters.values()))
        chooser.selectNameFilter(filters[self._kind])
        chooser.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        chooser.setDefaultSuffix(self._kind.value)
        chooser.selectFile(f"oktodesk.{self._kind.value}")
        chooser.filterSelected.connect(self._on_filter)
        chooser.fileSelected.connect(self._on_file)
        chooser.open()

    def _on_filter(self, name_filter: str) -> None:
        chooser = self.sender()
        if isinstance(chooser, QFileDialog):
            self._kind = next(kind for kind in Format if f"*.{kind.value})" in name_filter)
            chooser.setDefaultSuffix(self._kind.value)
            for name in chooser.selectedFiles()[:1]:  # the ending says which kind is written
                chooser.selectFile(Path(name).with_suffix(f".{self._kind.value}").name)

    def _on_file(self, name: str) -> None:
        self._scope.start(self.write(Path(name), self._query), name="export")

    async def write(self, path: Path, query: Query) -> None:
        """Write the file; its ending says which kind, else what was chosen last. Raises ``LocalTrouble``."""
        endings = {f".{kind.value}": kind for kind in Format}
        self._kind = endings.get(path.suffix.casefold(), self._kind)
        delimiter = list_separator(QLocale())
        count = await export(self._store, path, query=query, kind=self._kind, delimiter=delimiter)
        self._notices.tell(
            Notice(
                id=NOTICE_ID,
                title=_translate("Exporting", "%n row(s) exported", "", count),
                advice=str(path),
            )
        )


def list_separator(locale: QLocale) -> str:
    """What spreadsheets split a line at: a semicolon where the comma is the decimal sign."""
    return ";" if locale.decimalPoint() == "," else ","
