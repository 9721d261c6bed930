"""Texts of strangers as cells of a spreadsheet, where a text may be taken for a formula, a number or two cells."""

import re

_STARTS = r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]"
"""What spreadsheets begin a formula with, in full width too (OWASP, "CSV Injection")."""
_NO_WIDTH = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_FORMULA = re.compile(rf"'*[\s\x00-\x1f\x7f-\x9f{_NO_WIDTH}]*{_STARTS}")
"""Some programs pass over blanks, and what has no width, in front of a formula."""
_HARMLESS = re.compile(r"[+-]?[0-9][0-9.,'\u00a0\u202f ]*[%€$£]?|-")
"""Figures, sums and telephone numbers without anything to calculate; the lone dash of an empty cell."""
_BROKEN_OFF = re.compile(rf"([;,|\t\r\n])(?=['\"]*+[ \xa0{_NO_WIDTH}\"]*+[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""What begins a formula behind a sign that a program set up for another country splits lines at.

Quotation marks between the two are the file's own there, and go.
"""
_STARTING = "(|!"
"""Without one of these behind it, a formula that was broken off calculates and starts nothing."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no XML holds and no text file is read further than."""
_SIGN = "\ufffd"


def guarded(text: str, *, separator: str = "") -> str:
    """The text as a cell that no spreadsheet evaluates, also one that splits lines at another ``separator``.

    An apostrophe is put in front of what begins like a formula, and of nothing else: taken away, the text is back.
    """
    last = max(text.rfind(sign) for sign in _STARTING)

    def held(found: re.Match[str]) -> str:
        return found[1] + ("'" if found[1] != separator and found.start() < last else "")

    text = _BROKEN_OFF.sub(held, text)
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def writable(text: str) -> str:
    """The text with a sign in place of what no file takes: NUL and its like, half letters."""
    return _UNWRITABLE.sub(_SIGN, text)


def pasted(text: str) -> str:
    """The text as one cell of what is pasted into a spreadsheet: on one line, and never a formula."""
    flat = guarded(" ".join(writable(text).split()))
    return '"{}"'.format(flat.replace('"', '""')) if flat.startswith('"') else flat
