"""Everything that stands in the window, each in its place."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from oktodesk.system.clock import Clock
from oktodesk.ui.allowance_meter import AllowanceMeter
from oktodesk.ui.banner import BannerStack
from oktodesk.ui.batch_bar import BatchBar
from oktodesk.ui.detail.panel import DetailPanel
from oktodesk.ui.empty import EmptyView, NothingFound, NothingYet
from oktodesk.ui.filter_bar import FilterBar
from oktodesk.ui.new_strip import NewStrip
from oktodesk.ui.status_line import StatusLine
from oktodesk.ui.theme import GRID, MARGIN
from oktodesk.ui.toolbar import Toolbar


class Furniture(QWidget):
    """The window's centre: toolbar, filters, notices, then list and panel side by side, and the bottom line."""

    def __init__(self, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.toolbar = Toolbar(self)
        self.filters = FilterBar(self)
        self.allowance = AllowanceMeter(self)
        self.banners = BannerStack(clock, self)
        self.new_strip = NewStrip(self)
        self.batch_bar = BatchBar(self)
        self.waiting = NothingYet(self)
        self.empty = EmptyView(self)
        self.nothing_found = NothingFound(self)
        self.detail = DetailPanel(self)
        self.status = StatusLine(self)
        self.pages = QStackedWidget(self)
        """Where the list is: the list itself, the drop target, the word that nothing was found, or nothing yet."""
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._lay_out()

    def _lay_out(self) -> None:
        for page in (self.waiting, self.empty, self.nothing_found):
            self.pages.addWidget(page)
        listing = QWidget(self)
        left = QVBoxLayout(listing)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        left.addWidget(self.new_strip)
        left.addWidget(self.batch_bar)
        left.addWidget(self.pages, 1)
        self.splitter.addWidget(listing)
        self.splitter.addWidget(self.detail)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.filters.add_right(self.allowance)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(_band(self.toolbar, top=GRID + 4, bottom=GRID))
        column.addLayout(_band(self.filters, bottom=GRID))
        column.addLayout(_band(self.banners))
        column.addWidget(self.splitter, 1)
        column.addLayout(_band(self.status, top=GRID, bottom=GRID))


def _band(widget: QWidget, *, top: int = 0, bottom: int = 0) -> QHBoxLayout:
    """A row of the window with the usual distance to its sides."""
    band = QHBoxLayout()
    band.setContentsMargins(MARGIN, top, MARGIN, bottom)
    band.addWidget(widget)
    return band
