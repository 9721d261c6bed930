"""Ids and timestamps as Oktopost writes them."""

import string
from datetime import UTC, datetime

UPLOAD, MEDIA, USER, ACCOUNT = "0up", "026", "00A", "001"
"""The prefixes of ids; 12 more characters follow."""

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_LENGTH = 12


def id_of(prefix: str, number: int) -> str:
    """The 15-character id of a number from 1 on. In base 62, so that ids differ by case alone, as real ones do."""
    digits: list[str] = []
    while number:
        number, rest = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[rest])
    return prefix + "".join(reversed(digits)).rjust(_LENGTH, "0")


def number_of(prefix: str, text: str) -> int | None:
    """The number behind an id; None if it has another prefix or is no id."""
    if not (is_id(text) and text.startswith(prefix)):
        return None
    number = 0
    for digit in text[len(prefix) :]:
        number = number * len(_DIGITS) + _VALUES[digit]
    return number if number < 1 << 63 else None  # the range of SQLite's integers


def is_id(text: str) -> bool:
    """Whether a text has the form of an id, whatever it may belong to."""
    return len(text) == len(UPLOAD) + _LENGTH and all(digit in _VALUES for digit in text)


def timestamp(at: float | None) -> str:
    """Unix seconds as ``YYYY-MM-DD HH:MM:SS`` in UTC; None is the zero date, which means unset."""
    if at is None:
        return "0000-00-00 00:00:00"
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M:%S}"
