"""What the columns of a list mean: the words that people write above them, and in them for networks and types."""

import re
from collections.abc import Sequence
from functools import lru_cache

from oktodesk.media.networks import NETWORKS

SOURCE, NAME, MIME_TYPE, MEANT_FOR = "source", "name", "mimetype", "meantfor"
HEADERS = {
    "source": SOURCE, "url": SOURCE, "link": SOURCE, "address": SOURCE, "sourceurl": SOURCE, "fileurl": SOURCE,
    "videourl": SOURCE, "imageurl": SOURCE, "mediaurl": SOURCE, "downloadurl": SOURCE, "filelink": SOURCE,
    "videolink": SOURCE, "downloadlink": SOURCE, "sharelink": SOURCE, "sharedlink": SOURCE, "linktofile": SOURCE,
    "linktovideo": SOURCE, "assetlink": SOURCE, "asseturl": SOURCE, "links": SOURCE, "urls": SOURCE,
    "quelle": SOURCE, "adresse": SOURCE, "lien": SOURCE,
    "enlace": SOURCE, "קישור": SOURCE,
    "name": NAME, "filename": NAME, "title": NAME, "dateiname": NAME, "titel": NAME, "nom": NAME, "titre": NAME,
    "nombre": NAME, "titulo": NAME, "título": NAME, "שם": NAME,
    "mimetype": MIME_TYPE, "type": MIME_TYPE, "contenttype": MIME_TYPE,
    "meantfor": MEANT_FOR, "networks": MEANT_FOR, "network": MEANT_FOR, "for": MEANT_FOR, "channel": MEANT_FOR,
    "channels": MEANT_FOR, "platform": MEANT_FOR, "platforms": MEANT_FOR, "netzwerke": MEANT_FOR,
    "netzwerk": MEANT_FOR, "kanal": MEANT_FOR, "kanäle": MEANT_FOR, "plattform": MEANT_FOR, "réseaux": MEANT_FOR,
    "plateforme": MEANT_FOR, "redes": MEANT_FOR, "canal": MEANT_FOR, "canales": MEANT_FOR, "plataforma": MEANT_FOR,
}  # fmt: skip
"""Header names, without case, blanks, hyphens and underscores; each role is taken by its first column, but the
link's by the one of them that holds the most."""
NETWORK_NAMES = {
    "facebook": "Facebook", "fb": "Facebook", "linkedin": "LinkedIn", "li": "LinkedIn", "twitter": "Twitter",
    "x": "Twitter", "instagram": "Instagram", "insta": "Instagram", "ig": "Instagram", "youtube": "Youtube",
    "yt": "Youtube",
}  # fmt: skip
_TWO_WORDS = re.compile(r"(linked|you|face|insta)[\s-]+(in|tube|book|gram)\b")
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")


def roles_of(header: Sequence[str]) -> dict[str, int]:
    """Which column holds what, as far as a header tells."""
    roles: dict[str, int] = {}
    for column, title in enumerate(header):
        if role := role_of(title):
            roles.setdefault(role, column)
    return roles


def role_of(title: str) -> str:
    """What a column that is called so holds; ``""``: something else."""
    return HEADERS.get(re.sub(r"[\s_-]+", "", title).lower().lstrip("\ufeff"), "")


@lru_cache(maxsize=1024)
def networks_of(text: str) -> tuple[str, ...]:
    """API keys of the networks named in a cell, in the usual order; unknown names are left out."""
    if not text:
        return ()
    words = re.split(r"[\s,;:/|+&().•·]+", _TWO_WORDS.sub(r"\1\2", text.lower()))
    named = {NETWORK_NAMES.get(word) for word in words}
    return tuple(network for network in NETWORKS if network in named)


def type_of(text: str) -> str:
    """``video/mp4``; ``Video``, as people write in a column called "Type", is none that Oktopost knows."""
    return text.lower() if _TYPE.fullmatch(text) else ""
