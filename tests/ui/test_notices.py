"""One sink tells the person and the log; banners show it and count down."""

import logging

import pytest
from pytestqt.qtbot import QtBot

from oktodesk.problems import LocalTrouble, Problem
from oktodesk.ui.banner import BannerStack
from oktodesk.ui.notices import Help, Notice, Notices, Tone
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def test_a_later_notice_takes_the_place_of_the_same(qapp: object) -> None:
    notices = Notices()
    notices.tell(Notice("intake", "one"))
    notices.tell(Notice("other", "two"))
    notices.tell(Notice("intake", "three"))
    assert [notice.title for notice in notices.shown] == ["two", "three"]
    notices.close("other")
    assert [notice.title for notice in notices.shown] == ["three"]


def test_standing_ones_come_first_and_go_by_themselves(qtbot: QtBot) -> None:
    notices = Notices()
    notices.tell(Notice("intake", "passing"))
    with qtbot.waitSignal(notices.changed):
        notices.set_standing([Notice("offline", "standing")])
    assert [notice.id for notice in notices.shown] == ["offline", "intake"]
    with qtbot.assertNotEmitted(notices.changed):
        notices.set_standing([Notice("offline", "standing")])
    notices.set_standing([])
    assert [notice.id for notice in notices.shown] == ["intake"]


def test_expected_failures_are_told_in_their_own_words(qapp: object) -> None:
    notices = Notices()
    notices.tell_failure("save", LocalTrouble("disk_full"))
    assert notices.shown[0].id == "disk_full"


def test_unexpected_failures_keep_their_trace_for_support(qapp: object, caplog: pytest.LogCaptureFixture) -> None:
    notices = Notices()
    with caplog.at_level(logging.ERROR):
        notices.tell_failure("draw", ValueError("broken"))
    notice = notices.shown[0]
    assert notice.id == "unexpected"
    assert notice.help is Help.COPY_DETAILS
    assert "ValueError: broken" in notice.detail
    assert "draw failed" in caplog.text


def test_a_lock_out_counts_down(qtbot: QtBot) -> None:
    clock = FakeClock()
    stack = BannerStack(clock)
    qtbot.addWidget(stack)
    notice = Notice("locked_out", "Oktopost refuses", tone=Tone.WARNING, until=clock.now() + 840, closable=False)
    stack.show_notices([notice])
    assert stack.texts[0].startswith("Oktopost refuses (14:00 left)")


def test_a_banner_says_which_button_was_pressed(qtbot: QtBot) -> None:
    stack = BannerStack(FakeClock())
    qtbot.addWidget(stack)
    notice = Notice("removed_links", "3 links removed", help=Help.UNDO_REMOVE, keys=(1, 2, 3))
    stack.show_notices([notice])
    with qtbot.waitSignal(stack.help_pressed) as pressed:
        stack.press_help(notice.id)
    assert pressed.args == [notice]


def test_foreign_words_stay_words(qtbot: QtBot) -> None:
    stack = BannerStack(FakeClock())
    qtbot.addWidget(stack)
    stack.show_notices([Notice("refused", '<img src="file:///etc/passwd">')])
    assert stack.texts == ('<img src="file:///etc/passwd">',)


def test_problems_come_with_the_catalogues_words(qapp: object) -> None:
    notices = Notices()
    notices.tell_problem(Problem("name_not_found", {"host": "api.oktopost.com"}, "ENOTFOUND"))
    notice = notices.shown[0]
    assert "api.oktopost.com" in notice.title
    assert notice.help is Help.COPY_DETAILS
