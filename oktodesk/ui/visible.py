"""Foreign text as it may be shown: everything in it can be seen, and none of it reaches beyond its own place.

Only for the screen. What is copied, kept, sent or typed over stays as it came.
"""

import re

MOST_CHARACTERS = 2_000
"""Of one text, as much as a panel can be read for; a megabyte of it takes Qt a minute to lay out."""
MOST_LINES = 40
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_HIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters, and the marks that turn round what follows: ``photo_gpj.exe`` would read as a picture."""
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u06d6-\u06dc\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_PILED = re.compile(rf"([{_MARKS}]{{4}})[{_MARKS}]+")
"""No script puts more marks on one letter; piled higher they cover the lines above and beneath."""


def visible(text: str, *, most: int = MOST_CHARACTERS) -> str:
    """The text to be shown, lines kept; the middle of what is longer than ``most`` characters is left out."""
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-(most // 2) :]}"
    if text.isascii() and text.isprintable():
        return text
    shown = _PILED.sub(r"\1", _HIDDEN.sub(_REPLACEMENT, text.replace("\r\n", "\n")))
    lines = shown.split("\n")
    return shown if len(lines) <= MOST_LINES else "\n".join([*lines[:MOST_LINES], "…"])


def one_line(text: str, *, most: int = MOST_CHARACTERS) -> str:
    """As ``visible``, in one line."""
    if len(text) > most:
        text = f"{text[: most // 2]}…{text[-(most // 2) :]}"
    return visible(_BREAKS.sub(" ", text), most=most + 1)


def is_blank(text: str) -> bool:
    """Whether nobody could see anything of what would be shown of it."""
    return not any(letter.isprintable() and not letter.isspace() for letter in text[:MOST_CHARACTERS])
