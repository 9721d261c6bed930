"""The name of a row over the link it came from; new links can be renamed in place."""

from pathlib import PurePosixPath

from PySide6.QtCore import QAbstractItemModel, QRect, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionViewItem, QWidget

from oktodesk.ui.table.delegates import CellDelegate, Index
from oktodesk.ui.table.shown import ShownRow

_MARGIN = 6


class _NameField(QLineEdit):
    """Offers the name without its ending for typing over."""

    is_filled = False

    def fill(self, name: str) -> None:
        self.is_filled = True
        self.setText(name)
        QTimer.singleShot(0, self, self._select_stem)  # Qt selects everything right after this

    def _select_stem(self) -> None:
        self.setSelection(0, len(PurePosixPath(self.text()).stem))


class NameDelegate(CellDelegate):
    """Two lines, and a line editor in their place."""

    def paint_cell(
        self, painter: QPainter, rect: QRect, shown: ShownRow, _column: int, direction: Qt.LayoutDirection
    ) -> None:
        """Name above, link beneath."""
        look = self.look
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        alignment = QStyle.visualAlignment(direction, leading)
        middle = Qt.TextElideMode.ElideMiddle
        upper, lower = look.lines(rect) if shown.link else (rect, rect)
        look.draw_text(painter, upper, shown.title, look.text, alignment=alignment, elide=middle)
        if shown.link:
            look.draw_text(
                painter, lower, shown.link, look.secondary, alignment=alignment, is_small=True, elide=middle
            )

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: Index) -> QWidget:
        """A field of its own height in the middle of the row."""
        editor = _NameField(parent)
        editor.setAccessibleName(self.tr("Name"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill the field once: a refresh must not undo what is being typed."""
        assert isinstance(editor, _NameField)
        if not editor.is_filled:
            editor.fill(str(index.data(Qt.ItemDataRole.EditRole)))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take the name over."""
        assert isinstance(editor, _NameField)
        model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Keep the field over both lines of its row."""
        editor.setGeometry(option.rect.adjusted(1, _MARGIN, -1, -_MARGIN))
