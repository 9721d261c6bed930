"""Oktopost's answers, in the API's own spelling: the envelope, the objects, and the four shapes of its errors."""

import json
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from starlette.responses import Response

from oktodesk.sandbox import ids
from oktodesk.sandbox.records import Media, Upload
from oktodesk.sandbox.shapes import Shape

JSON_TYPE = "application/json; charset=utf-8"
GARBAGE = b'<!doctype html><html><head><title>One moment</title></head><body>{"Result":tru'
"""What a proxy or a half-written answer looks like."""
PAGE = b"<!doctype html><html><head><title>Error</title></head><body><h1>Something went wrong</h1></body></html>"
"""What whoever stands in front of Oktopost says where it should answer."""


class Account(msgspec.Struct, frozen=True):
    """Whom the key belongs to."""

    account_id: str
    last_login_at: float
    user_id: str = ids.id_of(ids.USER, 1)
    user_name: str = "Jane Miller"
    email: str = "jane.miller@acme.example"
    account_name: str = "Acme (practice)"


def reply(body: Mapping[str, object], status: int = 200) -> Response:
    """A JSON answer. Slashes are escaped as PHP does it, so that nobody reads the text instead of the JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).replace("/", "\\/")
    return Response(text.encode(), status, media_type=JSON_TYPE)


def refusal(status: int, shape: Shape, words: str = "", *, param: str = "get") -> Response:
    """``Result: false`` with the words in one of the known shapes."""
    errors: object = {
        Shape.API_ERROR: {"API": {"Error": words}},
        Shape.API_MESSAGE: {"api": {"message": words}},
        Shape.PARAM: {"Param": {param: words}},
        Shape.EMPTY: [],
    }[shape]
    return reply({"Result": False, "Errors": errors}, status)


def not_found(what: str) -> Response:
    """404, for what is missing or not visible."""
    return refusal(404, Shape.API_MESSAGE, f"{what} not found")


def me_reply(account: Account) -> Response:
    """``GET /me``."""
    user = {
        "Id": account.user_id,
        "Name": account.user_name,
        "Email": account.email,
        "LastLogin": ids.timestamp(account.last_login_at),
    }
    return reply(
        {"Result": True, "User": user, "Account": {"Id": account.account_id, "Name": account.account_name}}
    )


def upload_object(upload: Upload, account: Account) -> dict[str, object]:
    """An upload as get, list and create answer it."""
    return {
        "Id": upload.id,
        "Created": ids.timestamp(upload.created_at),
        "Modified": ids.timestamp(upload.modified_at),
        "CreatedBy": account.user_id,
        "Status": upload.status.value,
        "Name": upload.name,
        "MimeType": upload.mime_type,
        "Source": upload.source,
        "TotalSize": upload.total_size,
        "Downloaded": upload.downloaded,
        "LastError": upload.last_error,
        "Attempts": upload.attempts,
        "MediaId": None if upload.media_number is None else ids.id_of(ids.MEDIA, upload.media_number),
    }


def media_object(media: Media, origin: str) -> dict[str, object]:
    """A medium as get and list answer it; ``origin`` is where its bytes are served."""
    return {
        "Id": media.id,
        "Created": ids.timestamp(media.created_at),
        "Modified": ids.timestamp(media.created_at),
        "Status": "active",
        "Type": media.type.value,
        "Size": media.size,
        "Resource": f"{origin}/media/{media.id}/{quote(media.name)}",
        "Name": media.name,
        "Description": "",
        "MimeType": media.mime_type,
        "VideoId": None,
        "VideoPreview": f"{origin}/samples/posters/{media.poster}" if media.poster else None,
    }
