"""Finding addresses in text and writing them the way browsers do."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from oktodesk.media.intake.decoding import storable
from oktodesk.problems import Problem

MAX_URL_LENGTH = 8_192
MAX_SHOWN_LENGTH = 200
WEB_SCHEMES = frozenset({"http", "https"})
MEDIA_ENDINGS = (
    ".mp4", ".m4v", ".mov", ".gif", ".png", ".jpg", ".jpeg", ".pdf",
    ".webm", ".mkv", ".avi", ".wmv", ".flv", ".mpg", ".mpeg", ".mts", ".m2ts", ".3gp",
)  # fmt: skip
"""What Oktopost takes, and films that it does not: among an e-mail's pages nobody would be told why."""

_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
"""What text programs put in for their own sake, and what is copied along: in an address it is always encoded."""
_ADDRESS = re.compile(
    r"(?:(?<![A-Za-z0-9])(?:blob:)?[A-Za-z][A-Za-z0-9+.-]{1,15}://|(?<![\w@./-])www\.(?=[\w-]+\.))[^\s<>\"“”„«»`|\\^{}]+"
)
_GLUED = re.compile(r"(?<=[,;、，；。：「『【（《])(?=https?://)")  # noqa: RUF001 - punctuation as people type it
_BARE = re.compile(
    r"(?://)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?/\S+", re.IGNORECASE
)
_LOCAL_PATH = re.compile(r"(?:[A-Za-z]:[/\\]|\\\\|~?/)")
_OPENERS = {
    ")": "(", "]": "[", "’": "‘", "›": "‹", "」": "「", "』": "『", "】": "【", "）": "（", "》": "《",  # noqa: RUF001
}  # fmt: skip
"""Brackets and quotation marks as people type them."""
_TRAILING = frozenset(".,;:!?…'、。，；：！？「『【（《\u00ad\u200b\u200e\u200f\u2060\ufeff")  # noqa: RUF001
_UNUSUAL = re.compile(r"[ \\^{}`]")
"""What ends an address among words, and is part of one that stands alone on its line."""
_PATH_SAFE = "/%:@!$&'()*+,;=~-._"
_QUERY_SAFE = _PATH_SAFE + "?[]|"
_DOTS = {".": "here", "..": "up"}
_AS_SENT = re.compile(
    r"https?://[a-z0-9.-]+/(?!\.|%2e)(?:[\w%:@!$&'()*+,;=~.-]|/(?!\.|%2e))*"
    r"(?:\?[\w/%:@!$&'()*+,;=~.?\[\]|-]+)?(?:#[\w/%:@!$&'()*+,;=~.?\[\]|-]+)?",
    re.ASCII,
)
"""An address in which there is nothing to mend, as most are; ``normalise`` would give it back as it is."""
_BEHIND_PATH = re.compile(r"[?#]")
_HOST = re.compile(r"[^\s!\"#$%&'()*+,/;<=>?@\[\\\]^`{|}~]+")
_IGNORED = re.compile(rf"[\t\r\n\x00{_INVISIBLE}]")
"""By browsers, the first ones."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


class BadAddress(Exception):
    """Why a text can't be used as a link."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.id)
        self.problem = problem


class Found(msgspec.Struct, frozen=True):
    """An address in a text, as it stood there, without the punctuation around it."""

    text: str
    start: int


def find_addresses(text: str) -> list[Found]:
    """All addresses in running text, in their order; of whatever scheme, so that others can be refused by name."""
    found: list[Found] = []
    for match in _ADDRESS.finditer(text):
        at = match.start()
        for part in _GLUED.split(match[0]):
            address = _without_punctuation(_up_to_a_bracket(part))
            if address.partition("://")[2] or address.startswith("www."):
                found.append(Found(address, at))
            at += len(part)
    return found


def without_each(line: str, parts: Iterable[str]) -> str:
    """What is left of a line without parts of it that stand in it in this order."""
    kept: list[str] = []
    at = 0
    for part in parts:
        begin = line.find(part, at)
        kept.append(line[at:begin])
        at = begin + len(part)
    return "".join([*kept, line[at:]])


def whole_line_address(line: str) -> str | None:
    """A line that is one address though it has blanks in it, or lacks its scheme; None: it is not."""
    bare = _without_punctuation(line.strip().strip("<>\"'“”„«»"))
    if _UNUSUAL.search(bare) and bare.lower().startswith(("http://", "https://")) and bare.count("://") == 1:
        return bare if bare.lower().endswith(MEDIA_ENDINGS) and "?" not in bare else None
    return bare if _BARE.fullmatch(bare) else None


def normalise(address: str) -> str:
    """The address as a browser would send it: scheme and host in lower case, blanks and foreign letters escaped.

    Query and fragment stay what they are. Raises ``BadAddress``.
    """
    if len(address) <= MAX_URL_LENGTH and _AS_SENT.fullmatch(address):
        return address
    return _mended(address)


def _mended(address: str) -> str:
    address = _IGNORED.sub("", storable(address).strip())
    if "://" not in address:
        address = f"https://{address.lstrip('/')}"
    scheme = address.partition("://")[0].partition(":")[0].lower()
    if scheme == "file":
        raise BadAddress(Problem("local_media_file", {"file": address.rstrip("/").rpartition("/")[2]}))
    if scheme not in WEB_SCHEMES:
        raise BadAddress(Problem("scheme_unsupported", {"scheme": scheme}))
    if len(address) > MAX_URL_LENGTH:
        raise not_a_link(address)
    try:
        parts = urlsplit(_with_slashes(address))
        host, port = parts.hostname or "", parts.port
        netloc = _host(host) + (f":{port}" if port not in (None, _DEFAULT_PORTS[scheme]) else "")
    except ValueError as error:
        raise not_a_link(address, str(error)) from error
    if not host:
        raise not_a_link(address)
    if "@" in parts.netloc:
        netloc = quote(parts.netloc.rpartition("@")[0], safe="%:!$&'()*+,;=~-._") + "@" + netloc
    path = quote(_without_dots(parts.path), safe=_PATH_SAFE)
    query = quote(parts.query, safe=_QUERY_SAFE)
    return urlunsplit((scheme, netloc, path or "/", query, quote(parts.fragment, safe=_QUERY_SAFE)))


def not_a_link(text: str, detail: str = "") -> BadAddress:
    """The error for a text that is no address at all."""
    shown = text.strip()
    shown = shown if len(shown) <= MAX_SHOWN_LENGTH else shown[: MAX_SHOWN_LENGTH - 1] + "…"
    return BadAddress(Problem("not_a_link", {"text": shown}, detail))


def local_file_name(text: str) -> str:
    """The file's name, if the text is the path of a media file on this computer; else ``""``."""
    path = text.strip().strip("\"'")
    if not _LOCAL_PATH.match(path) or not path.lower().endswith(MEDIA_ENDINGS):
        return ""
    return re.split(r"[/\\]", path)[-1]


def ends_like_media(url: str) -> bool:
    """Whether the path names a file of a picture or film, one that Oktopost takes or not."""
    return _BEHIND_PATH.split(url, 1)[0].lower().endswith(MEDIA_ENDINGS)


def _with_slashes(address: str) -> str:
    """Browsers take a backslash in front of the query for a slash."""
    path = _BEHIND_PATH.split(address, 1)[0]
    return path.replace("\\", "/") + address[len(path) :]


def _host(host: str) -> str:
    if not host:
        return ""
    if ":" in host:
        return f"[{host}]"
    name = host.lower() if host.isascii() else _foreign_host(host)
    # Looked at last: a foreign sign may stand for a blank or a slash.
    if not _HOST.fullmatch(name):
        raise ValueError(f"no host name: {host}")
    return name


@lru_cache(maxsize=1024)
def _foreign_host(host: str) -> str:
    """As browsers do (UTS 46, non-transitional: ß stays ß); emoji, which only the older rules let pass, too."""
    import idna  # noqa: PLC0415 - its tables are large, and few hosts need them

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        return host.encode("idna").decode("ascii")


def _without_dots(path: str) -> str:
    """The WHATWG URL standard's path state: ``.`` goes, ``..`` takes the segment before it along."""
    if "/." not in path and "/%2e" not in path.lower():
        return path
    kept: list[str] = []
    *before, last = path.split("/")[1:]
    for segment in before:
        kind = _DOTS.get(segment.lower().replace("%2e", "."))
        if kind is None:
            kept.append(segment)
        elif kind == "up" and kept:
            kept.pop()
    kind = _DOTS.get(last.lower().replace("%2e", "."))
    if kind == "up" and kept:
        kept.pop()
    return "/" + "/".join([*kept, "" if kind else last])


def _up_to_a_bracket(address: str) -> str:
    """Without what stands behind a square bracket that closes one in front of the address."""
    opened = 0
    for at, sign in enumerate(address if "]" in address else ""):
        opened += (sign == "[") - (sign == "]")
        if opened < 0:
            return address[:at]
    return address


def _without_punctuation(address: str) -> str:
    """Without what ends a sentence, and without brackets that were opened before it; each kind is counted once."""
    end = len(address)
    surplus: dict[str, int] = {}
    while end:
        last = address[end - 1]
        opener = _OPENERS.get(last)
        if opener and last not in surplus:
            surplus[last] = address.count(last, 0, end) - address.count(opener, 0, end)
        if last not in _TRAILING and surplus.get(last, 0) <= 0:
            break
        end -= 1
        if opener:
            surplus[last] -= 1
    return address[:end]
