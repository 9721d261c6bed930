"""What the person is told at a start after a run that broke off."""

from PySide6.QtCore import QCoreApplication

from oktodesk.system.unexpected import told
from oktodesk.ui.notices import Help, Notice, Tone

NOTICE_ID = "ended_unexpectedly"
_translate = QCoreApplication.translate


def last_end_notice(last_words: str, in_line: int) -> Notice:
    """``last_words``: what the interpreter left behind. ``in_line``: confirmed links that are here."""
    safe = _translate("LastEnd", "Nothing is lost.")
    if in_line:
        safe = _translate("LastEnd", "%n unsent link(s) are here, and nothing is lost.", "", in_line)
    return Notice(
        id=NOTICE_ID,
        title=_translate("LastEnd", "oktodesk ended unexpectedly last time"),
        advice=safe,
        detail=told(last_words) if last_words else "",
        tone=Tone.WARNING if last_words else Tone.INFO,
        help=Help.COPY_DETAILS if last_words else Help.NONE,
    )
