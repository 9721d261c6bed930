"""A label for file names and links: it breaks them where a person would, and copies them as they are."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from oktodesk.ui.clipboard import copy_text
from oktodesk.ui.plain import PlainLabel
from oktodesk.ui.visible import visible

_BREAK = "\u200b"
"""A zero-width space: a line may end here."""
_AFTER = re.compile(r"(?<=[-_./?&=:,;])(?=\S)")
_LONG_WORD, _LONG_RUN = re.compile(r"\S{25,}"), re.compile(r"[^\s\u200b]{25,}")
"""As wide as the narrowest panel, or wider. Shorter words are left alone: nobody reads "8." and "0 GB" well."""


class BreakableLabel(PlainLabel):
    """Wraps text without spaces; what is copied out of it has no trace of that."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._menu: QMenu | None = None
        self._plain = ""
        self.show_text(text)

    @property
    def plain_text(self) -> str:
        """The text as it was given."""
        return self._plain

    def show_text(self, text: str) -> None:
        """Show it; a selection stays while the text stays."""
        if text != self._plain:
            self._plain = text
            QLabel.setText(self, _breakable(visible(text)))  # the marks for breaking count for nothing
            self.setAccessibleName(visible(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy without the marks for breaking."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy()
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the same; Qt's own menu would copy the marks too."""
        self._menu = QMenu(self)
        self._menu.addAction(self.tr("Copy"), self._copy)
        self._menu.popup(event.globalPos())

    def _copy(self) -> None:
        selected = self.selectedText()
        part = selected if selected != self.text() else ""
        copy_text(part.replace(_BREAK, "") or self._plain)


def _breakable(text: str) -> str:
    """With places to break in long words: after signs, and anywhere in what is long without one."""
    signed = _LONG_WORD.sub(lambda word: _AFTER.sub(_BREAK, word[0]), text)
    return _LONG_RUN.sub(lambda run: _BREAK.join(run[0]), signed)
