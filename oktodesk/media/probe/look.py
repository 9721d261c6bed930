"""One look into a file: first its kind, then its headers; whatever is wrong with it becomes a finding."""

import asyncio

import msgspec

from oktodesk.media.probe.boxes import Box, Walk
from oktodesk.media.probe.extents import EXTENT_BYTES, TAIL_BYTES, Extents, Limits
from oktodesk.media.probe.fragments import first_fragments, fragments_duration_s
from oktodesk.media.probe.images import read_gif, read_jpeg, read_png
from oktodesk.media.probe.movie import PICTURE, Movie, read_movie
from oktodesk.media.probe.reader import Reader
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
HEADER_BYTES = 16
"""Of the longest box header."""
KINDS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF"}


class ProbeResult(msgspec.Struct, frozen=True):
    """What was seen. ``media`` None: unreadable (a finding says why), or not looked at to the end."""

    media: MediaInfo | None = None
    findings: tuple[Finding, ...] = ()
    mime_type: str = ""
    """By the first bytes; ``""``: nothing known."""
    complete: bool = True
    """False: a limit ended the look, so nothing is known against the file."""


async def probe(reader: Reader, *, limits: Limits | None = None) -> ProbeResult:
    """Describe a file from its headers. Never raises for what is in it; passes on what ``reader`` raises."""
    limits = limits or Limits()
    extents = Extents(reader, limits)
    mime_type = ""
    try:
        async with asyncio.timeout(limits.seconds):
            mime_type = sniff(await extents.peek(0, SNIFF_BYTES))
            return await _look(extents, limits, mime_type)
    except (CutShort, TimeoutError) as reason:
        finding = Finding("media_probe_limited", Severity.WARNING, detail=str(reason))
        return ProbeResult(None, (finding,), mime_type, complete=False)
    except EndsEarly as reason:
        finding = Finding("media_truncated", Severity.WARNING, detail=str(reason))
    except Damaged as reason:
        finding = _unreadable(mime_type, str(reason))
    finally:
        await extents.aclose()
    return ProbeResult(None, (finding,), mime_type)


async def _look(extents: Extents, limits: Limits, mime_type: str) -> ProbeResult:
    if mime_type in PICTURES:
        return ProbeResult(await PICTURES[mime_type](extents), (), mime_type)
    if mime_type in ISO_FILES:
        return await _look_into_movie(Walk(extents, limits), limits, mime_type)
    if mime_type in OTHER_CONTAINERS:
        container = OTHER_CONTAINERS[mime_type]
        finding = Finding("media_wrong_container", Severity.WARNING, {"found": container.upper()})
        return ProbeResult(MediaInfo("video", container), (finding,), mime_type)
    return ProbeResult(None, (_unreadable(mime_type, mime_type or "unknown first bytes"),), mime_type)


def _unreadable(mime_type: str, detail: str) -> Finding:
    return Finding("media_unreadable", Severity.WARNING, {"kind": KINDS.get(mime_type, "MP4")}, detail)


async def _look_into_movie(walk: Walk, limits: Limits, mime_type: str) -> ProbeResult:
    brand, moov, data_start, torn = await _outline(walk)
    if moov is None:
        raise EndsEarly("no index (moov) in the file")
    faststart = data_start is None or moov.start < data_start
    if faststart and torn is None:
        _read_ahead(walk, moov)
    movie = await read_movie(walk, moov, limits.tracks)
    media = await _describe(walk, movie, moov, brand, faststart=faststart)
    if faststart and torn is None:
        torn = await _torn_data(walk, moov)
    findings = [
        finding for finding in (_torn(torn), _protected(media), _blind(media), _slow_start(media)) if finding
    ]
    return ProbeResult(media, tuple(findings), mime_type)


async def _outline(walk: Walk) -> tuple[str, Box | None, int | None, Box | None]:
    """Brand, index, where the data begins, and a box that is longer than the file; ends at the index."""
    brand, data_start, torn = "", None, None
    size = walk.extents.size
    async for box in walk.top():
        if box.code == "ftyp":
            brand = (await walk.body(box, 4)).decode("latin-1").strip()
        elif box.code == "mdat" and data_start is None:
            data_start = box.start
        if size is not None and box.end is not None and box.end > size:
            torn = box
        if box.code == "moov":
            return brand, box, data_start, torn
    return brand, None, data_start, torn


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


def _torn(box: Box | None) -> Finding | None:
    if box is None:
        return None
    return Finding(
        "media_truncated", Severity.WARNING, detail=f"{box.code} ends at {box.end}, behind the file's end"
    )


def _protected(media: MediaInfo) -> Finding | None:
    return Finding("media_encrypted", Severity.WARNING) if media.encrypted else None


def _blind(media: MediaInfo) -> Finding | None:
    return Finding("media_no_video", Severity.WARNING) if media.video_codec is None else None


def _slow_start(media: MediaInfo) -> Finding | None:
    return Finding("media_not_faststart", Severity.INFO) if media.faststart is False else None
