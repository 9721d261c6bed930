"""One look into a file: first its kind, then its headers; whatever is wrong with it becomes a finding."""

import asyncio

import msgspec

from oktodesk.media.probe.boxes import Box, Walk
from oktodesk.media.probe.extents import EXTENT_BYTES, TAIL_BYTES, Extents, Limits
from oktodesk.media.probe.fragments import first_fragments, fragments_duration_s
from oktodesk.media.probe.images import read_gif, read_jpeg, read_png
from oktodesk.media.probe.movie import PICTURE, Movie, read_movie
from oktodesk.media.probe.reader import Reader
from oktodesk.media.probe.sight import Sight, remarks
from oktodesk.media.probe.sniff import SNIFF_BYTES, sniff
from oktodesk.media.probe.summary import describe, plain_duration_s, plain_frame_rate
from oktodesk.media.probe.trouble import CutShort, Damaged, EndsEarly
from oktodesk.media.report import MediaInfo
from oktodesk.problems import Finding, Severity

PICTURES = {"image/png": read_png, "image/jpeg": read_jpeg, "image/gif": read_gif}
ISO_FILES = frozenset({"video/mp4", "video/quicktime", "video/3gpp", "video/x-f4v", "audio/mp4"})
OTHER_CONTAINERS = {
    "video/webm": "webm", "video/x-matroska": "mkv", "video/x-msvideo": "avi", "video/x-ms-wmv": "wmv",
    "video/x-flv": "flv", "video/mp2t": "mpegts", "video/mpeg": "mpeg", "video/ogg": "ogg",
}  # fmt: skip
LONGEST_INDEX_BYTES = 256 * 1024 * 1024
"""A day at 60 frames a second takes less than half of it."""
HEADER_BYTES = 16
"""Of the longest box header."""
KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}


class ProbeResult(msgspec.Struct, frozen=True):
    """What was seen. ``media`` None: unreadable (a finding says why), or cut short before anything was seen."""

    media: MediaInfo | None = None
    findings: tuple[Finding, ...] = ()
    mime_type: str = ""
    """By the first bytes; ``""``: nothing known."""
    complete: bool = True
    """False: the look was cut short; what is not in ``media`` was not reached, and is not known to be missing."""


async def probe(reader: Reader, *, limits: Limits | None = None, sight: Sight | None = None) -> ProbeResult:
    """Describe a file from its headers. Never raises for what is in it; passes on what ``reader`` raises.

    ``sight`` is kept up to date: if ``reader`` or a cancellation ends the look, ``seen_so_far`` reads it.
    """
    limits, sight = limits or Limits(), sight or Sight()
    extents = Extents(reader, limits)
    sight.size_bytes = extents.size
    try:
        async with asyncio.timeout(limits.seconds):
            sight.mime_type = sniff(await extents.peek(0, SNIFF_BYTES))
            return await _look(extents, limits, sight)
    except (CutShort, TimeoutError) as reason:
        return seen_so_far(sight, str(reason))
    except EndsEarly as reason:
        finding = Finding("media_truncated", Severity.WARNING, detail=str(reason))
    except Damaged as reason:
        finding = _unreadable(sight.mime_type, str(reason))
    finally:
        await extents.aclose()
    return ProbeResult(None, (finding,), sight.mime_type)


def seen_so_far(sight: Sight, detail: str) -> ProbeResult:
    """The result of a look that was cut short. ``detail``: by what, in technical words."""
    return ProbeResult(sight.media, sight.findings(detail), sight.mime_type, complete=False)


async def _look(extents: Extents, limits: Limits, sight: Sight) -> ProbeResult:
    mime_type = sight.mime_type
    if mime_type in PICTURES:
        return ProbeResult(await PICTURES[mime_type](extents), (), mime_type)
    if mime_type in ISO_FILES:
        return await _look_into_movie(Walk(extents, limits), limits, sight)
    if mime_type in OTHER_CONTAINERS:
        container = OTHER_CONTAINERS[mime_type]
        finding = Finding("media_wrong_container", Severity.WARNING, {"found": container.upper()})
        return ProbeResult(MediaInfo("video", container), (finding,), mime_type)
    return ProbeResult(None, (_unreadable(mime_type, mime_type or "unknown first bytes"),), mime_type)


def _unreadable(mime_type: str, detail: str) -> Finding:
    return Finding("media_unreadable", Severity.WARNING, {"kind": KINDS.get(mime_type, "MP4")}, detail)


async def _look_into_movie(walk: Walk, limits: Limits, sight: Sight) -> ProbeResult:
    sight.brand, moov, data_start, torn = await _outline(walk)
    if moov is None:
        raise EndsEarly("no index (moov) in the file")
    sight.faststart = data_start is None or moov.start < data_start
    if sight.faststart and torn is None:
        _read_ahead(walk, moov)
    movie = await read_movie(walk, moov, limits.tracks, sight.saw)
    sight.saw(movie)
    media = sight.whole = await _describe(walk, movie, moov, sight.brand, faststart=sight.faststart)
    if sight.faststart and torn is None:
        torn = await _torn_data(walk, moov)
    return ProbeResult(media, (*_torn(torn), *remarks(media)), sight.mime_type)


async def _outline(walk: Walk) -> tuple[str, Box | None, int | None, Box | None]:
    """Brand, index, where the data begins, and a box that is longer than the file; ends at the index."""
    brand, data_start, torn = "", None, None
    size = walk.extents.size
    async for box in walk.top():
        if box.code == "ftyp":
            brand = (await walk.body(box, 4)).decode("latin-1").strip()
        elif box.code == "mdat" and data_start is None:
            data_start = box.start
            _read_end_ahead(walk, box)
        if size is not None and box.end is not None and box.end > size:
            torn = box
        if box.code == "moov":
            return brand, box, data_start, torn
    return brand, None, data_start, torn


def _read_end_ahead(walk: Walk, mdat: Box) -> None:
    """Where more follows the data than any index is long, the index comes last: it is read beside what follows."""
    size = walk.extents.size
    if size is not None and mdat.end is not None and size - mdat.end > LONGEST_INDEX_BYTES:
        length = TAIL_BYTES - EXTENT_BYTES
        walk.extents.read_ahead(size - length, length)


def _read_ahead(walk: Walk, moov: Box) -> None:
    """What ``_torn_data`` will ask for comes beside the index; a short rest of the index comes with it."""
    size = walk.extents.size
    if size is None or moov.end is None or moov.end + HEADER_BYTES > size:
        return
    begin = walk.extents.first_bytes
    if begin <= moov.end <= begin + TAIL_BYTES - HEADER_BYTES:
        walk.extents.read_ahead(begin, moov.end + HEADER_BYTES - begin)
    else:
        walk.extents.read_ahead(moov.end, EXTENT_BYTES)


async def _torn_data(walk: Walk, moov: Box) -> Box | None:
    """The data behind the index, if it is longer than the file; of a fragmented file only the first piece."""
    size = walk.extents.size
    if size is None or moov.end is None:
        return None
    async for box in walk.top(moov.end):
        if box.end is not None and box.end > size:
            return box
        if box.code in ("mdat", "moof"):
            return None
    return None


async def _describe(walk: Walk, movie: Movie, moov: Box, brand: str, *, faststart: bool) -> MediaInfo:
    video = movie.first(PICTURE)
    duration_s, even = plain_duration_s(movie), video.timing.even if video else None
    frame_rate = plain_frame_rate(video) if video else None
    track = video or next(iter(movie.tracks), None)
    if movie.fragmented and track:
        duration_s = await fragments_duration_s(walk, movie, track, moov) or duration_s
        first = await first_fragments(walk, movie, track, moov)
        if first and first.sample_duration and video:
            frame_rate, even = track.timescale / first.sample_duration, first.even
    return describe(
        movie,
        brand=brand,
        faststart=faststart,
        size_bytes=walk.extents.size,
        duration_s=duration_s,
        frame_rate=frame_rate,
        even=even,
    )


def _torn(box: Box | None) -> tuple[Finding, ...]:
    if box is None:
        return ()
    detail = f"{box.code} ends at {box.end}, behind the file's end"
    return (Finding("media_truncated", Severity.WARNING, detail=detail),)
