"""Foreign text stays text."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument, QTextOption
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


def test_a_few_words_stay_on_one_line_of_a_tooltip(qapp: QApplication) -> None:
    def lines(text: str) -> int:
        shown = QTextDocument()
        words = QTextOption()
        words.setWrapMode(QTextOption.WrapMode.WordWrap)  # as in a tooltip's label
        shown.setDefaultTextOption(words)
        shown.setHtml(plain_tip(text))
        shown.setTextWidth(40)
        shown.size()  # lays it out
        return shown.firstBlock().layout().lineCount()

    assert lines("In Oktopost since Sun 22:17") == 1
    assert lines("In Oktopost since Sun 22:17\nand more") == 2
    assert lines("long words " * 20) > 2


def test_a_word_without_an_end_stays_on_the_screen(qapp: QApplication) -> None:
    shown = QTextDocument()
    shown.setHtml(plain_tip("said: " + "E" * 470 + " <b>&amp;"))
    assert max(map(len, shown.toPlainText().replace("\u200b", " ").split())) == 64
    assert shown.toPlainText().replace("\u200b", "") == "said: " + "E" * 470 + " <b>&amp;"


def test_labels_begin_where_the_window_does(qapp: QApplication) -> None:
    label = PlainLabel("Teaser.mp4")
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() & Qt.AlignmentFlag.AlignRight
    assert label.alignment() & Qt.AlignmentFlag.AlignAbsolute
    label.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert label.alignment() == Qt.AlignmentFlag.AlignCenter


def test_menus_show_ampersands() -> None:
    assert menu_text("Q&A") == "Q&&A"
