"""Names of codecs as ffprobe prints them, and what a codec's configuration says of a stream."""

import msgspec

CHROMA = {0: "4:0:0", 1: "4:2:0", 2: "4:2:2", 3: "4:4:4"}
"""``chroma_format_idc`` of H.264 and H.265."""


class VideoCodec(msgspec.Struct, frozen=True):
    """A picture stream, as far as its configuration tells."""

    codec: str
    profile: str | None = None
    level: str | None = None
    chroma: str | None = None
    bit_depth: int | None = None
    interlaced: bool | None = None
    sample_aspect: tuple[int, int] | None = None
    bitrate_bps: int | None = None


class AudioCodec(msgspec.Struct, frozen=True):
    """A sound stream, as far as its configuration tells."""

    codec: str
    profile: str | None = None
    sample_rate_hz: int | None = None
    channels: int | None = None
    bitrate_bps: int | None = None


VIDEO_CODES = {
    "avc1": "h264", "avc2": "h264", "avc3": "h264", "avc4": "h264",
    "hvc1": "hevc", "hev1": "hevc", "dvh1": "hevc", "dvhe": "hevc",
    "av01": "av1", "vp08": "vp8", "vp09": "vp9", "vvc1": "vvc", "vvi1": "vvc",
    "mp4v": "mpeg4", "s263": "h263", "h263": "h263", "H263": "h263", "SVQ1": "svq1", "SVQ3": "svq3",
    "jpeg": "mjpeg", "mjpa": "mjpeg", "mjpb": "mjpegb", "png ": "png", "rle ": "qtrle", "gif ": "gif",
    "apch": "prores", "apcn": "prores", "apcs": "prores", "apco": "prores", "ap4h": "prores", "ap4x": "prores",
    "AVdn": "dnxhd", "AVdh": "dnxhd", "CFHD": "cfhd", "cvid": "cinepak", "raw ": "rawvideo", "v210": "v210",
    "dvc ": "dvvideo", "dvcp": "dvvideo", "dv5p": "dvvideo", "dv5n": "dvvideo", "dvh5": "dvvideo",
    "m2v1": "mpeg2video", "mx5p": "mpeg2video", "mx5n": "mpeg2video", "hdv2": "mpeg2video", "hdv3": "mpeg2video",
    "xdvb": "mpeg2video", "xdvc": "mpeg2video", "xd5b": "mpeg2video", "xd5c": "mpeg2video",
}  # fmt: skip
"""Sample entry codes of pictures."""

PRORES = {
    "apco": ("Proxy", "4:2:2", 10), "apcs": ("LT", "4:2:2", 10), "apcn": ("Standard", "4:2:2", 10),
    "apch": ("HQ", "4:2:2", 10), "ap4h": ("4444", "4:4:4", 12), "ap4x": ("XQ", "4:4:4", 12),
}  # fmt: skip
"""ProRes says profile, chroma and depth by its code alone."""

AUDIO_CODES = {
    "mp4a": "aac", "ac-3": "ac3", "ec-3": "eac3", "Opus": "opus", "fLaC": "flac", "alac": "alac", ".mp3": "mp3",
    "samr": "amr_nb", "sawb": "amr_wb", "sowt": "pcm_s16le", "twos": "pcm_s16be", "in24": "pcm_s24be",
    "in32": "pcm_s32be", "fl32": "pcm_f32be", "fl64": "pcm_f64be", "ulaw": "pcm_mulaw", "alaw": "pcm_alaw",
    "ima4": "adpcm_ima_qt", "QDM2": "qdm2", "dtsc": "dts", "dtse": "dts", "dtsh": "dts", "mlpa": "truehd",
}  # fmt: skip
"""Sample entry codes of sound."""

OBJECT_TYPES = {
    0x20: "mpeg4", 0x21: "h264", 0x23: "hevc", 0x60: "mpeg2video", 0x61: "mpeg2video", 0x62: "mpeg2video",
    0x63: "mpeg2video", 0x64: "mpeg2video", 0x65: "mpeg2video", 0x6A: "mpeg1video", 0x6C: "mjpeg", 0x6D: "png",
    0x40: "aac", 0x66: "aac", 0x67: "aac", 0x68: "aac", 0x69: "mp3", 0x6B: "mp3", 0xA5: "ac3", 0xA6: "eac3",
    0xA9: "dts", 0xAD: "opus", 0xDD: "vorbis", 0xE1: "qcelp",
}  # fmt: skip
"""``objectTypeIndication`` in an ``esds`` (mp4ra.org, object types)."""
