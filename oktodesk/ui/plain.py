"""Text that stays text.

Qt takes anything that looks like HTML for HTML, also in labels and tooltips, and then loads the pictures it names;
a network path in a file name would leak the person's credentials on Windows. Foreign text goes through here.
"""

import html
import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from oktodesk.ui.visible import one_line, visible

_SHORT = 64
"""Characters of a tooltip's line that stay together."""
_ENDLESS = re.compile(rf"\S{{{_SHORT}}}(?=\S)")
"""A link, say; in one piece it would reach beyond the screen."""
_MENU = 120
"""Characters of a menu's entry."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class PlainLabel(QLabel):
    """A label that never interprets its text, and begins where the window does, whatever script the text is in."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self._follow_direction()

    def setText(self, text: str) -> None:
        """Show it, see ``visible``."""
        super().setText(visible(text))

    def changeEvent(self, event: QEvent) -> None:
        """Another direction of writing."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._follow_direction()

    def _follow_direction(self) -> None:
        """A label by itself puts a Latin name to the left, also where everything else stands to the right."""
        across = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        if across in (Qt.AlignmentFlag.AlignLeft, _RIGHT):
            upright = self.alignment() & Qt.AlignmentFlag.AlignVertical_Mask
            self.setAlignment(upright | (_RIGHT if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft))


def plain_tip(text: str) -> str:
    """A tooltip that shows ``text`` as it is, lines kept, wrapped where it is long and only there."""
    lines = "<br>".join(map(_tip_line, visible(text).split("\n")))
    return f"<qt>{lines}</qt>" if text else ""


def _tip_line(line: str) -> str:
    """Qt would also break a line of a few words in its middle, and a word without an end nowhere."""
    shown = html.escape(_ENDLESS.sub("\\g<0>\N{ZERO WIDTH SPACE}", line))
    return f"<nobr>{shown}</nobr>" if len(line) <= _SHORT else shown


def menu_text(text: str) -> str:
    """A menu entry that shows ``text`` as it is: ``&`` would mark a key."""
    return one_line(text, most=_MENU).replace("&", "&&")
