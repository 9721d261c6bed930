"""The lines for ffmpeg: each mends what it is offered for, tried with ffmpeg where there is one."""

import asyncio
import shlex
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from oktodesk.media.networks import NetworkRules
from oktodesk.media.probe import FileReader, probe
from oktodesk.media.remedies import ffmpeg_line
from oktodesk.media.report import MediaInfo
from oktodesk.media.rule_checks import PROBLEM_IDS, is_seen, miss
from oktodesk.media.rules import Check, Rule
from oktodesk.problems import Severity
from tests.unit.media.media_files import RULES
from tests.unit.media.test_networks import GOOD, MB, all_rules, forecast

FFMPEG = shutil.which("ffmpeg")
SOURCE = "-f lavfi -i testsrc2=s=192x108:r=25:d=4 -f lavfi -i sine=d=4"
USUAL = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
QUICKTIME = "-c:v prores_ks -profile:v 0 -c:a pcm_s16le -f mov"
"""As a cutting program writes it; neither picture nor sound can be packed into MP4 as it is."""


def rule(check: Check, **bounds: object) -> Rule:
    return Rule(check, Severity.ERROR, "", "", "", **bounds)  # type: ignore[arg-type]


def test_every_rule_that_an_export_can_mend_has_a_line() -> None:
    rules = [each for _, each in all_rules()]
    mended = {each.check for each in rules if ffmpeg_line(each, GOOD, above=each.max is not None)}
    without = {each.check for each in rules} - mended
    assert without == {Check.CLOSED_GOP}
    assert ffmpeg_line(rule(Check.DURATION_S, min=3), GOOD, above=False) == ""
    assert ffmpeg_line(rule(Check.SIZE_BYTES, max=1 * MB), GOOD, above=True) == "", "nobody would want to see it"


def test_a_finding_carries_line_source_and_date() -> None:
    (error,) = forecast(400 * MB)["Instagram"].errors
    assert error.values["command"] == (
        "ffmpeg -i input.mp4 -c:v libx264 -profile:v high -pix_fmt yuv420p -b:v 35872k -maxrate 35872k"
        " -bufsize 71744k -c:a aac -b:a 128k -movflags +faststart output.mp4"
    )
    assert error.detail.startswith("https://developers.facebook.com/documentation/instagram-platform/")
    assert "2026-09-11" in error.detail


@pytest.mark.skipif(FFMPEG is None, reason="needs ffmpeg")
@pytest.mark.parametrize(
    ("made", "missed"),
    [
        ("-c:v mpeg4 -c:a aac", rule(Check.VIDEO_CODEC, any_of=("h264",))),
        (USUAL.replace("yuv420p", "yuv422p"), rule(Check.CHROMA, any_of=("4:2:0",))),
        (f"{USUAL} -vf tinterlace=interleave_top -flags +ildct+ilme", rule(Check.INTERLACED, must_be=False)),
        (f"{USUAL} -vf setsar=4/3", rule(Check.SQUARE_PIXELS, must_be=True)),
        (USUAL, rule(Check.SHORT_SIDE_PX, max=90)),
        (USUAL, rule(Check.ASPECT_RATIO, max=1.0, tolerance=0.01)),
        (USUAL, rule(Check.DURATION_S, max=3.1)),
        (f"{USUAL} -b:v 3M -minrate 3M", rule(Check.SIZE_BYTES, max=190_000)),
        (f"{USUAL} -ac 6", rule(Check.AUDIO_CHANNELS, max=2)),
        (f"{USUAL} -b:v 30k", rule(Check.VIDEO_BITRATE_BPS, min=192_000)),
        (f"{USUAL} -vf setsar=4/3", rule(Check.WIDTH_PX, max=240)),
        (QUICKTIME, rule(Check.VIDEO_CODEC, any_of=("h264",))),
        (QUICKTIME, rule(Check.AUDIO_CODEC, any_of=("aac",))),
        (QUICKTIME, rule(Check.DURATION_S, max=3.1)),
    ],
)
def test_the_line_mends_the_file(tmp_path: Path, made: str, missed: Rule) -> None:
    name = "input.mov" if made is QUICKTIME else "input.mp4"
    film, mended = tmp_path / name, tmp_path / "output.mp4"
    run(f"ffmpeg {SOURCE} {made} {shlex.quote(str(film))}")
    before = look(film)
    size = film.stat().st_size
    finding = miss(missed, before, size, network="LinkedIn", placement="video")
    assert finding is not None, before
    command = str(finding.values["command"])
    run(command.replace(name, shlex.quote(str(film))).replace("output.mp4", shlex.quote(str(mended))))
    after = look(mended)
    assert is_seen(missed, after, mended.stat().st_size)
    left = miss(missed, after, mended.stat().st_size, network="LinkedIn", placement="video")
    assert left is None, (command, after)


@pytest.mark.skipif(FFMPEG is None, reason="needs ffmpeg")
def test_bars_do_not_squeeze_a_picture_whose_pixels_are_not_square(tmp_path: Path) -> None:
    film, mended = tmp_path / "input.mp4", tmp_path / "output.mp4"
    run(f"ffmpeg -f lavfi -i color=white:s=120x120:d=1 {USUAL} -vf setsar=2 {shlex.quote(str(film))}")
    finding = miss(rule(Check.ASPECT_RATIO, max=1.0), look(film), 1, network="Facebook", placement="reels")
    assert finding is not None
    command = str(finding.values["command"]).replace("input.mp4", shlex.quote(str(film)))
    run(command.replace("output.mp4", shlex.quote(str(mended))))
    picture = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(mended), "-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "gray", "-"],
        check=True,
        capture_output=True,
    ).stdout
    assert len(picture) == 240 * 240
    middle = picture[120::240]
    assert sum(shade > 128 for shade in middle) == pytest.approx(120, abs=4), "twice as wide as high, as it was"


def test_a_container_that_nobody_can_see_into_has_a_line_too() -> None:
    film = MediaInfo("video", "mkv")
    (error,) = NetworkRules.load(RULES).evaluate(film, size_bytes=1, mime_type="video/mp4")[0].errors
    assert error.id == "rule_oktopost_container"
    assert str(error.values["command"]).startswith("ffmpeg -i input.mkv -c:v libx264 ")


def test_a_sound_that_was_not_reached_is_not_taken_for_one_that_mp4_can_hold() -> None:
    silent = msgspec.structs.replace(GOOD, audio_codec=None)
    assert "-c copy" in ffmpeg_line(rule(Check.FASTSTART), silent, above=False)
    unknown = msgspec.structs.replace(silent, partial=True)
    assert "-c:a aac" in ffmpeg_line(rule(Check.FASTSTART), unknown, above=False)


def test_the_line_for_a_frame_rate_does_what_the_advice_says() -> None:
    assert " -r 30 " in ffmpeg_line(rule(Check.FRAME_RATE, min=23, max=60), GOOD, above=True)
    assert " -r 30 " in ffmpeg_line(rule(Check.FRAME_RATE, min=10, max=60), GOOD, above=False)
    assert " -r 24 " in ffmpeg_line(rule(Check.FRAME_RATE, max=24), GOOD, above=True)


def test_every_check_with_two_sides_says_which_was_missed() -> None:
    assert all(low != high for low, high in PROBLEM_IDS.values())


def run(command: str) -> None:
    words = shlex.split(command)
    assert FFMPEG is not None
    subprocess.run([FFMPEG, "-v", "error", "-y", *words[1:]], check=True, timeout=60, stdin=subprocess.DEVNULL)


def look(path: Path) -> MediaInfo:
    media = asyncio.run(probe(FileReader(path))).media
    assert media is not None
    return media
