"""From a found address to a link or a reject; here wrappers come off and share links become direct."""

from oktodesk.media.intake.urls import BadAddress, ends_like_media, normalise
from oktodesk.media.report import Link, Reject
from oktodesk.media.share_links import direct_form
from oktodesk.media.wrappers import unwrap


def make_link(address: str, *, origin: str = "", line: int = 0, ticked: bool | None = None) -> Link:
    """A link to what would be sent; ``pasted`` keeps what the person had. Raises ``BadAddress``.

    ``ticked`` overrules what the address looks like.
    """
    url = normalise(address)
    inner = plain_form(url)
    share = direct_form(inner)
    source = share.direct if share and share.direct else inner
    promising = ticked
    if promising is None:
        promising = share.looks_like_media if share else ends_like_media(inner)
    return Link(source=source, pasted=url, origin=origin, line=line, looks_like_media=promising)


def plain_form(url: str) -> str:
    """A normalised link without the wrappers that can be taken off; what is no link inside stays wrapped."""
    inner = unwrap(url).address
    try:
        return url if inner == url else normalise(inner)
    except BadAddress:
        return url


def all_forms(source: str, pasted: str) -> set[str]:
    """Every address under which a link may be known already: as pasted, unwrapped, direct, and as sent."""
    inner = plain_form(pasted) if pasted else ""
    share = direct_form(inner) if inner else None
    return {source, pasted, inner, (share.direct if share else None) or ""} - {""}


def link_or_reject(address: str, *, origin: str = "", line: int = 0, ticked: bool | None = None) -> Link | Reject:
    """As ``make_link``, with the reason instead of an error."""
    try:
        return make_link(address, origin=origin, line=line, ticked=ticked)
    except BadAddress as error:
        return Reject(address, error.problem, origin, line)
