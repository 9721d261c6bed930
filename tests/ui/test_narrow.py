"""In a narrow window nothing is cut off in the middle: what matters less goes first."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.ui.allowance_meter import AllowanceMeter
from oktodesk.ui.chip import Chip
from oktodesk.ui.detail.actions import ActionButtons
from oktodesk.ui.filter_bar import FilterBar
from oktodesk.ui.new_strip import NewLinks, NewStrip
from oktodesk.ui.row_actions import Action, Offer
from oktodesk.ui.status_line import Leave, StatusLine, StatusWords
from oktodesk.ui.table.arrangement import fitted
from oktodesk.ui.table.columns import COLUMNS
from oktodesk.ui.table.look import PAD
from oktodesk.ui.toolbar import Toolbar
from oktodesk.uploads.allowance import AllowanceView
from oktodesk.uploads.rows import Counts, Filter

GB = 1024**3
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


def shown_at(qtbot: QtBot, widget: QWidget, width: int) -> QWidget:
    """The widget at a width, as a crowded window would give it."""
    frame = QWidget()
    qtbot.addWidget(frame)
    widget.setParent(frame)
    frame.resize(width, 200)
    widget.setGeometry(0, 0, width, 80)
    frame.show()
    widget.show()
    QApplication.sendPostedEvents()
    return frame


@pytest.mark.parametrize("room", [360, 430, 470, 520, 600, 820, 1400])
def test_the_columns_fit_into_the_room_there_is(room: int) -> None:
    widths = {spec.id: spec.width for spec in COLUMNS if spec.is_shown}
    fit = fitted(widths, room)
    assert sum(fit.values()) == room
    assert {"kind", "name", "state"} <= set(fit)


def test_a_column_that_the_list_is_sorted_by_stays() -> None:
    widths = {spec.id: spec.width for spec in COLUMNS if spec.is_shown}
    assert "size" in fitted(widths, 440, keep={"size"})


@pytest.mark.parametrize("room", [420, 520, 836, 1400])
def test_a_column_that_was_asked_for_is_there_and_others_go(room: int) -> None:
    widths = {spec.id: spec.width for spec in COLUMNS if spec.is_shown}
    fit = fitted(widths, room, keep={"created"})
    assert {"kind", "name", "state", "created"} <= set(fit)
    assert sum(fit.values()) == max(room, 56 + 160 + 144 + 72)


def test_what_can_not_be_shown_together_is_scrolled_to() -> None:
    widths = {spec.id: spec.width for spec in COLUMNS}
    fit = fitted(widths, 500, keep=set(widths))
    assert set(fit) == set(widths)
    assert fit == {spec.id: spec.least for spec in COLUMNS}


def test_the_button_that_adds_is_never_cut(qtbot: QtBot) -> None:
    strip = NewStrip()
    strip.show_new(NewLinks(total=12, checking=3, need_you=4, ready=5, addable=5, addable_bytes=8 * GB))
    frame = shown_at(qtbot, strip, 440)
    buttons = [each for each in frame.findChildren(QPushButton) if each.isVisible()]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)


@pytest.mark.parametrize(("width", "visible"), [(300, 3), (200, 2), (140, 1)])
def test_the_meter_keeps_its_figures(qtbot: QtBot, width: int, visible: int) -> None:
    meter = AllowanceMeter()
    meter.show_allowance(AllowanceView(21 * GB, 32 * GB, at_least=False))
    frame = shown_at(qtbot, meter, width)
    parts = [each for each in meter.children() if isinstance(each, QWidget) and each.isVisible()]
    assert len(parts) == visible
    assert meter.text == "21 of 32 GB"
    assert frame.isVisible()


def test_reading_the_account_makes_way_for_the_sentence(qtbot: QtBot) -> None:
    line = StatusLine()
    sentence = "6 new links are not added yet; everything else is with Oktopost"
    line.show_status(StatusWords(Leave.UNKNOWN, sentence, "Jane", "Reading your account: 4,200 of 96,000"))
    frame = shown_at(qtbot, line, 560)
    shown = frame.findChild(QWidget, "status_sentence")
    assert shown is not None
    assert shown.width() >= shown.fontMetrics().horizontalAdvance(sentence)


def test_buttons_stand_beside_each_other_only_where_both_fit(qtbot: QtBot) -> None:
    buttons = ActionButtons()
    buttons.show_offers([Offer(Action.CHECK_AGAIN, (1,)), Offer(Action.REMOVE, (1,))])
    again, remove = buttons.button(Action.CHECK_AGAIN), buttons.button(Action.REMOVE)
    assert again is not None
    assert remove is not None
    frame = shown_at(qtbot, buttons, 400)
    qtbot.waitUntil(lambda: again.y() == remove.y())
    buttons.resize(again.sizeHint().width() + remove.sizeHint().width() // 2, 80)
    qtbot.waitUntil(lambda: again.y() < remove.y())
    assert again.width() >= again.sizeHint().width()
    assert frame.isVisible()


def test_a_long_account_name_leaves_room_for_links(qtbot: QtBot) -> None:
    toolbar = Toolbar()
    name = "Acme International Holdings & Co., Social Media Team for Central Europe"
    toolbar.show_account(name)
    frame = shown_at(qtbot, toolbar, 760)
    assert toolbar.links.width() > toolbar.account.width()
    assert "Central Europe" in toolbar.account.toolTip()
    assert name in toolbar.account.accessibleName()
    toolbar.show_account("Acme")
    assert toolbar.account.toolTip() == ""
    assert frame.isVisible()


def test_the_filters_keep_their_words_and_what_alarms(qtbot: QtBot) -> None:
    bar, meter = FilterBar(), AllowanceMeter()
    bar.add_right(meter)
    numbers = (100_696, 12, 33, 120, 96_500, 33)
    bar.show_counts(Counts(dict(zip(Filter, numbers, strict=True))))
    meter.show_allowance(AllowanceView(21 * GB, 32 * GB, at_least=True))
    frame = shown_at(qtbot, bar, 728)  # the narrowest window, without its margins
    chips = {chip.objectName(): chip for chip in frame.findChildren(Chip)}
    assert all(chip.width() >= chip.sizeHint().width() for chip in chips.values())
    assert meter.width() >= meter.minimumSizeHint().width()
    shown = {name: chip.shown_count for name, chip in chips.items() if chip.shown_count}
    assert shown == {"filter_needs_you": "12", "filter_failed": "33"}
    assert chips["filter_all"].toolTip() == "All 100,696"
    assert bar.count_text(Filter.ALL) == "100,696"
    frame.resize(1200, 200)
    bar.resize(1200, 80)
    assert chips["filter_all"].shown_count == "100,696"
    assert chips["filter_all"].toolTip() == ""


@pytest.mark.parametrize(("width", "is_beneath"), [(475, True), (900, False)])
def test_where_new_links_came_from_can_be_read_in_a_narrow_list(
    qtbot: QtBot, width: int, is_beneath: bool
) -> None:
    strip = NewStrip()
    strip.show_new(NewLinks(total=7, ready=6, addable=6, addable_bytes=GB, origins=frozenset({"autumn.csv"})))
    frame = shown_at(qtbot, strip, width)
    title, state = strip._new._title, strip._new._state
    assert (state.y() >= title.geometry().bottom()) is is_beneath
    assert state.width() >= state.fontMetrics().horizontalAdvance("from autumn.csv")
    frame.hide()


def test_a_size_in_bytes_fits_into_its_column(qapp: QApplication) -> None:
    size = next(spec for spec in COLUMNS if spec.id == "size")
    assert size.width >= QFontMetrics(qapp.font()).horizontalAdvance("1,023 bytes") + 2 * PAD
