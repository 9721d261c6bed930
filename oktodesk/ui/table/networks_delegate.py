"""A sign for each network, drawn so that the answer shows without colour too."""

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPixmapCache
from PySide6.QtWidgets import QStyle

from oktodesk.ui.icons import Tint, network_icon_name
from oktodesk.ui.table.delegates import CellDelegate
from oktodesk.ui.table.look import ICON, Look
from oktodesk.ui.table.marks import Mark, MarkLook
from oktodesk.ui.table.shown import ShownRow
from oktodesk.ui.theme import GRID

STEP = ICON + GRID + GRID // 2
"""From one sign to the next."""
_HEIGHT = 26
_BENEATH = 21.5
_DOTS = (3.0, 8.0, 13.0)
_FAINT = 0.45

_SIGNS: dict[MarkLook, Tint] = {
    MarkLook.USABLE: "good",
    MarkLook.REFUSED: "bad",
    MarkLook.EXPECTED_USABLE: "secondary",
    MarkLook.EXPECTED_DOUBTFUL: "secondary",
    MarkLook.EXPECTED_REFUSED: "secondary",
    MarkLook.CHECKING: "frame",
    MarkLook.NOT_CHECKED: "frame",
    MarkLook.UNWANTED: "faint",
}
TINTS: frozenset[Tint] = frozenset(_SIGNS.values())
"""The colours that a network's sign can have."""


class NetworksDelegate(CellDelegate):
    """Paints the signs of a row in one go; rows that look alike share a picture."""

    def paint_cell(
        self, painter: QPainter, rect: QRect, shown: ShownRow, _column: int, direction: Qt.LayoutDirection
    ) -> None:
        """The signs, from the cell's start on."""
        if not shown.marks:
            return
        strip = strip_of(shown.marks, self.look)
        place = QRect(rect.x(), rect.center().y() - _HEIGHT // 2 + 3, len(shown.marks) * STEP, _HEIGHT)
        painter.setClipRect(rect)
        painter.drawPixmap(QStyle.visualRect(direction, rect, place), strip)


def strip_of(row_marks: Sequence[Mark], look: Look) -> QPixmap:
    """The picture of these signs, cached."""
    key = f"oktodesk:strip:{look.colours.base}:{look.ratio}:" + ";".join(
        f"{mark.network}={mark.look}" for mark in row_marks
    )
    picture = QPixmap()
    if QPixmapCache.find(key, picture):
        return picture
    picture = QPixmap(round(len(row_marks) * STEP * look.ratio), round(_HEIGHT * look.ratio))
    picture.setDevicePixelRatio(look.ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, mark in enumerate(row_marks):
        painter.save()
        painter.translate(number * STEP, 0)
        _paint_mark(painter, mark, look)
        painter.restore()
    painter.end()
    QPixmapCache.insert(key, picture)
    return picture


def _paint_mark(painter: QPainter, mark: Mark, look: Look) -> None:
    if mark.look is MarkLook.UNWANTED:
        painter.setOpacity(_FAINT)
    painter.drawPixmap(0, 0, look.icon(network_icon_name(mark.network), _SIGNS[mark.look]))
    colours = look.colours
    match mark.look:
        case MarkLook.USABLE:
            painter.setPen(_pen(colours.good))
            painter.drawLine(QLineF(2.5, _BENEATH, 13.5, _BENEATH))
        case MarkLook.EXPECTED_USABLE:
            _dots(painter, colours.good, _DOTS)
        case MarkLook.CHECKING:
            _dots(painter, colours.frame, _DOTS[1:2])
        case MarkLook.REFUSED | MarkLook.EXPECTED_REFUSED:
            painter.setPen(_pen(colours.bad))
            painter.drawLines([QLineF(5.5, _BENEATH - 2.5, 10.5, _BENEATH + 2.5)])
            painter.drawLines([QLineF(5.5, _BENEATH + 2.5, 10.5, _BENEATH - 2.5)])
        case MarkLook.EXPECTED_DOUBTFUL:
            painter.setPen(_pen(colours.warning))
            painter.drawLine(QLineF(8, _BENEATH - 3, 8, _BENEATH))
            painter.drawPoint(QPointF(8, _BENEATH + 3))


def _dots(painter: QPainter, colour: str, places: Sequence[float]) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    for x in places:
        painter.drawEllipse(QPointF(x, _BENEATH), 1.25, 1.25)


def _pen(colour: str) -> QPen:
    return QPen(QColor(colour), 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
