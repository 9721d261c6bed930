"""The list as a person uses it: nothing moves by itself, and everything can be done with the keyboard."""

import gc
import random
import weakref
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QColor,
    QContextMenuEvent,
    QImage,
    QMouseEvent,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from oktodesk.system.settings import ColumnLayout, TableLayout
from oktodesk.ui.colours import DARK, LIGHT, palette_of
from oktodesk.ui.table.columns import COLUMNS, INDEX, KIND, NAME, SIZE, STATE
from oktodesk.ui.table.look import ICON, Look
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.uploads.rows import Filter, Query, Row, Sort, State
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, forecast, upload, verdicts

ROW = 48
Show = Callable[[Query], None]


@pytest.fixture
def store() -> FakeStore:
    new = [upload(key, State.READY, batch_id=0, created_at=NOW, position=key) for key in (1, 2, 3)]
    pending = [upload(key, State.PENDING, created_at=NOW - key) for key in range(4, 8)]
    done = [upload(key, created_at=NOW - 43_200 * (key // 10)) for key in range(10, 400)]
    failed = [upload(key, State.FAILED, created_at=NOW - 900 * key) for key in range(400, 420)]
    return FakeStore([*new, *pending, *done, *failed])


@pytest.fixture
def model(qapp: QApplication, store: FakeStore) -> UploadModel:
    model = UploadModel(store, FakeClock(now=NOW))
    model.ticks.propose({1: True, 2: True, 3: False})
    model.set_ordering(store.ordering())
    return model


@pytest.fixture
def table(model: UploadModel) -> Iterator[UploadTable]:
    table = UploadTable(model)
    table.resize(1100, 600)
    table.show()
    table.setFocus()
    yield table
    table.close()


def row_of(table: UploadTable, key: int) -> int:
    row = model_of(table).row_of(key)
    assert row is not None
    return row


def model_of(table: UploadTable) -> UploadModel:
    model = table.model()
    assert isinstance(model, UploadModel)
    return model


def click(
    table: UploadTable,
    key: int,
    column: int = NAME,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    place = table.visualRect(model_of(table).index(row_of(table, key), column)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, modifier, place)


def top_of(table: UploadTable, key: int) -> int:
    return table.rowViewportPosition(row_of(table, key))


def test_rows_have_one_height_on_the_grid(table: UploadTable) -> None:
    assert {table.rowHeight(row) for row in range(30)} == {ROW}


def test_a_refresh_moves_neither_scroll_nor_selection(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    rng = random.Random(11)
    table.reveal(150)
    table.select_keys([150, 151, 300])
    table.selectionModel().setCurrentIndex(
        model.index(row_of(table, 150), NAME), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    place = top_of(table, 150)
    states = [State.WAITING, State.PENDING, State.COMPLETE, State.FAILED]
    spare = [key for key in store.all if key not in (150, 151, 300)]
    for step in range(400):
        kind = rng.randrange(3)
        if kind == 0:
            change = store.put(upload(5000 + step, rng.choice(states), created_at=NOW + step), reordered=True)
        elif kind == 1 and len(spare) > 50:
            change = store.drop(spare.pop(rng.randrange(len(spare))))
        else:
            row = store.all[rng.choice(spare)]
            size_bytes = rng.randrange(10**9)
            change = store.put(
                msgspec.structs.replace(row, state=rng.choice(states), size_bytes=size_bytes), reordered=True
            )
        model.set_ordering(store.ordering())
        model.apply(change)
        assert top_of(table, 150) == place
        assert sorted(table.selected_keys) == [150, 151, 300]
        assert model.key_at(table.currentIndex().row()) == 150
        if step % 50 == 0:
            table.grab()
    assert {index.row() for index in table.selectionModel().selectedRows()} == {
        row_of(table, key) for key in (150, 151, 300)
    }


def test_without_a_cursor_the_top_row_keeps_its_place(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    table.verticalScrollBar().setValue(50 * ROW + 17)
    top = model.key_at(50)
    assert top is not None
    store.put(*(upload(900 + number, State.PENDING, created_at=NOW + number) for number in range(5)))
    model.set_ordering(store.ordering())
    assert top_of(table, top) == -17
    store.drop(top)
    below = model.key_at(model.rowCount() - (model.rowCount() - 56))
    model.set_ordering(store.ordering())
    assert below is not None
    assert top_of(table, below) == ROW - 17


def test_at_the_very_top_new_rows_come_into_view(table: UploadTable, model: UploadModel, store: FakeStore) -> None:
    store.put(*(upload(900 + n, State.READY, batch_id=0, created_at=NOW, position=-1.0) for n in range(4)))
    model.set_ordering(store.ordering())
    assert table.verticalScrollBar().value() == 0
    assert top_of(table, 900) == 0


def test_another_query_begins_at_the_top_or_at_the_cursor(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    table.verticalScrollBar().setValue(5000)
    model.set_ordering(store.ordering(Query(filter=Filter.IN_OKTOPOST)), is_new_query=True)
    assert table.verticalScrollBar().value() == 0
    table.reveal(250)
    place = top_of(table, 250)
    model.set_ordering(store.ordering(Query(sort=Sort("size", descending=False))), is_new_query=True)
    assert top_of(table, 250) == place


def test_what_a_filter_hides_stays_selected_and_is_counted(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    heard: list[list[int]] = []
    table.selection_changed.connect(heard.append)
    table.select_keys([10, 401, 402])
    model.set_ordering(store.ordering(Query(filter=Filter.FAILED)), is_new_query=True)
    assert sorted(table.selected_keys) == [10, 401, 402]
    assert table.hidden_selected == 1
    assert sorted(heard[-1]) == [10, 401, 402]
    click(table, 403, modifier=Qt.KeyboardModifier.ControlModifier)
    assert sorted(table.selected_keys) == [10, 401, 402, 403]
    model.set_ordering(store.ordering(), is_new_query=True)
    assert table.hidden_selected == 0
    assert sorted(table.selected_keys) == [10, 401, 402, 403]
    assert len(table.selectionModel().selectedRows()) == 4


def test_a_selection_that_begins_anew_holds_nothing_hidden(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    table.select_keys([10, 401])
    model.set_ordering(store.ordering(Query(filter=Filter.FAILED)), is_new_query=True)
    click(table, 402)
    assert table.selected_keys == [402]
    assert table.hidden_selected == 0


def test_a_selected_row_that_is_gone_for_good_is_forgotten(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    table.select_keys([10, 11])
    store.drop(10)
    model.set_ordering(store.ordering())
    assert table.selected_keys == [11]


def test_everything_can_be_selected_at_once(table: UploadTable, model: UploadModel, store: FakeStore) -> None:
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert sorted(table.selected_keys) == sorted(store.all)
    model.set_ordering(store.ordering(Query(sort=Sort("size"))), is_new_query=True)
    assert len(table.selected_keys) == len(store.all)
    click(table, 419)
    assert table.selected_keys == [419]


def test_arrows_step_over_headings(table: UploadTable, model: UploadModel) -> None:
    table.reveal(3)
    assert model.heading_at(3) is not None
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert model.key_at(table.currentIndex().row()) == 4
    assert table.selected_keys == [4]
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.selected_keys == [3]


def test_home_and_end_lead_to_the_first_and_the_last_row(table: UploadTable, model: UploadModel) -> None:
    keys = [key for row in range(model.rowCount()) if (key := model.key_at(row)) is not None]
    table.reveal(200)
    QTest.keyClick(table, Qt.Key.Key_End)
    assert table.selected_keys == [keys[-1]]
    QTest.keyClick(table, Qt.Key.Key_Home)
    assert table.selected_keys == [keys[0]]
    QTest.keyClick(table, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert sorted(table.selected_keys) == sorted(keys)


def test_tab_leaves_the_list_and_letters_search_nothing(table: UploadTable, store: FakeStore) -> None:
    table.reveal(10)
    before = len(store.reads)
    QTest.keyClick(table, Qt.Key.Key_C)
    assert table.selected_keys == [10]
    assert len(store.reads) == before
    assert not table.tabKeyNavigation()


def test_enter_and_double_click_open_a_row(table: UploadTable) -> None:
    opened: list[int] = []
    table.row_activated.connect(opened.append)
    table.reveal(10)
    QTest.keyClick(table, Qt.Key.Key_Return)
    place = table.visualRect(table.currentIndex()).center()
    click(table, 10)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [10, 10]


def test_space_and_clicks_tick_new_links(table: UploadTable, model: UploadModel) -> None:
    opened = QSignalSpy(table.row_activated)
    click(table, 3, KIND)
    assert model.ticks.ticked == {1, 2, 3}
    click(table, 3, KIND)
    assert model.ticks.ticked == {1, 2}
    table.select_keys([2, 3, 10])
    table.selectionModel().setCurrentIndex(model.index(1, NAME), QItemSelectionModel.SelectionFlag.NoUpdate)
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert model.ticks.ticked == {1, 2, 3}
    QTest.keyClick(table, Qt.Key.Key_Space)
    assert model.ticks.ticked == {1}
    assert opened.count() == 0


def test_a_new_link_is_renamed_in_place_and_a_refresh_leaves_the_typing_alone(
    table: UploadTable, model: UploadModel, store: FakeStore
) -> None:
    named: list[tuple[int, str]] = []
    model.name_edited.connect(lambda key, name: named.append((key, name)))
    table.reveal(2)
    QTest.keyClick(table, Qt.Key.Key_F2)
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.qWait(0)
    assert editor.selectedText() == "clip-2"
    QTest.keyClicks(editor, "Spring")
    store.put(upload(900, State.PENDING, created_at=NOW + 9))
    model.set_ordering(store.ordering())
    model.apply(store.put(msgspec.structs.replace(store.all[2], size_bytes=5)))
    assert editor.text() == "Spring.mp4"
    assert editor.isVisible()
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.qWait(0)
    assert named == [(2, "Spring.mp4")]


def test_a_double_click_on_a_new_name_edits_it(table: UploadTable) -> None:
    opened = QSignalSpy(table.row_activated)
    place = table.visualRect(model_of(table).index(0, NAME)).center()
    click(table, 1)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert table.state() is QAbstractItemView.State.EditingState
    assert opened.count() == 0


def test_other_rows_are_not_renamed_in_place(table: UploadTable) -> None:
    table.reveal(10)
    QTest.keyClick(table, Qt.Key.Key_F2)
    assert table.viewport().findChild(QLineEdit) is None
    table.edit_name(123_456)
    table.reveal(123_456)
    assert table.selected_keys == [10]


def test_a_menu_is_wanted_for_what_is_selected(table: UploadTable) -> None:
    wanted: list[tuple[QPoint, list[int]]] = []
    table.menu_requested.connect(lambda place, keys: wanted.append((place, keys)))
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        event = QContextMenuEvent(reason, QPoint(5, 5), QPoint(50, 60))
        QApplication.sendEvent(table.viewport(), event)
        table.reveal(10)
    assert [keys for _, keys in wanted] == [[10]]
    expected = table.viewport().mapToGlobal(table.visualRect(table.currentIndex()).center())
    assert wanted[0][0] == expected


def test_the_pointer_lifts_a_row(table: UploadTable) -> None:
    model = model_of(table)
    rect = table.visualRect(model.index(1, SIZE))
    before = table.viewport().grab().toImage().pixelColor(rect.topLeft() + QPoint(2, 2))
    move = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(rect.center()),
        QPointF(table.viewport().mapToGlobal(rect.center())),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(table.viewport(), move)
    lifted = table.viewport().grab().toImage().pixelColor(rect.topLeft() + QPoint(2, 2))
    QApplication.sendEvent(table.viewport(), QEvent(QEvent.Type.Leave))
    after = table.viewport().grab().toImage().pixelColor(rect.topLeft() + QPoint(2, 2))
    assert lifted != before
    assert after == before


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft])
def test_every_kind_of_row_is_painted_in_the_palettes_colours(
    own_look: QApplication, colours: object, direction: Qt.LayoutDirection
) -> None:
    own_look.setPalette(palette_of(DARK if colours is DARK else LIGHT))
    rows = [upload(number, state, batch_id=number % 2, created_at=NOW) for number, state in enumerate(State, 1)]
    rows += [
        upload(50, State.PENDING, stalled_since=NOW - 400, downloaded_bytes=500, created_at=NOW),
        upload(
            51, State.PENDING, eta_s=60.0, downloaded_bytes=500, forecast=forecast("Twitter", doubting=["Youtube"])
        ),
        upload(52, verdicts=verdicts("LinkedIn"), meant_for=("LinkedIn",), created_at=NOW - 86_400),
    ]
    store = FakeStore(rows)
    model = UploadModel(store, FakeClock(now=NOW))
    model.ticks.propose({1: True})
    model.set_ordering(store.ordering())
    table = UploadTable(model)
    table.setLayoutDirection(direction)
    table.resize(1100, 48 * 22)
    image = table.grab().toImage()
    ground = QColor(DARK.base if colours is DARK else LIGHT.base)
    assert image.pixelColor(image.width() // 2, image.height() - 20) == ground
    assert len(_colours(image)) > 30


def _colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def test_another_palette_and_font_take_effect_at_once(own_look: QApplication, table: UploadTable) -> None:
    own_look.setPalette(palette_of(DARK))
    own_look.processEvents()
    dark = table.viewport().grab().toImage()
    assert QColor(DARK.base).name() in _colours(dark)
    font = table.font()
    font.setPointSizeF(20)
    table.setFont(font)
    assert table.rowHeight(0) > ROW
    assert table.rowHeight(0) % 8 == 0


def test_a_click_on_a_title_sorts_down_up_and_not_at_all(table: UploadTable) -> None:
    asked: list[Sort] = []

    def answer(sort: Sort) -> None:
        asked.append(sort)
        table.show_sort(sort)

    table.sort_requested.connect(answer)
    header = table.horizontalHeader()
    for column in (SIZE, SIZE, SIZE, NAME, KIND):
        place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        header.grab()
    assert asked == [Sort("size", True), Sort("size", False), Sort(), Sort("name", False)]


def actions(table: UploadTable) -> dict[str, QAction]:
    header = table.horizontalHeader()
    return {action.text(): action for action in header.make_menu().actions()}  # type: ignore[attr-defined]


def test_columns_are_chosen_in_a_menu(table: UploadTable) -> None:
    changed = QSignalSpy(table.columns_changed)
    assert not table.isColumnHidden(SIZE)
    actions(table)["Size"].trigger()
    assert table.isColumnHidden(SIZE)
    actions(table)["Media id"].trigger()
    table.resize(1600, 600)
    assert not table.isColumnHidden(INDEX["media_id"])
    assert changed.count() == 2
    actions(table)["Reset columns"].trigger()
    assert not table.isColumnHidden(SIZE)
    assert table.isColumnHidden(INDEX["media_id"])
    assert "Name" not in actions(table)


def test_a_column_is_ticked_where_it_is_seen_and_seen_once_it_is_ticked(table: UploadTable) -> None:
    table.resize(836, 600)
    added = INDEX["created"]
    assert table.isColumnHidden(added)
    crowded_out = actions(table)["Added (left out: too little room)"]
    assert not crowded_out.isChecked()
    crowded_out.trigger()
    assert not table.isColumnHidden(added)
    assert actions(table)["Added"].isChecked()
    kept = msgspec.json.decode(msgspec.json.encode(table.layout_state()), type=TableLayout)
    table.restore_layout(TableLayout())
    assert table.isColumnHidden(added)
    table.restore_layout(kept)
    assert not table.isColumnHidden(added)
    actions(table)["Added"].trigger()
    assert table.isColumnHidden(added)
    assert not actions(table)["Added"].isChecked()


def test_the_menu_leads_back_to_the_lists_own_order(table: UploadTable) -> None:
    asked: list[Sort] = []
    table.sort_requested.connect(asked.append)
    assert not actions(table)["What needs you first"].isEnabled()
    table.show_sort(Sort("size"))
    actions(table)["What needs you first"].trigger()
    assert asked == [Sort()]


def test_the_arrangement_is_kept_by_id(table: UploadTable, model: UploadModel) -> None:
    header = table.horizontalHeader()
    header.resizeSection(STATE, 350)
    header.moveSection(header.visualIndex(SIZE), 1)
    actions(table)["Link"].trigger()
    kept = msgspec.json.decode(msgspec.json.encode(table.layout_state()), type=TableLayout)
    other = UploadTable(model)
    other.resize(1600, 600)
    other.show()
    other.restore_layout(kept)
    assert other.layout_state() == kept
    assert [each.id for each in kept.columns][:3] == ["kind", "size", "name"]
    assert other.columnWidth(STATE) == 350
    assert not other.isColumnHidden(INDEX["source"])
    other.close()


def test_a_double_click_on_an_edge_gives_a_column_its_usual_width_back(table: UploadTable) -> None:
    header = table.horizontalHeader()
    header.resizeSection(STATE, 350)
    edge = QPoint(header.sectionViewportPosition(STATE) + header.sectionSize(STATE) - 1, header.height() // 2)
    QTest.mouseDClick(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
    kept = {each.id: each.width for each in table.layout_state().columns}
    assert kept["state"] == COLUMNS[STATE].width


def test_the_edge_of_the_name_moves_the_column_behind_it(table: UploadTable) -> None:
    """Else a gap would stay behind the last column, in which no row is painted as selected."""
    header = table.horizontalHeader()
    before = header.sectionSize(NAME), header.sectionSize(STATE)
    header.resizeSection(NAME, before[0] - 30)
    assert (header.sectionSize(NAME), header.sectionSize(STATE)) == (before[0] - 30, before[1] + 30)
    assert header.length() == table.viewport().width()


def test_the_name_as_the_last_column_has_what_is_left(table: UploadTable) -> None:
    header = table.horizontalHeader()
    header.moveSection(header.visualIndex(NAME), header.count() - 1)
    before = header.sectionSize(NAME)
    header.resizeSection(NAME, before - 30)
    assert header.sectionSize(NAME) == before


def test_a_strange_arrangement_is_put_right(table: UploadTable) -> None:
    table.restore_layout(
        TableLayout(
            columns=(ColumnLayout("gone", 50), ColumnLayout("name", 9, visible=False), ColumnLayout("size", -3))
        )
    )
    assert not table.isColumnHidden(NAME)
    assert table.columnWidth(SIZE) >= 64
    assert {each.id for each in table.layout_state().columns} == set(INDEX)
    table.restore_layout(TableLayout(version=99))
    assert table.layout_state().columns[0].id == "kind"


def test_the_name_takes_the_room_there_is(table: UploadTable) -> None:
    def whole() -> int:
        return sum(table.columnWidth(c) for c in INDEX.values() if not table.isColumnHidden(c))

    for width in (1600, 1100, 860, 740):
        table.resize(width, 600)
        assert whole() == table.viewport().width()
    assert table.isColumnHidden(INDEX["created"])
    table.show_sort(Sort("created"))
    assert not table.isColumnHidden(INDEX["created"])


def test_a_hidden_list_lets_time_pass(table: UploadTable) -> None:
    timer = table._minute
    assert timer.isActive()
    table.hide()
    assert not timer.isActive()


def test_screen_readers_get_titles_rows_and_cells(table: UploadTable) -> None:
    reader = QAccessible.queryAccessibleInterface(table)
    assert reader is not None
    assert reader.text(QAccessible.Text.Name) == "Uploads"
    width = len(COLUMNS) + 1  # Qt counts the row's own header, which is hidden
    said = [reader.child(number).text(QAccessible.Text.Name) for number in range(2 * width)]
    assert said[1 + NAME] == "Name"
    assert said[width + 1 + NAME].startswith("clip-1.mp4. Not sent yet. ")
    assert said[width + 1 + STATE] == "State: Not sent yet"


def test_an_empty_list_is_painted_too(qapp: QApplication) -> None:
    rows: list[Row] = []
    store = FakeStore(rows)
    model = UploadModel(store, FakeClock(now=NOW))
    table = UploadTable(model)
    model.set_ordering(store.ordering())
    assert not table.grab().isNull()
    assert table.selected_keys == []


def test_a_list_is_freed_by_its_last_reference(qapp: QApplication, model: UploadModel) -> None:
    gc.collect()
    gc.disable()
    try:
        table = UploadTable(model)
        table.show()
        table.grab()
        table.horizontalHeader().make_menu()  # type: ignore[attr-defined]
        table.close()
        freed = weakref.ref(table)
        del table
        assert freed() is None
    finally:
        gc.enable()


def test_the_networks_signs_are_drawn_before_a_row_shows_them(model: UploadModel, qtbot: QtBot) -> None:
    QPixmapCache.clear()
    table = UploadTable(model)
    qtbot.addWidget(table)
    look = Look(table.palette(), table.font(), table.devicePixelRatioF())
    sign = f"oktodesk:network-linkedin:{ICON}:{look.colours.good}:{look.ratio}"
    assert not QPixmapCache.find(sign, QPixmap())
    qtbot.waitUntil(lambda: QPixmapCache.find(sign, QPixmap()))
    assert table.isHidden()
