"""The window's parts in their places: drops, keys, closing, where it was."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.system.settings import WindowGeometry
from oktodesk.ui.drops import Dropped
from oktodesk.ui.row_actions import Action
from oktodesk.ui.window import MainWindow
from oktodesk.uploads.rows import Counts, Filter
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

LINK = "https://cdn.example.com/a.mp4"
COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.furnish(FakeClock())
    qtbot.waitExposed(made)
    return made


def links() -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl(LINK)])
    return mime


def hint(window: MainWindow) -> QWidget:
    found = window.findChild(QWidget, "drop_hint")
    assert found is not None
    return found


def test_the_whole_window_is_a_drop_target(qtbot: QtBot, window: MainWindow) -> None:
    mime = links()
    entering = QDragEnterEvent(QPoint(20, 20), COPY, mime, LEFT, NONE)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    assert hint(window).isVisible()
    with qtbot.waitSignal(window.links_given) as given:
        QApplication.sendEvent(window, QDropEvent(QPointF(20, 20), COPY, mime, LEFT, NONE))
    assert given.args == [Dropped(addresses=(LINK,))]
    assert not hint(window).isVisible()


def test_a_drop_copies_even_if_a_move_was_proposed(qtbot: QtBot, window: MainWindow) -> None:
    """After a move the other program would remove its text, or its file."""
    move, mime = Qt.DropAction.MoveAction, links()
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(20, 20), COPY | move, mime, LEFT, NONE))
    event = QDropEvent(QPointF(20, 20), COPY | move, mime, LEFT, Qt.KeyboardModifier.ShiftModifier)
    assert event.proposedAction() is move
    with qtbot.waitSignal(window.links_given):
        QApplication.sendEvent(window, event)
    assert event.dropAction() is COPY


def test_the_hint_goes_when_the_drag_goes_elsewhere(window: MainWindow) -> None:
    mime = links()
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(20, 20), COPY, mime, LEFT, NONE))
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not hint(window).isVisible()


def test_something_without_text_is_not_welcomed(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setData("application/x-colour", b"red")
    entering = QDragEnterEvent(QPoint(20, 20), COPY, mime, LEFT, NONE)
    QApplication.sendEvent(window, entering)
    assert not hint(window).isVisible()


def test_closing_is_a_request(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.close_requested):
        window.close()
    assert window.isVisible()


def test_a_paste_outside_of_text_fields_is_a_drop(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(LINK)
    window.toolbar.refresh.setFocus()
    with qtbot.waitSignal(window.links_given) as given:
        QTest.keyClick(window.toolbar.refresh, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert given.args == [Dropped(text=LINK, pasted=True)]


def test_a_paste_into_the_link_field_is_taken_whole(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().setText(f"{LINK}\n{LINK}2")
    with qtbot.waitSignal(window.links_given) as given:
        QTest.keyClick(window.toolbar.links, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert given.args == [Dropped(text=f"{LINK}\n{LINK}2", pasted=True)]
    assert window.toolbar.links.text() == ""


def test_a_paste_into_the_search_field_stays_there(qtbot: QtBot, window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("webinar")
    window.toolbar.search.setFocus()
    with qtbot.assertNotEmitted(window.links_given):
        QTest.keyClick(window.toolbar.search, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.toolbar.search.text() == "webinar"


def test_typed_links_are_taken_on_return(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClicks(window.toolbar.links, LINK)
    with qtbot.waitSignal(window.links_given) as given:
        QTest.keyClick(window.toolbar.links, Qt.Key.Key_Return)
    assert given.args == [Dropped(text=LINK, typed=True)]


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_Delete, NONE, Action.REMOVE),
        (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier, Action.COPY_ROW),
        (
            Qt.Key.Key_C,
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
            Action.COPY_MEDIA_ID,
        ),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier, Action.ADD),
    ],
)
def test_keys_stand_for_actions(
    qtbot: QtBot, window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier, action: Action
) -> None:
    window.toolbar.refresh.setFocus()
    with qtbot.waitSignal(window.key_pressed) as pressed:
        QTest.keyClick(window.toolbar.refresh, key, modifier)
    assert pressed.args == [action]


def test_keys_for_search_refresh_panes_and_quit(qtbot: QtBot, window: MainWindow) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(window.toolbar.refresh, Qt.Key.Key_F, control)
    assert window.toolbar.search.hasFocus()
    with qtbot.waitSignal(window.toolbar.refresh_pressed):
        QTest.keyClick(window, Qt.Key.Key_F5)
    with qtbot.waitSignal(window.close_requested):
        QTest.keyClick(window, Qt.Key.Key_Q, control)
    with qtbot.waitSignal(window.undo_pressed):
        QTest.keyClick(window.toolbar.refresh, Qt.Key.Key_Z, control)
    window.toolbar.links.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert window.toolbar.links.hasFocus(), "nowhere to go as long as nothing is there"
    window.show_empty()
    QTest.keyClick(window, Qt.Key.Key_F6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert window.empty.isAncestorOf(focus)


def test_a_search_waits_for_a_pause_and_is_cleared_at_once(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.toolbar.search_changed) as searched:
        QTest.keyClicks(window.toolbar.search, "web")
    assert searched.args == ["web"]
    with qtbot.waitSignal(window.toolbar.search_changed, timeout=20) as searched:
        window.toolbar.clear_search()
    assert searched.args == [""]


def test_the_filters_show_counts_and_say_which_was_chosen(qtbot: QtBot, window: MainWindow) -> None:
    window.filters.show_counts(Counts({Filter.ALL: 1696, Filter.FAILED: 3}))
    assert window.filters.count_text(Filter.ALL) == "1,696"
    assert window.filters.count_text(Filter.WAITING) == ""
    chip = window.findChild(QAbstractButton, "filter_failed")
    assert chip is not None
    with qtbot.waitSignal(window.filters.filter_chosen) as chosen:
        chip.click()
    assert chosen.args == [Filter.FAILED]
    assert window.filters.chosen is Filter.FAILED


def test_it_goes_back_to_where_it_was_if_that_is_on_a_screen(window: MainWindow) -> None:
    window.restore(WindowGeometry(10, 20, 900, 600))
    window.restore_splitter((500, 399))
    assert (window.place.x, window.place.y, window.place.width) == (10, 20, 900)
    window.restore(WindowGeometry(90_000, 90_000, 900, 600))
    assert window.place.x == 10


def test_there_is_no_panel_beside_the_empty_drop_target(qtbot: QtBot, window: MainWindow) -> None:
    table = QWidget()
    window.show_empty()
    assert not window.detail.isVisible()
    qtbot.waitUntil(lambda: not window.splitter_sizes)
    window.restore_splitter((700, 479))
    window.set_table(table)
    window.show_list()
    assert window.detail.isVisible()
    qtbot.waitUntil(lambda: bool(window.splitter_sizes))
    assert list(window.splitter_sizes)[1] > 400, "as wide as it was"
    window.show_nothing_found("webinar")
    assert window.detail.isVisible(), "what is selected may be hidden by the search only"
    window.show_empty()
    assert not window.detail.isVisible()
    assert window.wants_detail
    window.want_detail(wanted=False)
    window.show_list()
    assert not window.detail.isVisible()
    window.show_detail()
    assert window.detail.isVisible()


def test_pages_of_the_list_place(window: MainWindow) -> None:
    assert window.waiting.isVisible()
    window.show_empty()
    assert window.empty.isVisible()
    window.set_table(QWidget())
    window.show_waiting()
    assert window.empty.isVisible(), "an invitation is not taken back"
    window.set_table(None)
    assert window.waiting.isVisible(), "another account may be full"
    window.show_nothing_found("webinar")
    assert window.nothing_found.isVisible()
    window.show_empty()
    assert window.empty.isVisible()


def test_practice_mode_offers_samples_and_no_account_offers_to_connect(window: MainWindow) -> None:
    window.show_empty()
    window.empty.show_situation(practice=True, connected=True)
    assert window.empty.sample.isVisible()
    assert not window.empty.connect_button.isVisible()
    window.empty.show_situation(practice=False, connected=False)
    assert not window.empty.sample.isVisible()
    assert window.empty.connect_button.isVisible()


def test_what_goes_away_leaves_the_focus_to_the_list(qtbot: QtBot, window: MainWindow) -> None:
    table = QWidget()
    table.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.set_table(table)
    window.show_list()
    qtbot.waitUntil(window.isActiveWindow)
    window.status.show()
    button = QPushButton("Try 5 again", window.status)  # the last in the round, as the panel's are
    button.show()
    for before, after in ((button, table), (window.toolbar.search, window.toolbar.search)):
        button.show()
        before.setFocus()
        assert before.hasFocus()
        button.hide()
        assert after.hasFocus()
