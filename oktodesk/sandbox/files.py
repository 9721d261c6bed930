"""What the sandbox serves beside the API: samples, their posters, and the bytes of media."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from oktodesk.sandbox import ids
from oktodesk.sandbox.byte_store import ByteStore
from oktodesk.sandbox.media_shelf import MediaShelf
from oktodesk.sandbox.ranges import Body, serve, wanted_span
from oktodesk.sandbox.samples import SAMPLES, Sample, body_of

POSTERS = frozenset(sample.poster for sample in SAMPLES.values() if sample.poster)


class Files:
    """A file host of its own, without sign-in and limits."""

    def __init__(self, samples: Path, store: ByteStore, media: MediaShelf) -> None:
        self._samples = samples
        self._store = store
        self._media = media

    async def sample(self, request: Request) -> Response:
        """``/samples/{name}``."""
        sample = SAMPLES.get(request.path_params["name"])
        if sample is None:
            return _nothing()
        body = body_of(sample, self._samples)
        if request.method == "GET" and _breaks(sample, request, body):
            return PlainTextResponse("The file's server is broken on purpose.", 500)
        return serve(request, body, sample.mime_type)

    async def poster(self, request: Request) -> Response:
        """``/samples/posters/{name}``."""
        name = request.path_params["name"]
        if name not in POSTERS:
            return _nothing()
        return serve(request, Body(self._samples / "posters" / name), "image/jpeg")

    async def medium(self, request: Request) -> Response:
        """``/media/{id}/{name}``: the bytes of a medium, unless they are beyond the disk cap."""
        number = ids.number_of(ids.MEDIA, request.path_params["id"])
        media = None if number is None else self._media.find(number)
        if media is None or not media.stored:
            return _nothing()
        path = self._store.path_of(media.number)
        return serve(request, Body(path), media.mime_type) if path.exists() else _nothing()


def _nothing() -> Response:
    return PlainTextResponse("There is no file at this address.", 404)


def _breaks(sample: Sample, request: Request, body: Body) -> bool:
    if sample.breaks_at is None:
        return False
    try:
        span = wanted_span(request, body)
    except ValueError:
        return False
    return (span[1] if span else body.size) >= sample.breaks_at
