"""The probe beside ffprobe, on files made with ffmpeg: ``python -m tests.bench.probe_oracle [FOLDER]``.

Prints what they disagree on, file by file; ends with 1 if there is anything. The files stay in FOLDER, if one is
named, and are not made again. Needs ffmpeg and ffprobe.
"""

import asyncio
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from oktodesk.media.probe import FileReader, probe
from oktodesk.media.report import MediaInfo

Said = dict[str, Any]

EXPLAINED = {
    ("mpeg2.mp4", "video_level"): "only the frames tell",
    ("mjpeg.mov", "video_profile"): "only the frames tell",
    ("interlaced_hevc.mp4", "interlaced"): "hvcC and the frames say fields; ffprobe goes by its muxer's fiel box",
    (
        "fragments_indexed.mp4",
        "audio_channels",
    ): "AAC itself says 1; ffprobe takes the entry's usual 2",
}
"""Where the two differ for a reason that is known."""

VIDEO = "-f lavfi -i testsrc2=s=176x144:r=25:d=1.2"
SOUND = "-f lavfi -i sine=f=440:r=48000:d=1.2"
X264 = "-c:v libx264 -preset ultrafast"
X265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none"
AAC = "-c:a aac -b:a 64k"
PLAIN = f"{X264} -pix_fmt yuv420p"


def recipes() -> Iterator[tuple[str, str]]:
    """File name and ffmpeg options of all files."""
    yield from _codecs()
    yield from _frames()
    yield from _packing()
    yield from _sound()
    yield from _lengths()


def _codecs() -> Iterator[tuple[str, str]]:
    for profile, pixels in (
        ("baseline", "yuv420p"), ("main", "yuv420p"), ("high", "yuv420p"), ("high10", "yuv420p10le"),
        ("high422", "yuv422p"), ("high422", "yuv422p10le"), ("high444", "yuv444p"), ("high444", "yuv444p10le"),
    ):  # fmt: skip
        preset = "ultrafast" if profile != "high" else "veryfast"
        yield (
            f"h264_{profile}_{pixels}.mp4",
            f"{VIDEO} -c:v libx264 -preset {preset} -profile:v {profile} -pix_fmt {pixels}",
        )
    yield "h264_gray.mp4", f"{VIDEO} {X264} -pix_fmt gray"
    yield "h264_lossless.mp4", f"{VIDEO} {X264} -qp 0 -pix_fmt yuv420p"
    yield "h264_intra.mp4", f"{VIDEO} {X264} -g 1 -pix_fmt yuv420p10le"
    yield "h264_scaling_lists.mp4", f"{VIDEO} -c:v libx264 -preset veryfast -x264-params cqm=jvt -pix_fmt yuv420p"
    for level in ("1.1", "1b", "3.1", "4.0", "5.2", "6.2"):
        yield f"h264_level_{level}.mp4", f"{VIDEO} {PLAIN} -profile:v main -level {level}"
    for pixels in ("yuv420p", "yuv420p10le", "yuv422p10le", "yuv444p", "yuv420p12le"):
        for tag in ("hvc1", "hev1"):
            yield f"hevc_{tag}_{pixels}.mp4", f"{VIDEO} {X265} -tag:v {tag} -pix_fmt {pixels}"
    for pixels in ("yuv420p", "yuv420p10le", "yuv422p10le", "yuv444p"):
        yield f"av1_{pixels}.mp4", f"{VIDEO} -c:v libaom-av1 -cpu-used 8 -crf 60 -usage realtime -pix_fmt {pixels}"
    for pixels in ("yuv420p", "yuv422p", "yuv444p", "yuv420p10le"):
        yield f"vp9_{pixels}.mp4", f"{VIDEO} -c:v libvpx-vp9 -deadline realtime -cpu-used 8 -pix_fmt {pixels}"
    yield "mpeg4_simple.mp4", f"{VIDEO} -c:v mpeg4 -q:v 10"
    yield "mpeg4_advanced.mp4", f"{VIDEO} -c:v mpeg4 -q:v 10 -bf 2 -profile:v 15"
    yield "mpeg4_xvid.mp4", f"{VIDEO} -c:v libxvid -q:v 10"
    yield "mpeg2.mp4", f"{VIDEO} -c:v mpeg2video"
    for prores in range(6):
        pixels = "yuva444p10le" if prores > 3 else "yuv422p10le"
        yield f"prores_{prores}.mov", f"{VIDEO} -c:v prores_ks -profile:v {prores} -pix_fmt {pixels}"
    yield "mjpeg.mov", f"{VIDEO} -c:v mjpeg -pix_fmt yuvj420p"
    yield "qtrle.mov", f"{VIDEO} -c:v qtrle"


def _frames() -> Iterator[tuple[str, str]]:
    yield "interlaced_tff.mp4", f"{VIDEO} {X264} -pix_fmt yuv420p -flags +ilme+ildct -x264-params tff=1"
    yield "interlaced_bff.mp4", f"{VIDEO} {X264} -pix_fmt yuv420p -flags +ilme+ildct -x264-params bff=1"
    yield "interlaced_hevc.mp4", f"{VIDEO} {X265}:interlace=tff -pix_fmt yuv420p"
    for aspect in ("4/3", "16/11", "12/11", "2/1", "1/2", "64/45", "1000/999"):
        yield f"aspect_{aspect.replace('/', '_')}.mp4", f"{VIDEO} {PLAIN} -vf setsar={aspect}"
    for turn in (90, 180, 270):
        yield f"turned_{turn}.mp4", f"{VIDEO} {PLAIN} -metadata:s:v:0 rotate={turn}"
    for rate in ("24000/1001", "24", "30000/1001", "50", "60000/1001", "60", "120", "12.5", "1"):
        seconds = 4 if rate == "1" else 1.2
        yield f"rate_{rate.replace('/', '_')}.mp4", f"-f lavfi -i testsrc2=s=176x144:r={rate}:d={seconds} {PLAIN}"
    yield (
        "variable_rate.mp4",
        f"{VIDEO} {PLAIN} -vf \"setpts='if(lt(N,8),N/30/TB,(0.27+(N-8)/12)/TB)'\" -vsync vfr",
    )
    yield "odd_size.mp4", f"-f lavfi -i testsrc2=s=178x146:r=25:d=1 {PLAIN}"
    yield "cropped_1080.mp4", f"-f lavfi -i testsrc2=s=1920x1080:r=25:d=0.2 {PLAIN}"
    yield "tall.mp4", f"-f lavfi -i testsrc2=s=608x1080:r=25:d=0.2 {PLAIN}"


def _packing() -> Iterator[tuple[str, str]]:
    both = f"{VIDEO} {SOUND} {PLAIN} {AAC}"
    yield "faststart.mp4", f"{both} -movflags +faststart"
    yield "index_last.mp4", both
    yield "no_edit_list.mp4", f"{both} -use_editlist 0"
    yield "quicktime.mov", both
    yield "old_quicktime_pcm.mov", f"{VIDEO} {SOUND} {PLAIN} -c:a pcm_s16le"
    yield "phone.3gp", f"{VIDEO} {SOUND} {PLAIN} {AAC}"
    yield "apple.m4v", f"{VIDEO} {SOUND} {PLAIN} {AAC}"
    yield "psp.mp4", f"{VIDEO} {SOUND} {PLAIN} {AAC} -f psp"
    for name, flags in (
        ("keyframe", "frag_keyframe+empty_moov"), ("hybrid", "frag_keyframe"), ("dash", "dash+frag_keyframe"),
        ("cmaf", "cmaf+frag_keyframe"), ("indexed", "frag_keyframe+empty_moov+global_sidx"),
        ("delayed", "frag_keyframe+delay_moov"), ("base", "frag_keyframe+empty_moov+default_base_moof"),
        ("every_frame", "frag_every_frame+empty_moov"),
    ):  # fmt: skip
        yield f"fragments_{name}.mp4", f"{both} -g 8 -movflags {flags}"
    yield "late_sound.mp4", f"{VIDEO} -itsoffset 0.4 {SOUND} {PLAIN} {AAC}"
    yield "timecode.mov", f"{both} -timecode 01:00:00:00"
    yield "chapters_and_tags.mp4", f"{both} -metadata title=Film -metadata comment={'x' * 500}"
    yield "two_sounds.mp4", f"{VIDEO} {SOUND} {SOUND} -map 0 -map 1 -map 2 {PLAIN} {AAC}"
    yield "sound_first.mp4", f"{SOUND} {VIDEO} -map 0 -map 1 {PLAIN} {AAC}"


def _sound() -> Iterator[tuple[str, str]]:
    for channels in (1, 2, 3, 4, 5, 6, 8):
        yield f"aac_{channels}ch.mp4", f"{VIDEO} {SOUND} {PLAIN} {AAC} -ac {channels}"
    for rate in (8000, 22050, 32000, 44100, 96000):
        yield f"aac_{rate}.mp4", f"{VIDEO} {SOUND} {PLAIN} {AAC} -ar {rate}"
    for codec in ("ac3", "eac3", "libmp3lame", "libopus", "alac", "flac", "mp2"):
        yield f"sound_{codec}.mp4", f"{VIDEO} {SOUND} {PLAIN} -c:a {codec} -ac 2 -strict -2"
    for codec in ("pcm_s16le", "pcm_s24le", "pcm_f32le", "pcm_s16be", "pcm_alaw"):
        yield f"sound_{codec}.mov", f"{VIDEO} {SOUND} {PLAIN} -c:a {codec} -ac 2"
    yield "sound_ac3_surround.mp4", f"{VIDEO} {SOUND} {PLAIN} -c:a ac3 -ac 6"
    yield "silent.mp4", f"{VIDEO} {PLAIN}"


def _lengths() -> Iterator[tuple[str, str]]:
    yield "short.mp4", f"-f lavfi -i testsrc2=s=176x144:r=25:d=0.3 {PLAIN}"
    yield "one_frame.mp4", f"-f lavfi -i testsrc2=s=176x144:r=25 -frames:v 1 {PLAIN}"
    yield "three_hours.mp4", f"-f lavfi -i color=s=32x32:r=1:d=10800 {PLAIN} -g 60"
    yield "three_hours_25.mp4", f"-f lavfi -i color=s=16x16:r=25:d=1800 {PLAIN} -g 250"


def make(folder: Path) -> list[Path]:
    """Make what is missing. What this ffmpeg can't make is left out, and said."""
    made = []
    for name, options in recipes():
        path = folder / name
        if not path.exists():
            command = ["ffmpeg", "-v", "error", "-y", *shlex.split(options), str(path)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                path.unlink(missing_ok=True)
                print(f"{name:<30} not made: {done.stderr.strip().splitlines()[-1][:80]}")
                continue
        made.append(path)
    return made


def ask(path: Path) -> Said:
    """What ffprobe says."""
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", str(path)]
    said: Said = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return said


def disagreements(media: MediaInfo, said: Said) -> Iterator[str]:
    """Every field that both know and tell differently."""
    streams: list[Said] = said["streams"]
    for name, ours, theirs in _pairs(media, streams, said["format"]):
        if theirs is not None and not _same(ours, theirs):
            yield f"{name}: {ours} here, {theirs} there"


def _pairs(media: MediaInfo, streams: Sequence[Said], whole: Said) -> Iterator[tuple[str, object, object]]:
    tags = whole.get("tags", {})
    yield "brand", media.brand, tags["major_brand"].strip() if "major_brand" in tags else None
    yield "duration_s", media.duration_s, float(whole["duration"])
    video = next((each for each in streams if each["codec_type"] == "video"), None)
    sound = next((each for each in streams if each["codec_type"] == "audio"), None)
    yield "video", media.video_codec is not None, video is not None
    yield "audio", media.audio_codec is not None, sound is not None
    if video:
        yield from _picture(media, video)
    if sound:
        yield "audio_codec", media.audio_codec, sound["codec_name"]
        yield "audio_profile", media.audio_profile, sound.get("profile")
        yield "audio_sample_rate_hz", media.audio_sample_rate_hz, int(sound["sample_rate"])
        if media.audio_channels is not None:  # only the frames of some codecs tell
            yield "audio_channels", media.audio_channels, sound["channels"]


def _picture(media: MediaInfo, video: Said) -> Iterator[tuple[str, object, object]]:
    yield "video_codec", media.video_codec, video["codec_name"]
    yield "video_profile", media.video_profile, video.get("profile")
    if video["level"] > 0:
        yield "video_level", media.video_level, str(video["level"])
    yield "size", (media.width, media.height), _displayed(video)
    rate = Fraction(video["avg_frame_rate"]) if not video["avg_frame_rate"].endswith("/0") else None
    usual = float(Fraction(video["r_frame_rate"]))
    if not (media.fragmented and _same(media.frame_rate, usual)):  # the average counts the muxer's first frame
        yield "frame_rate", media.frame_rate, float(rate) if rate else None
    chroma, depth = _pixels(video.get("pix_fmt", ""))
    yield "chroma", media.chroma, chroma if media.chroma else None
    yield "bit_depth", media.bit_depth, depth if media.bit_depth else None
    if "field_order" in video and media.interlaced is not None:
        yield "interlaced", media.interlaced, video["field_order"] not in ("progressive", "unknown")
    if "bit_rate" in video and media.video_bitrate_declared:
        yield "video_bitrate_bps", media.video_bitrate_bps, int(video["bit_rate"])


def _displayed(video: Said) -> tuple[int, int]:
    aspect = Fraction(video.get("sample_aspect_ratio", "1:1").replace(":", "/") or 1)
    size = (round(video["width"] * (aspect or 1)), video["height"])
    turned = any(abs(side.get("rotation", 0)) == 90 for side in video.get("side_data_list", []))
    return (size[1], size[0]) if turned else size


def _pixels(name: str) -> tuple[str | None, int | None]:
    if name == "gray":
        return "4:2:0", 8
    sampling = next((each for each in ("420", "422", "444") if each in name), None)
    ending = name.rpartition("p")[2].removesuffix("le")
    return ":".join(sampling) if sampling else None, int(ending) if ending.isdigit() else 8


def _same(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= max(0.08, 0.003 * theirs)
    if isinstance(ours, int) and isinstance(theirs, int) and not isinstance(ours, bool) and theirs > 10_000:
        return abs(ours - theirs) <= 0.05 * theirs
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return all(abs(one - other) <= 1 for one, other in zip(ours, theirs, strict=True) if one is not None)
    return ours == theirs


def main(arguments: Sequence[str]) -> int:
    """Compare all files and print where the two differ."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0]) if arguments else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        paths, wrong = make(folder), 0
        for path in paths:
            media = asyncio.run(probe(FileReader(path))).media
            found = ["unreadable here"] if media is None else list(disagreements(media, ask(path)))
            reasons = [EXPLAINED.get((path.name, line.partition(":")[0]), "") for line in found]
            wrong += not all(reasons)
            for line, reason in zip(found, reasons, strict=True):
                print(f"{path.name:<30} {line}{f' ({reason})' if reason else ''}")
    print(f"{len(paths)} files, {wrong} on which the probe and ffprobe differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
