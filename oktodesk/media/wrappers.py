"""Links that mail protection and web sites wrap around others: taken off where the wrapper carries the address.

Nothing is fetched here. Where the address is kept on the wrapper's server (Mimecast, short links) the wrapper is
named as ``opaque``, and the check follows it. Sources: Proofpoint's own decoder for its three versions; for the
others links as they stand in public mails and repositories (Trellix in the Linux kernel's lists, Sophos in
langchain's discussions, Check Point as ``url.avanan.click`` in Percona's documentation, Cisco in QEMU's list).
"""

import base64
import binascii
import re
import string
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote, unquote_plus, unquote_to_bytes, urlsplit

import msgspec

MOST_LAYERS = 5
"""Mails that are forwarded are wrapped again at each company."""
V3_RUNS = {
    letter: length for length, letter in enumerate(string.ascii_letters.swapcase() + string.digits + "-_", 2)
}
"""Proofpoint 3: ``**A`` stands for two kept characters, ``**B`` for three, and so on."""
PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)[/?#]")
"""As most addresses begin; tells whose they are in a tenth of the time that it takes to take them apart."""
_V3_TOKEN = re.compile(r"\*(?:\*(.))?")
_ONE_SLASH = re.compile(r"^(https?:/)(?=[^/])", re.IGNORECASE)
_CHECK_POINT = re.compile(r"/v2/(?:r\d+/)?_{3}(?=https?:.)", re.IGNORECASE)


class Unwrapped(msgspec.Struct, frozen=True):
    """What is left of a link. ``service``: whose wrapper was taken off first; ``""``: there was none."""

    address: str
    service: str = ""
    opaque: str = ""
    """Whose wrapper is still around it, because only its server knows what is inside."""


class _Parts(msgspec.Struct, frozen=True):
    path: str
    query: str
    whole: str

    def value(self, *names: str) -> str:
        """The first of these query parameters, decoded; names count without case."""
        pairs = [pair.partition("=") for pair in self.query.split("&")]
        for name in names:
            for known, _, text in pairs:
                if text and known.lower() == name:
                    return _decoded(text)
        return ""


_Read = Callable[[_Parts], str | None]


def unwrap(url: str) -> Unwrapped:
    """Take off every wrapper that carries its address; a link without one comes back as it is."""
    address, first = url, ""
    for _ in range(MOST_LAYERS):
        service, inner = _layer(address)
        if not inner:
            return Unwrapped(address, first, service)
        address, first = inner, first or service
    return Unwrapped(address, first)


def _layer(url: str) -> tuple[str, str]:
    """The wrapper's service and the address in it; ``""``: no wrapper, or none that tells."""
    plain = PLAIN_HOST.match(url)
    if plain:
        reader = _reader(plain[1])
        path, _, query = url[plain.end(1) :].partition("#")[0].partition("?")
    else:
        try:
            split = urlsplit(url)
        except ValueError:
            return "", ""
        reader, path, query = _reader(split.hostname or ""), split.path, split.query
    if reader is None:
        return "", ""
    service, read = reader
    inner = read(_Parts(path, query, url))
    return ("", "") if inner is None else (service, _whole(inner))


def _decoded(text: str) -> str:
    """As ``unquote_plus``, in half of its time where nothing but ASCII is in it."""
    if not text.isascii():
        return unquote_plus(text)
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


@lru_cache(maxsize=1024)
def _reader(host: str) -> tuple[str, _Read] | None:
    """Whose host it is, and who reads its links. Lists have thousands of links of a few hosts."""
    return next(((service, read) for service, hosts, read in WRAPPERS if hosts.search(host)), None)


def _whole(text: str) -> str:
    """An address with scheme and host, decoded once more where it was encoded twice; ``""``: it is none."""
    address = text.strip()
    if PLAIN_HOST.match(address):
        return address
    if re.match(r"https?%3a", address, re.IGNORECASE):
        address = unquote(address)
    try:
        split = urlsplit(address)
    except ValueError:
        return ""
    return address if split.scheme in ("http", "https") and split.hostname else ""


def _parameter(*names: str, path: str = "") -> _Read:
    """The address is a query parameter; other pages of the host, and those without it, are no wrappers."""
    wanted = re.compile(path)

    def read(parts: _Parts) -> str | None:
        return (parts.value(*names) or None) if wanted.search(parts.path) else None

    return read


def _opaque(path: str = "") -> _Read:
    wanted = re.compile(path)
    return lambda parts: "" if wanted.search(parts.path) else None


def _proofpoint(parts: _Parts) -> str | None:
    address, _, rest = parts.whole.partition("/v3/__")[2].partition("__;")
    kept, is_whole, _ = rest.partition("!")
    if address and is_whole:
        return _proofpoint_3(address, kept)
    text = parts.value("u")
    if parts.path.startswith("/v1/"):
        return text
    return unquote(text.translate(str.maketrans("-_", "%/"))) if parts.path.startswith("/v2/") else None


def _proofpoint_3(address: str, kept: str) -> str:
    """Characters that mail programs might change are replaced by ``*`` and kept, in base64, behind the address."""
    try:
        letters = iter(base64.urlsafe_b64decode(kept + "=" * (-len(kept) % 4)).decode("utf-8"))
        restored = _V3_TOKEN.sub(
            lambda token: "".join(next(letters) for _ in range(V3_RUNS[token[1]] if token[1] else 1)),
            unquote(_ONE_SLASH.sub(r"\1/", address)),
        )
    except (binascii.Error, ValueError, KeyError, StopIteration, RuntimeError):
        return ""
    return restored


def _sophos(parts: _Parts) -> str | None:
    text = parts.value("u").replace(" ", "+").translate(str.maketrans("+/", "-_"))
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("utf-8") if text else None
    except (binascii.Error, ValueError):
        return ""


def _cisco(parts: _Parts) -> str | None:
    """The address is the last part of the path, encoded as a whole; a mail program may have cut it off."""
    last = parts.path.rpartition("/")[2]
    return unquote(last) if last.lower().startswith("http") else "" if parts.path.strip("/") else None


def _check_point(parts: _Parts) -> str | None:
    if found := _CHECK_POINT.search(parts.whole):
        address, is_whole, _ = parts.whole[found.end() :].partition("___.")
        if is_whole:
            return _ONE_SLASH.sub(r"\1/", address)  # its gateway and browsers write both ``https:/``
    return parts.value("u") or ("" if parts.path.startswith("/v2/") else None)


def _below(*names: str) -> re.Pattern[str]:
    return re.compile(r"(?:^|\.)(?:" + "|".join(map(re.escape, names)) + r")$")


WRAPPERS: tuple[tuple[str, re.Pattern[str], _Read], ...] = (
    ("Outlook Safe Links",
     _below("safelinks.protection.outlook.com", "safelinks.protection.office365.us",
            "safelinks.protection.partner.outlook.cn"),
     _parameter("url")),
    ("Outlook Safe Links", _below("statics.teams.cdn.office.net"), _parameter("url", path="safelinks")),
    ("Proofpoint", _below("urldefense.com", "urldefense.us", "urldefense.proofpoint.com"), _proofpoint),
    ("Mimecast", _below("mimecast.com", "mimecastprotect.com"), _opaque("^/(s|r)/")),
    ("Barracuda", _below("linkprotect.cudasvc.com"), _parameter("a")),
    ("Sophos", _below("protection.sophos.com"), _sophos),
    ("Cisco", _below("secure-web.cisco.com"), _cisco),
    ("Check Point", _below("protect.checkpoint.com", "url.avanan.click"), _check_point),
    ("Trend Micro", _below("trendmicro.com"), _parameter("url", path="/wis/clicktime/")),
    ("Trellix", _below("protect.fireeye.com", "protect2.fireeye.com"), _parameter("u")),
    ("Symantec", _below("clicktime.symantec.com"), _parameter("u")),
    ("Libraesva", _below("urlsand.esvalabs.com"), _parameter("u")),
    ("Google", re.compile(r"^(www\.)?google\.[a-z]{2,3}(\.[a-z]{2})?$"), _parameter("q", "url", path="^/url$")),
    ("YouTube", re.compile(r"^(www\.|m\.)?youtube\.com$"), _parameter("q", path="^/redirect$")),
    ("LinkedIn", re.compile(r"^([a-z]{2,3}\.)?linkedin\.com$"),
     _parameter("url", path="^/(safety/go|redir/(redirect|general-malware-page|suspicious-page))")),
    ("LinkedIn", re.compile(r"^lnkd\.in$"), _opaque("^/.")),
    ("Facebook", re.compile(r"^(l|lm)\.(facebook|messenger|workplace)\.com$"), _parameter("u")),
    ("Instagram", re.compile(r"^l\.instagram\.com$"), _parameter("u")),
    ("Slack", _below("slack-redir.net"), _parameter("url")),
)  # fmt: skip
"""Service, its hosts, and who reads the address: None where it is no wrapper, ``""`` where only it knows."""
