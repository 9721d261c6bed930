"""What each address of the API answers."""

import logging
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from oktodesk.sandbox import ids
from oktodesk.sandbox.acceptance import Acceptance, Declined
from oktodesk.sandbox.downloader import Downloader
from oktodesk.sandbox.fault_plan import FaultPlan
from oktodesk.sandbox.guard import BODY_BYTES
from oktodesk.sandbox.library import Library
from oktodesk.sandbox.media_shelf import MediaShelf
from oktodesk.sandbox.notes import notes_of
from oktodesk.sandbox.records import Status
from oktodesk.sandbox.replies import (
    Account,
    me_reply,
    media_object,
    not_found,
    refusal,
    reply,
    upload_object,
)
from oktodesk.sandbox.shapes import Shape
from oktodesk.sandbox.upload_shelf import Listing, UploadShelf

PAGE_SIZES = frozenset({"20", "25", "50", "100"})


class Api:
    """The documented endpoints over the shelves."""

    def __init__(
        self,
        *,
        account: Account,
        origin: str,
        uploads: UploadShelf,
        media: MediaShelf,
        acceptance: Acceptance,
        downloader: Downloader,
        library: Library,
        faults: FaultPlan,
    ) -> None:
        self._account = account
        self._origin = origin
        self._uploads = uploads
        self._media = media
        self._acceptance = acceptance
        self._downloader = downloader
        self._library = library
        self._faults = faults

    async def me(self, _request: Request) -> Response:
        """``GET /me``."""
        return me_reply(self._account)

    async def get_upload(self, request: Request) -> Response:
        """``GET /upload/{id}``."""
        text = request.path_params["id"]
        if complaint := _no_id(text):
            return complaint
        number = ids.number_of(ids.UPLOAD, text)
        upload = None if number is None else self._uploads.find(number)
        if upload is None:
            return not_found("Upload")
        return reply({"Result": True, "Upload": upload_object(upload, self._account)})

    async def list_uploads(self, request: Request) -> Response:
        """``GET /upload``."""
        asked = request.query_params
        status = asked.get("status", "")
        if status not in {"", *Status}:
            # Answered as 200, as the API does with some refusals.
            return refusal(200, Shape.PARAM, "`status` must be one of pending, failed, complete")
        paging = _paging(request)
        if isinstance(paging, Response):
            return paging
        page, count = paging
        notes = notes_of(request)
        wanted = Listing(
            status=status,
            source=asked.get("source", ""),
            page=0 if notes.repeat_page else page,
            count=count,
            shift=notes.page_shift,
        )
        found, total = self._uploads.page(wanted)
        items = [upload_object(upload, self._account) for upload in found]
        return reply({"Result": True, "Items": items, "Total": total})

    async def create_upload(self, request: Request) -> Response:
        """``POST /upload``."""
        body = await _body(request)
        if body is None:
            too_long = refusal(413, Shape.EMPTY)
            too_long.headers["Connection"] = "close"  # the rest of it is not waited for
            return too_long
        form = dict(parse_qsl(body.decode("utf-8", "replace")))
        notes_of(request).form = form
        try:
            new = await self._acceptance.judge(form)
        except Declined as declined:
            return refusal(400, declined.shape, declined.words, param=declined.param)
        # No await between the judgement and this, so two creates can't both take the last of the allowance.
        upload = self._uploads.of_source(new.source) if self._faults.draw_dedupe() else None
        if upload is None:
            upload = self._uploads.add(new, self._faults.draw_lateness())
            self._downloader.start(upload.number)
        return reply({"Result": True, "Upload": upload_object(upload, self._account)})

    async def validate(self, request: Request) -> Response:
        """``GET /video-validate/{media id}``."""
        text = request.path_params["id"]
        if complaint := _no_id(text):
            return complaint
        if text.startswith(ids.UPLOAD):
            # The upload's id instead of the medium's: a mix-up that even Oktopost's own pages once made.
            return refusal(200, Shape.EMPTY)
        number = ids.number_of(ids.MEDIA, text)
        media = None if number is None else self._media.find(number)
        if media is None:
            return not_found("Media")
        # PHP writes an empty map as a list.
        return reply({"Result": True, "Validations": self._library.validations(media) or []})

    async def get_media(self, request: Request) -> Response:
        """``GET /media/{id}``."""
        text = request.path_params["id"]
        if complaint := _no_id(text):
            return complaint
        number = ids.number_of(ids.MEDIA, text)
        media = None if number is None else self._media.find(number)
        if media is None:
            return not_found("Media")
        return reply({"Result": True, "Media": media_object(media, self._origin)})

    async def list_media(self, request: Request) -> Response:
        """``GET /media``."""
        paging = _paging(request)
        if isinstance(paging, Response):
            return paging
        found, total = self._media.page(page=paging[0], count=paging[1])
        return reply({"Result": True, "Items": [media_object(one, self._origin) for one in found], "Total": total})


async def unknown_route(request: Request, _error: Exception) -> Response:
    """404 for an address that the API does not have: a contract break, so it is said aloud."""
    _say_aloud(request, "no such address")
    return not_found("Endpoint")


async def unknown_method(request: Request, _error: Exception) -> Response:
    """405 for a method that an address does not have."""
    _say_aloud(request, "no such method")
    return refusal(405, Shape.EMPTY)


def _say_aloud(request: Request, what: str) -> None:
    notes_of(request).unknown_route = True
    logging.getLogger("oktodesk.sandbox").error("%s: %s %s", what, request.method, request.url.path)


def _no_id(text: str) -> Response | None:
    if len(text) != 15:
        return refusal(400, Shape.PARAM, "`id` must be between 15 and 15 characters long")
    return None if ids.is_id(text) else refusal(400, Shape.PARAM, "Failed to parse id")


def _paging(request: Request) -> tuple[int, int] | Response:
    count, page = request.query_params.get("_count", "20"), request.query_params.get("_page", "0")
    if count not in PAGE_SIZES:
        return refusal(400, Shape.PARAM, f"Page size {count} is not valid.")
    if not (page.isascii() and page.isdecimal() and len(page) <= 9):
        return refusal(400, Shape.PARAM, f"Page {page} is not valid.")
    return int(page), int(count)


async def _body(request: Request) -> bytes | None:
    """The request's body; None if it is longer than any form of this API."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            return None
    return bytes(body)
