"""What a link's address alone tells, before any request."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from oktodesk.media.intake.making import plain_form
from oktodesk.media.intake.urls import BadAddress, normalise
from oktodesk.media.judgement import host_and_path
from oktodesk.media.report import Link
from oktodesk.media.share_links import direct_form
from oktodesk.media.wrappers import unwrap
from oktodesk.problems import Finding, Severity

ONE_TIME_HOSTS = re.compile(r"^(www\.)?(file\.io|bashupload\.com)$")
"""Hosts that say of themselves that a file is gone after its first download, unless its owner wanted otherwise.

Where only an owner's wish makes it so (transfer.sh: ``Max-Downloads``), the address does not tell.
"""


def kept_as_pasted(link: Link) -> bool:
    """The person took back what was made of the link."""
    inner = plain_form(link.pasted)
    share = direct_form(inner)
    return link.source == link.pasted != ((share.direct if share else None) or inner)


def about_address(link: Link) -> Iterator[Finding]:
    """What the address alone tells, before any request."""
    try:
        normalise(link.source)
    except BadAddress as error:
        yield Finding(error.problem.id, Severity.ERROR, error.problem.values, error.problem.detail)
        return
    share = direct_form(link.source)
    if share and share.problem:
        yield Finding(share.problem.id, Severity.ERROR, share.problem.values)
    if not kept_as_pasted(link):
        yield from about_making(link)
    if "@" in urlsplit(link.source).netloc:
        yield Finding("credentials_in_link", Severity.WARNING)
    if is_one_time(link.source):
        host = urlsplit(link.source).hostname or ""
        yield Finding("one_time_link", Severity.WARNING, {"host": host})


def is_one_time(url: str) -> bool:
    """Whether the host deletes a file once it was fetched, so that looking into it would use the link up."""
    return ONE_TIME_HOSTS.search(urlsplit(url).hostname or "") is not None


def about_making(link: Link) -> Iterator[Finding]:
    """What was made of the link that the person had."""
    wrapped = unwrap(link.pasted)
    if wrapped.service and link.source != link.pasted:
        yield unwrapped(wrapped.service, wrapped.address)
    original = direct_form(plain_form(link.pasted))
    if original and original.direct == link.source != plain_form(link.pasted):
        yield Finding("share_link_rewritten", Severity.INFO, {"service": original.service})


def unwrapped(service: str, address: str) -> Finding:
    """A wrapper was taken off."""
    host = urlsplit(address).hostname or ""
    return Finding("link_unwrapped", Severity.INFO, {"service": service, "host": host}, host_and_path(address))
