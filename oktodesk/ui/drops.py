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

_MOZ_URL = "text/x-moz-url"
"""Firefox on some desktops offers only this: UTF-16, an address and its title on alternate lines."""


class Dropped(msgspec.Struct, frozen=True):
    """A copy of what the other program offered, the most telling form of it first."""

    addresses: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()
    html: str = ""
    text: str = ""
    typed: bool = False
    """Typed here, and so nowhere else: goes back to the person if there is no link in it."""

    @classmethod
    def of_files(cls, names: Sequence[str]) -> Self:
        """Files that were chosen by name."""
        return cls(files=tuple(map(Path, names)))

    @property
    def empty(self) -> bool:
        """Nothing in it that could hold a link."""
        return not (self.addresses or self.files or self.html or self.text)


def may_hold_links(mime: QMimeData) -> bool:
    """Whether to welcome it while it hovers; says nothing about whether links will be found."""
    return mime.hasUrls() or mime.hasText() or mime.hasHtml() or mime.hasFormat(_MOZ_URL)


def read_mime(mime: QMimeData) -> Dropped:
    """Copy what is offered. Files are only named here, not read."""
    if mime.hasUrls():
        urls = mime.urls()
        return Dropped(
            addresses=tuple(_as_given(url) for url in urls if not url.isLocalFile()),
            files=tuple(Path(url.toLocalFile()) for url in urls if url.isLocalFile()),
        )
    if mime.hasFormat(_MOZ_URL):
        lines = bytes(mime.data(_MOZ_URL).data()).decode("utf-16-le", "replace").splitlines()
        return Dropped(addresses=tuple(line.strip("\x00") for line in lines[::2]))
    return Dropped(html=mime.html() if mime.hasHtml() else "", text=mime.text() if mime.hasText() else "")


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
        parts.append(intake.from_uri_list(list(dropped.addresses)))
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
            return found
    return intake.from_text(dropped.text)
