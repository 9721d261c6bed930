"""Where rows go when they are exported: the ending says which kind of file it is."""

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.system.tasks import TaskScope
from oktodesk.ui.exporting import Exporting, list_separator
from oktodesk.ui.notices import Notices
from oktodesk.uploads.rows import Query
from oktodesk.uploads.store import Store
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


@pytest.mark.parametrize(("locale", "separator"), [("en_GB", ","), ("de_DE", ";"), ("fr_FR", ";")])
def test_lines_are_split_as_the_system_s_spreadsheets_do(locale: str, separator: str) -> None:
    assert list_separator(QLocale(locale)) == separator


def test_another_kind_of_file_is_another_ending(qtbot: QtBot, tmp_path: Path) -> None:
    async def scene() -> None:
        window = QWidget()
        qtbot.addWidget(window)
        store = await Store.open(tmp_path / "account", clock=FakeClock())
        scope, notices = TaskScope("test", lambda _name, _error: None), Notices()
        exporting = Exporting(window, store=store, scope=scope, notices=notices)
        exporting.ask(Query())
        chooser = window.findChild(QFileDialog)
        assert chooser is not None
        assert Path(chooser.selectedFiles()[0]).name == "oktodesk.xlsx"
        assert [each.rpartition("*.")[2] for each in chooser.nameFilters()] == ["xlsx)", "csv)", "json)"]
        chooser.filterSelected.emit(chooser.nameFilters()[2])
        assert Path(chooser.selectedFiles()[0]).name == "oktodesk.json"
        chooser.filterSelected.emit(chooser.nameFilters()[1])
        assert Path(chooser.selectedFiles()[0]).name == "oktodesk.csv"
        chooser.reject()
        await exporting.write(tmp_path / "Q3.2026", Query())  # no ending that is known: what was chosen last
        await exporting.write(tmp_path / "none.XLSX", Query())
        await exporting.write(tmp_path / "none.json", Query())
        assert {notice.id for notice in notices.shown} == {"exported"}
        exporting.ask(Query())
        again = window.findChildren(QFileDialog)[-1]
        assert Path(again.selectedFiles()[0]).name == "oktodesk.json"
        again.reject()
        await scope.close()
        await store.close()

    asyncio.run(scene())
    assert (tmp_path / "none.json").read_text() == '{"rows":[]}\n'
    assert (tmp_path / "none.XLSX").read_bytes().startswith(b"PK")
    assert (tmp_path / "Q3.2026").read_text("utf-8-sig").startswith("source,name")
