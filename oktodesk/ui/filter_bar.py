"""The filters with their counts, above the list."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QLocale, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.chip import Chip
from oktodesk.uploads.rows import Counts, Filter

_ALARMING = frozenset({Filter.NEEDS_YOU, Filter.FAILED})


class FilterBar(QWidget):
    """One chip per filter; exactly one is chosen."""

    filter_chosen = Signal(object)
    """A ``Filter`` was chosen by the person."""
    batches_pressed = Signal()
    """The person wants to see one batch alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._chips: dict[Filter, Chip] = {}
        self._right: QWidget | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        for each, text in self._names().items():
            self._chips[each] = chip = Chip(text, self)
            chip.setObjectName(f"filter_{each.value}")
            self._group.addButton(chip)
            self._layout.addWidget(chip)
        self._chips[Filter.ALL].setChecked(True)
        self.batches = QuietButton(icon=icons.icon("batch"), parent=self)
        self.batches.setObjectName("batches_button")
        self.batches.setAccessibleName(self.tr("Batches"))
        self.batches.setToolTip(self.tr("Batches: show what was added together"))
        self.batches.clicked.connect(self.batches_pressed)
        self._layout.addWidget(self.batches)
        self._layout.addStretch(1)
        self._group.buttonClicked.connect(self._on_clicked)

    def add_right(self, widget: QWidget) -> None:
        """Put a widget at the far end."""
        self._right = widget
        self._layout.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it gets narrow, the counts that don't alarm go."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """The widget at the far end came, went, or wants other room."""
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        beside = [self.batches.sizeHint().width()]
        if self._right is not None and self._right.isVisibleTo(self):
            beside.append(self._right.minimumSizeHint().width())
        widths = [chip.full_width for chip in self._chips.values()] + beside
        needed = sum(widths) + self._layout.spacing() * len(widths)
        for chip in self._chips.values():
            chip.shorten(short=needed > self.width())

    @property
    def chosen(self) -> Filter:
        """The filter that is on."""
        return next(each for each, chip in self._chips.items() if chip.isChecked())

    def choose(self, chosen: Filter) -> None:
        """Turn a filter on without announcing it."""
        self._chips[chosen].setChecked(True)

    def show_counts(self, counts: Counts) -> None:
        """Show how many rows each filter holds."""
        self._show(counts.by_filter)

    def count_text(self, which: Filter) -> str:
        """The count as it is shown."""
        return self._chips[which].count

    def _show(self, by_filter: Mapping[Filter, int]) -> None:
        locale = QLocale()
        for each, chip in self._chips.items():
            count = by_filter.get(each, 0)
            shown = locale.toString(count) if count or each is Filter.ALL else ""
            chip.set_count(shown, alarming=each in _ALARMING and count > 0)
        self._fit()

    def _names(self) -> dict[Filter, str]:
        return {
            Filter.ALL: self.tr("All"),
            Filter.NEEDS_YOU: self.tr("Needs you"),
            Filter.WAITING: self.tr("Waiting"),
            Filter.BEING_FETCHED: self.tr("Being fetched"),
            Filter.IN_OKTOPOST: self.tr("In Oktopost"),
            Filter.FAILED: self.tr("Failed"),
        }

    def _on_clicked(self, clicked: QAbstractButton) -> None:
        for each, chip in self._chips.items():
            if chip is clicked:
                self.filter_chosen.emit(each)
