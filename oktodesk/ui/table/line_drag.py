"""Waiting rows dragged to another place in line, within the list and with the mouse alone.

Not Qt's drag and drop: that would take links out of the window too, and its nested loop would stop ours.
"""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPalette
from PySide6.QtWidgets import QApplication, QFrame, QWidget

from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.painted_rows import PaintedRows
from oktodesk.uploads.rows import Sort, State

_LINE = 2
"""Pixels: the mark between two rows."""
_EDGE = 24
"""Pixels from the list's edge at which it scrolls along."""
_AHEAD = 8
"""Rows; more are never on their way at the same time."""


class DraggedRows(PaintedRows):
    """The half of the list that moves what waits. Where it is sorted by a column nothing can be dragged."""

    line_moved = Signal(object)
    """The selected rows were let go in front of this waiting key; None: behind all that wait."""

    def __init__(self, model: UploadModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._pressed: QPoint | None = None
        self._is_dragging = False
        self._mark = QFrame(self.viewport())
        self._mark.setAutoFillBackground(True)
        self._mark.setBackgroundRole(QPalette.ColorRole.Highlight)
        self._mark.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._mark.hide()

    @property
    def may_drag(self) -> bool:
        """Whether the mouse is down on something that can be dragged."""
        return self._pressed is not None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """What is selected is dragged; a press elsewhere selects, as ever, and a drag from there selects more."""
        plain = event.button() is Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        at = event.position().toPoint()
        is_selected = self.selectionModel().isSelected(self.indexAt(at))
        can_move = plain and is_selected and self._waiting_key(self.rowAt(at.y())) is not None
        self._pressed = at if can_move else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where the rows would go."""
        at = event.position().toPoint()
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        if not self._is_dragging:
            self._is_dragging = (at - self._pressed).manhattanLength() >= QApplication.startDragDistance()
        if self._is_dragging:
            self._scroll_along(at.y())
            self._show_mark(at.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let them go there."""
        was_pressed, was_dragging = self._pressed is not None, self._is_dragging
        at = event.position().toPoint()
        super().mouseReleaseEvent(event)
        self.cancel_drag()
        if was_dragging:
            self._let_go(at.y())
        elif was_pressed:
            self._clicked(self.rowAt(at.y()))

    def _clicked(self, row: int) -> None:
        """A selected row that waits was pressed and not dragged."""

    def cancel_drag(self) -> bool:
        """Leave everything where it was; returns whether something was being dragged."""
        was_dragging, self._is_dragging, self._pressed = self._is_dragging, False, None
        self._mark.hide()
        return was_dragging

    def _let_go(self, y: int) -> None:
        row = self._row_below(y)
        if row is not None:
            # What is on its way stands between those that wait, and is passed over.
            below = (self._waiting_key(each) for each in range(row, row + _AHEAD))
            self.line_moved.emit(next((key for key in below if key is not None), None))

    def _waiting_key(self, row: int) -> int | None:
        """The key of a row that stands in line; None for all others."""
        shown = self._uploads.shown(row) if self._header.sort == Sort() else None
        return shown.row.key if shown is not None and shown.row.state is State.WAITING else None

    def _row_below(self, y: int) -> int | None:
        """The row in front of which a drop at this height goes; None: neither it nor the one above waits."""
        row = self.rowAt(y)
        if row < 0:
            row = self._uploads.rowCount()
        elif y > self.rowViewportPosition(row) + self.rowHeight(row) // 2:
            row += 1
        return row if any(self._waiting_key(each) is not None for each in (row - 1, row)) else None

    def _show_mark(self, y: int) -> None:
        row = self._row_below(y)
        self._mark.setVisible(row is not None)
        if row is not None:
            last = self._uploads.rowCount() - 1
            top = self.rowViewportPosition(min(row, last)) + (self.rowHeight(last) if row > last else 0)
            self._mark.setGeometry(0, top - _LINE // 2, self.viewport().width(), _LINE)

    def _scroll_along(self, y: int) -> None:
        bar = self.verticalScrollBar()
        if y < _EDGE:
            bar.setValue(bar.value() - _EDGE)
        elif y > self.viewport().height() - _EDGE:
            bar.setValue(bar.value() + _EDGE)
