"""Names and addresses keep their own direction in a window from right to left."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from oktodesk.ui.table.name_delegate import foreign

RTL, LTR = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


def drawn(text: str, direction: Qt.LayoutDirection) -> QImage:
    picture = QImage(160, 32, QImage.Format.Format_Grayscale8)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    painter.setLayoutDirection(direction)
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(picture.rect(), left, text)
    painter.end()
    return picture


def test_a_name_that_begins_with_a_number_reads_as_it_is_written(qapp: QApplication) -> None:
    name = "01_cut.mp4"
    wanted = drawn(name, LTR)
    assert drawn(name, RTL) != wanted, "what is to be avoided: cut.mp4_01"
    assert drawn(foreign(name, RTL), RTL) == wanted
    assert foreign(name, LTR) == name
