"""One published limit held against one file: what is measured, and how a miss is told."""

from collections.abc import Callable

from oktodesk.media.remedies import ffmpeg_line
from oktodesk.media.report import MediaInfo
from oktodesk.media.rules import Check, Rule
from oktodesk.problems import Finding, Severity, Value

Measured = str | float | bool | None

MEASURES: dict[Check, Callable[[MediaInfo, int | None], Measured]] = {
    Check.CONTAINER: lambda media, _: media.container,
    Check.VIDEO_CODEC: lambda media, _: media.video_codec,
    Check.VIDEO_PROFILE: lambda media, _: media.video_profile if media.video_codec == "h264" else None,
    Check.CHROMA: lambda media, _: media.chroma,
    Check.BIT_DEPTH: lambda media, _: media.bit_depth,
    Check.INTERLACED: lambda media, _: media.interlaced,
    Check.SQUARE_PIXELS: lambda media, _: media.square_pixels,
    Check.CONSTANT_FRAME_RATE: lambda media, _: media.constant_frame_rate,
    Check.CLOSED_GOP: lambda _media, _: None,  # told by the frames themselves, which nobody reads here
    Check.KEY_FRAME_INTERVAL_S: lambda media, _: media.key_frame_interval_s,
    Check.KEY_FRAME_INTERVAL_FRAMES: lambda media, _: _key_frame_interval_frames(media),
    Check.FRAME_RATE: lambda media, _: media.frame_rate,
    Check.WIDTH_PX: lambda media, _: media.width,
    Check.HEIGHT_PX: lambda media, _: media.height,
    Check.LONG_SIDE_PX: lambda media, _: max(media.width, media.height) if media.width and media.height else None,
    Check.SHORT_SIDE_PX: lambda media, _: min(media.width, media.height) if media.width and media.height else None,
    Check.ASPECT_RATIO: lambda media, _: media.width / media.height if media.width and media.height else None,
    Check.VIDEO_BITRATE_BPS: lambda media, _: media.video_bitrate_bps,
    Check.DURATION_S: lambda media, _: media.duration_s,
    Check.SIZE_BYTES: lambda _media, size: size,
    Check.FASTSTART: lambda media, _: media.faststart,
    Check.EDIT_LIST: lambda media, _: media.edit_list,
    Check.AUDIO_CODEC: lambda media, _: media.audio_codec,
    Check.AUDIO_PROFILE: lambda media, _: media.audio_profile if media.audio_codec == "aac" else None,
    Check.AUDIO_SAMPLE_RATE_HZ: lambda media, _: media.audio_sample_rate_hz,
    Check.AUDIO_CHANNELS: lambda media, _: media.audio_channels,
    Check.AUDIO_BITRATE_BPS: lambda media, _: media.audio_bitrate_bps,
}
"""How each check is measured; None: can't be seen in this file."""

SOUND = frozenset(check for check in Check if check.startswith("audio_"))
"""Checks that don't apply to a silent film."""

PROBLEM_IDS: dict[Check, tuple[str, str]] = {
    Check.CONTAINER: ("rule_container", ""),
    Check.VIDEO_CODEC: ("rule_video_codec", ""),
    Check.VIDEO_PROFILE: ("rule_video_profile", ""),
    Check.CHROMA: ("rule_chroma", ""),
    Check.BIT_DEPTH: ("", "rule_bit_depth"),
    Check.INTERLACED: ("rule_interlaced", ""),
    Check.SQUARE_PIXELS: ("rule_pixel_aspect", ""),
    Check.CONSTANT_FRAME_RATE: ("rule_constant_frame_rate", ""),
    Check.KEY_FRAME_INTERVAL_S: ("rule_gop_short", "rule_gop"),
    Check.KEY_FRAME_INTERVAL_FRAMES: ("", "rule_gop_frames"),
    Check.FRAME_RATE: ("rule_frame_rate_low", "rule_frame_rate_high"),
    Check.WIDTH_PX: ("rule_width_small", "rule_width_large"),
    Check.HEIGHT_PX: ("rule_height_small", "rule_height_large"),
    Check.LONG_SIDE_PX: ("", "rule_long_side"),
    Check.SHORT_SIDE_PX: ("", "rule_short_side"),
    Check.ASPECT_RATIO: ("rule_aspect_narrow", "rule_aspect_wide"),
    Check.VIDEO_BITRATE_BPS: ("rule_video_bitrate_low", "rule_video_bitrate"),
    Check.DURATION_S: ("rule_duration_short", "rule_duration_long"),
    Check.SIZE_BYTES: ("rule_size_small", "rule_size_large"),
    Check.FASTSTART: ("rule_faststart", ""),
    Check.EDIT_LIST: ("rule_edit_list", ""),
    Check.AUDIO_CODEC: ("rule_audio_codec", ""),
    Check.AUDIO_PROFILE: ("rule_audio_profile", ""),
    Check.AUDIO_SAMPLE_RATE_HZ: ("rule_audio_rate_low", "rule_audio_rate"),
    Check.AUDIO_CHANNELS: ("rule_audio_channels_few", "rule_audio_channels"),
    Check.AUDIO_BITRATE_BPS: ("rule_audio_bitrate", ""),
}
"""The catalogue's ids for a miss: outside the list or below the lower bound, above the upper one."""

MILDER = frozenset({"rule_container", "rule_video_codec", "rule_audio_codec", "rule_audio_profile", "rule_chroma"})
"""Ids whose text speaks of a refusal; with ``_advised`` behind them they speak of advice."""

COMMAND = "command"
"""The value of a finding that holds a line for ffmpeg."""

UNITS = {"duration_s": "_s", "key_frame_interval_s": "_s", "size_bytes": "_bytes", "video_bitrate_bps": "_bps",
         "audio_bitrate_bps": "_bps"}  # fmt: skip
"""The ending that tells how a value is shown (``problems.Value``)."""

NAMES = {"h264": "H.264", "hevc": "H.265", "av1": "AV1", "vp8": "VP8", "vp9": "VP9", "mpeg4": "MPEG-4 Part 2",
         "mpeg2video": "MPEG-2",
         "prores": "ProRes", "mpegts": "MPEG-TS", "webm": "WebM", "ogg": "Ogg", "LC": "AAC-LC",
         "High": "High"}  # fmt: skip
RATIOS = {16 / 9: "16:9", 9 / 16: "9:16", 4 / 3: "4:3", 3 / 4: "3:4", 4 / 5: "4:5", 5 / 4: "5:4", 1.0: "1:1"}


def is_seen(rule: Rule, media: MediaInfo, size_bytes: int | None) -> bool:
    """Whether the file shows what the rule asks for; sound rules don't ask of a silent film."""
    if rule.check in SOUND and media.audio_codec is None and media.video_codec is not None:
        return not media.partial
    return MEASURES[rule.check](media, size_bytes) is not None


def miss(rule: Rule, media: MediaInfo, size_bytes: int | None, *, network: str, placement: str) -> Finding | None:
    """The rule's finding on this file; None if the file keeps to it, or can't be asked (see ``is_seen``)."""
    missed = _missed(rule, MEASURES[rule.check](media, size_bytes))
    if missed is None:
        return None
    problem_id, measured, limit = missed
    unit = UNITS.get(rule.check, "")
    values: dict[str, Value] = {
        "network": network,
        "placement": placement,
        f"measured{unit}": _shown(rule.check, measured),
        f"limit{unit}": _shown(rule.check, limit),
    }
    if rule.published:
        values["published"] = rule.published
    if command := ffmpeg_line(rule, media, above=problem_id == PROBLEM_IDS[rule.check][1]):
        values[COMMAND] = command
    return Finding(_told_as(rule, problem_id), rule.severity, values, rule.origin)


def named(name: str) -> str:
    """A codec, container or profile as people write it."""
    if name.startswith("pcm_"):
        return "PCM"  # how it lays out its bits says nothing to anybody here
    return NAMES.get(name, name if ":" in name or " " in name else name.upper())


def _missed(rule: Rule, measured: Measured) -> tuple[str, Value, Value] | None:
    """The catalogue's id, the measured value and the limit."""
    low, high = PROBLEM_IDS.get(rule.check, ("", ""))
    if isinstance(measured, bool):
        return None if measured is rule.must_be else (low, str(measured), str(rule.must_be))
    if isinstance(measured, str):
        return None if measured in rule.any_of else (low, named(measured), ", ".join(map(named, rule.any_of)))
    if measured is not None and rule.min is not None and measured < rule.min - rule.tolerance:
        return low, measured, rule.min
    if measured is not None and rule.max is not None and measured > rule.max + rule.tolerance:
        return high, measured, rule.max
    return None


def _told_as(rule: Rule, problem_id: str) -> str:
    if rule.id:
        return rule.id
    return f"{problem_id}_advised" if problem_id in MILDER and rule.severity is not Severity.ERROR else problem_id


def _key_frame_interval_frames(media: MediaInfo) -> float | None:
    if media.key_frame_interval_s is None or media.frame_rate is None:
        return None
    return round(media.key_frame_interval_s * media.frame_rate)


def _shown(check: Check, value: Value) -> Value:
    """Numbers as a person writes them; those with a unit stay numbers and are shown by their unit."""
    if isinstance(value, str):
        return value
    if check is Check.ASPECT_RATIO:
        near = next((name for ratio, name in RATIOS.items() if abs(ratio - value) < 0.005), None)
        return near or (f"{value:.3g}:1" if value >= 1 else f"1:{1 / value:.3g}")
    if check is Check.FRAME_RATE:
        return round(value, 2)
    return int(value) if float(value).is_integer() else value
