"""HTML from a browser or an e-mail: its links, pictures and videos, and addresses in its text."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from oktodesk.media.intake.decoding import storable
from oktodesk.media.intake.making import link_or_reject
from oktodesk.media.intake.merging import gather
from oktodesk.media.intake.urls import WEB_SCHEMES, find_addresses
from oktodesk.media.intake.wrapping import join_bracketed
from oktodesk.media.report import Intake, Link, Reject
from oktodesk.problems import Problem

DECORATION_PX = 64
"""Pictures up to this size are icons and trackers."""
SOURCES = {"a": "href", "area": "href", "img": "src", "video": "src", "source": "src", "embed": "src",
           "iframe": "src", "object": "data"}  # fmt: skip
SILENT_TAGS = frozenset({"script", "style", "title", "template"})
_DRESSING = re.compile(
    rf"</?(?!(?:{'|'.join([*SOURCES, *SILENT_TAGS, 'base', 'textarea', 'xmp', 'plaintext'])})[\s/>])"
    r"""[a-z][^<>"']*(?:"[^"<>]*"[^<>"']*|'[^'<>]*'[^<>"']*)*>""",
    re.IGNORECASE,
)
"""Tags that say nothing here. A mail program wraps each word in some, and html.parser takes its time for each."""
_WITHIN_WORDS = re.compile(
    r"""<wbr\s*/?>|<(?:mark|span\s+class=["']?il["']?)\s*>([^<>]*)</(?:mark|span)>""", re.IGNORECASE
)
"""Places where a long word may be broken, and what a mail program's search has marked (Gmail's is ``il``)."""
_NO_REFERENCE = re.compile(r"&(?=[A-Za-z][\w.-]*=)")
"""Begins a parameter, not a letter's name: browsers see no ``§`` in ``&section=``; html.parser does."""
_PIECE = 64 * 1024
_MOST_MENDED = 20
"""Tags and comments without an end, after which it goes on as if nothing had been. What is behind more is text."""
_PLAIN_TAG = re.compile(r"""<(a|area|img|video|source|embed)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*/?>""")
_PLAIN_VALUE = re.compile(r"""([\w:-]+)(?:="([^"]*)")?""")


def from_html(html: str, *, origin: str = "") -> Intake:
    """All links of a piece of HTML, ticked where they look like media; a link and its text count as doubles."""
    collector = _Collector(storable(origin))
    collector.feed("".join(_undressed(piece) for piece in _pieces(storable(html))))
    collector.close()
    intake = gather(collector.items)
    if not intake.links and not intake.rejects and html.strip():
        return Intake(rejects=(Reject("", Problem("nothing_dropped"), origin),))
    return intake


def _pieces(html: str) -> Iterator[str]:
    """The same in parts that end where a tag does, so that no part holds up the other threads for long."""
    begin = 0
    while begin < len(html):
        end = html.find(">", begin + _PIECE) + 1 or len(html)
        yield html[begin:end]
        begin = end


def _undressed(html: str) -> str:
    """The same without tags that say nothing, and with addresses in one piece."""
    whole = _WITHIN_WORDS.sub(lambda match: match[1] or "", html)
    return _DRESSING.sub("\n", _NO_REFERENCE.sub("&amp;", whole))


class _Collector(HTMLParser):
    """Walks the markup once; html.parser forgives everything."""

    def __init__(self, origin: str) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[Link | Reject] = []
        self._origin = origin
        self._base = ""
        self._anchors = 0
        self._silent = 0
        self._known: dict[tuple[str, bool | None], Link | Reject] = {}
        self._media: dict[str, Link] = {}
        """Those that look like media, by what they are sent as."""

    def close(self) -> None:
        """Read what a tag without an end held back; html.parser looks for the end again with each that follows."""
        for _ in range(_MOST_MENDED):
            rest, self.rawdata = self.rawdata, ""
            if not rest or self.cdata_elem:
                return
            end = rest.find(">") + 1 or len(rest)
            self.handle_data(unescape(rest[:end]))
            self.feed(rest[end:])
        self.handle_data(unescape(self.rawdata))

    def parse_starttag(self, i: int) -> int:
        """html.parser's own step, in a third of its time for a tag as programs write it."""
        match = _PLAIN_TAG.match(self.rawdata, i)
        if match is None:
            return super().parse_starttag(i)
        self.handle_starttag(
            match[1], [(name.lower(), unescape(value)) for name, value in _PLAIN_VALUE.findall(match[2])]
        )
        return match.end()

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002 - html.parser's own signature
        """Nobody asks in which line it is."""
        return j

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where an element points to."""
        values = {name: value or "" for name, value in attrs}
        if tag == "base":
            self._base = values.get("href", "")
        self._silent += tag in SILENT_TAGS
        self._anchors += tag == "a"
        address = values.get(SOURCES.get(tag, ""), "").strip()
        if address:
            self._note(address, ticked=False if tag == "img" and self._is_decoration(values) else None)

    def handle_endtag(self, tag: str) -> None:
        """Count back."""
        self._silent = max(0, self._silent - (tag in SILENT_TAGS))
        self._anchors = max(0, self._anchors - (tag == "a"))

    def handle_data(self, data: str) -> None:
        """Look for addresses in the text."""
        if self._silent or ("://" not in data and "www." not in data):
            return
        for found in find_addresses(join_bracketed(data)):
            self._add(found.text, ticked=None)

    def _note(self, address: str, *, ticked: bool | None) -> None:
        if self._base and not address.startswith("#"):
            address = urljoin(self._base, address)
        scheme = address.partition(":")[0].lower() if "://" in address else ""
        if address.startswith("//"):
            address = f"https:{address}"
        elif scheme not in WEB_SCHEMES:
            return  # mailto:, cid:, data:, anchors and relative addresses lead nowhere outside their page
        self._add(address, ticked=ticked)

    def _add(self, address: str, *, ticked: bool | None) -> None:
        """A link stands there twice mostly: behind its text, wrapped perhaps, and as its text."""
        item = self._known.get((address, ticked)) or self._media.get(address)
        if item is None:
            item = self._known[address, ticked] = link_or_reject(address, origin=self._origin, ticked=ticked)
            if isinstance(item, Link) and item.looks_like_media:
                self._media[item.source] = item  # the same address by itself would say nothing more
        self.items.append(item)

    def _is_decoration(self, values: dict[str, str]) -> bool:
        """A small picture, or one that only dresses up the link around it."""
        sizes = [values.get(side, "").strip().removesuffix("px") for side in ("width", "height")]
        small = any(size.isdigit() and int(size) <= DECORATION_PX for size in sizes)
        return small or self._anchors > 0
