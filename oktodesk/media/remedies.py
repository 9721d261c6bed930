"""What would mend a missed limit, as a line for ffmpeg that a person can copy and hand on.

Each line changes as little as it can: what is only packed wrongly is packed anew, what is only sound leaves the
picture alone. There is none where no export helps (a film that is too short).
"""

import math
from collections.abc import Callable

import msgspec

from oktodesk.media.report import MediaInfo
from oktodesk.media.rules import Check, Rule

PICTURE = "-c:v libx264 -profile:v high -pix_fmt yuv420p"
SOUND = "-c:a aac -b:a 192k"
KEEP_PICTURE, KEEP_SOUND = "-c:v copy", "-c:a copy"
PICTURES_OF_MP4 = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4"})
SOUNDS_OF_MP4 = frozenset({"aac", "mp3", "ac3", "eac3", "opus", "alac", None})
"""What can be packed into MP4 as it is; ffmpeg gives up on the rest (the ProRes and PCM of a QuickTime file)."""
SQUARE = "scale=trunc(iw*sar/2)*2:trunc(ih/2)*2,setsar=1"
CONSTANT_RATE = "-x264-params nal-hrd=cbr"
"""Fills up what the picture doesn't need: a still slide takes next to nothing, whatever rate is asked for."""
FRAMES_A_S = 30.0
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
        return self.media.frame_rate or FRAMES_A_S

    @property
    def sound(self) -> str:
        """Left alone where MP4 can hold it."""
        return KEEP_SOUND if self.media.audio_codec in SOUNDS_OF_MP4 else SOUND

    @property
    def picture(self) -> str:
        """The same of the picture."""
        return KEEP_PICTURE if self.media.video_codec in PICTURES_OF_MP4 else PICTURE

    @property
    def packed(self) -> str:
        """Only packed anew, as far as MP4 can hold it."""
        kept = f"{self.picture} {self.sound}"
        return "-c copy" if kept == f"{KEEP_PICTURE} {KEEP_SOUND}" else kept


def ffmpeg_line(rule: Rule, media: MediaInfo, *, above: bool) -> str:
    """The line for a missed rule; ``above``: the upper bound was missed. ``""``: no export helps."""
    if media.partial and media.audio_codec is None:
        media = msgspec.structs.replace(media, audio_codec="")  # there may be any sound: encode it anew
    make = _OPTIONS.get(rule.check)
    options = make(_Miss(rule, media, above)) if make else ""
    name = f"input.{_ENDINGS.get(media.container, 'mp4')}"
    return f"ffmpeg -i {name} {options} -movflags +faststart output.mp4" if options else ""


def _container(miss: _Miss) -> str:
    fits = miss.media.video_codec in ("h264", "hevc") and miss.media.audio_codec in ("aac", None)
    return "-c copy" if fits else f"{PICTURE} {SOUND}"


def _packed(miss: _Miss) -> str:
    return miss.packed


def _encoded(miss: _Miss) -> str:
    return f"{PICTURE} {miss.sound}"


def _picture(miss: _Miss, filter_: str) -> str:
    return f'-vf "{filter_}" {PICTURE} {miss.sound}'


def _shape(miss: _Miss, filter_: str) -> str:
    """For what counts pixels as they are shown, which a filter does not where they aren't square."""
    return _picture(miss, f"{SQUARE},{filter_}" if miss.media.square_pixels is False else filter_)


def _frame_rate(miss: _Miss) -> str:
    """The usual rate, where the limit leaves room for it: it is what the advice says."""
    usual = min(FRAMES_A_S, miss.limit) if miss.above else max(FRAMES_A_S, miss.limit)
    return f"-r {_plain(usual)} {PICTURE} {miss.sound}"


def _constant(miss: _Miss) -> str:
    return _picture(miss, f"fps={_plain(min(60, max(24, round(miss.rate))))}")


def _interlaced(miss: _Miss) -> str:
    return _picture(miss, "bwdif")


def _square(miss: _Miss) -> str:
    return _picture(miss, SQUARE)


def _key_frames(miss: _Miss) -> str:
    return f'{PICTURE} -force_key_frames "expr:gte(t,n_forced*{KEY_FRAME_S})" {miss.sound}'


def _width(miss: _Miss) -> str:
    return _shape(miss, f"scale={_even(miss.limit, up=not miss.above)}:-2,setsar=1")


def _height(miss: _Miss) -> str:
    return _shape(miss, f"scale=-2:{_even(miss.limit, up=not miss.above)},setsar=1")


def _long_side(miss: _Miss) -> str:
    return _width(miss) if (miss.media.width or 0) >= (miss.media.height or 0) else _height(miss)


def _short_side(miss: _Miss) -> str:
    return _height(miss) if (miss.media.width or 0) >= (miss.media.height or 0) else _width(miss)


def _aspect_ratio(miss: _Miss) -> str:
    """Bars rather than a cut, so that nothing of the picture is lost."""
    ratio = f"{miss.limit:.4g}"
    if miss.above:
        return _shape(miss, f"pad=iw:ceil(iw/{ratio}/2)*2:0:(oh-ih)/2,setsar=1")
    return _shape(miss, f"pad=ceil(ih*{ratio}/2)*2:ih:(ow-iw)/2:0,setsar=1")


def _video_bitrate(miss: _Miss) -> str:
    if miss.above:
        return f"{_at_rate(miss.limit * SPARE)} {miss.sound}"
    bps = miss.limit / SPARE
    return f"{_at_rate(bps)} -minrate {round(bps / 1000)}k {CONSTANT_RATE} {miss.sound}"


def _at_rate(bps: float) -> str:
    kbit = round(bps / 1000)
    return f"{PICTURE} -b:v {kbit}k -maxrate {kbit}k -bufsize {2 * kbit}k"


def _duration(miss: _Miss) -> str:
    return f"-t {_plain(max(miss.limit - FRAMES_S, miss.limit / 2))} {miss.packed}" if miss.above else ""


def _size(miss: _Miss) -> str:
    if not miss.above or not miss.media.duration_s:
        return ""
    bps = miss.limit * 8 * SPARE / miss.media.duration_s - SOUND_BPS
    # A header may claim the shortest time there is, and no rate is right for that.
    return f"{_at_rate(bps)} -c:a aac -b:a 128k" if POOREST_BPS <= bps < math.inf else ""


def _audio_rate(miss: _Miss) -> str:
    return f"{_sound(miss)} -ar {_plain(min(48_000, miss.limit) if miss.above else miss.limit)}"


def _sound(miss: _Miss) -> str:
    return f"{miss.picture} {SOUND}"


def _more_sound(miss: _Miss) -> str:
    """In stereo and at the usual rate: a thinner sound has no use for the bits."""
    return f"{_sound(miss)} -ac 2 -ar 48000"


def _stereo(miss: _Miss) -> str:
    return f"{_sound(miss)} -ac 2"


def _edit_list(miss: _Miss) -> str:
    return f"{miss.packed} -use_editlist 0"


_ENDINGS = {
    "mov": "mov", "mkv": "mkv", "webm": "webm", "avi": "avi", "wmv": "wmv", "flv": "flv", "3gp": "3gp",
    "mpegts": "ts", "mpeg": "mpg", "ogg": "ogv",
}  # fmt: skip
"""How files of a container end."""

_OPTIONS: dict[Check, Callable[[_Miss], str]] = {
    Check.CONTAINER: _container,
    Check.VIDEO_CODEC: _encoded,
    Check.VIDEO_PROFILE: _encoded,
    Check.CHROMA: _encoded,
    Check.BIT_DEPTH: _encoded,
    Check.INTERLACED: _interlaced,
    Check.SQUARE_PIXELS: _square,
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
    Check.FASTSTART: _packed,
    Check.EDIT_LIST: _edit_list,
    Check.AUDIO_CODEC: _sound,
    Check.AUDIO_PROFILE: _sound,
    Check.AUDIO_SAMPLE_RATE_HZ: _audio_rate,
    Check.AUDIO_CHANNELS: _stereo,
    Check.AUDIO_BITRATE_BPS: _more_sound,
}
"""What goes between input and output."""


def _plain(number: float) -> str:
    return f"{number:.6g}"


def _even(number: float, *, up: bool) -> int:
    """Sizes are even in 4:2:0."""
    whole = int(number)
    return whole + (whole % 2 if up else -(whole % 2))
