"""Name and type of a file, as Oktopost tells them: by parameters, headers and the address, never by its bytes."""

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from oktodesk.media.fetching.asking import Answer

SUPPORTED = frozenset({"video/mp4", "image/gif", "image/png", "image/jpg", "image/jpeg", "application/pdf"})
"""What Oktopost takes: the reference's list, and PDF from its newer schema."""
SAYS_NOTHING = frozenset({
    "", "application/octet-stream", "binary/octet-stream", "application/x-download", "application/download",
    "application/force-download", "application/unknown", "unknown/unknown",
})  # fmt: skip
NAME_LENGTH = 255
"""Characters."""
TYPES_BY_ENDING = {
    "mp4": "video/mp4", "gif": "image/gif", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "pdf": "application/pdf", "mov": "video/quicktime", "m4v": "video/x-m4v", "webm": "video/webm",
    "mkv": "video/x-matroska", "avi": "video/x-msvideo", "wmv": "video/x-ms-wmv", "flv": "video/x-flv",
    "mpg": "video/mpeg", "mpeg": "video/mpeg", "mts": "video/mp2t", "m2ts": "video/mp2t", "3gp": "video/3gpp",
    "webp": "image/webp", "heic": "image/heic", "avif": "image/avif", "svg": "image/svg+xml", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "psd": "image/vnd.adobe.photoshop", "mp3": "audio/mpeg",
    "m4a": "audio/mp4", "wav": "audio/wav", "zip": "application/zip", "html": "text/html", "htm": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
_EXTENDED = re.compile(r"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_TOKEN = re.compile(r"filename\s*=\s*([^;\"]+)", re.IGNORECASE)


def same_type(one: str, other: str) -> bool:
    """Whether two MIME types mean the same; ``image/jpg`` is a common slip."""
    return _plain(one) == _plain(other)


def shown_type(mime_type: str) -> str:
    """A type as people call it: ``MP4``, ``WebM``; unknown ones as they are."""
    ending = next((ending for ending, known in TYPES_BY_ENDING.items() if same_type(known, mime_type)), "")
    return ending.upper().replace("WEB", "Web") if ending else mime_type


def header_type(answer: "Answer") -> str:
    """The type a server states; ``""`` where it states nothing in particular."""
    stated = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    return "" if stated in SAYS_NOTHING or "/" not in stated else stated


def type_by_name(name: str) -> str:
    """The type that a file name's ending stands for, or ``""``."""
    _, dot, ending = name.rpartition(".")
    return TYPES_BY_ENDING.get(ending.lower(), "") if dot else ""


def name_of(answer: "Answer | None", *urls: str) -> str:
    """The file's name: stated in the answer, else the last part of an address; ``""``: nothing tells."""
    stated = _stated_name(answer.headers.get("content-disposition", "")) if answer else ""
    candidates = (stated, *(_last_segment(url) for url in urls))
    return next((name for name in candidates if name), "")


def sendable(name: str) -> str:
    """A name without what nobody sees in it, and no longer than Oktopost takes (``NAME_LENGTH``)."""
    if name.isprintable():
        return name.strip()[:NAME_LENGTH]
    visible = (letter if letter.isprintable() else " " if letter.isspace() else "" for letter in name)
    return "".join(visible).strip()[:NAME_LENGTH]


def _stated_name(disposition: str) -> str:
    """RFC 6266: the extended form wins; a path in it is cut off."""
    if match := _EXTENDED.search(disposition):
        name = _decoded(match[2].strip().strip('"'), match[1] or "utf-8")
    elif match := _QUOTED.search(disposition):
        name = re.sub(r"\\(.)", r"\1", match[1])
    elif match := _TOKEN.search(disposition):
        name = match[1]
    else:
        return ""
    return sendable(re.split(r"[/\\]", name)[-1])


def _decoded(text: str, encoding: str) -> str:
    try:
        return unquote(text, encoding=encoding, errors="replace")
    except (LookupError, ValueError):  # no such encoding, or one that gives up over wrong bytes
        return unquote(text)


def _last_segment(url: str) -> str:
    try:
        return sendable(unquote(urlsplit(url).path.rpartition("/")[2]))
    except ValueError:
        return ""


def _plain(mime_type: str) -> str:
    return "image/jpeg" if mime_type == "image/jpg" else mime_type
