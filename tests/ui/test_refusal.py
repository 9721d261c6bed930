"""What is seen where no window can be opened."""

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from oktodesk.app import run_window
from oktodesk.problems import LocalTrouble
from oktodesk.system.environment import Environment
from oktodesk.ui.refusal import Refusal

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def test_a_profile_that_cannot_be_made_is_said_on_the_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    seen: list[str] = []

    def close() -> None:
        for sheet in [each for each in QApplication.topLevelWidgets() if isinstance(each, Refusal)]:
            if sheet.isVisible():
                seen.extend(label.text() for label in sheet.findChildren(QLabel))
                sheet.copy_button.click()
                sheet.close_button.click()

    monkeypatch.setattr("oktodesk.app.Theme.apply", lambda *_: None)  # the other tests' look stays
    watch = QTimer()
    watch.setInterval(20)
    watch.timeout.connect(close)
    watch.start()
    with pytest.raises(LocalTrouble) as caught:
        run_window(profile=tmp_path / "file" / "p", sandbox=False, urls=(), environment=Environment())
    watch.stop()
    assert caught.value.problem.id == "profile_unwritable"
    assert seen[0] == f"oktodesk can't write to its folder {tmp_path / 'file' / 'p'}"
    assert seen[1].startswith("Check that the folder exists")
    assert "[Errno" in QGuiApplication.clipboard().text(), "what the system said"
