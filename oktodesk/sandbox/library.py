"""What became of finished downloads: media, looked into once, judged by the networks' published limits."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from oktodesk.media.networks import NetworkRules
from oktodesk.media.probe import probe
from oktodesk.media.report import MediaInfo
from oktodesk.problems.render import render
from oktodesk.sandbox.byte_store import Part
from oktodesk.sandbox.media_shelf import MediaShelf, NewMedia
from oktodesk.sandbox.reachability import OwnOrigin
from oktodesk.sandbox.records import Media, MediaType, Upload, media_type_of
from oktodesk.sandbox.samples import poster_of
from oktodesk.sandbox.upload_shelf import UploadShelf

Validations = dict[str, dict[str, object]]
"""The API's own spelling: a network's name, then ``isValid`` and ``errors``."""


class Library:
    """Makes media and answers for them."""

    def __init__(self, uploads: UploadShelf, media: MediaShelf, rules: NetworkRules, own: OwnOrigin) -> None:
        self._uploads = uploads
        self._media = media
        self._rules = rules
        self._own = own

    async def take(self, upload: Upload, part: Part, size: int) -> None:
        """Look into a fetched file and complete its upload."""
        kind = media_type_of(upload.mime_type)
        new = NewMedia(
            name=upload.name,
            mime_type=upload.mime_type,
            type=kind,
            size=size,
            stored=part.whole,
            poster=self._poster(upload.source) if kind is MediaType.VIDEO else "",
            info=await _film_in(part) if kind is MediaType.VIDEO else None,
        )

        def make_media() -> int:
            number = self._media.add(new)
            part.keep_as(number)
            return number

        self._uploads.complete(upload.number, size=size, make_media=make_media)

    def validations(self, media: Media) -> Validations:
        """What each network says to a video; nothing for what is none."""
        if media.type is not MediaType.VIDEO:
            return {}
        forecast = self._rules.evaluate(media.info, size_bytes=media.size, mime_type=media.mime_type)
        return {
            one.network: {"isValid": one.is_valid, "errors": [render(error).title for error in one.errors]}
            for one in forecast
        }

    def _poster(self, source: str) -> str:
        url = urlsplit(source)
        if not self._own.owns(url.scheme, url.hostname or "", url.port or 80):
            return ""
        return poster_of(PurePosixPath(url.path).name)


async def _film_in(part: Part) -> MediaInfo | None:
    """What the file's headers say; None if there is no film in them."""
    media = (await probe(part)).media
    return media if media is not None and media.kind == "video" else None
