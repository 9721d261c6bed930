"""What the configuration of a sound stream says beyond its sample entry's own, often wrong, fields."""

from msgspec.structs import replace

from oktodesk.media.probe import esds
from oktodesk.media.probe.codecs import AUDIO_CODES, AudioCodec
from oktodesk.media.probe.fields import Bits
from oktodesk.media.probe.trouble import Damaged

AC3_CHANNELS = (2, 1, 2, 3, 3, 4, 4, 5)
"""By ``acmod``, without the low-frequency channel (ETSI TS 102 366, 4.4.2.3)."""
AC3_KBPS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)


def sound_name(code: str, bits: int, *, little_endian: bool = False) -> str:
    """ffprobe's name for a sample entry code; 8-bit PCM has no byte order, that of others ``enda`` may turn."""
    if code in ("twos", "sowt") and bits == 8:
        return "pcm_s8"
    name = AUDIO_CODES.get(code, code.strip().lower())
    return name.removesuffix("be") + "le" if little_endian and name.endswith("be") else name


def configured(plain: AudioCodec, boxes: dict[str, bytes]) -> AudioCodec:
    """``plain`` with what the configuration boxes know better; a broken one changes nothing."""
    try:
        if "dac3" in boxes:
            return _ac3(plain, Bits(boxes["dac3"]))
        if "dec3" in boxes:
            return _eac3(plain, Bits(boxes["dec3"]))
        if "esds" in boxes:
            return _described(plain, esds.read_esds(boxes["esds"]))
    except Damaged:
        return plain
    return _pcm(plain)


def _ac3(plain: AudioCodec, bits: Bits) -> AudioCodec:
    bits.unsigned(10)
    channels = AC3_CHANNELS[bits.unsigned(3)] + bits.unsigned(1)
    rate = bits.unsigned(5)
    return replace(plain, channels=channels, bitrate_bps=AC3_KBPS[rate] * 1000 if rate < len(AC3_KBPS) else None)


def _eac3(plain: AudioCodec, bits: Bits) -> AudioCodec:
    kbps = bits.unsigned(13)
    bits.unsigned(3 + 2 + 5 + 2 + 3)
    channels = AC3_CHANNELS[bits.unsigned(3)] + bits.unsigned(1)
    return replace(plain, channels=channels, bitrate_bps=kbps * 1000 or None)


def _described(plain: AudioCodec, descriptor: esds.Descriptor) -> AudioCodec:
    named = replace(
        plain,
        codec=descriptor.codec or plain.codec,
        bitrate_bps=descriptor.average_bps or plain.bitrate_bps,
    )
    if named.codec != "aac":
        # The entry of other MPEG streams says "2 channels" by rule, whatever there is.
        return replace(named, channels=None)
    aac = esds.read_aac(descriptor.specific)
    return replace(
        named,
        profile=aac.profile,
        sample_rate_hz=aac.sample_rate_hz or named.sample_rate_hz,
        channels=aac.channels or named.channels,
    )


def _pcm(plain: AudioCodec) -> AudioCodec:
    bits = "".join(filter(str.isdigit, plain.codec)) if plain.codec.startswith("pcm_") else ""
    if not bits or plain.bitrate_bps or not plain.channels or not plain.sample_rate_hz:
        return plain
    return replace(plain, bitrate_bps=int(bits) * plain.channels * plain.sample_rate_hz)
