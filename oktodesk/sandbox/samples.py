"""The media to practise with, served as a file host would: HEAD and Range, and some that misbehave.

``/samples/<name>``. Those of ``READY`` complete. The others are there to be refused or to fail:

- ``broken.mp4``: HEAD is fine, every GET answers 500; a check warns of it, and the upload fails.
- ``Interview-raw.mp4``: a check finds nothing wrong; the second chunk of the download answers 500.
- ``press-page.html``: a web page, as a share link often is; refused for its type.
- any other name answers 404.
"""

from pathlib import Path

import msgspec

from oktodesk.sandbox.ranges import Body

MIB = 1024**2
_MP4, _PNG, _JPEG, _HTML = "video/mp4", "image/png", "image/jpeg", "text/html; charset=utf-8"


class Sample(msgspec.Struct, frozen=True):
    """One address below ``/samples``."""

    name: str
    mime_type: str
    file: str
    """Its file in ``resources/samples``."""
    poster: str = ""
    padded_to: int = 0
    """Bytes: a ``free`` box behind the film brings it to this size. 0: as it is."""
    breaks_at: int | None = None
    """From this byte on, every GET answers 500."""


def _film(name: str, *, file: str = "", padded_to: int = 0, breaks_at: int | None = None) -> Sample:
    file = file or name
    return Sample(name, _MP4, file, file.replace(".mp4", ".jpg"), padded_to, breaks_at)


READY = (
    _film("Launch-teaser.mp4"),
    _film("Customer-story.mp4"),
    Sample("Event-banner.png", _PNG, "Event-banner.png"),
    _film("Keynote-recording.mp4", padded_to=24 * MIB),
    Sample("Product-shot.jpg", _JPEG, "Product-shot.jpg"),
    _film("Countdown-clip.mp4"),
)
"""In the order in which the ready line names them; the last is too short for LinkedIn and Instagram."""
BROKEN = _film("broken.mp4", file="Launch-teaser.mp4", breaks_at=0)
BREAKS_OFF = _film("Interview-raw.mp4", file="Customer-story.mp4", padded_to=24 * MIB, breaks_at=10 * MIB)
PAGE = Sample("press-page.html", _HTML, "press-page.html")
SAMPLES = {sample.name: sample for sample in (*READY, BROKEN, BREAKS_OFF, PAGE)}


def poster_of(name: str) -> str:
    """The poster of the sample of that name; empty if there is none."""
    sample = SAMPLES.get(name)
    return sample.poster if sample else ""


def body_of(sample: Sample, folder: Path) -> Body:
    """The bytes of a sample, padded on the fly."""
    path = folder / sample.file
    padding = sample.padded_to - path.stat().st_size if sample.padded_to else 0
    return Body(path, padding.to_bytes(4, "big") + b"free" if padding else b"", max(0, padding - 8))
