"""What is told of a file-sharing service's link, and the link taken apart: for whoever reads one's links."""

import re
from urllib.parse import parse_qs, quote

import msgspec

from oktodesk.problems import Problem
from oktodesk.problems.texts_steps import STEPS

MEDIA_NAME = re.compile(
    r"\.(mp4|m4v|mov|gif|png|jpe?g|pdf|webm|mkv|avi|wmv|flv|mpe?g|mts|m2ts|3gp)$", re.IGNORECASE
)
"""Files, not folders; also films that Oktopost does not take, for the check to say so."""


class ShareLink(msgspec.Struct, frozen=True):
    """What a service's link is: either ``direct`` or ``problem`` is set; both None: it is direct already."""

    service: str
    direct: str | None = None
    problem: Problem | None = None
    looks_like_media: bool = True
    """False for pages that nobody means to send, such as a video site in a signature."""


class Address(msgspec.Struct, frozen=True):
    """A URL taken apart."""

    host: str
    path: str
    query: str

    @property
    def parts(self) -> list[str]:
        """The path's segments."""
        return [part for part in self.path.split("/") if part]

    def value(self, name: str) -> str:
        """The first value of a query parameter."""
        return parse_qs(self.query).get(name, [""])[0] if f"{name}=" in self.query else ""

    def with_values(self, **values: str) -> str:
        """The same address with query parameters set; the others keep their order, and are left as they are."""
        kept = [pair for pair in self.query.split("&") if pair and pair.partition("=")[0] not in values]
        query = "&".join([*kept, *(f"{name}={quote(value, safe='')}" for name, value in values.items())])
        return f"https://{self.host}{self.path}?{query}"


def needs_person(service: str, kind: str, *, looks_like_media: bool = True) -> ShareLink:
    """A page or folder; ``kind`` names the steps that lead to a link of the file itself."""
    values: dict[str, str | int | float] = {"service": service, "steps": STEPS[kind]}
    return ShareLink(service, problem=Problem("folder_or_page", values), looks_like_media=looks_like_media)
