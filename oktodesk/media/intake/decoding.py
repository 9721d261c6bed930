"""Bytes of a list to text: what spreadsheets and editors write on the three systems; and text that can be kept."""

import codecs

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LOOK_BYTES = 4096


def decode(content: bytes) -> str | None:
    """UTF-8, UTF-16 with or without mark, else Windows-1252; None: not text at all."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    beginning = content[:LOOK_BYTES]
    if b"\x00" in beginning:
        return _unmarked_utf16(content, beginning)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def storable(text: str) -> str:
    """The text with a sign in place of half letters: no file, database or address takes a lone surrogate.

    They come with file names that are not UTF-8 and from clipboards; browsers replace them too (USVString).
    """
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unmarked_utf16(content: bytes, beginning: bytes) -> str | None:
    """Latin text in UTF-16 has a zero in every other byte, and on one side only."""
    even, odd = beginning[::2].count(0), beginning[1::2].count(0)
    enough = len(beginning) // 5
    if max(even, odd) < enough or min(even, odd) > max(even, odd) // 10:
        return None
    return content.decode("utf-16-be" if even > odd else "utf-16-le", "replace")
