"""Tab goes where the eyes go, whenever a part was made."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from oktodesk.ui import tab_order
from oktodesk.ui.detail.facts import Fact
from oktodesk.ui.notices import Notice
from oktodesk.ui.row_actions import Action, Offer
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.ui.window import MainWindow
from tests.clock import FakeClock
from tests.ui.fake_store import FakeStore

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def tab_round(window: QWidget) -> list[QWidget]:
    """Everything that Tab stops at, in order, hidden or not."""
    stops, at = [], window.nextInFocusChain()
    while at is not None and at is not window:
        if at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            stops.append(at)
        at = at.nextInFocusChain()
    return stops


def test_what_is_made_later_takes_its_place_in_the_round(qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(FakeClock())
    table = UploadTable(UploadModel(FakeStore(), FakeClock()))
    window.set_table(table)
    window.banners.show_notices([Notice(id="intake", title="1 link taken")])
    window.detail.one.offered.show_offers([Offer(Action.RETRY, (1,))])
    qtbot.wait_until(lambda: not window.property("tab_round_asked"))
    stops = tab_round(window)
    retry = window.detail.one.offered.button(Action.RETRY)
    assert retry is not None
    banner_button = window.banners.findChildren(QWidget, options=Qt.FindChildOption.FindChildrenRecursively)
    close = next(each for each in banner_button if each.focusPolicy() & Qt.FocusPolicy.TabFocus)
    wanted = [window.toolbar.links, window.toolbar.search, close, window.new_strip.add_button, table, retry]
    places = [stops.index(each) for each in wanted]
    assert places == sorted(places)


def test_of_several_parts_that_were_remade_at_once_one_asks_for_all(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(FakeClock())
    window.set_table(UploadTable(UploadModel(FakeStore(), FakeClock())))
    qtbot.wait_until(lambda: not window.property("tab_round_asked"))
    ordered: list[QWidget] = []
    monkeypatch.setattr(tab_order, "order_tab_round", ordered.append)
    one = window.detail.one
    one.offered.show_offers([Offer(Action.RETRY, (1,))])
    one.facts.show_facts([Fact("Link", "https://a.example/1"), Fact("Media id", "1"), Fact("Added", "now")])
    assert not ordered
    qtbot.wait_until(lambda: bool(ordered))
    assert ordered == [window]
