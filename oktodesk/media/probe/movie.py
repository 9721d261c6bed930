"""``moov``: the tracks of a file and their timing, without the long tables."""

from collections.abc import Callable

import msgspec

from oktodesk.media.probe.boxes import Box, Walk
from oktodesk.media.probe.extents import EXTENT_BYTES
from oktodesk.media.probe.fields import Fields
from oktodesk.media.probe.sample_entry import SoundEntry, VisualEntry, read_sound, read_visual
from oktodesk.media.probe.timing import Edit, Timing, read_edits, read_key_frames, read_presence, read_timing
from oktodesk.media.probe.trouble import CutShort, Damaged

UNKNOWN_DURATIONS = frozenset({0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF})
PICTURE, SOUND = "vide", "soun"


class Track(msgspec.Struct, frozen=True):
    """One track. Times are in ``timescale`` units, edits in the movie's."""

    id: int
    handler: str
    timescale: int
    duration: int
    turned: bool = False
    """Rotated by a quarter: width and height change places."""
    visual: VisualEntry | None = None
    sound: SoundEntry | None = None
    timing: Timing = Timing()
    key_frames: tuple[int, ...] | None = None
    """Numbers of the first key frames; None: every frame is one, or nothing is said."""
    edits: tuple[Edit, ...] = ()


class Movie(msgspec.Struct, frozen=True):
    """All that ``moov`` says."""

    timescale: int
    duration: int
    tracks: tuple[Track, ...]
    fragmented: bool = False
    fragment_duration: int = 0
    """``mehd``, in the movie's timescale; 0: not said."""
    default_durations: dict[int, int] = {}
    """``trex``: track id to the usual duration of a sample in a fragment."""

    def first(self, handler: str) -> Track | None:
        """The first track of a kind."""
        return next((track for track in self.tracks if track.handler == handler), None)


async def read_movie(walk: Walk, moov: Box, most_tracks: int, saw: Callable[[Movie], None]) -> Movie:
    """Read ``moov``; ``saw`` hears of it part by part.

    Behind the last track that ``mvhd`` announces only what needs no further read.

    A fragmented file says so there, and its tables are short enough to be here already.
    """
    timescale, duration, last_id = 0, 0, 0
    tracks: list[Track] = []
    extends: Box | None = None
    async for box in walk.children(moov):
        match box.code:
            case "mvhd":
                timescale, duration, last_id = _read_mvhd(await walk.body(box, 112))
            case "trak":
                if len(tracks) + 1 < last_id:
                    _read_next_ahead(walk, box, moov)
                before = Movie(timescale, duration, tuple(tracks))
                tracks.append(await _read_track(walk, box, _added_to(before, saw)))
            case "mvex":
                extends = box
            case "cmov":
                raise Damaged("a compressed index")
        if len(tracks) > most_tracks:
            raise CutShort(f"more than {most_tracks} tracks")
        if _complete(tracks, last_id) and not walk.extents.holds(box.end or 0, 8):
            break
    movie = Movie(timescale, duration, tuple(tracks), fragmented=extends is not None)
    saw(movie)
    return movie if extends is None else await _read_extends(walk, extends, movie)


def _read_next_ahead(walk: Walk, trak: Box, moov: Box) -> None:
    """The next track is on its way while this one is worked out."""
    size = walk.extents.size
    if trak.end is not None and moov.end is not None and size is not None and trak.end < min(moov.end, size):
        walk.extents.read_ahead(trak.end, EXTENT_BYTES)


def _added_to(movie: Movie, saw: Callable[[Movie], None]) -> Callable[[Track], None]:
    def saw_track(track: Track) -> None:
        saw(msgspec.structs.replace(movie, tracks=(*movie.tracks, track)))

    return saw_track


def _complete(tracks: list[Track], last_id: int) -> bool:
    return len(tracks) == last_id and all(track.timing.samples for track in tracks)


def _read_mvhd(data: bytes) -> tuple[int, int, int]:
    fields = Fields(data)
    wide = _header(fields, times=2)
    timescale, duration = fields.unsigned(4), _duration(fields, wide=wide)
    fields.skip(76)
    return timescale, duration, fields.unsigned(4) - 1


def _header(fields: Fields, *, times: int) -> bool:
    """Version, flags and the dates nobody needs; True for the 64-bit version."""
    wide = fields.unsigned(1) == 1
    fields.skip(3 + times * (8 if wide else 4))
    return wide


def _duration(fields: Fields, *, wide: bool) -> int:
    duration = fields.unsigned(8 if wide else 4)
    return 0 if duration in UNKNOWN_DURATIONS else duration


async def _read_track(walk: Walk, trak: Box, saw: Callable[[Track], None]) -> Track:
    found = await walk.find(trak, "tkhd", "edts", "mdia", last="mdia")
    if "tkhd" not in found or "mdia" not in found:
        raise Damaged("a track without tkhd or mdia")
    track_id, turned = _read_tkhd(await walk.body(found["tkhd"], 96))
    media = await walk.find(found["mdia"], "mdhd", "hdlr", "minf")
    if len(media) < 3:
        raise Damaged("a track without mdhd, hdlr or minf")
    fields = Fields(await walk.body(media["mdhd"], 32))
    wide = _header(fields, times=2)
    timescale, duration = fields.unsigned(4), _duration(fields, wide=wide)
    handler = (await walk.body(media["hdlr"], 12))[8:12].decode("latin-1")
    track = Track(track_id, handler, timescale, duration, turned)
    if handler not in (PICTURE, SOUND):
        return msgspec.structs.replace(track, timing=Timing(samples=1))
    if "edts" in found:
        edits = await walk.find(found["edts"], "elst")
        if "elst" in edits:
            track = msgspec.structs.replace(track, edits=read_edits(await walk.body(edits["elst"], 4096)))
    return await _read_samples(walk, media["minf"], track, saw)


def _read_tkhd(data: bytes) -> tuple[int, bool]:
    fields = Fields(data)
    wide = fields.unsigned(1) == 1
    fields.skip(3 + (16 if wide else 8))
    track_id = fields.unsigned(4)
    fields.skip(4 + (8 if wide else 4) + 16)
    a, b = abs(fields.signed(4)), abs(fields.signed(4))
    return track_id, b > a


async def _read_samples(walk: Walk, minf: Box, track: Track, saw: Callable[[Track], None]) -> Track:
    stbl = (await walk.find(minf, "stbl")).get("stbl")
    if stbl is None:
        raise Damaged("a track without stbl")
    if track.handler == SOUND:
        boxes = await walk.find(stbl, "stsd", "stts")
    else:
        boxes = await walk.find(stbl, "stsd", "stts", "stss")
    if "stsd" not in boxes:
        raise Damaged("a track without stsd")
    entry = await walk.body(boxes["stsd"])
    if track.handler == SOUND:
        track = msgspec.structs.replace(track, sound=read_sound(entry))
        saw(track)
        return msgspec.structs.replace(track, timing=await read_presence(walk, boxes))
    track = msgspec.structs.replace(track, visual=read_visual(entry))
    saw(track)
    if "stts" in boxes:
        track = msgspec.structs.replace(track, timing=await read_timing(walk, stbl, boxes["stts"]))
        saw(track)
    key_frames = await read_key_frames(walk, boxes["stss"]) if "stss" in boxes else None
    return msgspec.structs.replace(track, key_frames=key_frames)


async def _read_extends(walk: Walk, mvex: Box, movie: Movie) -> Movie:
    fragment_duration = 0
    defaults: dict[int, int] = {}
    async for box in walk.children(mvex):
        if box.code == "mehd":
            fields = Fields(await walk.body(box, 12))
            wide = fields.unsigned(1) == 1
            fields.skip(3)
            fragment_duration = _duration(fields, wide=wide)
        elif box.code == "trex":
            fields = Fields(await walk.body(box, 24), 4)
            track_id = fields.unsigned(4)
            fields.skip(4)
            defaults[track_id] = fields.unsigned(4)
    return msgspec.structs.replace(movie, fragment_duration=fragment_duration, default_durations=defaults)
