"""A row that the person moves within the line stays in view, and the others stay where they are."""

from collections.abc import Iterator

import msgspec
import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication

from oktodesk.ui.table.columns import NAME
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.uploads.rows import State
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, upload

ROW = 48
SEEN = 10
"""Rows that fit into the view."""


class Line:
    """Forty waiting links in a list that shows ten rows."""

    def __init__(self) -> None:
        self.store = FakeStore(
            upload(key, State.WAITING, batch_id=1, position=key, created_at=NOW) for key in range(1, 41)
        )
        self.model = UploadModel(self.store, FakeClock(now=NOW))
        self.model.set_ordering(self.store.ordering())
        self.table = UploadTable(self.model)
        self.table.resize(900, 600)
        self.table.show()
        self.table.resize(900, 600 + SEEN * ROW - self.table.viewport().height())
        assert self.table.viewport().height() == SEEN * ROW

    def make_current(self, *keys: int) -> None:
        self.table.select_keys(list(keys))
        row = self.model.row_of(keys[0])
        assert row is not None
        self.table.selectionModel().setCurrentIndex(
            self.model.index(row, NAME), QItemSelectionModel.SelectionFlag.NoUpdate
        )

    def move(self, keys: list[int], position: float) -> None:
        """As a key does: ``keys`` go behind the link that has that position."""
        self.table.follow(keys)
        for number, key in enumerate(keys):
            moved = msgspec.structs.replace(self.store.all[key], position=position + (number + 1) / 100)
            self.store.put(moved, reordered=True)
        self.model.set_ordering(self.store.ordering())

    def top(self, key: int) -> int:
        row = self.model.row_of(key)
        assert row is not None
        return self.table.rowViewportPosition(row)

    @property
    def current(self) -> int | None:
        return self.model.key_at(self.table.currentIndex().row())


@pytest.fixture
def line(qapp: QApplication) -> Iterator[Line]:
    line = Line()
    yield line
    line.table.close()


def test_the_last_row_that_is_seen_goes_down_in_view(line: Line) -> None:
    last = line.model.key_at(SEEN - 1)
    assert last is not None
    line.make_current(last)
    line.move([last], last + 1)
    assert line.top(last) == (SEEN - 1) * ROW
    assert (line.current, line.table.selected_keys) == (last, [last])


def test_a_row_goes_to_the_end_of_the_line_and_back_in_view(line: Line) -> None:
    line.make_current(3)
    line.move([3], 40)
    assert line.top(3) == (SEEN - 1) * ROW
    line.move([3], 2)
    assert 0 <= line.top(3) <= (SEEN - 1) * ROW
    assert line.current == 3


def test_the_others_stay_where_they_are(line: Line) -> None:
    line.table.verticalScrollBar().setValue(5 * ROW + 7)
    line.make_current(9)
    before = {key: line.top(key) for key in (7, 8, 12)}
    line.move([9], 10)
    assert {key: line.top(key) for key in before} == before
    assert line.top(9) == line.top(10) + ROW


def test_the_first_row_that_is_seen_goes_up_in_view(line: Line) -> None:
    line.table.verticalScrollBar().setValue(5 * ROW)
    first = line.model.key_at(5)
    assert first is not None
    line.make_current(first)
    line.move([first], first - 2)
    assert line.top(first) == 0


def test_of_several_rows_the_current_one_stays_in_view(line: Line) -> None:
    line.make_current(9, 8, 7)
    line.move([7, 8, 9], 20)
    assert 0 <= line.top(9) <= (SEEN - 1) * ROW
    assert sorted(line.table.selected_keys) == [7, 8, 9]


def test_a_moved_row_does_not_hold_up_what_comes_in_above(line: Line) -> None:
    line.make_current(8)
    line.move([8], 9)
    line.store.put(
        *(upload(key, State.READY, batch_id=0, position=key, created_at=NOW) for key in (50, 51, 52)),
        reordered=True,
    )
    line.model.set_ordering(line.store.ordering())
    assert line.table.verticalScrollBar().value() == 0
    assert line.current == 8
