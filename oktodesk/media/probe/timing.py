"""Sample times, key frames and edit lists of a track, from the first entries of their tables."""

import struct
from collections import Counter

import msgspec

from oktodesk.media.probe.boxes import Box, Walk
from oktodesk.media.probe.fields import Fields

MOST_ENTRIES = 512
"""Of a long table that is enough to tell a rate or a rhythm, and at most 4 KiB to read."""


EVEN_SHARE = 0.98
"""Joined clips have an odd frame at each seam and are no less regular for it."""


class Edit(msgspec.Struct, frozen=True):
    """One entry of ``elst``: ``duration`` in the movie's timescale, ``start`` in the media's (-1: empty)."""

    duration: int
    start: int
    rate: int


class Timing(msgspec.Struct, frozen=True):
    """``stts``: how many samples, how long in all, and whether they are evenly spaced."""

    samples: int = 0
    duration: int = 0
    """In the media's timescale; 0: not known."""
    even: bool | None = None
    whole: bool = True
    """False: counted over the table's beginning only, which is enough for a rate."""


async def read_timing(walk: Walk, stbl: Box, stts: Box) -> Timing:
    """Exact where the table is short. A long one is judged by its beginning, or, if that is uneven, counted."""
    count = int.from_bytes((await walk.body(stts, 8))[4:8], "big")
    most = min(count, MOST_ENTRIES)
    runs = _pairs((await walk.body(stts, 8 + most * 8))[8:])
    even = evenly_spaced(runs)
    if count > most and not even:
        return Timing(await _count_samples(walk, stbl), 0, even)
    samples = sum(length for length, _ in runs)
    duration = sum(length * delta for length, delta in runs)
    return Timing(samples, duration, even, whole=count <= most)


def _pairs(data: bytes) -> list[tuple[int, int]]:
    return list(struct.iter_unpack(">II", data[: len(data) // 8 * 8]))


async def read_presence(walk: Walk, boxes: dict[str, Box]) -> Timing:
    """Of sound only whether there are samples, without their times."""
    if "stts" not in boxes:
        return Timing()
    return Timing(int.from_bytes((await walk.body(boxes["stts"], 8))[4:8], "big"), whole=False)


async def _count_samples(walk: Walk, stbl: Box) -> int:
    boxes = await walk.find(stbl, "stsz")
    if "stsz" not in boxes:
        return 0
    return int.from_bytes((await walk.body(boxes["stsz"], 12))[8:12], "big")


def evenly_spaced(runs: list[tuple[int, int]]) -> bool | None:
    """Whether (samples, delta) pairs are one frame rate: ``EVEN_SHARE`` of them last as long as the usual one.

    A coarse timescale rounds, so one tick more or less is no difference.
    """
    lengths: Counter[int] = Counter()
    for length, delta in runs:
        lengths[delta] += length
    samples = lengths.total()
    if samples < 2:
        return None
    usual = lengths.most_common(1)[0][0]
    tolerance = max(usual * 0.01, 1 if usual >= 10 else 0)
    odd = sum(length for delta, length in lengths.items() if abs(delta - usual) > tolerance)
    return odd <= max(1, samples * (1 - EVEN_SHARE))


async def read_key_frames(walk: Walk, stss: Box) -> tuple[int, ...]:
    """The sample numbers of the first key frames, counted from 1."""
    count = int.from_bytes((await walk.body(stss, 8))[4:8], "big")
    data = (await walk.body(stss, 8 + min(count, MOST_ENTRIES) * 4))[8:]
    return struct.unpack(f">{len(data) // 4}I", data[: len(data) // 4 * 4])


def read_edits(data: bytes) -> tuple[Edit, ...]:
    """``elst``, whole: a list longer than the reader's piece is more than a trim anyway."""
    fields = Fields(data)
    width = 8 if fields.unsigned(1) == 1 else 4
    fields.skip(3)
    count = min(fields.unsigned(4), fields.left // (2 * width + 4))
    return tuple(Edit(fields.unsigned(width), fields.signed(width), fields.signed(4)) for _ in range(count))
