"""Dropped files: shortcuts and lists hold links, media files can't be sent, and that is explained."""

from pathlib import Path

from oktodesk.media.intake.decoding import decode, storable
from oktodesk.media.intake.folders import read_folder
from oktodesk.media.intake.making import link_or_reject
from oktodesk.media.intake.markup import from_html
from oktodesk.media.intake.merging import gather
from oktodesk.media.intake.sheet_parts import BadWorkbook
from oktodesk.media.intake.shortcuts import read_desktop, read_url, read_webloc
from oktodesk.media.intake.tables import read_table
from oktodesk.media.intake.text import from_text
from oktodesk.media.intake.workbooks import read_workbook
from oktodesk.media.report import Intake, Reject
from oktodesk.problems import Problem

MAX_SHORTCUT_BYTES = 64 * 1024
MAX_LIST_BYTES = 16 * 1024 * 1024
SHORTCUTS = {".url": read_url, ".webloc": read_webloc, ".desktop": read_desktop}
TABLES = frozenset({".csv", ".tsv", ".tab"})
WORKBOOKS = frozenset({".xlsx", ".xlsm"})
TEXTS = frozenset({".txt", ".text", ".md", ".log", ".uri", ".urls", ".list"})
PAGES = frozenset({".html", ".htm"})
MEDIA = frozenset({
    ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".wmv", ".flv", ".mpg", ".mpeg", ".mts", ".m2ts", ".3gp",
    ".gif", ".png", ".jpg", ".jpeg", ".webp", ".heic", ".tif", ".tiff", ".bmp", ".svg", ".pdf", ".psd", ".mp3",
    ".wav", ".m4a", ".aac",
})  # fmt: skip


def from_file(path: Path) -> Intake:
    """The links in a shortcut or a list; for anything else a reject that says what to do instead."""
    ending = path.suffix.lower()
    if is_media_file(path) and not path.is_dir():
        return _reject(path, Problem("local_media_file", {"file": path.name}))
    try:
        if path.is_dir():
            return read_folder(path, _in_folder, is_media_file)
        return _read(path, ending)
    except OSError as error:
        return _unreadable(path, error.strerror or str(error))


def is_media_file(path: Path) -> bool:
    """Whether it is called like a video or a picture."""
    return path.suffix.lower() in MEDIA


def _in_folder(path: Path) -> Intake | None:
    """A file of a folder; what was not dropped by itself and holds no link is no list."""
    ending = path.suffix.lower()
    if ending not in SHORTCUTS.keys() | TABLES | WORKBOOKS | TEXTS | PAGES:
        return None
    found = from_file(path)
    return found if found.links or ending in SHORTCUTS else None


def _read(path: Path, ending: str) -> Intake:
    limit = MAX_SHORTCUT_BYTES if ending in SHORTCUTS else MAX_LIST_BYTES
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        return _reject(path, Problem("file_too_long", {"file": path.name, "limit_bytes": limit}))
    if ending in SHORTCUTS:
        return _from_shortcut(path, SHORTCUTS[ending](content))
    if ending in WORKBOOKS:
        return _from_workbook(path, content)
    text = decode(content)
    if text is None or ending not in TABLES | TEXTS | PAGES | {""}:
        return _unreadable(path, f"no list in a {ending or 'nameless'} file")
    return _from_list(path, text, ending)


def _from_list(path: Path, text: str, ending: str) -> Intake:
    if ending in PAGES:
        return from_html(text, origin=path.name)
    read = read_table if ending in TABLES else from_text
    return _or_nothing(path, read(text, origin=path.name))


def _from_workbook(path: Path, content: bytes) -> Intake:
    try:
        intake = read_workbook(content, origin=path.name)
    except BadWorkbook as error:
        return _unreadable(path, str(error))
    return _or_nothing(path, intake)


def _or_nothing(path: Path, intake: Intake) -> Intake:
    """An empty list is said to be one."""
    return intake if intake.links or intake.rejects else _reject(path, Problem("nothing_dropped"))


def _from_shortcut(path: Path, address: str | None) -> Intake:
    if address is None:
        return _reject(path, Problem("shortcut_without_link", {"file": path.name}))
    return gather([link_or_reject(address, origin=storable(path.name), ticked=True)])


def _reject(path: Path, problem: Problem) -> Intake:
    return Intake(rejects=(Reject(path.name, problem, path.name),))


def _unreadable(path: Path, detail: str) -> Intake:
    return _reject(path, Problem("list_unreadable", {"file": path.name}, detail))
