"""From a found address to a link or a reject; share links become their direct form here, and only here."""

import msgspec

from oktodesk.media.intake.urls import BadAddress, ends_like_media, normalise
from oktodesk.media.report import Link, Reject
from oktodesk.media.share_links import direct_form


def make_link(address: str, *, origin: str = "", line: int = 0) -> Link:
    """A link to what would be sent; ``pasted`` keeps what the person had. Raises ``BadAddress``."""
    url = normalise(address)
    share = direct_form(url)
    source = share.direct if share and share.direct else url
    promising = share.looks_like_media if share else ends_like_media(url)
    return Link(source=source, pasted=url, origin=origin, line=line, looks_like_media=promising)


def link_or_reject(address: str, *, origin: str = "", line: int = 0, ticked: bool | None = None) -> Link | Reject:
    """As ``make_link``, with the reason instead of an error. ``ticked`` overrules what the address looks like."""
    try:
        link = make_link(address, origin=origin, line=line)
    except BadAddress as error:
        return Reject(address, error.problem, origin, line)
    return link if ticked is None else msgspec.structs.replace(link, looks_like_media=ticked)
