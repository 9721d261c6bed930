"""Addresses that a mail program broke over several lines, in one piece again.

The line breaks stay, behind the address, so that line numbers keep their meaning.
"""

import re

from oktodesk.media.intake.urls import MAX_URL_LENGTH, ends_like_media, whole_line_address
from oktodesk.media.share_links import direct_form

_BRACKETED = re.compile(r"<((?:https?|ftp)://[^<>]{1,8192})>", re.IGNORECASE)
_BREAK = re.compile(r"\s*\n\s*")
_ONE_WORD = re.compile(r"(?:>[ \t]?)*[ \t]*([^\s<>\"“”]+)[ \t\r]*")
"""A line with nothing else on it, be it quoted from an earlier mail."""
_OPEN_ENDS = "-_/=&?%+"
_LONG = 60
"""So long is a line that programs break, which they do at 72 to 78 characters."""
_MOST_LINES = 30
_BEHIND_NAME = re.compile(r"[/?#]")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")


def join_bracketed(text: str) -> str:
    """Put addresses between angle brackets together (RFC 3986, appendix C); blanks in a file's name stay."""
    return _BRACKETED.sub(lambda match: f"<{_in_one_piece(match[1])}>" + "\n" * match[1].count("\n"), text)


def join_broken(text: str) -> str:
    """Put addresses together that go on, alone, on the next line: to the end of a file's name, or of a query."""
    if "://" not in text:
        return text
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if "://" not in line or not (address := _at_the_end(line)):
            continue
        rest = _rest(address, lines[at + 1 : at + 1 + _MOST_LINES])
        lines[at] = line.rstrip() + "".join(rest) if rest else line
        lines[at + 1 : at + 1 + len(rest)] = [""] * len(rest)
    return "\n".join(lines)


def _in_one_piece(address: str) -> str:
    whole = _BREAK.sub("", address.strip())
    return whole.replace(" ", "%20") if ends_like_media(whole) else "".join(whole.split())


def _at_the_end(line: str) -> str:
    last = line.rstrip()
    last = last[max(last.rfind(blank) for blank in ' \t<"') + 1 :]
    begin = last.lower().find("http")
    address = last[begin:] if begin >= 0 else ""
    return address if address.lower().startswith(("http://", "https://")) and ">" not in address else ""


def _rest(address: str, following: list[str]) -> list[str]:
    """What an address goes on with; none: it is whole."""
    whole = 0
    words: list[str] = []
    for line in following:
        before = address + "".join(words)
        word = _only_word(line)
        if not word or not _may_go_on(before, words[-1] if words else address, word):
            break
        words.append(word)
        if "?" in before or ends_like_media(before + word):
            whole = len(words)
    return words[:whole]


def _only_word(line: str) -> str:
    match = _ONE_WORD.fullmatch(line)
    return "" if match is None or "://" in line or whole_line_address(match[1]) else match[1]


def _may_go_on(address: str, last_line: str, word: str) -> bool:
    if len(address) + len(word) > MAX_URL_LENGTH:
        return False
    if ends_like_media(word) and not _BEHIND_NAME.search(word) and _leads_to_a_file(address):
        return False  # its name, as people write it below a share link
    has_open_end = address[-1] in _OPEN_ENDS
    if "?" in address:
        return has_open_end or ("&" in word and "=" in word) or _ESCAPED.search(word) is not None
    return (has_open_end or len(last_line) >= _LONG) and not ends_like_media(address)


def _leads_to_a_file(address: str) -> bool:
    share = direct_form(address)
    return share is not None and share.direct is not None
