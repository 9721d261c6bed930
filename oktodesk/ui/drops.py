"""From what was dropped or pasted to links, in two steps.

``read_mime`` runs inside the drop event (the data is gone afterwards) and only copies; ``intake_of`` parses and
reads files, and therefore runs in a thread of its own.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import msgspec
from PySide6.QtCore import QMimeData, QUrl

from oktodesk.media.report import Intake
from oktodesk.ui.origins import CLIPBOARD, SHEET, TEXT, origin_of_html

_MOZ_URL = "text/x-moz-url"
"""Firefox on some desktops offers only this: UTF-16, an address and its title on alternate lines."""


class Dropped(msgspec.Struct, frozen=True):
    """A copy of what the other program offered, the most telling form of it first."""

    addresses: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    html: str = ""
    text: str = ""
    pasted: bool = False
    """From the clipboard; else it was dropped."""
    typed: bool = False
    """Typed here, and so nowhere else: goes back to the person if there is no link in it."""

    @classmethod
    def of_files(cls, names: Sequence[str]) -> Self:
        """Files that were chosen by name."""
        return cls(files=tuple(map(Path, names)))

    @classmethod
    def of_arguments(cls, texts: Sequence[str]) -> Self:
        """What came with the command line: ``file:`` addresses name files, anything else is text with links."""
        files = tuple(text for text in texts if text.lower().startswith("file:"))
        return cls(addresses=files, text="\n".join(text for text in texts if text not in files))

    @property
    def empty(self) -> bool:
        """Nothing in it that could hold a link."""
        return not (self.addresses or self.files or self.html or self.text)


def may_hold_links(mime: QMimeData) -> bool:
    """Whether to welcome it while it hovers; says nothing about whether links will be found."""
    return mime.hasUrls() or mime.hasText() or mime.hasHtml() or mime.hasFormat(_MOZ_URL)


def read_mime(mime: QMimeData, *, pasted: bool = False) -> Dropped:
    """Copy what is offered. Files are only named here, not read."""
    if mime.hasUrls():
        urls = mime.urls()
        return Dropped(
            addresses=tuple(_as_given(url) for url in urls if not url.isLocalFile()),
            files=tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile()),
            pasted=pasted,
        )
    if mime.hasFormat(_MOZ_URL):
        lines = bytes(mime.data(_MOZ_URL).data()).decode("utf-16-le", "replace").splitlines()
        return Dropped(addresses=tuple(line.strip("\x00") for line in lines[::2]), pasted=pasted)
    html, text = mime.html() if mime.hasHtml() else "", mime.text() if mime.hasText() else ""
    return Dropped(html=html, text=text, pasted=pasted)


def _as_given(url: QUrl) -> str:
    """Encoded as it travels: Qt's readable form turns ``%20`` into a blank and a punycode host into letters."""
    return url.toString(QUrl.ComponentFormattingOption.FullyEncoded)


async def intake_of(dropped: Dropped) -> Intake:
    """The links in it, and what held none."""
    return await asyncio.to_thread(_parse, dropped)


def _parse(dropped: Dropped) -> Intake:
    from oktodesk.media import intake  # noqa: PLC0415 - not before the first drop: it would delay the first window

    parts: list[Intake] = []
    if dropped.addresses:
        found = intake.from_uri_list(list(dropped.addresses))
        parts.append(_from(CLIPBOARD, found) if dropped.pasted else found)
    parts += [intake.from_file(path) for path in dropped.files]
    if dropped.html or dropped.text:
        parts.append(_parse_text(dropped))
    return intake.merge(*parts) if parts else Intake()


def _parse_text(dropped: Dropped) -> Intake:
    """Spreadsheets offer a table as HTML and its cells as text: only the cells keep names and columns."""
    from oktodesk.media import intake  # noqa: PLC0415 - not before the first drop: it would delay the first window

    if dropped.html and "\t" not in dropped.text:
        found = intake.from_html(dropped.html)
        if found.links or not dropped.text:
            return _from(origin_of_html(dropped.html), found)
    return _from(_origin_of_text(dropped), intake.from_text(dropped.text))


def _origin_of_text(dropped: Dropped) -> str:
    if dropped.typed:
        return ""
    if dropped.html and "\t" in dropped.text:
        return SHEET
    return CLIPBOARD if dropped.pasted else TEXT


def _from(origin: str, found: Intake) -> Intake:
    """The links with their origin; what was no link needs none, for only files have lines worth naming."""
    links = (msgspec.structs.replace(link, origin=link.origin or origin) for link in found.links)
    return msgspec.structs.replace(found, links=tuple(links))
