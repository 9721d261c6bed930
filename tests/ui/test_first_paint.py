"""A window is painted by Qt alone, once, and one that is never painted holds nobody up."""

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.ui import first_paint
from oktodesk.ui.first_paint import show_painted

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


class Canvas(QWidget):
    """Counts its paintings."""

    paintings = 0

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paintings += 1
        super().paintEvent(event)


def test_a_shown_window_is_painted_on_return(qtbot: QtBot) -> None:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    show_painted(canvas)
    assert canvas.isVisible()
    assert canvas.paintings == 1


def test_a_minimised_window_is_not_waited_for(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_paint, "_LIMIT_MS", 20)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.setUpdatesEnabled(False)
    show_painted(canvas)
    assert canvas.paintings == 0


def test_it_is_refused_where_a_loop_runs_already(qtbot: QtBot, qapp: QApplication) -> None:
    refused: list[bool] = []

    def inside() -> None:
        try:
            show_painted(QWidget())
        except AssertionError:
            refused.append(True)

    QTimer.singleShot(0, inside)
    qtbot.waitUntil(lambda: refused == [True])
