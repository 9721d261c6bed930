"""PNG, JPEG and GIF, from headers alone; nothing is decompressed."""

from oktodesk.media.probe.extents import Extents
from oktodesk.media.probe.fields import Fields
from oktodesk.media.probe.trouble import Damaged, EndsEarly
from oktodesk.media.report import MediaInfo

JPEG_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
JPEG_PROFILES = {0xC0: "Baseline", 0xC1: "Sequential", 0xC2: "Progressive", 0xC3: "Lossless"}
MOST_SEGMENTS = 256
MOST_GIF_BYTES = 256 * 1024
"""Frames of longer animations are not counted: that would mean reading the whole file."""


async def read_png(extents: Extents) -> MediaInfo:
    """``IHDR``, and ``acTL`` of an animated one (PNG specification, 11.2.2 and 11.3.6.1)."""
    head = Fields(await extents.read(8, 25), 4)
    if head.code() != "IHDR":
        raise Damaged("no IHDR")
    width, height, depth, colour = head.unsigned(4), head.unsigned(4), head.unsigned(1), head.unsigned(1)
    return _picture(
        "png",
        width,
        height,
        codec="png",
        bit_depth=depth,
        colour=PNG_COLOURS.get(colour),
        frames=await _frames(extents),
    )


PNG_COLOURS = {0: "gray", 2: "rgb", 3: "palette", 4: "gray+alpha", 6: "rgb+alpha"}


async def _frames(extents: Extents) -> int:
    at = 33
    for _ in range(MOST_SEGMENTS):
        try:
            chunk = Fields(await extents.read(at, 12))
        except EndsEarly:
            return 1
        length, code = chunk.unsigned(4), chunk.code()
        if code == "acTL":
            return chunk.unsigned(4)
        if code in ("IDAT", "IEND"):
            return 1
        at += 12 + length
    return 1


async def read_jpeg(extents: Extents) -> MediaInfo:
    """The frame header (ITU-T T.81, B.2.2), found by stepping over the segments before it."""
    at = 2
    for _ in range(MOST_SEGMENTS):
        marker = await extents.read(at, 2)
        if marker[0] != 0xFF:
            raise Damaged(f"no marker at {at}")
        if marker[1] == 0xFF or marker[1] in JPEG_BARE:
            at += 1 if marker[1] == 0xFF else 2
            continue
        if marker[1] in JPEG_FRAMES:
            return _jpeg_frame(marker[1], Fields(await extents.read(at + 4, 6)))
        at += 2 + int.from_bytes(await extents.read(at + 2, 2), "big")
    raise Damaged("no frame header")


def _jpeg_frame(marker: int, frame: Fields) -> MediaInfo:
    depth, height, width, components = (frame.unsigned(length) for length in (1, 2, 2, 1))
    return _picture(
        "jpeg",
        width,
        height,
        codec="mjpeg",
        profile=JPEG_PROFILES.get(marker),
        bit_depth=depth,
        colour={1: "gray", 3: "colour", 4: "cmyk"}.get(components),
        frames=1,
    )


async def read_gif(extents: Extents) -> MediaInfo:
    """The screen, and the frames of a short animation (GIF89a, 18 and 20)."""
    head = Fields(await extents.read(6, 7))
    width, height, flags = (int.from_bytes(head.take(length), "little") for length in (2, 2, 1))
    start = 13 + _palette_bytes(flags)
    return _picture(
        "gif",
        width,
        height,
        codec="gif",
        bit_depth=8,
        colour="palette",
        frames=await _count_frames(extents, start),
    )


def _palette_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


async def _count_frames(extents: Extents, at: int) -> int | None:
    if extents.size is None or extents.size > MOST_GIF_BYTES:
        return None
    frames = 0
    try:
        while (introducer := (await extents.read(at, 1))[0]) != 0x3B:
            if introducer == 0x2C:
                frames += 1
                at += 11 + _palette_bytes((await extents.read(at + 9, 1))[0])
            elif introducer == 0x21:
                at += 2
            else:
                return None
            at = await _behind_blocks(extents, at)
    except EndsEarly:
        return frames or None
    return frames


async def _behind_blocks(extents: Extents, at: int) -> int:
    while length := (await extents.read(at, 1))[0]:
        at += length + 1
    return at + 1


def _picture(
    container: str,
    width: int,
    height: int,
    *,
    codec: str,
    bit_depth: int,
    colour: str | None,
    frames: int | None,
    profile: str | None = None,
) -> MediaInfo:
    if not width or not height:
        raise Damaged(f"a picture of {width} by {height} pixels")
    return MediaInfo(
        kind="image",
        container=container,
        width=width,
        height=height,
        video_codec=codec,
        video_profile=profile,
        bit_depth=bit_depth,
        colour=colour,
        frames=frames,
    )
