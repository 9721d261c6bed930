"""A screen full of rows that nobody saw yet: painted row by row in between other work, and whole in a picture."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oktodesk.ui.table import turns
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.painted_rows import PaintedRows
from oktodesk.ui.table.row_painter import RowPainter
from oktodesk.ui.table.turns import PaintingTurns
from oktodesk.ui.table.view import UploadTable
from oktodesk.uploads.rows import State
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, forecast, upload

ROWS = 9


@pytest.fixture
def table(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[UploadTable]:
    monkeypatch.setattr(turns, "TURN_S", 0.0)
    store = FakeStore(
        [upload(key, State.READY, batch_id=0, forecast=forecast("Twitter")) for key in range(1, ROWS + 1)]
    )
    model = UploadModel(store, FakeClock(now=NOW))
    model.set_ordering(store.ordering())
    table = UploadTable(model)
    table.resize(900, 600)
    yield table
    table.close()


def on_screen(table: UploadTable) -> QImage:
    device = table.backingStore().paintDevice()
    assert isinstance(device, QImage)
    return device.convertToFormat(QImage.Format.Format_RGB32)


def whole(table: UploadTable) -> QImage:
    return table.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_new_rows_come_one_after_the_other_and_all_in_the_end(
    table: UploadTable, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[int] = []
    before = PaintingTurns.begin

    def begin(self: PaintingTurns, *, waits: bool) -> None:
        begun.append(len(self._known))
        before(self, waits=waits)

    monkeypatch.setattr(PaintingTurns, "begin", begin)
    table.show()
    qtbot.waitUntil(lambda: len(table._turns._known) == ROWS)
    assert {later - earlier for earlier, later in pairwise(begun)} <= {0, 1}
    QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
    assert on_screen(table) == whole(table)


def test_a_picture_of_the_list_is_whole_at_once(table: UploadTable) -> None:
    picture = whole(table)
    assert len(table._turns._known) == ROWS
    table.viewport().repaint()
    assert picture == whole(table)


def test_all_rows_look_the_same_on_a_screen_of_a_quarter_more_dots(table: UploadTable) -> None:
    """A line has no whole number of dots there: smoothing that a cell asked for would blur those of other rows."""
    picture = QImage(table.viewport().size() * 1.25, QImage.Format.Format_RGB32)
    picture.setDevicePixelRatio(1.25)
    table.viewport().render(picture)
    height, beside_all_texts = round(table.rowHeight(0) * 1.25), picture.width() - 2
    rows = {
        tuple(picture.pixel(beside_all_texts, row * height + dot) for dot in range(height)) for row in range(ROWS)
    }
    assert len(rows) == 1


def test_a_row_whose_turn_comes_after_the_list_was_scrolled_is_painted_where_it_is_then(
    table: UploadTable, qtbot: QtBot
) -> None:
    table.resize(900, 4 * table.rowHeight(0))
    table.show()
    for _ in range(1000):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        if table._unpainted.boundingRect().top() > 0:
            break
    assert table._unpainted.boundingRect().top() > 0
    table.verticalScrollBar().setValue(table.rowHeight(0))
    qtbot.waitUntil(lambda: on_screen(table) == whole(table), timeout=2000)


def test_rows_that_change_at_once_are_painted_a_few_a_turn_and_all_in_the_end(
    table: UploadTable, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.show()
    qtbot.waitUntil(lambda: on_screen(table) == whole(table))
    qtbot.waitUntil(lambda: not table._next_turn.isActive())
    painted: list[int] = []
    before = table._paint_row

    def paint_row(painter: QPainter, cells: RowPainter, row: int) -> None:
        painted[-1] += 1
        before(painter, cells, row)

    def paint(self: UploadTable, event: QPaintEvent) -> None:
        painted.append(0)
        paint_event(self, event)

    paint_event = PaintedRows.paintEvent
    monkeypatch.setattr(table, "_paint_row", paint_row)
    monkeypatch.setattr(PaintedRows, "paintEvent", paint)
    model = table.model()
    model.dataChanged.emit(model.index(0, 0), model.index(ROWS - 1, 3))
    qtbot.waitUntil(lambda: sum(painted) >= ROWS and not table._next_turn.isActive())
    assert max(painted) <= turns.CHANGED_A_TURN + 1  # and the line at the next one's upper edge
    assert on_screen(table) == whole(table)
