"""Whether an upload that is in the account is the one whose reply was lost."""

import unicodedata
from collections.abc import Collection, Iterable

import msgspec

from oktodesk.api.wire import Upload
from oktodesk.uploads.addresses import normalised
from oktodesk.uploads.store.records import LinkRecord

TOLERANCE_S = 2.0
"""How much earlier than the intent an upload may say it was created: ``Created`` is cut to whole seconds, and the
server clock's offset is known to half a second."""

_SAME_TYPES = {"image/jpg": "image/jpeg"}


class Intent(msgspec.Struct, frozen=True):
    """What was asked for. ``at`` is in server time (Unix seconds); name and type are empty if not sent."""

    source: str
    user_id: str
    at: float
    name: str = ""
    mime_type: str = ""

    @classmethod
    def of(cls, record: LinkRecord, user_id: str) -> "Intent":
        """The intent that a record carries. ``user_id`` is the owner of the key."""
        if record.intent_at is None:
            raise ValueError("a link that was never sent has no intent")
        return cls(
            source=record.source,
            user_id=user_id,
            at=record.intent_at + record.server_offset_s,
            name=record.name_sent,
            mime_type=record.mime_type_sent,
        )


def adopted(intent: Intent, uploads: Iterable[Upload], taken: Collection[str]) -> Upload | None:
    """The upload that the intent became, the earliest of several; ``taken`` ids belong to other rows."""
    matching = [upload for upload in uploads if upload.id not in taken and matches(intent, upload)]
    return min(matching, key=lambda upload: (upload.created_at or 0.0, upload.id), default=None)


def matches(intent: Intent, upload: Upload) -> bool:
    """Same source, same user, name and type as sent, and created not before the intent."""
    return (
        normalised(upload.source) == normalised(intent.source)
        and (not intent.name or _plain(upload.name) == _plain(intent.name))
        and (not intent.mime_type or _type(upload.mime_type) == _type(intent.mime_type))
        # A reply that leaves the user out can't speak against it.
        and (not intent.user_id or upload.created_by in {"", intent.user_id})
        and is_new(intent, upload)
    )


def is_new(intent: Intent, upload: Upload) -> bool:
    """Whether the upload was created by this intent or after it. Without a time nothing speaks for it."""
    return upload.created_at is not None and upload.created_at >= intent.at - TOLERANCE_S


def _plain(name: str) -> str:
    # Servers trim names and compose accents; a difference that can't be seen must not cause a second upload.
    return " ".join(unicodedata.normalize("NFC", name).split()).casefold()


def _type(mime_type: str) -> str:
    plain = mime_type.partition(";")[0].strip().lower()
    return _SAME_TYPES.get(plain, plain)
