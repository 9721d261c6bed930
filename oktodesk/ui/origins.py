"""Where links came from: told of a drop, kept with each link, shown above the new ones."""

import re
from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication

_translate = QCoreApplication.translate

EMAIL, PAGE, SHEET, CLIPBOARD, TEXT = "/email", "/page", "/sheet", "/clipboard", "/text"
"""Kept where a file's name else is; no file's name has a slash."""
_SHORTCUTS = (".url", ".webloc", ".desktop")
_OF_A_MESSAGE = re.compile(
    r"""class\s*=\s*["']?(?:gmail_|moz-(?:cite|email|forward|signature)|x_|elementToProof|Mso|OutlookMessageHeader)"""
    r"""|Apple-Mail|AppleMailSignature|schemas-microsoft-com:office:outlook"""
    r"""|//[\w.-]*(?:safelinks\.protection\.outlook|urldefense|mimecast|mimecastprotect|cudasvc)\.""",
    re.IGNORECASE,
)
"""What mail programs and the protection of mail write. Outlook's editor is Word's, and can't be told from it."""
_OF_A_SHEET = re.compile(r"google-sheets-html-origin|data-sheets-|content\s*=\s*[\"']?Excel\.Sheet", re.IGNORECASE)
_PIECE, _LONGEST = 64 * 1024, 256
"""A search through all of a long page at once would hold up the other threads; the longest of these marks."""


def origin_of_html(html: str) -> str:
    """Cells or an e-mail, as far as the programs that show them can be told by their markup; else a page."""
    if _OF_A_SHEET.search(html, 0, _PIECE):  # they say so at the beginning
        return SHEET
    pieces = range(0, len(html), _PIECE)
    is_message = any(_OF_A_MESSAGE.search(html, begin, begin + _PIECE + _LONGEST) for begin in pieces)
    return EMAIL if is_message else PAGE


def origin_words(origins: Iterable[str]) -> str:
    """``from an e-mail``, ``from list.xlsx``; empty where they came from several places, or nobody knows."""
    known = set(origins)
    if len(known) > 1:
        are_shortcuts = all(origin.casefold().endswith(_SHORTCUTS) for origin in known)
        return _translate("Origins", "from shortcuts") if are_shortcuts else ""
    origin = known.pop() if known else ""
    return _words(origin) if origin else ""


def _words(origin: str) -> str:
    of_no_file = {
        EMAIL: _translate("Origins", "from an e-mail"),
        PAGE: _translate("Origins", "from a web page"),
        SHEET: _translate("Origins", "from a spreadsheet"),
        CLIPBOARD: _translate("Origins", "from the clipboard"),
        TEXT: _translate("Origins", "from a text"),
    }
    return of_no_file.get(origin) or _translate("Origins", "from {file}").format(file=origin)
