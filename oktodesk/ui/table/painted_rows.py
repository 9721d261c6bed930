"""How the list looks: one fixed height, headings across, the row under the pointer lifted."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QTimer
from PySide6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QRegion, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from oktodesk.ui.table.columns import COLUMNS, KIND, NAME, NETWORKS, STATE
from oktodesk.ui.table.delegates import CellDelegate
from oktodesk.ui.table.header import TableHeader
from oktodesk.ui.table.headings import paint_heading
from oktodesk.ui.table.kind_delegate import KindDelegate
from oktodesk.ui.table.look import Look
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.name_delegate import NameDelegate
from oktodesk.ui.table.networks_delegate import NetworksDelegate
from oktodesk.ui.table.row_painter import RowPainter
from oktodesk.ui.table.state_delegate import StateDelegate
from oktodesk.ui.table.turns import CHANGED_A_TURN, PaintingTurns, paints_screen
from oktodesk.ui.table.warming import SignWarmer

_Index = QModelIndex | QPersistentModelIndex
_MINUTE_MS = 60_000
_RESTYLED = frozenset(
    {
        QEvent.Type.PaletteChange,
        QEvent.Type.FontChange,
        QEvent.Type.StyleChange,
        QEvent.Type.DevicePixelRatioChange,
    }
)


class PaintedRows(QTableView):
    """The painting half of the list."""

    _is_made = False

    def __init__(self, model: UploadModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._uploads = model
        self._look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        self._header = TableHeader(self._look, self)
        self._delegates = self._make_delegates()
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)
        self._turns = PaintingTurns()
        self._unpainted = QRegion()
        self._changed = 0
        self._to_change: list[tuple[QPersistentModelIndex, QPersistentModelIndex, Sequence[int]]] = []
        self._next_turn = QTimer(self)
        self._next_turn.setSingleShot(True)
        self._next_turn.timeout.connect(self._on_next_turn)
        self._warmer = SignWarmer(self)
        self._warmer.warm(self._look)
        self._set_up()
        self._is_made = True

    def _set_up(self) -> None:
        self.setHorizontalHeader(self._header)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(self.tr("Uploads"))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(1)
        rows.setDefaultSectionSize(self._look.row_height)

    def _make_delegates(self) -> list[CellDelegate]:
        """Qt keeps no reference to a delegate, so the view does."""
        plain = CellDelegate(self._uploads, self._look, self)
        self.setItemDelegate(plain)
        kind = KindDelegate(self._uploads, self._look, self)
        name = NameDelegate(self._uploads, self._look, self)
        state = StateDelegate(self._uploads, self._look, self)
        networks = NetworksDelegate(self._uploads, self._look, self)
        for column, delegate in ((KIND, kind), (NAME, name), (STATE, state), (NETWORKS, networks)):
            self.setItemDelegateForColumn(column, delegate)
        return [plain, kind, name, state, networks]

    def changeEvent(self, event: QEvent) -> None:
        """Another palette, font or screen: other pens."""
        super().changeEvent(event)
        if event.type() in _RESTYLED and self._is_made:
            self._restyle()

    def _restyle(self) -> None:
        look = Look(self.palette(), self.font(), self.devicePixelRatioF())
        look.current, look.hovered = self._look.current, self._look.hovered
        self._look = self._header.look = look
        for delegate in self._delegates:
            delegate.look = look
        self.verticalHeader().setDefaultSectionSize(look.row_height)
        self._header.updateGeometry()
        self.viewport().update()
        self._warmer.warm(look)

    def sizeHintForColumn(self, column: int) -> int:
        """A double click on a column's edge gives it its usual width back; Qt would measure every row."""
        return COLUMNS[column].width

    def paintEvent(self, event: QPaintEvent) -> None:
        """Rows that were seen before, then new ones as far as the turn goes; the rest comes in the next."""
        self._turns.begin(waits=self._next_turn.isActive())
        rows = self._rows_in(event.rect())
        new = [row for row in rows if self._turns.is_new(self._uploads.key_at(row))]
        painter = QPainter(self.viewport())
        in_turns = bool(new) and paints_screen(painter, self.viewport())
        columns = RowPainter(self, self._uploads, self._look, event.region())
        for row in rows:
            if not (in_turns and row in new) and event.region().intersects(self._row_rect(row)):
                self._paint_row(painter, columns, row)
        left = QRegion()
        for number, row in enumerate(new if in_turns else ()):
            if self._turns.gets_to(number):
                self._paint_row(painter, columns, row)
            else:
                left += event.region().intersected(self._row_rect(row))
                columns.sketch(painter, row)
        painter.end()
        if not left.isEmpty():
            self._unpainted += left
            self._await_turn()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """As Qt's, which moves what was painted: the places of rows that wait for their turn move with it."""
        self._unpainted.translate(dx, dy)
        super().scrollContentsBy(dx, dy)

    def dataChanged(self, first: _Index, last: _Index, roles: Sequence[int] = ()) -> None:
        """As Qt's, for so many rows a turn as can be seen."""
        seen = self._rows_in(self.viewport().rect())
        changed = range(max(first.row(), seen.start), min(last.row() + 1, seen.stop))
        room = CHANGED_A_TURN - self._changed
        if len(changed) <= room:
            super().dataChanged(first, last, roles)
            self._changed += len(changed)
        else:
            begin = changed.start + room if room else first.row()
            if room:
                super().dataChanged(first, first.sibling(begin - 1, last.column()), roles)
            rest = first.sibling(begin, first.column())
            self._to_change.append((QPersistentModelIndex(rest), QPersistentModelIndex(last), roles))
            self._changed = CHANGED_A_TURN
        if self._changed:
            self._await_turn()

    def _await_turn(self) -> None:
        """Behind what is due by now: what is posted would come before it."""
        if not self._next_turn.isActive():
            self._next_turn.start(0)

    def _on_next_turn(self) -> None:
        left, self._unpainted = self._unpainted, QRegion()
        to_change, self._to_change = self._to_change, []
        self._changed = 0
        self.viewport().update(left)
        for first, last, roles in to_change:
            if first.isValid() and last.isValid() and first.row() <= last.row():
                self.dataChanged(first, last, roles)
            else:  # rows came, went or moved
                self.viewport().update()

    def _paint_row(self, painter: QPainter, cells: RowPainter, row: int) -> None:
        heading = self._uploads.heading_at(row)
        if heading is not None:
            now = self._uploads.around.now
            paint_heading(painter, self._row_rect(row), heading, self._look, self.layoutDirection(), now=now)
        else:
            cells.paint(painter, row)
            self._turns.painted(self._uploads.key_at(row))

    def _rows_in(self, rect: QRect) -> range:
        last = self.rowAt(rect.bottom())
        return range(max(0, self.rowAt(rect.top())), (self._uploads.rowCount() - 1 if last < 0 else last) + 1)

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def _update_row(self, row: int) -> None:
        if row >= 0:
            self.viewport().update(self._row_rect(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Lift the row under the pointer."""
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def viewportEvent(self, event: QEvent) -> bool:
        """As Qt's; and no row is under the pointer once it has left."""
        if event.type() is QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        before = self._look.hovered
        if row != before:
            self._look.hovered = row
            self._update_row(before)
            self._update_row(row)

    def showEvent(self, event: QShowEvent) -> None:
        """Words like "5 min ago" are kept right while somebody can read them."""
        super().showEvent(event)
        self._await_turn()  # coming into view takes a frame by itself
        self._on_minute()
        self._minute.start()

    def _on_minute(self) -> None:
        self._uploads.minute_passed()
        self.viewport().update()  # headings, which turn from Today into Yesterday

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing runs for a hidden list."""
        super().hideEvent(event)
        self._minute.stop()
