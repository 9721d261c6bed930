"""Fusion without its bevels: the common look of the widgets where the platform has no style of its own.

Only palette roles are named here, so that the colours change with the scheme by themselves.
"""

FLAT = """
QPushButton { background: palette(button); border: 1px solid palette(dark); border-radius: 6px;
  padding: 5px 12px; min-height: 18px; }
QPushButton:hover { background: palette(alternate-base); }
QPushButton:pressed { background: palette(mid); }
QPushButton:focus { border-color: palette(highlight); }
QPushButton:disabled { border-color: palette(mid); }

QLineEdit, QPlainTextEdit, QTextEdit { background: palette(base); border: 1px solid palette(dark);
  border-radius: 6px; padding: 4px 6px; selection-background-color: palette(highlight);
  selection-color: palette(highlighted-text); }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus { border-color: palette(highlight); }
QLineEdit:disabled { background: palette(window); border-color: palette(mid); }

QToolButton { border: 1px solid transparent; border-radius: 6px; padding: 4px; }
QToolButton:hover { background: palette(alternate-base); }
QToolButton:pressed, QToolButton:checked { background: palette(mid); }
QToolButton:focus { border-color: palette(highlight); }

QMenu { background: palette(base); border: 1px solid palette(dark); padding: 4px; }
QMenu::item { padding: 6px 24px 6px 8px; border: 1px solid transparent; border-radius: 4px; }
QMenu::item:selected { background: palette(midlight); border-color: palette(highlight); color: palette(text); }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { margin-left: 8px; }
QMenu::item:disabled { color: palette(placeholder-text); background: transparent; }
QMenu::separator { height: 1px; background: palette(mid); margin: 4px 8px; }

QToolTip { background: palette(tooltip-base); color: palette(tooltip-text); border: 1px solid palette(dark);
  padding: 4px 6px; }

QSplitter::handle { background: palette(mid); }
QSplitter::handle:horizontal { width: 1px; }

QScrollBar { background: transparent; border: none; margin: 0; }
QAbstractItemView QScrollBar, QPlainTextEdit QScrollBar, QTextEdit QScrollBar { background: palette(base); }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: palette(dark); border-radius: 3px; margin: 3px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: palette(placeholder-text); }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
"""A style sheet for the whole application."""
