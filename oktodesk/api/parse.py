"""From Oktopost's replies to values: tolerant of every shape that was ever seen, and of the next ones.

Functions take the whole reply or the object inside it. What can't be understood at all raises
``UnreadableReply``; what is merely odd (numbers as strings, ``[]`` for an empty map, zero dates) is read.
"""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from oktodesk.api.wire import Me, Media, NetworkVerdict, Upload, UploadPage
from oktodesk.problems import UnreadableReply

NETWORK_KEYS = ("Facebook", "LinkedIn", "Twitter", "Instagram", "Youtube")
"""The networks in the API's own spelling and order."""

_BY_LOWER_NAME = {key.lower(): key for key in NETWORK_KEYS} | {"x": "Twitter"}
_ID_FORM = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NEVER = "3999-12-31"
_LARGEST = 2**63 - 1
_MOST_ITEMS = 1_000
"""Of a page, which never has more than 100: the window waits while they are read."""
_MAX_DEPTH, _MAX_LEAVES, _MAX_WORDS = 8, 20, 500


def is_id(text: str) -> bool:
    """Whether a text can be an id: calls put ids into their path, and nothing else may get there."""
    return _ID_FORM.fullmatch(text) is not None


def upload(raw: object) -> Upload:
    """One upload."""
    fields = _inner(raw, "Upload")
    upload_id = _id(fields.get("Id"))
    if not upload_id:
        raise UnreadableReply("unreadable_reply", detail="an upload without Id")
    return Upload(
        id=upload_id,
        status=_text(fields.get("Status")),
        source=_text(fields.get("Source")),
        name=_text(fields.get("Name")),
        mime_type=_text(fields.get("MimeType")),
        total_size_bytes=_count(fields.get("TotalSize")),
        downloaded_bytes=_count(fields.get("Downloaded")),
        last_error=words(fields.get("LastError")),
        attempts=_count(fields.get("Attempts")),
        media_id=_id(fields.get("MediaId")),
        created_by=_unless_zero(fields.get("CreatedBy")),
        created_at=timestamp(fields.get("Created")),
        modified_at=timestamp(fields.get("Modified")),
        raw=dict(fields),
    )


def upload_page(raw: object) -> UploadPage:
    """One page of a list. Items that are no uploads are left out; the caller sees a gap against ``total``."""
    fields = _map(raw)
    if "Items" not in fields:
        raise UnreadableReply("unreadable_reply", detail="a list without Items")
    items = fields["Items"] or []
    if isinstance(items, Mapping):
        items = list(items.values())
    if not isinstance(items, list):
        raise UnreadableReply("unreadable_reply", detail="Items is no list")
    uploads = tuple(
        upload(item) for item in items[:_MOST_ITEMS] if isinstance(item, Mapping) and _id(item.get("Id"))
    )
    total = fields.get("Total")
    return UploadPage(uploads, _count(total) if _is_number(total) else None)


def me(raw: object) -> Me:
    """The owner of the key and the account."""
    fields = _map(raw)
    user, account = _map(fields.get("User")), _map(fields.get("Account") or {})
    user_id = _text(user.get("Id"))
    if not user_id:
        raise UnreadableReply("unreadable_reply", detail="a user without Id")
    return Me(
        user_id=user_id,
        user_name=_text(user.get("Name")),
        account_id=_text(account.get("Id")),
        account_name=_text(account.get("Name")),
        email=_text(user.get("Email")),
    )


def media(raw: object) -> Media:
    """One medium of the library."""
    fields = _inner(raw, "Media")
    media_id = _id(fields.get("Id"))
    if not media_id:
        raise UnreadableReply("unreadable_reply", detail="a medium without Id")
    return Media(
        id=media_id,
        type=_text(fields.get("Type")),
        status=_text(fields.get("Status")),
        name=_text(fields.get("Name")),
        size_bytes=_count(fields.get("Size")),
        resource=_text(fields.get("Resource")),
        video_preview=_text(fields.get("VideoPreview")),
        mime_type=_text(fields.get("MimeType")),
    )


def verdicts(raw: object) -> tuple[NetworkVerdict, ...]:
    """Oktopost's answer for each network, in its order and spelling; new networks are kept."""
    fields = _map(raw)
    if "Validations" not in fields:
        raise UnreadableReply("unreadable_reply", detail="a validation without Validations")
    validations = fields["Validations"] or {}
    if not isinstance(validations, Mapping):
        raise UnreadableReply("unreadable_reply", detail="Validations is no map")
    return tuple(_verdict(str(network), value) for network, value in validations.items())


def words(errors: object) -> str:
    """The text in ``Errors`` of any shape: the text leaves of lists and maps, each once, cut to 500 characters."""
    leaves = dict.fromkeys(" ".join(leaf.split()) for leaf in _leaves(errors, _MAX_DEPTH))
    return "; ".join([leaf for leaf in leaves if leaf][:_MAX_LEAVES])[:_MAX_WORDS].rstrip()


def reply_words(raw: object) -> str:
    """What a reply says about what went wrong; empty where it says nothing."""
    if not isinstance(raw, Mapping):
        return ""
    said = (words(raw.get(key)) for key in ("Errors", "errors", "Error", "error", "Message", "message"))
    return next((text for text in said if text), "")


def timestamp(value: object) -> float | None:
    """Unix seconds from ``YYYY-MM-DD HH:MM:SS``, read as UTC, or from ISO 8601.

    None for the zero date (unset), for the year 3999 (never) and for what is no time at all.
    """
    if not isinstance(value, str) or value.startswith(_NEVER):
        return None
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    seconds = (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    return seconds if seconds > 0 else None


def network_key(name: str) -> str:
    """A network in the API's canonical spelling (``YouTube`` is ``Youtube``); an unknown one as it is."""
    return _BY_LOWER_NAME.get(name.strip().lower(), name)


def truth(value: object) -> bool:
    """A boolean in any clothes; everything that is not clearly true is false."""
    return value in (True, 1) or (isinstance(value, str) and value.strip().lower() in {"true", "1"})


def _map(raw: object) -> Mapping[str, object]:
    if not isinstance(raw, Mapping):
        raise UnreadableReply("unreadable_reply", detail=f"a map was expected, not {type(raw).__name__}")
    return raw


def _inner(raw: object, key: str) -> Mapping[str, object]:
    inner = _map(raw).get(key)
    return inner if isinstance(inner, Mapping) else _map(raw)


def _verdict(network: str, value: object) -> NetworkVerdict:
    if not isinstance(value, Mapping):
        return NetworkVerdict(network, truth(value))
    errors = value.get("errors")
    listed = errors if isinstance(errors, list) else [errors]
    texts = (words(error) for error in listed)
    return NetworkVerdict(network, truth(value.get("isValid")), tuple(text for text in texts if text))


def _leaves(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, Mapping | list):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(each, depth - 1)


def _text(value: object) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _unless_zero(value: object) -> str:
    # Nothing may arrive as 0 as well.
    text = _text(value)
    return "" if text == "0" else text


def _id(value: object) -> str:
    text = _unless_zero(value)
    return text if is_id(text) else ""


def _is_number(value: object) -> bool:
    return _finite(value) is not None


def _count(value: object) -> int:
    number = _finite(value)
    return 0 if number is None else max(0, min(int(number), _LARGEST))


def _finite(value: object) -> float | int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, int):
        return value
    try:
        number = int(value) if isinstance(value, str) else float(value)
    except ValueError:
        try:
            number = float(value)
        except ValueError:
            return None
    return number if isinstance(number, int) or math.isfinite(number) else None
