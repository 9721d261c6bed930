"""The sheets that change links and batches: what was typed stays until it can be used."""

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from oktodesk.media.report import LinkReport
from oktodesk.ui.detail.verdicts import guess_of
from oktodesk.ui.dialogs import LinkSheet
from oktodesk.ui.edit_sheets import BatchSheet, MeantForSheet, NamesSheet, TypeSheet
from oktodesk.ui.row_actions import Action
from oktodesk.uploads.rows import Batch, Row, State
from tests.ui.fake_store import upload

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

ROWS = tuple(upload(key, State.READY, batch_id=0, mime_type="") for key in (1, 2, 3))
LINK = "https://cdn.example.com/a.mp4"


def test_many_names_are_given_line_by_line(qtbot: QtBot) -> None:
    sheet = NamesSheet(ROWS, None)
    assert sheet.field.toPlainText() == "clip-1.mp4\nclip-2.mp4\nclip-3.mp4"
    sheet.field.setPlainText("One.mp4\nclip-2.mp4\n\n")
    assert not sheet.go.isEnabled()  # two names for three links
    sheet.field.setPlainText("One.mp4\nclip-2.mp4\nThree.mp4\n")
    assert sheet.go.isEnabled()
    with qtbot.waitSignal(sheet.names_given) as given:
        sheet.go.click()
    assert given.args == [{1: "One.mp4", 3: "Three.mp4"}]


def test_names_that_nobody_touched_are_not_given(qtbot: QtBot) -> None:
    direct = Row(key=1, state=State.READY, source="https://www.dropbox.com/s/a?dl=1", pasted="https://db.tt/a")
    blank = upload(2, State.READY, batch_id=0, name="Clip\u00a02.mp4 ")  # the field makes a soft blank of it
    sheet = NamesSheet((direct, blank, ROWS[2]), None)
    assert sheet.field.toPlainText().startswith("Dropbox file\nClip 2.mp4")
    sheet.field.setPlainText(sheet.field.toPlainText().replace("clip-3", "Three"))
    with qtbot.waitSignal(sheet.names_given) as given:
        sheet.go.click()
    assert given.args == [{3: "Three.mp4"}]


def test_a_type_is_given_for_all_of_them(qtbot: QtBot) -> None:
    sheet = TypeSheet(ROWS, None)
    assert sheet.choice.currentData() == ""
    sheet.choice.setCurrentIndex(sheet.choice.findData("image/png"))
    with qtbot.waitSignal(sheet.type_given) as given:
        sheet.go.click()
    assert given.args == [(1, 2, 3), "image/png"]


def test_the_type_that_was_told_before_is_chosen(qtbot: QtBot) -> None:
    sheet = TypeSheet((Row(key=1, state=State.READY, source=LINK, mime_type="video/mp4"),), None)
    assert sheet.choice.currentData() == "video/mp4"
    sheet.close()


def test_a_batch_keeps_its_name_if_none_is_typed(qtbot: QtBot) -> None:
    sheet = BatchSheet(Batch(id=7, name="12 links, Fri 16:02", created_at=0.0, sends_at=0.0), None)
    sheet.field.setText("  ")
    with qtbot.assertNotEmitted(sheet.name_given):
        sheet.go.click()
    sheet.field.setText("Autumn launch")
    with qtbot.waitSignal(sheet.name_given) as given:
        sheet.go.click()
    assert given.args == [7, "Autumn launch"]


def test_a_batch_is_called_by_a_name_and_no_book(qtbot: QtBot) -> None:
    sheet = BatchSheet(Batch(id=7, name="ก้" * 20_000, created_at=0.0, sends_at=0.0), None)
    assert len(sheet.field.text()) == 255
    sheet.close()


def test_what_is_no_link_stays_in_its_field_and_is_said_there(qtbot: QtBot) -> None:
    sheet = LinkSheet(Action.CHANGE_LINK, ROWS[0], None)
    sheet.show()
    sheet.field.setText("the new one from Dana")
    with qtbot.assertNotEmitted(sheet.link_given):
        sheet.go.click()
    assert sheet.isVisible()
    assert sheet.field.text() == "the new one from Dana"
    assert "is not a link" in sheet.trouble.text()
    sheet.field.setText(LINK)
    with qtbot.waitSignal(sheet.link_given) as given:
        sheet.go.click()
    assert given.args == [Action.CHANGE_LINK, 1, LINK]


def test_what_links_are_meant_for_is_shown_and_told(qtbot: QtBot) -> None:
    one = Row(key=1, state=State.PENDING, source=LINK, meant_for=("linkedin",))
    sheet = MeantForSheet((one,), None)
    assert sheet.choice.chosen == ("LinkedIn",)
    sheet.choice.box("Instagram").click()
    with qtbot.waitSignal(sheet.networks_given) as given:
        sheet.go.click()
    assert given.args == [(1,), ("LinkedIn", "Instagram")]


def test_nothing_ticked_is_an_answer_that_no_guess_takes_back(qtbot: QtBot) -> None:
    team = ("LinkedIn", "Instagram")
    row = Row(key=1, state=State.READY, source=LINK, name="insta.mp4", report=LinkReport(LINK, LINK))
    sheet = MeantForSheet((row,), None, team=team)
    assert sheet.choice.chosen == ("Instagram",), "what the panel shows, though only guessed"
    sheet.choice.choose(())
    with qtbot.waitSignal(sheet.networks_given) as given:
        sheet.go.click()
    told = msgspec.structs.replace(row, meant_for=given.args[1])
    assert guess_of(told, team) is None
    assert MeantForSheet((told,), None, team=team).choice.chosen == ()


def test_links_meant_for_different_networks_are_said_to_be(qtbot: QtBot) -> None:
    rows = [
        Row(key=1, state=State.READY, source=LINK, meant_for=("LinkedIn",)),
        Row(key=2, state=State.READY, source=LINK),
    ]
    sheet = MeantForSheet(rows, None)
    assert sheet.choice.chosen == ()
    assert "different networks" in sheet.note.text()
    alike = MeantForSheet(rows[1:], None)
    assert "different networks" not in alike.note.text()
    alike.close()
    sheet.close()
