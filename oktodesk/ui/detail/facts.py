"""What is known about a row, as label and value, the copyable ones with a button."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QGridLayout, QWidget

from oktodesk.ui import icons
from oktodesk.ui.buttons import QuietButton
from oktodesk.ui.elided import ElidedLabel
from oktodesk.ui.fixed_font import fixed_width
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.tab_order import order_tab_round_soon

_BUTTON = 24
"""Pixels: no higher than a line of text with its spacing."""


class Fact(msgspec.Struct, frozen=True):
    """One line. ``copy``: what its button puts on the clipboard; empty: no button."""

    label: str
    value: str
    copy: str = ""
    is_id: bool = False
    """Shown in a fixed-width font, so that 0 and O can be told apart."""


class FactsGrid(QWidget):
    """Two columns and a button; lines are made once and reused."""

    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._lines: list[_FactLine] = []

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show them in this order."""
        while len(self._lines) < len(facts):
            line = _FactLine(self, self._grid, len(self._lines))
            line.copy_pressed.connect(self.copy_pressed)
            self._lines.append(line)
            order_tab_round_soon(self)
        for index, line in enumerate(self._lines):
            line.show_fact(facts[index] if index < len(facts) else None)

    @property
    def texts(self) -> dict[str, str]:
        """Value by label, of the lines in use."""
        return {line.label.text(): line.value.text() for line in self._lines if line.in_use}


class _FactLine(QWidget):
    """Not a visible widget itself: it owns three cells of the grid."""

    copy_pressed = Signal(str)

    def __init__(self, parent: QWidget, grid: QGridLayout, row: int) -> None:
        super().__init__(parent)
        self.hide()
        self.in_use = False
        self._copy = ""
        self._grid, self._row = grid, row
        self.label = PlainLabel("", parent)
        self.label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.value = ElidedLabel("", parent)
        self._button = QuietButton(icon=icons.icon("copy", "secondary"), parent=parent)
        self._button.setIconSize(QSize(16, 16))
        self._button.setFixedSize(_BUTTON, _BUTTON)
        self._button.clicked.connect(self._on_copy)
        for widget in (self.label, self.value):
            widget.setFixedHeight(_BUTTON)
        grid.addWidget(self.label, row, 0)
        grid.addWidget(self._button, row, 2)

    def show_fact(self, fact: Fact | None) -> None:
        self.in_use = fact is not None
        for widget in (self.label, self.value):
            widget.setVisible(self.in_use)
        self._button.setVisible(fact is not None and bool(fact.copy))
        if fact is None:
            return
        self._copy = fact.copy
        self._grid.addWidget(self.value, self._row, 1, 1, 1 if fact.copy else 2)
        self.value.set_mode(Qt.TextElideMode.ElideMiddle if fact.copy else Qt.TextElideMode.ElideRight)
        self.label.setText(fact.label)
        self.value.setFont(fixed_width(self.label.font()) if fact.is_id else self.label.font())
        self.value.setText(fact.value)
        tip = self.tr("Copy {what}").format(what=fact.label)
        self._button.setToolTip(tip)
        self._button.setAccessibleName(tip)

    def _on_copy(self) -> None:
        self.copy_pressed.emit(self._copy)
