"""One entry of ``stsd``: how a track's samples are coded (ISO/IEC 14496-12, 8.5.2 and 12.1, 12.2)."""

import struct
from collections.abc import Iterator

import msgspec

from oktodesk.media.probe import avc, configs, esds
from oktodesk.media.probe.codecs import PRORES, VIDEO_CODES, AudioCodec, VideoCodec
from oktodesk.media.probe.fields import Fields
from oktodesk.media.probe.sound import configured, sound_name
from oktodesk.media.probe.trouble import Damaged

ENTRY_FIELDS = 8
"""Reserved bytes and the data reference index, in front of every entry's own fields."""
VISUAL_FIELDS = 70
QUICKTIME_V1_FIELDS = 16


class VisualEntry(msgspec.Struct, frozen=True):
    """A picture track's entry; sizes in stored pixels."""

    codec: VideoCodec
    width: int
    height: int
    encrypted: bool


class SoundEntry(msgspec.Struct, frozen=True):
    """A sound track's entry."""

    codec: AudioCodec
    encrypted: bool


def read_visual(stsd: bytes) -> VisualEntry:
    """The first entry of a picture track's ``stsd``."""
    code, fields = _first_entry(stsd)
    fields.skip(16)
    width, height = fields.unsigned(2), fields.unsigned(2)
    fields.skip(VISUAL_FIELDS - 20)
    boxes = dict(_boxes(fields.rest()))
    encrypted = code == "encv"
    return VisualEntry(_visual_codec(_original(code, boxes), boxes), width, height, encrypted)


def read_sound(stsd: bytes) -> SoundEntry:
    """The first entry of a sound track's ``stsd``."""
    code, fields = _first_entry(stsd)
    version = fields.unsigned(2)
    fields.skip(6)
    channels, bits = fields.unsigned(2), fields.unsigned(2)
    fields.skip(4)
    rate = fields.unsigned(4) >> 16
    if version == 1 and not stsd[0]:
        fields.skip(QUICKTIME_V1_FIELDS)
    elif version == 2:
        rate, channels, bits = _quicktime_v2(fields)
    boxes = dict(_boxes(fields.rest()))
    if "wave" in boxes:
        boxes |= dict(_boxes(boxes["wave"]))
    name = sound_name(_original(code, boxes), bits, little_endian=boxes.get("enda", b"")[-1:] == b"\x01")
    plain = AudioCodec(name, None, rate or None, channels or None, _declared_bps(boxes))
    return SoundEntry(configured(plain, boxes), code == "enca")


def _quicktime_v2(fields: Fields) -> tuple[int, int, int]:
    """Rate, channels and bits of Apple's second version (QuickTime File Format, Sound Sample Description V2)."""
    fields.skip(4)
    rate: float = struct.unpack(">d", fields.take(8))[0]
    channels = fields.unsigned(4)
    fields.skip(4)
    bits = fields.unsigned(4)
    fields.skip(12)
    return int(rate) if 0 < rate < 1e7 else 0, channels, bits


def _first_entry(stsd: bytes) -> tuple[str, Fields]:
    fields = Fields(stsd, 8)
    length, code = fields.unsigned(4), fields.code()
    entry = Fields(fields.take(min(length - 8, fields.left)))
    entry.skip(ENTRY_FIELDS)
    return code, entry


def _boxes(data: bytes) -> Iterator[tuple[str, bytes]]:
    fields = Fields(data)
    while fields.left >= 8:
        length, code = fields.unsigned(4), fields.code()
        if not 8 <= length <= fields.left + 8:
            return
        yield code, fields.take(length - 8)


def _original(code: str, boxes: dict[str, bytes]) -> str:
    """Behind ``encv`` and ``enca`` the real code is kept in ``sinf/frma``."""
    protection = dict(_boxes(boxes.get("sinf", b"")))
    return protection.get("frma", code.encode("latin-1"))[:4].decode("latin-1")


def _declared_bps(boxes: dict[str, bytes]) -> int | None:
    btrt = boxes.get("btrt", b"")
    return int.from_bytes(btrt[8:12], "big") or None


def _visual_codec(code: str, boxes: dict[str, bytes]) -> VideoCodec:
    name = VIDEO_CODES.get(code, code.strip().lower())
    if code in PRORES:
        profile, chroma, depth = PRORES[code]
        return VideoCodec(name, profile, None, chroma, depth, _fields_box(boxes, None), _pixel_aspect(boxes))
    try:
        codec = _configured(name, boxes)
    except Damaged:
        codec = VideoCodec(name)
    return msgspec.structs.replace(
        codec,
        sample_aspect=_pixel_aspect(boxes) or codec.sample_aspect,
        bitrate_bps=codec.bitrate_bps or _declared_bps(boxes),
        interlaced=_fields_box(boxes, codec.interlaced),
    )


def _configured(name: str, boxes: dict[str, bytes]) -> VideoCodec:
    for code, read in CONFIGURATIONS.items():
        if code in boxes:
            return read(boxes[code])
    if "vpcC" in boxes:
        return configs.read_vpcc(boxes["vpcC"], name)
    return _described(name, boxes["esds"]) if "esds" in boxes else VideoCodec(name)


CONFIGURATIONS = {"avcC": avc.read_avcc, "hvcC": configs.read_hvcc, "av1C": configs.read_av1c}


def _described(name: str, data: bytes) -> VideoCodec:
    descriptor = esds.read_esds(data)
    profile, level = esds.read_mpeg4_profile(descriptor.specific)
    plain = VideoCodec(
        descriptor.codec or name, profile or descriptor.profile, level, bitrate_bps=descriptor.average_bps
    )
    if plain.codec != "mpeg4":
        return plain
    return msgspec.structs.replace(plain, chroma="4:2:0", bit_depth=8)


def _pixel_aspect(boxes: dict[str, bytes]) -> tuple[int, int] | None:
    pasp = boxes.get("pasp", b"")
    across, down = int.from_bytes(pasp[:4], "big"), int.from_bytes(pasp[4:8], "big")
    return (across, down) if across and down else None


def _fields_box(boxes: dict[str, bytes], interlaced: bool | None) -> bool | None:  # noqa: FBT001 - None is unknown
    """``fiel`` (QuickTime) counts the fields of a frame."""
    fiel = boxes.get("fiel", b"")
    return interlaced or fiel[0] == 2 if fiel else interlaced
