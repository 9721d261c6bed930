"""The probe agrees with ffprobe, whose answers are kept beside the files."""

import asyncio
from fractions import Fraction
from typing import Any

import pytest

from oktodesk.media.probe import FileReader, probe
from oktodesk.media.report import MediaInfo
from tests.unit.media.media_files import EXPECTED, FIXTURES, MOVIES, BytesReader, fixture

PIXEL_FORMATS = {
    "yuv420p": ("4:2:0", 8),
    "yuv420p10le": ("4:2:0", 10),
    "yuv422p10le": ("4:2:2", 10),
    "yuv444p": ("4:4:4", 8),
}
PICTURES = sorted(set(EXPECTED) - set(MOVIES) - {"other.webm"})


def look(name: str) -> MediaInfo:
    media = asyncio.run(probe(FileReader(FIXTURES / name))).media
    assert media is not None
    return media


def displayed(video: dict[str, Any], rotation: int) -> tuple[int, int]:
    aspect = Fraction(video.get("sample_aspect_ratio", "1:1").replace(":", "/"))
    size = (round(video["width"] * aspect), video["height"])
    return size if abs(rotation) != 90 else (size[1], size[0])


@pytest.mark.parametrize("name", [name for name in MOVIES if "video" in EXPECTED[name]])
def test_picture_as_ffprobe_says(name: str) -> None:
    media, said = look(name), EXPECTED[name]["video"]
    assert media.video_codec == said["codec_name"]
    assert (media.width, media.height) == displayed(said, EXPECTED[name]["rotation"])
    if said["codec_name"] != "vp9":  # its level is not kept by ffprobe
        assert media.video_level == str(said["level"])
    assert media.video_profile == said["profile"]
    assert (media.chroma, media.bit_depth) == PIXEL_FORMATS[said["pix_fmt"]]
    assert media.frame_rate == pytest.approx(float(Fraction(said["avg_frame_rate"])), rel=0.002)
    if "field_order" in said:
        assert media.interlaced is (said["field_order"] != "progressive")
    if "bit_rate" in said and media.video_bitrate_declared and not media.fragmented:
        assert media.video_bitrate_bps == pytest.approx(int(said["bit_rate"]), rel=0.05)


@pytest.mark.parametrize("name", [name for name in MOVIES if "audio" in EXPECTED[name]])
def test_sound_as_ffprobe_says(name: str) -> None:
    media, said = look(name), EXPECTED[name]["audio"]
    assert media.audio_codec == said["codec_name"]
    assert media.audio_profile == said.get("profile")
    assert media.audio_sample_rate_hz == int(said["sample_rate"])
    if said["codec_name"] != "mp3":  # only the frames themselves tell
        assert media.audio_channels == said["channels"]


@pytest.mark.parametrize("name", MOVIES)
def test_length_and_brand_as_ffprobe_says(name: str) -> None:
    media = look(name)
    assert media.duration_s == pytest.approx(float(EXPECTED[name]["duration"]), abs=0.08)
    assert media.brand == EXPECTED[name]["brand"].strip()


@pytest.mark.parametrize("name", PICTURES)
def test_picture_files_as_ffprobe_says(name: str) -> None:
    media, said = look(name), EXPECTED[name]["video"]
    assert (media.kind, media.video_codec) == ("image", said["codec_name"])
    assert (media.width, media.height) == (said["width"], said["height"])


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("h264_faststart.mp4", "faststart", True),
        ("h264_moov_last.mp4", "faststart", False),
        ("h264_moov_last.mp4", "edit_list", False),
        ("h264_late_sound.mp4", "edit_list", True),
        ("h264_variable_rate.mp4", "constant_frame_rate", False),
        ("h264_ntsc.mp4", "constant_frame_rate", True),
        ("h264_encrypted.mp4", "encrypted", True),
        ("h264_fragmented.mp4", "fragmented", True),
        ("h264_fragmented_hybrid.mp4", "fragmented", True),
        ("h264_anamorphic.mp4", "square_pixels", False),
        ("h264_faststart.mp4", "square_pixels", True),
        ("h264_faststart.mp4", "key_frame_interval_s", 0.5),
        ("quicktime.mov", "container", "mov"),
        ("h264_faststart.mp4", "container", "mp4"),
        ("other.webm", "container", "webm"),
        ("sound_only.m4a", "video_codec", None),
        ("animation.gif", "frames", 5),
        ("picture.png", "frames", 1),
    ],
)
def test_what_ffprobe_does_not_say(name: str, field: str, value: object) -> None:
    assert getattr(look(name), field) == value


@pytest.mark.parametrize("name", MOVIES)
def test_small_reads_only(name: str) -> None:
    reader = BytesReader(fixture(name))
    asyncio.run(probe(reader))
    assert reader.reads <= 4


@pytest.mark.parametrize("name", [name for name in MOVIES if "fragmented.mp4" not in name])
def test_size_need_not_be_known(name: str) -> None:
    told = asyncio.run(probe(BytesReader(fixture(name)))).media
    untold = asyncio.run(probe(BytesReader(fixture(name), told=False))).media
    assert told is not None
    assert untold is not None
    assert (untold.duration_s, untold.video_profile) == (told.duration_s, told.video_profile)
