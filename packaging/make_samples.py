"""Makes the files of ``resources/samples``: run it with ffmpeg and DejaVu fonts installed, look, commit.

Everything in them is drawn and sounded by ffmpeg's own generators, so nobody else has rights in them. The runs are
single-threaded and bit-exact: the same ffmpeg makes the same bytes. No program reads this script at run time.
"""

import argparse
import subprocess
from dataclasses import dataclass
from pathlib import Path

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"
FRAME_RATE = 30
KEY_FRAME_EVERY = 60  # 2 s, closed: the shortest distance that every network takes


@dataclass(frozen=True)
class Clip:
    """One video and its poster."""

    name: str
    width: int
    height: int
    duration_s: float
    title: str
    colours: tuple[str, str]
    tone_hz: int

    @property
    def poster(self) -> str:
        return f"posters/{Path(self.name).stem}.jpg"


@dataclass(frozen=True)
class Picture:
    """One still; the format follows from the name."""

    name: str
    width: int
    height: int
    title: str
    colours: tuple[str, str]


CLIPS = (
    Clip("Launch-teaser.mp4", 720, 1280, 8.0, "Launch teaser", ("0x14213d", "0xfca311"), 220),
    Clip("Customer-story.mp4", 1280, 720, 10.0, "Customer story", ("0x0b3d2e", "0x8fd694"), 262),
    Clip("Keynote-recording.mp4", 1280, 720, 12.0, "Keynote recording", ("0x2b2d42", "0x8d99ae"), 196),
    Clip("Countdown-clip.mp4", 640, 360, 2.0, "Countdown", ("0x5f0f40", "0xfb8b24"), 330),
)
PICTURES = (
    Picture("Event-banner.png", 1200, 627, "Meet us in Berlin", ("0x1d3557", "0xe63946")),
    Picture("Product-shot.jpg", 1080, 1080, "New this spring", ("0x283618", "0xdda15e")),
)


def scene(width: int, height: int, title: str, colours: tuple[str, str], *, moving: bool) -> str:
    """A calm picture: two colours turning slowly into each other, a frame of light, a dot, the title."""
    ground, accent = colours
    unit = min(width, height) // 12
    left = f"mod(t*{2 * unit}\\,{width})" if moving else str(width - 4 * unit)
    text = f"drawtext=fontfile={FONT}:fontcolor=white:fontsize={unit}"
    turning = f"c0={ground}:c1={accent}:x0=0:y0=0:x1={width}:y1={height}:speed=0.004:seed=7"
    return ",".join(
        (
            f"gradients=s={width}x{height}:r={FRAME_RATE}:n=2:{turning}",
            f"drawbox=x={unit // 2}:y={unit // 2}:w={width - unit}:h={height - unit}:c=white@0.35:t={unit // 10}",
            f"drawbox=x={unit}:y={height // 2 + unit}:w={width - 2 * unit}:h={unit // 8}:c=white@0.8:t=fill",
            f"{text}:text='●':x={left}:y={height - 3 * unit}",
            f"{text}:text='{title}':x=(w-tw)/2:y=(h-th)/2-{unit // 2}",
            "format=yuv420p" if moving else "format=rgb24",
        )
    )


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg quietly and bit-exactly."""
    head = ("ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-threads", "1")
    subprocess.run((*head, *arguments), check=True)


def make_clip(clip: Clip, folder: Path) -> None:
    """H.264 High and AAC-LC in an MP4 with its index first: what every network's page asks for."""
    picture = scene(clip.width, clip.height, clip.title, clip.colours, moving=True)
    sound = f"sine=frequency={clip.tone_hz}:sample_rate=48000,volume=0.2,aformat=channel_layouts=stereo"
    ffmpeg(
        *("-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", sound, "-t", str(clip.duration_s)),
        *("-c:v", "libx264", "-profile:v", "high", "-preset", "slow", "-crf", "23", "-bf", "0"),
        *("-x264-params", f"keyint={KEY_FRAME_EVERY}:min-keyint={KEY_FRAME_EVERY}:scenecut=0:open-gop=0"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *("-c:a", "aac", "-b:a", "128k", "-ar", "48000"),
        *("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"),
        *("-movflags", "+faststart", "-use_editlist", "0", str(folder / clip.name)),
    )
    ffmpeg(
        *("-ss", str(clip.duration_s / 2), "-i", str(folder / clip.name), "-frames:v", "1"),
        *("-vf", "scale=w=480:h=480:force_original_aspect_ratio=decrease", "-q:v", "4"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", str(folder / clip.poster)),
    )


def make_picture(picture: Picture, folder: Path) -> None:
    """One frame of the same scene, held still."""
    still = scene(picture.width, picture.height, picture.title, picture.colours, moving=False)
    ffmpeg(
        *("-f", "lavfi", "-i", still, "-frames:v", "1", "-q:v", "3"),
        *("-fflags", "+bitexact", "-flags:v", "+bitexact", str(folder / picture.name)),
    )


def main() -> None:
    """Make all samples in the folder given, or in ``resources/samples``."""
    parser = argparse.ArgumentParser(description=__doc__)
    samples = Path(__file__).parents[1] / "resources" / "samples"
    parser.add_argument("folder", nargs="?", type=Path, default=samples)
    folder: Path = parser.parse_args().folder
    (folder / "posters").mkdir(parents=True, exist_ok=True)
    for clip in CLIPS:
        make_clip(clip, folder)
    for picture in PICTURES:
        make_picture(picture, folder)


if __name__ == "__main__":
    main()
