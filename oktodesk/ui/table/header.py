"""The head of the list: flat titles, a click sorts, a menu chooses the columns."""

from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QMenu, QStyle, QWidget

from oktodesk.system.settings import ColumnLayout, TableLayout
from oktodesk.ui.plain import menu_text
from oktodesk.ui.table.arrangement import complete, fitted, in_order, usual_layout
from oktodesk.ui.table.columns import COLUMNS, INDEX, NAME
from oktodesk.ui.table.look import PAD, Look
from oktodesk.ui.theme import GRID
from oktodesk.uploads.rows import Sort

_HEIGHT = 4 * GRID
_ARROW = 12


class TableHeader(QHeaderView):
    """Widths as the person wants them, fitted to the room; the name takes what is left."""

    sort_requested = Signal(object)
    """A ``Sort``; the default one brings back the list's own order."""
    arranged = Signal()
    """The person changed width, order or choice of columns."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.look = look
        self._sort = Sort()
        self._wanted: dict[str, ColumnLayout] = {each.id: each for each in usual_layout().columns}
        self._is_fitting = False
        self._menu: QMenu | None = None
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(min(spec.least for spec in COLUMNS))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self._on_resized)
        self.sectionMoved.connect(self._on_moved)

    @property
    def sort(self) -> Sort:
        """What the list is sorted by."""
        return self._sort

    def show_sort(self, sort: Sort) -> None:
        """Mark the column that the list is sorted by."""
        self._sort = sort
        self.fit()
        self.viewport().update()

    def layout_state(self) -> TableLayout:
        """The columns as the person arranged them, for the settings."""
        ids = [COLUMNS[self.logicalIndex(place)].id for place in range(self.count())]
        return TableLayout(columns=tuple(self._wanted[each] for each in ids))

    def restore_layout(self, layout: TableLayout) -> None:
        """Arrange the columns as they were; unknown ones are left out, new ones come to their usual place."""
        whole = complete(layout)
        self._wanted = {each.id: each for each in whole.columns}
        self._is_fitting = True
        for place, column in enumerate(in_order(whole.columns)):
            self.moveSection(self.visualIndex(column), place)
        self._is_fitting = False
        self.fit()

    def set_column_visible(self, column: str, *, visible: bool) -> None:
        """Show or hide a column; one that is asked for is shown, even if another has to go for it."""
        self._wanted[column] = replace(self._wanted[column], visible=visible, chosen=visible)
        self.fit()
        self.arranged.emit()

    def fit(self) -> None:
        """Give every column its width for the room there is now."""
        self._is_fitting = True
        widths = {each.id: each.width for each in self._wanted.values() if each.visible}
        keep = {self._sort.column, *(each.id for each in self._wanted.values() if each.chosen)}
        fit = fitted(widths, self.viewport().width(), keep=keep)
        for spec in COLUMNS:
            self.setSectionHidden(INDEX[spec.id], spec.id not in fit)
        for column, width in fit.items():
            self.resizeSection(INDEX[column], width)
        self._is_fitting = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        """One height on the grid."""
        return QSize(super().sizeHint().width(), max(_HEIGHT, self.look.small_metrics.height() + 2 * GRID))

    def paintSection(self, painter: QPainter, rect: QRect, logical_index: int) -> None:
        """A title in small type, an arrow where the list is sorted, a line beneath."""
        look, spec, direction = self.look, COLUMNS[logical_index], self.layoutDirection()
        painter.save()
        painter.fillRect(rect, QColor(look.colours.base))
        painter.fillRect(rect.x(), rect.bottom(), rect.width(), 1, look.line)
        inner = rect.adjusted(PAD, 0, -PAD, 0)
        is_sorted = spec.id == self._sort.column
        colour = look.text if is_sorted else look.secondary
        if is_sorted:
            inner = self._paint_arrow(
                painter, inner, spec.shown_title, is_trailing=bool(spec.alignment & Qt.AlignmentFlag.AlignRight)
            )
        alignment = QStyle.visualAlignment(direction, spec.alignment)
        look.draw_text(painter, inner, spec.shown_title, colour, alignment=alignment, is_small=True)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, rect: QRect, title: str, *, is_trailing: bool) -> QRect:
        """The arrow beside the title; returns the room that is left for the title."""
        look = self.look
        text_width = min(look.small_metrics.horizontalAdvance(title), rect.width() - _ARROW - 4)
        left = rect.right() - _ARROW + 1 if is_trailing else rect.x() + text_width + 4
        arrow = QRect(left, rect.center().y() - _ARROW // 2 + 1, _ARROW, _ARROW)
        name = "chevron-down" if self._sort.descending else "chevron-up"
        painter.drawPixmap(QStyle.visualRect(self.layoutDirection(), rect, arrow), look.icon(name, "text", _ARROW))
        return rect.adjusted(0, 0, -_ARROW - 2, 0) if is_trailing else rect

    def _on_clicked(self, section: int) -> None:
        spec = COLUMNS[section]
        if not spec.is_sortable:
            return
        if self._sort.column != spec.id:
            self.sort_requested.emit(Sort(spec.id, spec.starts_descending))
        elif self._sort.descending == spec.starts_descending:
            self.sort_requested.emit(Sort(spec.id, not spec.starts_descending))
        else:
            self.sort_requested.emit(Sort())

    def _on_resized(self, section: int, old: int, width: int) -> None:
        if self._is_fitting or width == 0:
            return
        if section == NAME:  # it has what is left: its edge is that of the column behind it
            section = self._behind_name()
            width = self.sectionSize(section) + old - width
        spec = COLUMNS[section]
        self._wanted[spec.id] = replace(self._wanted[spec.id], width=max(width, spec.least), visible=True)
        self.fit()
        self.arranged.emit()

    def _behind_name(self) -> int:
        """The next column that is shown; behind the last one, the name itself, whose width is never kept."""
        sections = map(self.logicalIndex, range(self.visualIndex(NAME) + 1, self.count()))
        return next((each for each in sections if not self.isSectionHidden(each)), NAME)

    def _on_moved(self) -> None:
        if not self._is_fitting:
            self.arranged.emit()

    def _on_menu_requested(self, where: QPoint) -> None:
        self._menu = self.make_menu()
        self._menu.popup(self.mapToGlobal(where))

    def make_menu(self) -> QMenu:
        """Which columns to show, and the way back."""
        menu = QMenu(self)
        for spec in COLUMNS:
            if spec.can_hide:
                is_shown = not self.isSectionHidden(INDEX[spec.id])
                crowded_out = self._wanted[spec.id].visible and not is_shown
                title = self.tr("{column} (left out: too little room)") if crowded_out else "{column}"
                action = menu.addAction(menu_text(title.format(column=spec.spoken_title)))
                action.setCheckable(True)
                action.setChecked(is_shown)
                action.setData(spec.id)
        menu.addSeparator()
        usual_order = menu.addAction(self.tr("What needs you first"))
        usual_order.setEnabled(self._sort != Sort())
        usual_order.triggered.connect(self._on_usual_order)
        menu.addAction(self.tr("Reset columns")).triggered.connect(self._on_reset)
        menu.triggered.connect(self._on_chosen)
        return menu

    def _on_chosen(self, action: QAction) -> None:
        if action.isCheckable():
            self.set_column_visible(str(action.data()), visible=action.isChecked())

    def _on_usual_order(self) -> None:
        self.sort_requested.emit(Sort())

    def _on_reset(self) -> None:
        self.restore_layout(usual_layout())
        self.arranged.emit()
