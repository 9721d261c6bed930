"""What a link turns out to be: the values that intake, preflight, probe and network rules hand on.

``gc=False``: none is in a cycle, and a search through those of 10,000 links would hold every thread up.
"""

import msgspec

from oktodesk.problems import Finding, Problem, Severity

MADE = frozenset({"link_unwrapped", "share_link_rewritten"})
"""Findings that tell what was made of a link, and that this is sent."""


class Link(msgspec.Struct, frozen=True, gc=False):
    """One link as it was dropped. ``source`` is what would be sent, ``pasted`` what the person had."""

    source: str
    pasted: str
    name: str = ""
    mime_type: str = ""
    meant_for: tuple[str, ...] = ()
    origin: str = ""
    line: int = 0
    looks_like_media: bool = True
    columns: dict[str, str] = {}
    sheet: str = ""
    """The id of the ``Sheet`` on whose line it stood."""


class SheetLine(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One line of a table, whatever became of it. ``number`` counts from 1."""

    number: int
    cells: tuple[str, ...] = ()
    blanks: int = 0
    """Empty lines in front of it."""
    sources: tuple[str, ...] = ()
    """What its links would be sent as; doubles too."""
    problem: Problem | None = None
    """Why it holds no link."""


class Sheet(msgspec.Struct, frozen=True):
    """A table as it was dropped, kept so that a copy of all of it can be given back."""

    id: str
    """Made of its content: the same table has the same one everywhere."""
    titles: tuple[str, ...]
    lines: tuple[SheetLine, ...]
    above: tuple[tuple[str, ...], ...] = ()
    """What stands above its header."""


class Reject(msgspec.Struct, frozen=True):
    """Something dropped that holds no link; ``line`` counts from 1, 0 means no line."""

    text: str
    problem: Problem
    origin: str = ""
    line: int = 0


class Intake(msgspec.Struct, frozen=True):
    """All that one drop or paste held; links and rejects together account for every line."""

    links: tuple[Link, ...] = ()
    rejects: tuple[Reject, ...] = ()
    merged: int = 0
    """How many doubles were merged away."""
    given: tuple[str, ...] = ()
    """The source of every link that was found, doubles too, in their order."""
    sheets: tuple[Sheet, ...] = ()
    """The tables among what was dropped."""


class MediaInfo(msgspec.Struct, frozen=True, gc=False):
    """What a file's headers say. Codec and profile names as ffprobe prints them; None: not there or not known."""

    kind: str
    """``video`` or ``image``."""
    container: str
    """``mp4``, ``mov``, ``png``, ``jpeg``, ``gif`` or what was found instead."""
    brand: str = ""
    duration_s: float | None = None
    width: int | None = None
    """Pixels as displayed: after rotation and pixel aspect."""
    height: int | None = None
    frame_rate: float | None = None
    constant_frame_rate: bool | None = None
    video_codec: str | None = None
    video_profile: str | None = None
    video_level: str | None = None
    chroma: str | None = None
    bit_depth: int | None = None
    interlaced: bool | None = None
    square_pixels: bool | None = None
    video_bitrate_bps: int | None = None
    key_frame_interval_s: float | None = None
    audio_codec: str | None = None
    audio_profile: str | None = None
    audio_sample_rate_hz: int | None = None
    audio_channels: int | None = None
    audio_bitrate_bps: int | None = None
    faststart: bool | None = None
    edit_list: bool | None = None
    """True only where an edit list does more than trim an encoder's delay."""
    encrypted: bool = False
    fragmented: bool = False
    frames: int | None = None
    video_bitrate_declared: bool | None = None
    """Whether the file states its bit rate; else it is size by length, less the sound."""
    partial: bool = False
    """The look was cut short: what is None was perhaps only not reached."""
    colour: str | None = None
    """Of a picture: ``gray``, ``rgb``, ``palette``, … ."""


class NetworkForecast(msgspec.Struct, frozen=True, gc=False):
    """What a network would say, by its published limits. A forecast, never Oktopost's answer.

    ``network`` is the API's key (``Facebook``, ``LinkedIn``, ``Twitter``, ``Instagram``, ``Youtube``);
    ``placement`` the one that fares best.
    """

    network: str
    is_valid: bool
    placement: str
    errors: tuple[Finding, ...] = ()
    warnings: tuple[Finding, ...] = ()
    advice: tuple[Finding, ...] = ()
    """What the network recommends and never refuses."""
    unchecked: tuple[str, ...] = ()
    """Checks whose measure can't be seen in the file's headers."""
    refused_as: tuple[str, ...] = ()
    """Placements of this network that would refuse the file."""


class Cost(msgspec.Struct, frozen=True, gc=False):
    """What a check took: requests, bytes read from the network, seconds."""

    requests: int = 0
    bytes: int = 0
    seconds: float = 0.0


class LinkReport(msgspec.Struct, frozen=True, gc=False):
    """All that is known about a link before it is sent."""

    source: str
    """The address as it was given."""
    resolved_source: str
    """Where the file really is: after a share link's direct form and all redirects."""
    size_bytes: int | None = None
    mime_type: str = ""
    """What Oktopost would take it for if nothing is sent; ``""`` if it can't be told."""
    found_mime_type: str = ""
    """What the first bytes show, whatever the server says; ``""``: not read, or nothing known."""
    name: str = ""
    range_support: bool | None = None
    expires_at: float | None = None
    findings: tuple[Finding, ...] = ()
    media: MediaInfo | None = None
    forecast: tuple[NetworkForecast, ...] = ()
    cost: Cost = Cost()
    send_source: str = ""
    """What is better sent in place of the link: the direct form of what it led to; ``""``: the link itself."""

    def taken_back(self) -> "LinkReport":
        """Without what is no longer true once a person has the link sent as pasted."""
        others = tuple(finding for finding in self.findings if finding.id not in MADE)
        return msgspec.structs.replace(self, findings=others)

    @property
    def ok(self) -> bool:
        """No finding is an error: nothing is known that would make Oktopost refuse."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)

    @property
    def worst(self) -> Finding | None:
        """The first error, else the first warning: what a row says in one line."""
        for severity in (Severity.ERROR, Severity.WARNING):
            for finding in self.findings:
                if finding.severity is severity:
                    return finding
        return None
