"""What the painters of all columns have in common, and the plain one."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from oktodesk.ui.table.columns import COLUMNS, KIND
from oktodesk.ui.table.look import PAD, Look
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.shown import ShownRow

Index = QModelIndex | QPersistentModelIndex

_CURSOR_WIDTH = 3
_SELECTED = QStyle.StateFlag.State_Selected


class CellDelegate(QStyledItemDelegate):
    """Ground, hairline and cursor of a cell, and its text in one line. ``look`` is replaced with the palette."""

    def __init__(self, model: UploadModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell; headings are painted by the view, across all columns."""
        row = index.row()
        shown = self._model.shown(row)
        if shown is None:
            return
        rect, column = option.rect, index.column()
        painter.save()
        self._paint_ground(painter, option, rect, row)
        if column == KIND and row == self.look.current:
            edge = QRect(rect.x(), rect.y(), _CURSOR_WIDTH, rect.height() - 1)
            painter.fillRect(QStyle.visualRect(option.direction, rect, edge), self.look.accent)
        self.paint_cell(painter, rect.adjusted(PAD, 0, -PAD, -1), shown, column, option.direction)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """All rows have one height."""
        return QSize(option.rect.width(), self.look.row_height)

    def paint_cell(
        self, painter: QPainter, rect: QRect, shown: ShownRow, column: int, direction: Qt.LayoutDirection
    ) -> None:
        """Paint what the cell says into ``rect``, which leaves its margins out."""
        spec = COLUMNS[column]
        text = spec.text(shown, self._model.around)
        alignment = QStyle.visualAlignment(direction, spec.alignment)
        self.look.draw_text(painter, rect, text, self.look.secondary, alignment=alignment)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect, row: int) -> None:
        look = self.look
        if option.state & _SELECTED:
            painter.fillRect(rect, look.selected)
        elif row == look.hovered:
            painter.fillRect(rect, look.hover)
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.line)
