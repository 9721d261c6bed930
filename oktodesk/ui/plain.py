"""Text that stays text.

Qt takes anything that looks like HTML for HTML, also in labels and tooltips, and then loads the pictures it names;
a network path in a file name would leak the person's credentials on Windows. Foreign text goes through here.
"""

import html

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget


class PlainLabel(QLabel):
    """A label that never interprets its text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)


def plain_tip(text: str) -> str:
    """A tooltip that shows ``text`` as it is, lines kept, wrapped where it is long."""
    lines = html.escape(text).replace("\n", "<br>")
    return f"<qt>{lines}</qt>" if text else ""


def menu_text(text: str) -> str:
    """A menu entry that shows ``text`` as it is: ``&`` would mark a key."""
    return text.replace("&", "&&")
