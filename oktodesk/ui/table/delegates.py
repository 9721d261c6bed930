"""What the columns have in common, and the plain one. The rows call them; see ``row_painter``."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from oktodesk.ui.table.columns import COLUMNS
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.shown import ShownRow

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    """A cell's text in one line. ``look`` is replaced with the palette."""

    def __init__(self, model: UploadModel, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self._model = model

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
