"""Foreign text stays text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication

from oktodesk.ui.plain import PlainLabel, menu_text, plain_tip

FOREIGN = "<img src='file://server/share/a.png'> Q&A\nsecond line"


def test_labels_never_interpret(qapp: QApplication) -> None:
    label = PlainLabel(FOREIGN)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.text() == FOREIGN


def test_tooltips_show_what_they_are_given(qapp: QApplication) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tip(FOREIGN))
    assert shown.toPlainText() == FOREIGN
    assert plain_tip("") == ""


def test_menus_show_ampersands() -> None:
    assert menu_text("Q&A") == "Q&&A"
