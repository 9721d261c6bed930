"""What a row is called where nobody has named it: by its file, else by the service that it lies with."""

import re

from PySide6.QtCore import QCoreApplication

from oktodesk.ui.visible import is_blank
from oktodesk.uploads.rows import Row

_translate = QCoreApplication.translate

_SERVICES = (
    (re.compile(r"(^|\.)dropbox(usercontent)?\.com$"), "Dropbox"),
    (re.compile(r"^drive\.(usercontent\.)?google\.com$"), "Google Drive"),
    (re.compile(r"^(1drv\.ms|onedrive\.live\.com|my\.microsoftpersonalcontent\.com)$"), "OneDrive"),
    (re.compile(r"\.sharepoint\.(com|us|de|cn)$"), "SharePoint"),
    (re.compile(r"(^|\.)box\.com$"), "Box"),
)
"""Where a direct link ends in a word or a code that names nothing."""
_HAS_ENDING = re.compile(r"\.(?!aspx$|php$)[a-z0-9]{2,5}$", re.IGNORECASE)
_MEANINGLESS = frozenset({
    "content", "default", "download", "download.aspx", "file", "get", "index.php", "media", "open", "original",
    "raw", "stream", "uc", "video", "view",
})  # fmt: skip
_SHORTEST = 3
"""Letters of a name without an ending that may mean something."""


def title_of(row: Row) -> str:
    """The name, or what a person recognises the file by. Only ``row.name`` is ever sent."""
    found = row.report.name if row.report is not None and not _is_folder(row) else ""
    service = _service_of(row)
    if not is_blank(row.name):
        return row.name
    if _tells(found, service) and not is_blank(found):
        return found
    return _file_of(row, service) or bare(row.source)


def bare(link: str) -> str:
    """A link as people read it: without scheme, user name, ``www.`` and query."""
    rest = link.partition("://")[2] or link
    host, slash, path = rest.partition("/")
    bare_host = host.rpartition("@")[2].removeprefix("www.")
    return bare_host + slash + path.partition("?")[0].partition("#")[0]


def _tells(name: str, service: str) -> bool:
    """Whether a name says what a file is; a service's link without an ending is a code."""
    if _HAS_ENDING.search(name):
        return True
    return not service and len(name) >= _SHORTEST and name.casefold() not in _MEANINGLESS


def _file_of(row: Row, service: str) -> str:
    """``Dropbox file`` for a link that was made direct, where its own path names nothing; else empty."""
    is_file = row.source not in ("", row.pasted) and row.pasted and not _is_folder(row)
    if not service or not is_file or _HAS_ENDING.search(bare(row.source).rpartition("/")[2]):
        return ""
    return _translate("Titles", "{service} file").format(service=service)


def _is_folder(row: Row) -> bool:
    found = row.report.findings if row.report is not None else ()
    return any(finding.id == "folder_or_page" for finding in found)


def _service_of(row: Row) -> str:
    host = bare(row.source).partition("/")[0].casefold()
    return next((name for hosts, name in _SERVICES if hosts.search(host)), "")
