"""The descriptors of MPEG-4 streams: ``esds`` (ISO/IEC 14496-1, 7.2.6) and AAC's own (14496-3, 1.6.2.1)."""

import msgspec

from oktodesk.media.probe.codecs import OBJECT_TYPES
from oktodesk.media.probe.fields import Bits, Fields
from oktodesk.media.probe.trouble import Damaged

ES, DECODER_CONFIG, DECODER_SPECIFIC = 3, 4, 5
AAC_RATES_HZ = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
AAC_CHANNELS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 13: 24, 14: 8}
AAC_PROFILES = {
    1: "Main", 2: "LC", 3: "SSR", 4: "LTP", 5: "HE-AAC", 23: "LD", 29: "HE-AACv2", 39: "ELD", 42: "xHE-AAC",
}  # fmt: skip
SBR, PS, SBR_SYNC, PS_SYNC = 5, 29, 0x2B7, 0x548
MPEG4_PROFILES = {
    0: "Simple Profile", 1: "Simple Scalable Profile", 2: "Core Profile", 3: "Main Profile",
    4: "N-bit Profile", 11: "Advanced Core Profile", 15: "Advanced Simple Profile",
}  # fmt: skip


MPEG2_PROFILES = {0x60: "Simple", 0x61: "Main", 0x62: "SNR Scalable", 0x63: "Spatially Scalable", 0x64: "High",
                  0x65: "4:2:2"}  # fmt: skip


class Descriptor(msgspec.Struct, frozen=True):
    """The decoder configuration of one stream."""

    codec: str | None
    average_bps: int | None
    specific: bytes
    profile: str | None = None
    """Of MPEG-2, which is told apart by its object types."""


class AacConfig(msgspec.Struct, frozen=True):
    """An AudioSpecificConfig, as ffprobe would name it."""

    profile: str | None
    sample_rate_hz: int | None
    channels: int | None


def read_esds(data: bytes) -> Descriptor:
    """The codec, its declared bit rate (0 means not said) and the codec's own bytes."""
    fields = Fields(data, 4)
    if _enter(fields) != ES:
        raise Damaged("no ES descriptor")
    fields.skip(2)
    flags = fields.unsigned(1)
    fields.skip(2 if flags & 0x80 else 0)
    fields.skip(fields.unsigned(1) if flags & 0x40 else 0)
    fields.skip(2 if flags & 0x20 else 0)
    if _enter(fields) != DECODER_CONFIG:
        raise Damaged("no decoder configuration")
    object_type = fields.unsigned(1)
    fields.skip(8)
    average_bps = fields.unsigned(4) or None
    specific = _specific(fields)
    profile = MPEG2_PROFILES.get(object_type)
    return Descriptor(OBJECT_TYPES.get(object_type), average_bps, specific, profile)


def read_mpeg4_profile(specific: bytes) -> tuple[str | None, str | None]:
    """Profile and level of MPEG-4 Part 2 from its visual object sequence header."""
    if specific[:4] != b"\x00\x00\x01\xb0" or len(specific) < 5:
        return None, None
    return MPEG4_PROFILES.get(specific[4] >> 4), str(specific[4] & 15)


def read_aac(specific: bytes) -> AacConfig:
    """Object type, rate and channels of AAC; spectral band replication counts as ffprobe counts it."""
    bits = Bits(specific)
    kind, rate, channels = _object_type(bits), _rate(bits), bits.unsigned(4)
    profile = kind
    if kind in (SBR, PS):
        rate = _rate(bits)
        _object_type(bits)
    elif kind == 2 and channels:
        profile, rate = _hidden_extension(bits, kind, rate)
    count = AAC_CHANNELS.get(channels) or (_listed_channels(bits) if kind == 2 and not channels else None)
    return AacConfig(AAC_PROFILES.get(profile), rate, 2 if profile == PS and count == 1 else count)


def _enter(fields: Fields) -> int:
    tag = fields.unsigned(1)
    for _ in range(4):
        if not fields.unsigned(1) & 0x80:
            break
    return tag


def _specific(fields: Fields) -> bytes:
    if fields.left < 2 or fields.unsigned(1) != DECODER_SPECIFIC:
        return b""
    length = 0
    for _ in range(4):
        part = fields.unsigned(1)
        length = length << 7 | part & 0x7F
        if not part & 0x80:
            break
    return fields.take(min(length, fields.left))


def _object_type(bits: Bits) -> int:
    kind = bits.unsigned(5)
    return 32 + bits.unsigned(6) if kind == 31 else kind


def _rate(bits: Bits) -> int | None:
    index = bits.unsigned(4)
    if index == 15:
        return bits.unsigned(24)
    return AAC_RATES_HZ[index] if index < len(AAC_RATES_HZ) else None


def _listed_channels(bits: Bits) -> int:
    """A layout without a number of its own (2.1, say) is listed element by element (14496-3, 4.4.1.1)."""
    bits.flag()
    if bits.flag():
        bits.unsigned(14)
    bits.unsigned(1 + 4 + 2 + 4)
    sides = [bits.unsigned(4) for _ in range(3)]
    low = bits.unsigned(2)
    bits.unsigned(3 + 4)
    for length in (4, 4, 3):  # mono and stereo mixdown, matrix
        if bits.flag():
            bits.unsigned(length)
    return sum(1 + bits.unsigned(5) // 16 for _ in range(sum(sides))) + low


def _hidden_extension(bits: Bits, kind: int, rate: int | None) -> tuple[int, int | None]:
    """The backward compatible way to say "and there is SBR behind it" (1.6.5.2)."""
    bits.unsigned(3)
    if bits.left < 16 or bits.unsigned(11) != SBR_SYNC or _object_type(bits) != SBR or not bits.flag():
        return kind, rate
    rate = _rate(bits) or rate
    if bits.left >= 12 and bits.unsigned(11) == PS_SYNC and bits.flag():
        return PS, rate
    return SBR, rate
