"""H.264: the sequence parameter set inside ``avcC`` (ISO/IEC 14496-15, 5.3.3; ITU-T H.264, 7.3.2.1.1)."""

import msgspec

from oktodesk.media.probe.codecs import CHROMA, VideoCodec
from oktodesk.media.probe.fields import Bits, Fields
from oktodesk.media.probe.trouble import Damaged

PROFILES = {
    44: "CAVLC 4:4:4",
    66: "Baseline",
    77: "Main",
    88: "Extended",
    100: "High",
    110: "High 10",
    118: "Multiview High",
    122: "High 4:2:2",
    128: "Stereo High",
    144: "High 4:4:4",
    244: "High 4:4:4 Predictive",
}
INTRA_PROFILES = {110: "High 10 Intra", 122: "High 4:2:2 Intra", 244: "High 4:4:4 Intra"}
WITH_CHROMA_FORMAT = frozenset({44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244})
EXTENDED_SAR = 255
SAMPLE_ASPECTS = (
    (0, 1), (1, 1), (12, 11), (10, 11), (16, 11), (40, 33), (24, 11), (20, 11), (32, 11),
    (80, 33), (18, 11), (15, 11), (64, 33), (160, 99), (4, 3), (3, 2), (2, 1),
)  # fmt: skip
"""Table E-1: ``aspect_ratio_idc`` to width and height of one sample."""


class _Sequence(msgspec.Struct, frozen=True):
    chroma: str
    bit_depth: int
    frames_only: bool
    sample_aspect: tuple[int, int] | None


def read_avcc(data: bytes) -> VideoCodec:
    """What an ``avcC`` box says of its stream; a broken parameter set costs only what it alone knows."""
    fields = Fields(data, 1)
    profile, constraints, level = fields.unsigned(1), fields.unsigned(1), fields.unsigned(1)
    fields.skip(1)
    try:
        sequence = _first_sequence(fields)
    except Damaged:
        sequence = None
    return VideoCodec(
        codec="h264",
        profile=_profile_name(profile, constraints),
        level=str(level),
        chroma=sequence.chroma if sequence else None,
        bit_depth=sequence.bit_depth if sequence else None,
        interlaced=not sequence.frames_only if sequence else None,
        sample_aspect=sequence.sample_aspect if sequence else None,
    )


def _profile_name(profile: int, constraints: int) -> str:
    if profile == 66 and constraints & 0x40:
        return "Constrained Baseline"
    if constraints & 0x10 and profile in INTRA_PROFILES:
        return INTRA_PROFILES[profile]
    return PROFILES.get(profile, str(profile))


def _first_sequence(fields: Fields) -> _Sequence:
    if not fields.unsigned(1) & 0x1F:
        raise Damaged("no sequence parameter set")
    unit = fields.take(fields.unsigned(2))
    return _read_sequence(Bits(unit[1:].replace(b"\x00\x00\x03", b"\x00\x00")))


def _read_sequence(bits: Bits) -> _Sequence:
    profile = bits.unsigned(8)
    bits.unsigned(16)
    bits.golomb()
    chroma, depth = 1, 8
    if profile in WITH_CHROMA_FORMAT:
        chroma, depth = _read_chroma(bits)
    bits.golomb()
    _skip_order_count(bits)
    bits.golomb()
    bits.flag()
    bits.golomb()
    bits.golomb()
    frames_only = bits.flag()
    if not frames_only:
        bits.flag()
    bits.flag()
    if bits.flag():
        for _ in range(4):
            bits.golomb()
    if depth == 8:
        chroma = chroma or 1  # decoders hand out 8-bit monochrome as 4:2:0, and ffprobe calls it so
    return _Sequence(CHROMA.get(chroma, ""), depth, frames_only, _read_sample_aspect(bits))


def _read_chroma(bits: Bits) -> tuple[int, int]:
    chroma = bits.golomb()
    if chroma == 3:
        bits.flag()
    depth = bits.golomb() + 8
    bits.golomb()
    bits.flag()
    if bits.flag():
        for index in range(8 if chroma != 3 else 12):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma, depth


def _skip_scaling_list(bits: Bits, length: int) -> None:
    last, scale = 8, 8
    for _ in range(length):
        if scale:
            scale = (last + bits.signed_golomb()) % 256
        last = scale or last


def _skip_order_count(bits: Bits) -> None:
    kind = bits.golomb()
    if kind == 0:
        bits.golomb()
    elif kind == 1:
        bits.flag()
        bits.signed_golomb()
        bits.signed_golomb()
        for _ in range(min(bits.golomb(), 255)):
            bits.signed_golomb()


def _read_sample_aspect(bits: Bits) -> tuple[int, int] | None:
    if not bits.flag() or not bits.flag():
        return None
    code = bits.unsigned(8)
    if code == EXTENDED_SAR:
        return bits.unsigned(16), bits.unsigned(16)
    return SAMPLE_ASPECTS[code] if 0 < code < len(SAMPLE_ASPECTS) else None
