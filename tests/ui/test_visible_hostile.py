"""Foreign text on screen: seen whole or in part, never interpreted, never in anybody else's place, never slow."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPixmap, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.media.report import Reject
from oktodesk.problems import Problem
from oktodesk.ui.detail.breakable import BreakableLabel
from oktodesk.ui.detail.network_line import NetworkLineView
from oktodesk.ui.detail.verdicts import Basis, NetworkLine, Standing
from oktodesk.ui.dialogs import RejectsSheet
from oktodesk.ui.elided import ElidedLabel
from oktodesk.ui.plain import PlainLabel, menu_text, plain_tip
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.shown import show
from oktodesk.ui.visible import MOST_CHARACTERS, MOST_LINES, is_blank, one_line, visible
from oktodesk.uploads.rows import Row, State

HOSTILE = {
    "markup": "<img src='file://server/share/a.png'><b>Q&amp;A</b>",
    "bidi": "photo_\u202egpj.exe",
    "isolates": "\u2066\u2067a\u2069",
    "ansi": "\x1b[31mred\x1b]0;title\x07",
    "marks": "Z" + "\u0301\u0336\u0489" * 300,
    "lines": "first" + "\n" * 5_000 + "last.mp4",
    "word": "W" * 100_000,
    "megabyte": "m" * 1_000_000,
    "letters": "wörd " * 200_000,
    "nul": "a\x00b\x85c",
    "fields": "{title} {0} %s %1 &File",
}
each = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("photo_\u202egpj.exe", "photo_\ufffdgpj.exe"),
        ("a\x1b[31m", "a\ufffd[31m"),
        ("a\x00b", "a\ufffdb"),
        ("two\r\nlines", "two\nlines"),
        ("Z" + "\u0301" * 50, "Z" + "\u0301" * 4),
        ("\u05e9\u05c1\u05b8\u05dc\u05d5\u05dd \u200eabc", "\u05e9\u05c1\u05b8\u05dc\u05d5\u05dd \u200eabc"),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f468\u200d\U0001f469\u200d\U0001f467"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_what_is_hidden_can_be_seen(text: str, shown: str) -> None:
    assert visible(text) == shown
    assert one_line(text) == shown.replace("\n", " ")


def test_the_ending_of_a_long_name_stays_in_sight() -> None:
    shown = visible("a" * 1_000_000 + ".mp4")
    assert len(shown) <= MOST_CHARACTERS + 1
    assert shown.startswith("aaa")
    assert shown.endswith("a.mp4")
    assert visible("x\n" * 500).count("\n") == MOST_LINES


@given(st.text(st.characters(codec=None, exclude_categories=[])))
def test_any_text_can_be_shown_and_shown_again(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert visible(shown) == shown
    assert "\n" not in one_line(text)


@each
def test_labels_stay_in_their_place(qapp: QApplication, text: str) -> None:
    elided, broken = ElidedLabel(text), BreakableLabel(text)
    assert elided.sizeHint().height() < 40
    assert broken.heightForWidth(300) < 2_500
    assert "\u202e" not in elided.text() + broken.text() + PlainLabel(text).text() + elided.accessibleName()
    assert len(menu_text(text)) < 250
    tip = QTextDocument()
    tip.setHtml(plain_tip(text))
    assert "\ufffc" not in tip.toPlainText()  # a picture


@each
def test_a_label_copies_what_it_was_given(qapp: QApplication, text: str) -> None:
    label = BreakableLabel(text)
    label._copy()
    assert QGuiApplication.clipboard().text() == text
    assert label.plain_text == text


@each
def test_what_held_no_link_is_shown_in_part_and_copied_whole(qtbot: QtBot, text: str) -> None:
    sheet = RejectsSheet([Reject(text, Problem("nothing_dropped"))], None)
    qtbot.addWidget(sheet)
    assert len(sheet.list.toPlainText()) < 1_000
    assert "\u202e" not in sheet.list.toPlainText()
    with qtbot.waitSignal(sheet.copy_pressed) as copied:
        sheet._on_copy()
    assert text in copied.args[0]


@each
def test_a_screen_reader_is_told_what_can_be_seen(qapp: QApplication, text: str) -> None:
    parent = QWidget()
    line = NetworkLineView(text, parent)
    line.show_line(NetworkLine(text, Standing.REFUSED, Basis.CONFIRMED, words=(text,) * 20))
    told = line.accessibleName()
    assert len(told) <= MOST_CHARACTERS + 1
    assert visible(told) == told


@each
def test_a_cell_is_painted_in_no_time(qapp: QApplication, text: str) -> None:
    look = Look(qapp.palette(), qapp.font(), 1.0)
    paper = QPixmap(400, 40)
    painter = QPainter(paper)
    row = Row(key=1, state=State.FAILED, source=f"https://a.example/{text}", name=text, last_error=text[:500])

    where, colour = QRect(0, 0, 300, 20), QColor("black")

    def paint() -> None:
        shown = show(row, now=0.0, team=())
        for part in (shown.title, shown.link, shown.note):
            look.draw_text(painter, where, part, colour, alignment=Qt.AlignmentFlag.AlignLeft)

    paint()  # fonts are looked for once
    began = time.process_time()
    paint()
    took_s = time.process_time() - began
    painter.end()
    assert took_s < 0.05


@pytest.mark.parametrize("name", ["\u200b\u2060", "\u202e", " \t", "\x00"])
def test_a_name_that_nobody_sees_is_called_by_its_link(name: str) -> None:
    assert is_blank(name)
    row = Row(key=1, state=State.COMPLETE, source="https://a.example/x.mp4", name=name)
    assert show(row, now=0.0, team=()).title == "a.example/x.mp4"
