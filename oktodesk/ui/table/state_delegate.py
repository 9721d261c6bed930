"""The state of a row: a sign and a word, and beneath them the reason or how far the fetching has come."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle

from oktodesk.ui.table.delegates import CellDelegate
from oktodesk.ui.table.look import ICON, PAD
from oktodesk.ui.table.shown import ShownRow

_BAR_HEIGHT = 4
_LEAST_BAR = 48
_CENTRE = Qt.AlignmentFlag.AlignVCenter


class StateDelegate(CellDelegate):
    """Sign, word and note; a bar while Oktopost fetches."""

    def paint_cell(
        self, painter: QPainter, rect: QRect, shown: ShownRow, _column: int, direction: Qt.LayoutDirection
    ) -> None:
        """Sign at the start, two lines beside it."""
        look = self.look
        has_two_lines = bool(shown.note) or shown.share is not None
        beside = rect.adjusted(ICON + PAD, 0, 0, 0)
        upper, lower = look.lines(beside) if has_two_lines else (beside, beside)
        sign = QRect(rect.x(), upper.center().y() - ICON // 2 + 1, ICON, ICON)
        painter.drawPixmap(QStyle.visualRect(direction, rect, sign), look.icon(shown.state_icon, shown.state_tint))
        self._paint_word(painter, QStyle.visualRect(direction, rect, upper), shown, direction)
        if shown.share is not None:
            self._paint_progress(painter, QStyle.visualRect(direction, rect, lower), shown, direction)
        elif shown.note:
            self._paint_note(painter, QStyle.visualRect(direction, rect, lower), shown.note, direction)

    def _paint_word(self, painter: QPainter, rect: QRect, shown: ShownRow, direction: Qt.LayoutDirection) -> None:
        look = self.look
        leading = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading | _CENTRE)
        trailing = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignTrailing | _CENTRE)
        taken = look.metrics.horizontalAdvance(shown.fetched) + PAD if shown.fetched else 0
        word = QStyle.visualRect(direction, rect, rect.adjusted(0, 0, -taken, 0))
        look.draw_text(painter, word, shown.state, look.text, alignment=leading)
        if shown.fetched:
            look.draw_text(painter, rect, shown.fetched, look.text, alignment=trailing)

    def _paint_note(self, painter: QPainter, rect: QRect, note: str, direction: Qt.LayoutDirection) -> None:
        alignment = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeading | _CENTRE)
        self.look.draw_text(painter, rect, note, self.look.secondary, alignment=alignment, is_small=True)

    def _paint_progress(
        self, painter: QPainter, rect: QRect, shown: ShownRow, direction: Qt.LayoutDirection
    ) -> None:
        look, share = self.look, shown.share or 0.0
        note_width = look.small_metrics.horizontalAdvance(shown.note) + 2 if shown.note else 0
        note_width = min(note_width, max(0, rect.width() - _LEAST_BAR - PAD))
        bar_width = rect.width() - (note_width + PAD if note_width else 0)
        bar = QRect(rect.x(), rect.center().y() - _BAR_HEIGHT // 2 + 1, bar_width, _BAR_HEIGHT)
        done = QRect(bar.x(), bar.y(), round(bar_width * share), _BAR_HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        for part, colour in ((bar, look.track), (done, QColor(getattr(look.colours, shown.state_tint)))):
            painter.setBrush(colour)
            painter.drawRoundedRect(QRectF(QStyle.visualRect(direction, rect, part)), 2, 2)
        if note_width:
            note = rect.adjusted(rect.width() - note_width, 0, 0, 0)
            trailing = QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignTrailing | _CENTRE)
            where = QStyle.visualRect(direction, rect, note)
            look.draw_text(painter, where, shown.note, look.secondary, alignment=trailing, is_small=True)
