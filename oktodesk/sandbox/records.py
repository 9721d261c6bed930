"""What the sandbox keeps of an upload and of a medium."""

import mimetypes
from enum import StrEnum

import msgspec

from oktodesk.media.report import MediaInfo
from oktodesk.sandbox import ids

TYPES = frozenset({"video/mp4", "image/gif", "image/png", "image/jpg", "image/jpeg", "application/pdf"})
"""What Oktopost takes: the Upload reference, and ``application/pdf`` from its newer live schema."""

_ENDINGS = mimetypes.MimeTypes()  # Python's own table: the same on every computer


class Status(StrEnum):
    """The life of an upload."""

    PENDING = "pending"
    COMPLETE = "complete"
    FAILED = "failed"


class NewUpload(msgspec.Struct, frozen=True):
    """A create that was accepted. ``total_size`` is in bytes; None where the source did not say."""

    source: str
    name: str
    mime_type: str
    total_size: int | None


class Upload(msgspec.Struct, frozen=True):
    """One upload, in the order of its columns. Times in Unix seconds, sizes in bytes."""

    number: int
    created_at: float
    modified_at: float
    status: Status
    name: str
    mime_type: str
    source: str
    total_size: int | None
    downloaded: int
    """What is shown; it never shrinks."""
    kept: int
    """How much was fetched in whole chunks: from here a restart goes on."""
    last_error: str | None
    attempts: int
    media_number: int | None

    @property
    def id(self) -> str:
        """Its id in the API."""
        return ids.id_of(ids.UPLOAD, self.number)


class MediaType(StrEnum):
    """The types of media, in the API's words."""

    IMAGE = "Image"
    VIDEO = "Video"
    PDF = "PDF"


class Media(msgspec.Struct, frozen=True):
    """One medium, in the order of its columns."""

    number: int
    created_at: float
    type: MediaType
    size: int
    name: str
    mime_type: str
    poster: str
    """Its picture among the samples' posters; empty: none."""
    stored: bool
    """Whether all of its bytes are on disk; beyond the disk cap they are only counted."""
    info: MediaInfo | None
    """What the probe read; None: no video, or unreadable."""

    @property
    def id(self) -> str:
        """Its id in the API."""
        return ids.id_of(ids.MEDIA, self.number)


def media_type_of(mime_type: str) -> MediaType:
    """Which type of medium a supported MIME type makes."""
    if mime_type.startswith("video/"):
        return MediaType.VIDEO
    return MediaType.IMAGE if mime_type.startswith("image/") else MediaType.PDF


def type_from_name(name: str) -> str:
    """The MIME type that a file name's ending promises; empty if it promises none."""
    return _ENDINGS.guess_type(name)[0] or ""
