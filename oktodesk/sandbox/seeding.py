"""Believable uploads of the past, for practising on and measuring with a large account."""

import random
import sqlite3
from collections.abc import Iterator

import msgspec

from oktodesk.media.report import MediaInfo
from oktodesk.sandbox import ids
from oktodesk.sandbox.records import MediaType, Status, media_type_of
from oktodesk.sandbox.state import State, next_number, transaction

DAY_S = 86_400.0
YOUNGEST_S = DAY_S * 25 / 24
"""Seeded uploads are older than the allowance's 24 hours, so that practice begins with a free one."""
SPREAD_S = 700 * DAY_S

_SUBJECTS = (
    "Launch-teaser", "Customer-story", "Webinar-cut", "Keynote", "Product-demo", "Behind-the-scenes", "Interview",
    "Event-recap", "How-to", "Roadmap", "Team-portrait", "Case-study", "Trade-fair", "Hiring", "Release-notes",
)  # fmt: skip
_CUTS = ("", "-final", "-v2", "-16x9", "-9x16", "-1x1", "-subtitled", "-EN", "-DE", "-short", "-60s")
_HOSTS = (
    "cdn.acme.example/video", "files.northlight-agency.example/acme", "media.studio-vertigo.example/delivery",
    "downloads.acme.example/marketing",
)  # fmt: skip
_ERRORS = (
    "Could not download file, error 403", "Could not download file, error 404",
    "Could not download file, error 500", "Could not download file, connection lost",
)  # fmt: skip
_FRAMES = ((1920, 1080), (1080, 1920), (1080, 1080), (1280, 720), (3840, 2160))


class _Seed(msgspec.Struct, frozen=True):
    """One upload of the past, before it has numbers."""

    at: float
    name: str
    mime_type: str
    source: str
    size: int
    failed: bool


def seed(state: State, count: int, *, now: float, rng: random.Random) -> None:
    """Add uploads until ``count`` were seeded into this state, oldest first, in one transaction."""
    missing = count - int(state.fact("seeded") or 0)
    if missing <= 0:
        return
    with transaction(state.db):
        _write(state.db, list(_seeds(missing, now, rng)), rng)
        state.remember("seeded", str(count))


def _seeds(count: int, now: float, rng: random.Random) -> Iterator[_Seed]:
    ages = sorted((YOUNGEST_S + rng.random() * (SPREAD_S - YOUNGEST_S) for _ in range(count)), reverse=True)
    for age in ages:
        at = now - age
        mime_type, ending = rng.choices(
            (("video/mp4", "mp4"), ("image/png", "png"), ("image/jpeg", "jpg"), ("image/gif", "gif")),
            (78, 9, 10, 3),
        )[0]
        name = f"{rng.choice(_SUBJECTS)}{rng.choice(_CUTS)}-{rng.randrange(1, 100):02}.{ending}"
        folder = ids.timestamp(at)[:7].replace("-", "/")
        size = rng.randrange(4_000_000, 700_000_000) if ending == "mp4" else rng.randrange(60_000, 4_000_000)
        source = f"https://{rng.choice(_HOSTS)}/{folder}/{rng.getrandbits(32):08x}/{name}"
        yield _Seed(at, name, mime_type, source, size, rng.random() < 0.03)


def _write(db: sqlite3.Connection, seeds: list[_Seed], rng: random.Random) -> None:
    upload, medium = next_number(db, "uploads"), next_number(db, "media")
    films = [(size, msgspec.json.encode(_film(size))) for size in _FRAMES]
    uploads: list[tuple[object, ...]] = []
    media: list[tuple[object, ...]] = []
    for number, one in enumerate(seeds, upload):
        uploads.append(_upload_row(number, one, None if one.failed else medium, rng))
        if not one.failed:
            media.append(_media_row(medium, one, rng.choice(films)[1]))
            medium += 1
    db.executemany(
        "INSERT INTO uploads (number, created_at, modified_at, status, name, mime_type, source, total_size,"
        " downloaded, kept, last_error, attempts, media_number, shuffle)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        uploads,
    )
    db.executemany(
        "INSERT INTO media (number, created_at, type, size, name, mime_type, poster, stored, info)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        media,
    )


def _upload_row(number: int, one: _Seed, medium: int | None, rng: random.Random) -> tuple[object, ...]:
    downloaded = int(one.size * rng.random()) if one.failed else one.size
    took_s = 2 + one.size / 20_000_000
    return (
        *(
            number,
            one.at,
            one.at + took_s,
            Status.FAILED if one.failed else Status.COMPLETE,
            one.name,
            one.mime_type,
        ),
        *(one.source, one.size, downloaded, downloaded, rng.choice(_ERRORS) if one.failed else None),
        *(5 if one.failed else 0, medium, rng.getrandbits(62)),
    )


def _media_row(number: int, one: _Seed, film: bytes) -> tuple[object, ...]:
    kind = media_type_of(one.mime_type)
    info = film if kind is MediaType.VIDEO else None
    return (number, one.at, kind, one.size, one.name, one.mime_type, "", False, info)


def _film(frame: tuple[int, int]) -> MediaInfo:
    """What a probe would have read of an ordinary export; the networks judge it like any other."""
    return MediaInfo(
        kind="video",
        container="mp4",
        brand="isom",
        duration_s=42.0,
        width=frame[0],
        height=frame[1],
        frame_rate=30.0,
        constant_frame_rate=True,
        video_codec="h264",
        video_profile="High",
        chroma="4:2:0",
        bit_depth=8,
        interlaced=False,
        square_pixels=True,
        audio_codec="aac",
        audio_profile="LC",
        audio_sample_rate_hz=48_000,
        audio_channels=2,
        faststart=True,
    )
