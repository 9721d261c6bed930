"""From what the boxes say to what a person would want to know."""

from itertools import pairwise

from oktodesk.media.probe.movie import PICTURE, SOUND, Movie, Track
from oktodesk.media.probe.sample_entry import VisualEntry
from oktodesk.media.probe.timing import MOST_ENTRIES
from oktodesk.media.report import MediaInfo

ENCODER_DELAY_S = 0.5
"""B-frame reordering and AAC priming start a track later than this in no sane encoder."""
SILENT_START_S = 0.1


def describe(
    movie: Movie,
    *,
    brand: str,
    faststart: bool | None,
    size_bytes: int | None,
    duration_s: float | None,
    frame_rate: float | None,
    even: bool | None,
    partial: bool = False,
) -> MediaInfo:
    """A ``MediaInfo`` of the first picture and sound track; length and rate come in, fragments have their own.

    ``partial``: there may be more tracks than were reached.
    """
    video, audio = movie.first(PICTURE), movie.first(SOUND)
    visual = video.visual if video else None
    sound = audio.sound if audio else None
    codec = visual.codec if visual else None
    width, height = _displayed(visual, turned=bool(video and video.turned))
    audio_bps = sound.codec.bitrate_bps if sound else None
    declared = codec.bitrate_bps if codec else None
    mixed_bytes = None if partial and sound is None else size_bytes  # with a sound whose share nobody knows
    edited = any(_edits_more_than_delay(track, movie) for track in movie.tracks)
    return MediaInfo(
        kind="video",
        container=container_of(brand),
        brand=brand,
        duration_s=duration_s,
        width=width,
        height=height,
        frame_rate=frame_rate,
        constant_frame_rate=even,
        video_codec=codec.codec if codec else None,
        video_profile=codec.profile if codec else None,
        video_level=codec.level if codec else None,
        chroma=codec.chroma if codec else None,
        bit_depth=codec.bit_depth if codec else None,
        interlaced=codec.interlaced if codec else None,
        square_pixels=_square(codec.sample_aspect) if codec else None,
        video_bitrate_bps=declared or (_average_bps(mixed_bytes, duration_s, audio_bps) if codec else None),
        video_bitrate_declared=bool(declared) if codec else None,
        key_frame_interval_s=_key_frame_interval_s(video, frame_rate),
        audio_codec=sound.codec.codec if sound else None,
        audio_profile=sound.codec.profile if sound else None,
        audio_sample_rate_hz=sound.codec.sample_rate_hz if sound else None,
        audio_channels=sound.codec.channels if sound else None,
        audio_bitrate_bps=audio_bps,
        faststart=faststart,
        edit_list=edited or (None if partial else False),
        encrypted=any(entry and entry.encrypted for entry in (visual, sound)),
        fragmented=movie.fragmented,
        frames=_frames(video),
        partial=partial,
    )


def container_of(brand: str) -> str:
    """``mov`` for QuickTime (no brand: files older than brands), ``3gp`` for its relatives, else ``mp4``."""
    if brand in ("", "qt"):
        return "mov"
    return "3gp" if brand.startswith("3g") else "mp4"


def plain_duration_s(movie: Movie) -> float | None:
    """The length of a file without fragments: the movie header's, else that of its longest track."""
    if movie.duration and movie.timescale:
        return movie.duration / movie.timescale
    lengths = [track.duration / track.timescale for track in movie.tracks if track.timescale]
    return max(lengths, default=0.0) or None


def plain_frame_rate(track: Track) -> float | None:
    """Samples by their length, as ffprobe's ``avg_frame_rate``."""
    duration = track.timing.duration or track.duration
    if not duration or not track.timing.samples:
        return None
    return track.timing.samples * track.timescale / duration


def _displayed(visual: VisualEntry | None, *, turned: bool) -> tuple[int | None, int | None]:
    if visual is None or not visual.width or not visual.height:
        return None, None
    width, height = visual.width, visual.height
    if visual.codec.sample_aspect and all(visual.codec.sample_aspect):
        across, down = visual.codec.sample_aspect
        width = max(1, round(width * across / down))
    return (height, width) if turned else (width, height)


def _square(aspect: tuple[int, int] | None) -> bool:
    return aspect is None or not all(aspect) or aspect[0] == aspect[1]


def _average_bps(size_bytes: int | None, duration_s: float | None, audio_bps: int | None) -> int | None:
    if not size_bytes or not duration_s:
        return None
    return max(0, round(size_bytes * 8 / duration_s) - (audio_bps or 0)) or None


def _frames(video: Track | None) -> int | None:
    return video.timing.samples or None if video and video.timing.whole else None


def _key_frame_interval_s(video: Track | None, frame_rate: float | None) -> float | None:
    """The longest way between two key frames, as far as the table was read."""
    if video is None or not video.key_frames or not frame_rate:
        return None
    numbers = list(video.key_frames)
    if len(numbers) < MOST_ENTRIES and _frames(video):
        numbers.append(video.timing.samples + 1)
    gaps = [later - earlier for earlier, later in pairwise(numbers)]
    return max(gaps) / frame_rate if gaps else None


def _edits_more_than_delay(track: Track, movie: Movie) -> bool:
    if not track.edits or not track.timescale or not movie.timescale:
        return False
    empty = sum(edit.duration for edit in track.edits if edit.start < 0) / movie.timescale
    parts = [edit for edit in track.edits if edit.start >= 0]
    if empty > SILENT_START_S or len(parts) != 1 or parts[0].rate != 1 << 16:
        return True
    skipped = parts[0].start / track.timescale
    shown = parts[0].duration / movie.timescale
    whole = track.duration / track.timescale
    return skipped > ENCODER_DELAY_S or bool(shown and whole - skipped - shown > ENCODER_DELAY_S)
