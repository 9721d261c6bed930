"""What Oktopost sends, as frozen values of our own: read tolerantly, named plainly.

The reference is ``oktopost-api.md``: numbers may be strings, nothing may be ``null``, ``""``, ``0``, ``[]`` or a
zero date, statuses and networks may be new. ``parse`` makes these values; nothing else reads raw replies.
"""

import msgspec

PENDING, COMPLETE, FAILED = "pending", "complete", "failed"


class Upload(msgspec.Struct, frozen=True):
    """One upload. ``raw`` is the reply's object in the API's own spelling, for the command line."""

    id: str
    status: str
    """``pending``, ``complete``, ``failed``, or whatever Oktopost says next year."""
    source: str = ""
    name: str = ""
    mime_type: str = ""
    total_size_bytes: int = 0
    downloaded_bytes: int = 0
    last_error: str = ""
    attempts: int = 0
    media_id: str = ""
    created_by: str = ""
    created_at: float | None = None
    """Unix seconds, UTC; None: unset."""
    modified_at: float | None = None
    raw: dict[str, object] = {}


class Media(msgspec.Struct, frozen=True):
    """A medium of the account's library."""

    id: str
    type: str = ""
    status: str = ""
    name: str = ""
    size_bytes: int = 0
    resource: str = ""
    video_preview: str = ""
    mime_type: str = ""


class Me(msgspec.Struct, frozen=True):
    """Whose key it is, and for which account."""

    user_id: str
    user_name: str
    account_id: str
    account_name: str
    email: str = ""


class NetworkVerdict(msgspec.Struct, frozen=True):
    """Oktopost's own answer for one network; ``network`` is kept as it was spelled."""

    network: str
    is_valid: bool
    errors: tuple[str, ...] = ()


class UploadPage(msgspec.Struct, frozen=True):
    """One page of a list; ``total`` is None where the reply had none."""

    uploads: tuple[Upload, ...]
    total: int | None
