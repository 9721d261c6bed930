"""What a look has seen so far: one that is cut short was not for nothing."""

from oktodesk.media.probe.movie import PICTURE, Movie
from oktodesk.media.probe.summary import describe, plain_duration_s, plain_frame_rate
from oktodesk.media.report import MediaInfo
from oktodesk.problems import Finding, Severity


class Sight:
    """Written to while a look goes on, and read if it doesn't come to its end."""

    def __init__(self) -> None:
        self.mime_type = ""
        self.brand = ""
        self.faststart: bool | None = None
        self.size_bytes: int | None = None
        self.movie: Movie | None = None
        self.whole: MediaInfo | None = None
        """All there is to see, where only the file's end was not looked at."""

    def saw(self, movie: Movie) -> None:
        """So much of the index is read."""
        self.movie = movie

    @property
    def media(self) -> MediaInfo | None:
        """What is known by now; None: nothing but the kind of file."""
        movie = self.movie
        if self.whole is not None or movie is None:
            return self.whole
        video = movie.first(PICTURE)
        return describe(
            movie,
            brand=self.brand,
            faststart=self.faststart,
            size_bytes=self.size_bytes,
            duration_s=None if movie.fragmented else plain_duration_s(movie),
            frame_rate=plain_frame_rate(video) if video else None,
            even=video.timing.even if video else None,
            partial=True,
        )

    def findings(self, detail: str) -> tuple[Finding, ...]:
        """That the look was cut short, and what is known all the same. ``detail``: why, in technical words."""
        limited = Finding("media_probe_limited", Severity.WARNING, detail=detail)
        media = self.media
        return (limited, *remarks(media)) if media is not None else (limited,)


def remarks(media: MediaInfo) -> tuple[Finding, ...]:
    """What may be said of a film whatever else is in it."""
    remarked = []
    if media.encrypted:
        remarked.append(Finding("media_encrypted", Severity.WARNING))
    if media.video_codec is None and not media.partial:
        remarked.append(Finding("media_no_video", Severity.WARNING))
    if media.faststart is False:
        remarked.append(Finding("media_not_faststart", Severity.INFO))
    return tuple(remarked)
