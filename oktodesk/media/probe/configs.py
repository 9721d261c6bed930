"""H.265, AV1 and VP9: what their configuration boxes say."""

from oktodesk.media.probe.codecs import CHROMA, VideoCodec
from oktodesk.media.probe.fields import Bits, Fields

HEVC_PROFILES = {1: "Main", 2: "Main 10", 3: "Main Still Picture", 4: "Rext", 9: "Scc"}
AV1_PROFILES = {0: "Main", 1: "High", 2: "Professional"}


def read_hvcc(data: bytes) -> VideoCodec:
    """ISO/IEC 14496-15, 8.3.3.1; it repeats what the sequence parameter set says of chroma, depth and scan."""
    fields = Fields(data, 1)
    profile = fields.unsigned(1) & 0x1F
    fields.skip(4)
    sources = fields.unsigned(1) >> 6  # general_progressive_source_flag, general_interlaced_source_flag
    fields.skip(5)
    level = fields.unsigned(1)
    fields.skip(3)
    chroma, depth = fields.unsigned(1) & 3, (fields.unsigned(1) & 7) + 8
    return VideoCodec(
        codec="hevc",
        profile=HEVC_PROFILES.get(profile, str(profile)),
        level=str(level),
        chroma=CHROMA[chroma],
        bit_depth=depth,
        interlaced={2: False, 1: True}.get(sources),
    )


def read_av1c(data: bytes) -> VideoCodec:
    """AV1 Codec ISO Media File Format Binding, 2.3.3."""
    bits = Bits(data)
    bits.unsigned(8)
    profile, level = bits.unsigned(3), bits.unsigned(5)
    bits.flag()
    high, twelve, mono, x, y = (bits.flag() for _ in range(5))
    chroma = "4:0:0" if mono else {(True, True): "4:2:0", (True, False): "4:2:2"}.get((x, y), "4:4:4")
    depth = (12 if twelve else 10) if high else 8
    return VideoCodec("av1", AV1_PROFILES.get(profile), str(level), chroma, depth, interlaced=False)


def read_vpcc(data: bytes, codec: str) -> VideoCodec:
    """VP Codec ISO Media File Format Binding, ``vpcC`` version 1."""
    fields = Fields(data, 4)
    profile, level, packed = fields.unsigned(1), fields.unsigned(1), fields.unsigned(1)
    chroma = {0: "4:2:0", 1: "4:2:0", 2: "4:2:2", 3: "4:4:4"}.get((packed >> 1) & 7)
    return VideoCodec(codec, f"Profile {profile}", str(level), chroma, packed >> 4, interlaced=False)
