"""A whole row in one go: ground, hairline, cursor and all its cells.

Qt's own painting comes back to Python for every cell, and before each of these calls other threads may go on
first: while links are checked on one, a screen full of cells took three times as long.
"""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QStyle, QTableView

from oktodesk.ui.table.columns import KIND, NAME
from oktodesk.ui.table.delegates import CellDelegate
from oktodesk.ui.table.look import PAD, Look
from oktodesk.ui.table.model import UploadModel

_CURSOR_WIDTH = 3
_SKETCHED = (0.5, 0.7)
"""How far the bars go that stand for a name and its link."""


class _Column(msgspec.Struct, frozen=True):
    """One that is shown, and where."""

    number: int
    x: int
    width: int
    delegate: CellDelegate


class RowPainter:
    """For one painting of the list, in which neither columns nor selection change."""

    def __init__(self, view: QTableView, uploads: UploadModel, look: Look, region: QRegion) -> None:
        self._view = view
        self._uploads = uploads
        self._look = look
        self._direction = view.layoutDirection()
        self._selection = view.selectionModel()
        self._width = view.viewport().width()
        self._columns = _columns_of(view, region.boundingRect())

    def paint(self, painter: QPainter, row: int) -> None:
        """Paint it, unless it is a heading."""
        shown = self._uploads.shown(row)
        if shown is None:
            return
        y, height = self._view.rowViewportPosition(row), self._view.rowHeight(row)
        self._paint_ground(painter, row, QRect(0, y, self._width, height))
        for column in self._columns:
            if column.number == KIND and row == self._look.current:
                cell = QRect(column.x, y, column.width, height - 1)
                edge = QRect(cell.x(), y, _CURSOR_WIDTH, cell.height())
                painter.fillRect(QStyle.visualRect(self._direction, cell, edge), self._look.accent)
            rect = QRect(column.x + PAD, y, column.width - 2 * PAD, height - 1)
            painter.save()  # what a cell smooths or clips is nothing to the next row's hairline
            column.delegate.paint_cell(painter, rect, shown, column.number, self._direction)
            painter.restore()

    def sketch(self, painter: QPainter, row: int) -> None:
        """Where its name will stand and where it ends: an empty place would blink while somebody scrolls."""
        y, height = self._view.rowViewportPosition(row), self._view.rowHeight(row)
        painter.fillRect(0, y + height - 1, self._width, 1, self._look.line)
        for column in self._columns:
            if column.number == NAME:
                cell = QRect(column.x + PAD, y, column.width - 2 * PAD, height - 1)
                for line, share in zip(self._look.lines(cell), _SKETCHED, strict=True):
                    bar = QRect(line.x(), line.center().y() - 2, round(line.width() * share), 5)
                    painter.fillRect(QStyle.visualRect(self._direction, line, bar), self._look.track)

    def _paint_ground(self, painter: QPainter, row: int, rect: QRect) -> None:
        look = self._look
        if self._selection.isSelected(self._uploads.index(row, NAME)):
            painter.fillRect(rect, look.selected)
        elif row == look.hovered:
            painter.fillRect(rect, look.hover)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.line)


def _columns_of(view: QTableView, within: QRect) -> Sequence[_Column]:
    header = view.horizontalHeader()
    columns = []
    for number in range(header.count()):
        x, width = view.columnViewportPosition(number), view.columnWidth(number)
        delegate = view.itemDelegateForIndex(view.model().index(0, number))
        if width and x <= within.right() and x + width > within.left() and isinstance(delegate, CellDelegate):
            columns.append(_Column(number, x, width, delegate))
    return columns
