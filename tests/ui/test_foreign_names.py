"""Names, addresses and sizes keep their own direction in a window from right to left."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from oktodesk.ui.table.look import Look

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def drawn(application: QApplication, text: str, direction: Qt.LayoutDirection) -> QImage:
    picture = QImage(160, 32, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setLayoutDirection(direction)
    look = Look(application.palette(), application.font(), 1.0)
    look.draw_text(painter, QRect(0, 0, 160, 32), text, QColor("black"), alignment=Qt.AlignmentFlag.AlignLeft)
    painter.end()
    return picture


@pytest.mark.parametrize("text", ["01_cut.mp4", "12.4 MB", "https://files.example/a/"])
def test_a_text_reads_as_it_is_written(qapp: QApplication, text: str) -> None:
    assert drawn(qapp, text, RTL) == drawn(qapp, text, LTR)


def test_only_what_can_be_seen_is_drawn(qapp: QApplication) -> None:
    assert drawn(qapp, "a\u202eb", LTR) == drawn(qapp, "a\ufffdb", LTR)
