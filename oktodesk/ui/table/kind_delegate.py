"""The first column: a box to tick before new links that Add could take, else the kind of file."""

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from oktodesk.ui.table.delegates import CellDelegate, Index
from oktodesk.ui.table.look import PAD, Look
from oktodesk.ui.table.shown import ShownRow
from oktodesk.ui.theme import MARGIN

_BOX = 18
_TILE = 32
_ICON = 20
_CHECK_STATE = Qt.ItemDataRole.CheckStateRole


class KindDelegate(CellDelegate):
    """Paints the box or the icon, and takes the click on the box."""

    def paint_cell(
        self, painter: QPainter, rect: QRect, shown: ShownRow, _column: int, direction: Qt.LayoutDirection
    ) -> None:
        """Box or icon, at the window's margin."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inset = rect.adjusted(MARGIN - PAD, 0, MARGIN - PAD, 0)
        rect = QStyle.visualRect(direction, rect, QRect(inset.x(), inset.y(), _TILE, inset.height()))
        if shown.can_tick:
            paint_box(painter, _centred(rect, _BOX), self.look, ticked=self._model.ticks.is_ticked(shown.row.key))
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.look.colours.raised))
        painter.drawRoundedRect(_centred(rect, _TILE), 6, 6)
        painter.drawPixmap(_centred(rect, _ICON), self.look.icon(shown.kind, "secondary", _ICON))

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, _option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Ticks on release; a double click is two clicks, not an activation."""
        if not model.flags(index) & Qt.ItemFlag.ItemIsUserCheckable or not isinstance(event, QMouseEvent):
            return False
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        if event.type() is QEvent.Type.MouseButtonRelease:
            ticked = Qt.CheckState(model.data(index, _CHECK_STATE)) is Qt.CheckState.Checked
            model.setData(index, Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked, _CHECK_STATE)
        return True


def paint_box(painter: QPainter, rect: QRect, look: Look, *, ticked: bool) -> None:
    """A check box in the table's own colours, so that it is the same on all platforms."""
    if not ticked:
        painter.setPen(QPen(QColor(look.colours.frame), 1.5))
        painter.setBrush(QColor(look.colours.base))
        painter.drawRoundedRect(QRectF(rect).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.accent)
    painter.drawRoundedRect(rect, 4, 4)
    painter.drawPixmap(rect.x() + 2, rect.y() + 2, look.icon("check", "on_accent", _BOX - 4))


def _centred(rect: QRect, size: int) -> QRect:
    return QRect(rect.center().x() - size // 2 + 1, rect.center().y() - size // 2 + 1, size, size)
