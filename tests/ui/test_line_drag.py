"""Waiting rows are dragged to another place in line, and nothing else is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication

from oktodesk.ui.table.columns import NAME
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.uploads.rows import Sort, State
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, upload

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
WAITING = (1, 2, 3, 4)


@pytest.fixture
def table(qapp: QApplication) -> Iterator[UploadTable]:
    waiting = [upload(key, State.WAITING, batch_id=1, position=key) for key in WAITING]
    done = [upload(key, created_at=NOW - key) for key in (10, 11)]
    store = FakeStore([*waiting, *done])
    model = UploadModel(store, FakeClock(now=NOW))
    model.set_ordering(store.ordering())
    table = UploadTable(model)
    table.resize(1100, 700)
    table.show()
    yield table
    table.close()


def place(table: UploadTable, key: int, *, below: bool = False) -> QPoint:
    model = table.model()
    assert isinstance(model, UploadModel)
    row = model.row_of(key)
    assert row is not None
    rect = table.visualRect(model.index(row, NAME))
    return QPoint(rect.center().x(), rect.bottom() - 4 if below else rect.top() + 4)


def drag(table: UploadTable, key: int, to: QPoint) -> None:
    view = table.viewport()
    QTest.mousePress(view, LEFT, NONE, place(table, key))
    QTest.mouseMove(view, place(table, key) + QPoint(40, 0))
    QTest.mouseMove(view, to)


def let_go(table: UploadTable, to: QPoint) -> None:
    QTest.mouseRelease(table.viewport(), LEFT, NONE, to)


@pytest.mark.parametrize(
    ("onto", "below", "before"), [(1, False, 1), (3, False, 3), (3, True, 4), (4, True, None), (2, True, 3)]
)
def test_what_is_selected_is_dragged_in_front_of_a_waiting_row(
    table: UploadTable, onto: int, below: bool, before: int | None
) -> None:
    moved = QSignalSpy(table.line_moved)
    table.select_keys([2, 4])
    to = place(table, onto, below=below)
    drag(table, 4, to)
    assert table._mark.isVisible()
    let_go(table, to)
    assert not table._mark.isVisible()
    assert [moved.at(number) for number in range(moved.count())] == [[before]]
    assert sorted(table.selected_keys) == [2, 4]


def test_escape_leaves_everything_where_it_was(table: UploadTable) -> None:
    moved = QSignalSpy(table.line_moved)
    table.select_keys([4])
    drag(table, 4, place(table, 1))
    QTest.keyClick(table, Qt.Key.Key_Escape)
    assert not table._mark.isVisible()
    let_go(table, place(table, 1))
    assert moved.count() == 0
    assert table.selected_keys == [4]


def test_a_click_on_one_of_several_selects_it_alone(table: UploadTable) -> None:
    table.select_keys([2, 4])
    QTest.mouseClick(table.viewport(), LEFT, NONE, place(table, 4))
    assert table.selected_keys == [4]


def test_a_double_click_still_opens_a_row(table: UploadTable) -> None:
    table.select_keys([2])
    opened = QSignalSpy(table.row_activated)
    QTest.mouseClick(table.viewport(), LEFT, NONE, place(table, 2))
    QTest.mouseDClick(table.viewport(), LEFT, NONE, place(table, 2))
    assert opened.count() == 1


def test_nothing_is_moved_out_of_the_line(table: UploadTable) -> None:
    moved = QSignalSpy(table.line_moved)
    table.select_keys([2])
    to = place(table, 11, below=True)
    drag(table, 2, to)
    assert not table._mark.isVisible()
    let_go(table, to)
    assert moved.count() == 0


def test_what_is_sent_or_sorted_otherwise_is_not_dragged(table: UploadTable) -> None:
    moved = QSignalSpy(table.line_moved)
    table.select_keys([10])
    drag(table, 10, place(table, 1))
    let_go(table, place(table, 1))
    table.show_sort(Sort("name", descending=False))
    table.select_keys([4])
    drag(table, 4, place(table, 1))
    let_go(table, place(table, 1))
    assert moved.count() == 0
