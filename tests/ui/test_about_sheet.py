"""What can be pasted safely, and whose work is in it."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from oktodesk.system.settings import AccountEntry, Settings
from oktodesk.ui.about_sheet import AboutSheet, licences
from oktodesk.ui.diagnosis import diagnosis, window_facts

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

ENTRY = AccountEntry("001canaryaccount", "custom", "https://canary.example.com/v2", "Canary Inc", "Jane Canary")


def test_a_diagnosis_holds_what_helps_and_nothing_of_the_person(qapp: object, tmp_path: Path) -> None:
    line = "2026-01-01 WARNING oktodesk.media: {} failed\n"
    (tmp_path / "oktodesk.log").write_text(
        line.format("old") * 2_000
        + line.format("https://x.com/canary/canary.mp4?sig=canary")
        + line.format(f"{Path.home()}/file")
    )
    settings = Settings(accounts=(ENTRY,), active=ENTRY.identity)
    text = diagnosis(settings, {**window_facts(), "rows": "all 3"}, tmp_path)
    assert "canary" not in text.casefold()
    assert str(Path.home()) not in text
    for wanted in ("oktodesk 0", "Python 3", "Qt: 6", "SQLite: 3", "accounts: 1 (custom)", "rows: all 3"):
        assert wanted in text
    assert "https://x.com/… failed" in text
    assert len(text.splitlines()) < 100


def test_a_missing_log_is_no_failure(qapp: object, tmp_path: Path) -> None:
    assert "No such file" in diagnosis(Settings(), {}, tmp_path)


def test_it_is_copied_and_gives_way_to_the_licences(qtbot: QtBot) -> None:
    sheet = AboutSheet("the diagnosis", None)
    qtbot.addWidget(sheet)
    sheet.open()
    with qtbot.waitSignal(sheet.copy_pressed) as copied:
        sheet._on_copy()
    assert copied.args == ["the diagnosis"]
    sheet.more.click()
    assert sheet.parts.count() == len(licences())
    for number, each in enumerate(licences()):
        sheet.parts.setCurrentIndex(number)
        assert sheet.shown.toPlainText()[:200] == each.text.replace("\r\n", "\n")[:200]
        assert each.licence in sheet.parts.currentText()
