"""When two spellings of an address mean the same file, as far as the rules of URLs allow to say so."""

import re
from urllib.parse import quote, unquote_to_bytes, urlsplit

_USUAL_PORTS = {"http": 80, "https": 443}
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "".join(map(chr, range(0x21, 0x7F)))
_LONGEST = 3 * 64 * 1024
"""No longer link is ever sent, with every sign of it escaped; a server could name one of megabytes."""


def normalised(url: str) -> str:
    """One spelling for all that a server may hand back (RFC 3986, 6.2.2); the text itself if it can be no link.

    Scheme and host in lower case, no usual port, no fragment, escapes in upper case and only where needed.
    """
    text = url.strip()
    if len(text) > _LONGEST:
        return text
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return text
    if not parts.hostname:
        return text
    user, at, _ = parts.netloc.rpartition("@")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    where = f":{port}" if port not in {None, _USUAL_PORTS.get(parts.scheme)} else ""
    query = f"?{_spelled(parts.query)}" if parts.query else ""
    return f"{parts.scheme}://{user}{at}{host}{where}{_spelled(parts.path or '/')}{query}"


def host_of(url: str) -> str:
    """The host of a link, in lower case; empty where there is none."""
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def _spelled(part: str) -> str:
    return _ESCAPE.sub(_escape, quote(part, safe=_KEPT, errors="surrogatepass"))


def _escape(found: re.Match[str]) -> str:
    (byte,) = unquote_to_bytes(found[0])
    return chr(byte) if byte in _UNRESERVED else found[0].upper()
