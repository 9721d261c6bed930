"""Internet shortcuts of Windows, macOS and Linux desktops: one address each."""

import plistlib
import re
from xml.parsers.expat import ExpatError

from oktodesk.media.intake.decoding import decode

_SECTION = re.compile(r"^\s*\[(.+)]\s*$")


def read_url(content: bytes) -> str | None:
    """Windows: an INI file with ``URL=`` under ``[InternetShortcut]``."""
    return _ini_value(content, "internetshortcut", "url")


def read_desktop(content: bytes) -> str | None:
    """freedesktop.org: ``URL=`` under ``[Desktop Entry]``, for entries of the type Link."""
    if (_ini_value(content, "desktop entry", "type") or "").lower() not in ("", "link"):
        return None
    return _ini_value(content, "desktop entry", "url") or _ini_value(content, "desktop entry", "url[$e]")


def read_webloc(content: bytes) -> str | None:
    """macOS: a property list, XML or binary, with the key ``URL``; the DTD's address is no link."""
    try:
        values = plistlib.loads(content)
    except (ValueError, ExpatError, plistlib.InvalidFileException, OverflowError, RecursionError, LookupError):
        return None
    address = values.get("URL") if isinstance(values, dict) else None
    return address if isinstance(address, str) and address.strip() else None


def _ini_value(content: bytes, section: str, key: str) -> str | None:
    current = ""
    for line in (decode(content) or "").splitlines():
        if heading := _SECTION.match(line):
            current = heading[1].strip().lower()
            continue
        name, equals, value = line.partition("=")
        if equals and current == section and name.strip().lower() == key and value.strip():
            return value.strip()
    return None
