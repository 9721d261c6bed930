"""For which networks a file was probably made: a guess from its name and the shape of its frame.

Only ever shown as a guess: a wrong one greys networks that matter, so what could mean something else is left out
("customer story", "demo reel", "Model X").
"""

import re
from enum import StrEnum

import msgspec

from oktodesk.media.report import MediaInfo

_ORDER = ("Facebook", "LinkedIn", "Twitter", "Instagram", "Youtube")
"""As the networks are shown (``networks.NETWORKS``)."""
ANYWHERE = {
    "facebook": "Facebook",
    "linkedin": "LinkedIn",
    "twitter": "Twitter",
    "instagram": "Instagram",
    "youtube": "Youtube",
}
"""Mean a network wherever they stand in a name."""
ALONE = {"fb": "Facebook", "insta": "Instagram", "ig": "Instagram", "yt": "Youtube"}
"""Mean a network as a word of their own."""
UPRIGHT_ONLY = {"reel": ("Facebook", "Instagram"), "reels": ("Facebook", "Instagram"), "shorts": ("Youtube",)}
"""Mean a placement of upright videos; a demo reel is none."""
UPRIGHT = 1.6
"""Height by width; 9:16 is 1.78, 4:5 is 1.25 and posted everywhere."""
MADE_FOR_UPRIGHT = ("Facebook", "Instagram", "Youtube")
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")


class Basis(StrEnum):
    """What a guess rests on."""

    NAME = "name"
    SHAPE = "shape"


class Purpose(msgspec.Struct, frozen=True):
    """Some of the networks, in their usual order; never none and never all of them."""

    networks: tuple[str, ...]
    basis: Basis


def guess_purpose(name: str, media: MediaInfo | None) -> Purpose | None:
    """Where a file of this name and frame probably is to go; None: nothing tells, or all of them."""
    is_upright = _is_upright(media)
    if named := _named(name, is_upright=is_upright):
        return _purpose(named, Basis.NAME)
    return _purpose(set(MADE_FOR_UPRIGHT), Basis.SHAPE) if is_upright else None


def _purpose(networks: set[str], basis: Basis) -> Purpose | None:
    chosen = tuple(network for network in _ORDER if network in networks)
    return Purpose(chosen, basis) if len(chosen) < len(_ORDER) else None


def _named(name: str, *, is_upright: bool) -> set[str]:
    plain = name.casefold()
    found = {network for word, network in ANYWHERE.items() if word in plain}
    words = {word.casefold() for word in _WORD.findall(name)}
    found |= {network for word, network in ALONE.items() if word in words}
    if is_upright:
        for word, networks in UPRIGHT_ONLY.items():
            found |= set(networks) if word in words else set()
    return found


def _is_upright(media: MediaInfo | None) -> bool:
    if media is None or media.kind != "video" or not media.width or not media.height:
        return False
    return media.height / media.width >= UPRIGHT
