"""The form of a published limit: one line of ``networks.toml``."""

from enum import StrEnum

import msgspec

from oktodesk.problems import Severity


class Check(StrEnum):
    """What a rule looks at; the names are those of ``networks.toml``."""

    __hash__ = str.__hash__  # an enum's own is written in Python, and each rule is looked up by its check

    CONTAINER = "container"
    VIDEO_CODEC = "video_codec"
    VIDEO_PROFILE = "video_profile"
    CHROMA = "chroma"
    BIT_DEPTH = "bit_depth"
    INTERLACED = "interlaced"
    SQUARE_PIXELS = "square_pixels"
    CONSTANT_FRAME_RATE = "constant_frame_rate"
    CLOSED_GOP = "closed_gop"
    KEY_FRAME_INTERVAL_S = "key_frame_interval_s"
    KEY_FRAME_INTERVAL_FRAMES = "key_frame_interval_frames"
    FRAME_RATE = "frame_rate"
    WIDTH_PX = "width_px"
    HEIGHT_PX = "height_px"
    LONG_SIDE_PX = "long_side_px"
    SHORT_SIDE_PX = "short_side_px"
    ASPECT_RATIO = "aspect_ratio"
    VIDEO_BITRATE_BPS = "video_bitrate_bps"
    DURATION_S = "duration_s"
    SIZE_BYTES = "size_bytes"
    FASTSTART = "faststart"
    EDIT_LIST = "edit_list"
    AUDIO_CODEC = "audio_codec"
    AUDIO_PROFILE = "audio_profile"
    AUDIO_SAMPLE_RATE_HZ = "audio_sample_rate_hz"
    AUDIO_CHANNELS = "audio_channels"
    AUDIO_BITRATE_BPS = "audio_bitrate_bps"


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One line of ``networks.toml``; a rule has a bound (``any_of``, ``is``) or two (``min``, ``max``)."""

    check: Check
    severity: Severity
    source: str
    basis: str
    confidence: str
    any_of: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    tolerance: float = 0.0
    must_be: bool | None = msgspec.field(name="is", default=None)
    published: str = ""
    """A size as the network writes it: its megabytes are often decimal, ours are not."""
    id: str = ""

    @property
    def origin(self) -> str:
        """Whose figure it is, how old, and how good."""
        parts = (self.source, self.basis.replace("-", " "), self.confidence and f"confidence {self.confidence}")
        return ", ".join(filter(None, parts))


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a figure is written, and how old that page is. ``url`` may be empty."""

    url: str
    date: str

    @property
    def shown(self) -> str:
        """Page and date in one line."""
        return f"{self.url} ({self.date})" if self.url else self.date


class Placement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way to post a video on a network."""

    placement: str
    rules: tuple[Rule, ...]
    also: str = ""
    premium: bool | None = None
    without: tuple[Check, ...] = ()
    """Checks whose rules are not taken over from ``also``."""


class RuleFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``resources/networks.toml``."""

    schema: int
    compiled_on: str
    newest_evidence: str
    sources: dict[str, Source]
    networks: dict[str, tuple[Placement, ...]]
