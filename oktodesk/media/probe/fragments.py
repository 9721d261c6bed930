"""Fragmented files: their length and frame rate, from ``sidx`` or from the last fragment."""

from collections import Counter

import msgspec

from oktodesk.media.probe.boxes import Box, Walk
from oktodesk.media.probe.fields import Fields
from oktodesk.media.probe.movie import Movie, Track
from oktodesk.media.probe.timing import evenly_spaced

MFRO_BYTES = 16
TELLING_SAMPLES, MOST_FRAGMENTS = 8, 12
TFHD_BASE, TFHD_DESCRIPTION, TFHD_DURATION = 0x01, 0x02, 0x08
TRUN_DATA, TRUN_FIRST, TRUN_DURATION, TRUN_SIZE, TRUN_FLAGS, TRUN_OFFSET = 0x1, 0x4, 0x100, 0x200, 0x400, 0x800


class Fragment(msgspec.Struct, frozen=True):
    """One track's part of a ``moof``, times in the track's timescale."""

    start: int | None
    runs: tuple[tuple[int, int], ...]
    """(samples, how long each)."""

    @property
    def duration(self) -> int:
        """How long all samples are together."""
        return sum(count * delta for count, delta in self.runs)

    @property
    def even(self) -> bool | None:
        """Whether it is one frame rate."""
        return evenly_spaced(list(self.runs))

    @property
    def sample_duration(self) -> float:
        """How long a sample usually is; the very first is odd where a muxer began without knowing the rate."""
        lengths: Counter[int] = Counter()
        for count, delta in self.runs:
            lengths[delta] += count
        usual, often = lengths.most_common(1)[0] if lengths else (0, 0)
        samples = lengths.total()
        return usual if often * 2 > samples else self.duration / max(1, samples)


async def fragments_duration_s(walk: Walk, movie: Movie, track: Track, after: Box) -> float | None:
    """How long all fragments are: by ``mehd``, ``sidx``, or the end of the track's last fragment."""
    if movie.fragment_duration and movie.timescale:
        return movie.fragment_duration / movie.timescale
    indexed = await _indexed_duration_s(walk, after)
    if indexed is not None:
        return indexed
    last = await _last_fragment(walk, movie, track, after)
    if last is None or not track.timescale:
        return None
    return ((last.start or 0) + last.duration) / track.timescale


async def first_fragments(walk: Walk, movie: Movie, track: Track, after: Box) -> Fragment | None:
    """The first fragments that hold samples of the track, as one; as few as tell a rate."""
    runs: list[tuple[int, int]] = []
    looked = 0
    async for box in walk.top(after.end or after.start):
        if box.code == "moof":
            looked += 1
            fragment = await _read_fragment(walk, box, movie, track)
            runs += fragment.runs if fragment else ()
        if sum(count for count, _ in runs) >= TELLING_SAMPLES or looked >= MOST_FRAGMENTS:
            break
    return Fragment(None, tuple(runs)) if runs else None


async def _indexed_duration_s(walk: Walk, after: Box) -> float | None:
    """``sidx`` (ISO/IEC 14496-12, 8.16.3) stands between ``moov`` and the first ``moof``."""
    async for box in walk.top(after.end or after.start):
        if box.code in ("moof", "mdat"):
            return None
        if box.code == "sidx":
            fields = Fields(await walk.body(box))
            wide = fields.unsigned(1) == 1
            fields.skip(7)
            timescale = fields.unsigned(4)
            fields.skip(8 if wide else 4)
            end = (box.end or 0) + fields.unsigned(8 if wide else 4)
            fields.skip(2)
            total = 0
            for _ in range(min(fields.unsigned(2), fields.left // 12)):
                end += fields.unsigned(4) & 0x7FFFFFFF
                total += fields.unsigned(4)
                fields.skip(4)
            whole = await _is_last(walk, end)
            return total / timescale if whole and timescale and total else None
    return None


async def _is_last(walk: Walk, at: int) -> bool:
    """Whether no fragment begins at ``at``: an index may be of its own segment only, and the next one follows."""
    if walk.extents.size is not None and at >= walk.extents.size:
        return True
    async for box in walk.top(at):
        return box.code not in ("sidx", "moof", "styp", "emsg", "prft")
    return True


async def _last_fragment(walk: Walk, movie: Movie, track: Track, after: Box) -> Fragment | None:
    """By the random access table at the file's end if there is one, else by walking all fragments."""
    offset = await _last_listed_offset(walk, track)
    start = offset if offset is not None else after.end or after.start
    last = None
    async for box in walk.top(start):
        if box.code == "moof":
            last = await _read_fragment(walk, box, movie, track) or last
    return last


async def _last_listed_offset(walk: Walk, track: Track) -> int | None:
    """``mfro`` (8.8.11) closes the file and says how long ``mfra`` is; its ``tfra`` lists fragments."""
    size = walk.extents.size
    if size is None or size < MFRO_BYTES:
        return None
    closing = await walk.extents.read(size - MFRO_BYTES, MFRO_BYTES)
    if closing[4:8] != b"mfro":
        return None
    start = size - int.from_bytes(closing[12:16], "big")
    async for mfra in walk.top(max(0, start)):
        if mfra.code != "mfra":
            return None
        async for box in walk.children(mfra):
            if box.code == "tfra":
                offset = await _last_entry(walk, box, track.id)
                if offset is not None:
                    return offset
    return None


async def _last_entry(walk: Walk, tfra: Box, track_id: int) -> int | None:
    fields = Fields(await walk.body(tfra, 16))
    width = 8 if fields.unsigned(1) == 1 else 4
    fields.skip(3)
    if fields.unsigned(4) != track_id or tfra.end is None:
        return None
    packed, count = fields.unsigned(4), fields.unsigned(4)
    length = 2 * width + sum(((packed >> shift) & 3) + 1 for shift in (4, 2, 0))
    if not count:
        return None
    entry = await walk.extents.read(tfra.body + 16 + (count - 1) * length, length)
    return int.from_bytes(entry[width : 2 * width], "big")


async def _read_fragment(walk: Walk, moof: Box, movie: Movie, track: Track) -> Fragment | None:
    async for traf in walk.children(moof):
        if traf.code != "traf":
            continue
        boxes = [box async for box in walk.children(traf)]
        headers = {box.code: await walk.body(box, 40) for box in boxes if box.code in ("tfhd", "tfdt")}
        track_id, usual = _read_tfhd(headers.get("tfhd", b""))
        if track_id != track.id:
            continue
        if usual is None:
            usual = movie.default_durations.get(track_id, 0)
        runs: list[tuple[int, int]] = []
        for box in boxes:
            if box.code == "trun":
                runs += _read_trun(await walk.body(box), usual)
        return Fragment(_read_tfdt(headers.get("tfdt", b"")), tuple(runs))
    return None


def _read_tfhd(data: bytes) -> tuple[int, int | None]:
    fields = Fields(data, 1)
    flags, track_id = fields.unsigned(3), fields.unsigned(4)
    fields.skip((8 if flags & TFHD_BASE else 0) + (4 if flags & TFHD_DESCRIPTION else 0))
    return track_id, fields.unsigned(4) if flags & TFHD_DURATION else None


def _read_tfdt(data: bytes) -> int | None:
    if not data:
        return None
    fields = Fields(data)
    wide = fields.unsigned(1) == 1
    fields.skip(3)
    return fields.unsigned(8 if wide else 4)


def _read_trun(data: bytes, usual: int) -> list[tuple[int, int]]:
    """(samples, delta) pairs of one run."""
    fields = Fields(data, 1)
    flags, count = fields.unsigned(3), fields.unsigned(4)
    fields.skip((4 if flags & TRUN_DATA else 0) + (4 if flags & TRUN_FIRST else 0))
    if not flags & TRUN_DURATION:
        return [(count, usual)] if count else []
    rest = 4 * sum(1 for flag in (TRUN_SIZE, TRUN_FLAGS, TRUN_OFFSET) if flags & flag)
    deltas: list[tuple[int, int]] = []
    for _ in range(min(count, fields.left // (4 + rest))):
        deltas.append((1, fields.unsigned(4)))
        fields.skip(rest)
    return deltas
