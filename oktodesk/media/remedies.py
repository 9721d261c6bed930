"""What would mend a missed limit, as a line for ffmpeg that a person can copy and hand on.

Each line changes as little as it can: what is only packed wrongly is packed anew, what is only sound leaves the
picture alone. There is none where no export helps (a film that is too short).
"""

from collections.abc import Callable

import msgspec

from oktodesk.media.report import MediaInfo
from oktodesk.media.rules import Check, Rule

PICTURE = "-c:v libx264 -profile:v high -pix_fmt yuv420p"
SOUND = "-c:a aac -b:a 192k"
KEEP_PICTURE, KEEP_SOUND = "-c:v copy", "-c:a copy"
SOUND_BPS = 128_000
SPARE = 0.9
"""Of a bit rate's or a size's limit: encoders overshoot."""
POOREST_BPS = 150_000
"""Below that nobody would want to see the film."""
KEY_FRAME_S = 2
FRAMES_S = 0.5
"""A cut ends at a whole frame, and sound may end a little later."""


class _Miss(msgspec.Struct, frozen=True):
    """A rule that a file does not keep, and on which side."""

    rule: Rule
    media: MediaInfo
    above: bool

    @property
    def limit(self) -> float:
        bound = self.rule.max if self.above else self.rule.min
        return bound or 0.0

    @property
    def rate(self) -> float:
        return self.media.frame_rate or 30.0


def ffmpeg_line(rule: Rule, media: MediaInfo, *, above: bool) -> str:
    """The line for a missed rule; ``above``: the upper bound was missed. ``""``: no export helps."""
    make = _OPTIONS.get(rule.check)
    options = make(_Miss(rule, media, above)) if make else ""
    return f"ffmpeg -i input.mp4 {options} -movflags +faststart output.mp4" if options else ""


def _container(miss: _Miss) -> str:
    fits = miss.media.video_codec in ("h264", "hevc") and miss.media.audio_codec in ("aac", None)
    return "-c copy" if fits else f"{PICTURE} {SOUND}"


def _picture(filter_: str) -> str:
    return f'-vf "{filter_}" {PICTURE} {KEEP_SOUND}'


def _frame_rate(miss: _Miss) -> str:
    return f"-r {_plain(miss.limit)} {PICTURE} {KEEP_SOUND}"


def _constant(miss: _Miss) -> str:
    return _picture(f"fps={_plain(min(60, max(24, round(miss.rate))))}")


def _key_frames(_: _Miss) -> str:
    return f'{PICTURE} -force_key_frames "expr:gte(t,n_forced*{KEY_FRAME_S})" {KEEP_SOUND}'


def _width(miss: _Miss) -> str:
    return _picture(f"scale={_even(miss.limit, up=not miss.above)}:-2")


def _height(miss: _Miss) -> str:
    return _picture(f"scale=-2:{_even(miss.limit, up=not miss.above)}")


def _long_side(miss: _Miss) -> str:
    return _width(miss) if (miss.media.width or 0) >= (miss.media.height or 0) else _height(miss)


def _short_side(miss: _Miss) -> str:
    return _height(miss) if (miss.media.width or 0) >= (miss.media.height or 0) else _width(miss)


def _aspect_ratio(miss: _Miss) -> str:
    """Bars rather than a cut, so that nothing of the picture is lost."""
    ratio = f"{miss.limit:.4g}"
    if miss.above:
        return _picture(f"pad=iw:ceil(iw/{ratio}/2)*2:0:(oh-ih)/2,setsar=1")
    return _picture(f"pad=ceil(ih*{ratio}/2)*2:ih:(ow-iw)/2:0,setsar=1")


def _video_bitrate(miss: _Miss) -> str:
    return _at_rate(miss.limit * (SPARE if miss.above else 1 / SPARE)) + f" {KEEP_SOUND}"


def _at_rate(bps: float) -> str:
    kbit = round(bps / 1000)
    return f"{PICTURE} -b:v {kbit}k -maxrate {kbit}k -bufsize {2 * kbit}k"


def _duration(miss: _Miss) -> str:
    return f"-t {_plain(max(miss.limit - FRAMES_S, miss.limit / 2))} -c copy" if miss.above else ""


def _size(miss: _Miss) -> str:
    if not miss.above or not miss.media.duration_s:
        return ""
    bps = miss.limit * 8 * SPARE / miss.media.duration_s - SOUND_BPS
    return f"{_at_rate(bps)} -c:a aac -b:a 128k" if bps >= POOREST_BPS else ""


def _audio_rate(miss: _Miss) -> str:
    return f"{KEEP_PICTURE} {SOUND} -ar {_plain(min(48_000, miss.limit) if miss.above else miss.limit)}"


def _always(options: str) -> Callable[[_Miss], str]:
    return lambda _: options


_OPTIONS: dict[Check, Callable[[_Miss], str]] = {
    Check.CONTAINER: _container,
    Check.VIDEO_CODEC: _always(f"{PICTURE} {KEEP_SOUND}"),
    Check.VIDEO_PROFILE: _always(f"{PICTURE} {KEEP_SOUND}"),
    Check.CHROMA: _always(f"{PICTURE} {KEEP_SOUND}"),
    Check.BIT_DEPTH: _always(f"{PICTURE} {KEEP_SOUND}"),
    Check.INTERLACED: _always(_picture("bwdif")),
    Check.SQUARE_PIXELS: _always(_picture("scale=trunc(iw*sar/2)*2:ih,setsar=1")),
    Check.CONSTANT_FRAME_RATE: _constant,
    Check.KEY_FRAME_INTERVAL_S: _key_frames,
    Check.KEY_FRAME_INTERVAL_FRAMES: _key_frames,
    Check.FRAME_RATE: _frame_rate,
    Check.WIDTH_PX: _width,
    Check.HEIGHT_PX: _height,
    Check.LONG_SIDE_PX: _long_side,
    Check.SHORT_SIDE_PX: _short_side,
    Check.ASPECT_RATIO: _aspect_ratio,
    Check.VIDEO_BITRATE_BPS: _video_bitrate,
    Check.DURATION_S: _duration,
    Check.SIZE_BYTES: _size,
    Check.FASTSTART: _always("-c copy"),
    Check.EDIT_LIST: _always("-c copy -use_editlist 0"),
    Check.AUDIO_CODEC: _always(f"{KEEP_PICTURE} {SOUND}"),
    Check.AUDIO_PROFILE: _always(f"{KEEP_PICTURE} {SOUND}"),
    Check.AUDIO_SAMPLE_RATE_HZ: _audio_rate,
    Check.AUDIO_CHANNELS: _always(f"{KEEP_PICTURE} {SOUND} -ac 2"),
    Check.AUDIO_BITRATE_BPS: _always(f"{KEEP_PICTURE} {SOUND}"),
}
"""What goes between input and output."""


def _plain(number: float) -> str:
    return f"{number:.6g}"


def _even(number: float, *, up: bool) -> int:
    """Sizes are even in 4:2:0."""
    whole = int(number)
    return whole + (whole % 2 if up else -(whole % 2))
