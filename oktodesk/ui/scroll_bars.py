"""Scroll bars without arrows, for the one style whose own look like 1998."""

from PySide6.QtWidgets import QAbstractScrollArea, QApplication

_SLIM = """
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: palette(mid); border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: palette(placeholder-text); }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page
  { background: none; border: none; width: 0; height: 0; }
"""


def slim(area: QAbstractScrollArea) -> None:
    """Make an area's scroll bars slim where Fusion draws them; other platforms have their own."""
    if QApplication.style().name() == "fusion":
        for bar in (area.verticalScrollBar(), area.horizontalScrollBar()):
            bar.setStyleSheet(_SLIM)
