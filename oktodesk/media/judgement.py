"""From a server's answers to findings: pure, so that every case is a line in a test.

Only what Oktopost documents as refused, and what is plainly no file, is an error; all else advises.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from oktodesk.media import naming
from oktodesk.media.evidence import FIRST_PART_BYTES, Evidence, length_of
from oktodesk.media.pages import page_finding
from oktodesk.media.signed_links import is_signed
from oktodesk.problems import Finding, Severity, Value

ONE_PIECE_BYTES = 10 * 1024 * 1024
"""Up to here Oktopost fetches a file in one request, above in parts."""
USUAL_BYTES_PER_S = 2 * 1024 * 1024
"""A cautious guess at how fast Oktopost fetches, where nothing was measured."""
SOON_S = 24 * 3600.0
"""A link that ends within a day may not outlast a wait for the allowance."""


def judge(evidence: Evidence) -> list[Finding]:
    """All findings about the answers, the gravest kind alone where nothing else matters any more."""
    findings = [*_about_way(evidence), *_about_expiry(evidence)]
    if evidence.answer is None:
        return findings
    if not evidence.reached:
        return [*findings, *_about_status(evidence)]
    if evidence.is_page:
        return [*findings, page_finding(evidence)]
    return [*findings, *_about_methods(evidence), *_about_size(evidence), *_about_type(evidence)]


def _about_way(evidence: Evidence) -> Iterator[Finding]:
    answer, hops = evidence.answer, evidence.hops
    if answer is None or not hops:
        return
    chain = (*hops, answer.url)
    host = urlsplit(answer.url).hostname or ""
    yield Finding("redirected_to", Severity.INFO, {"host": host}, " → ".join(host_and_path(url) for url in chain))
    schemes = [urlsplit(url).scheme for url in chain]
    if "http" in schemes[schemes.index("https") :] if "https" in schemes else False:
        named = (f"{scheme}://{host_and_path(url)}" for scheme, url in zip(schemes, chain, strict=True))
        yield Finding("redirect_insecure", Severity.WARNING, detail=" → ".join(named))


def _about_expiry(evidence: Evidence) -> Iterator[Finding]:
    at = evidence.expires_at
    if at is None:
        return
    values: dict[str, Value] = {"expires_at": at}
    left_s, needed_s = at - evidence.now, fetching_s(evidence)
    if left_s <= 0:
        refused = evidence.answer is not None and not evidence.reached
        yield Finding("expired", Severity.ERROR if refused else Severity.WARNING, values)
    elif left_s < needed_s:
        times: dict[str, Value] = {"left_s": left_s, "needed_s": needed_s}
        yield Finding("expires_too_soon", Severity.WARNING, values | times)
    else:
        yield Finding("expires", Severity.WARNING if left_s < SOON_S else Severity.INFO, values)


def fetching_s(evidence: Evidence) -> float:
    """How long Oktopost will take at least, in seconds: the size at the speed seen, else at a usual one."""
    return (evidence.size_bytes or 0) / (evidence.bytes_per_s or USUAL_BYTES_PER_S)


def _about_status(evidence: Evidence) -> Iterator[Finding]:
    assert evidence.answer is not None
    status = evidence.answer.status
    values: dict[str, Value] = {"status": status}
    if status in (404, 410):
        yield Finding("link_gone", Severity.ERROR, values)
    elif status in (401, 403, 407):
        yield Finding("link_needs_sign_in", Severity.WARNING, values)
    else:
        yield Finding("link_status", Severity.WARNING, values)


def _about_methods(evidence: Evidence) -> Iterator[Finding]:
    head, part = evidence.head, evidence.part
    signed = is_signed(evidence.link.source) or any(map(is_signed, evidence.hops))
    if head is not None and not head.ok:
        told_as = "head_not_signed" if signed and part is not None and part.ok else "head_refused"
        yield Finding(told_as, Severity.WARNING, {"status": head.status})
    if part is not None and not part.ok and part.status != 416:
        told_as = "get_not_signed" if signed and head is not None and head.ok else "get_refused"
        yield Finding(told_as, Severity.WARNING, {"status": part.status})
    if evidence.range_support is False:
        yield _about_ranges(evidence)
    yield from _about_sameness(evidence)
    if evidence.bytes_per_s is not None:
        values: dict[str, Value] = {"rate_bps": evidence.bytes_per_s * 8, "needed_s": fetching_s(evidence)}
        yield Finding("host_slow", Severity.WARNING, values)


def _about_ranges(evidence: Evidence) -> Finding:
    sizes = [evidence.size_bytes]
    if evidence.lie and evidence.head is not None and evidence.head.ok:
        sizes.append(length_of(evidence.head))  # what a liar says of the size may be a lie too
    small = any(size is not None for size in sizes) and all((size or 0) <= ONE_PIECE_BYTES for size in sizes)
    status = evidence.part.status if evidence.part else ""
    detail = evidence.lie or f"asked for bytes 0 to {FIRST_PART_BYTES - 1}, answered {status}".strip()
    if small:
        told_as = "range_lied_small" if evidence.lie else "range_unsupported_small"
        return Finding(told_as, Severity.INFO, detail=detail)
    return Finding("range_lied" if evidence.lie else "range_unsupported", Severity.WARNING, detail=detail)


def _about_sameness(evidence: Evidence) -> Iterator[Finding]:
    """Two questions, one file? What differs would be mixed up in a download by parts."""
    head, part = evidence.head, evidence.part
    if head is None or part is None or not (head.ok and part.ok):
        return
    asked, sent = length_of(head), evidence.size_bytes
    if asked is not None and sent is not None and asked != sent:
        values: dict[str, Value] = {"head_bytes": asked, "size_bytes": sent}
        yield Finding("sizes_differ", Severity.WARNING, values, f"HEAD {asked}, GET {sent}")
    tags = [each.headers.get("etag", "") for each in (head, part)]
    if all(tag.startswith('"') for tag in tags) and tags[0] != tags[1]:
        yield Finding("versions_differ", Severity.WARNING, detail=f"ETag {tags[0]}, then {tags[1]}")


def _about_size(evidence: Evidence) -> Iterator[Finding]:
    size, limit = evidence.size_bytes, evidence.max_file_bytes
    if size is None:
        yield Finding("size_unknown", Severity.WARNING)
    elif size == 0:
        yield Finding("empty_file", Severity.ERROR)
    elif size > limit:
        yield Finding("too_large", Severity.ERROR, {"size_bytes": size, "limit_bytes": limit})
    elif evidence.free_bytes is not None and size > evidence.free_bytes:
        values: dict[str, Value] = {"size_bytes": size, "free_bytes": max(0, evidence.free_bytes)}
        yield Finding("allowance_too_small", Severity.INFO, values)


def _about_type(evidence: Evidence) -> Iterator[Finding]:
    mime_type, found = evidence.mime_type, evidence.found_type
    if not mime_type:
        yield Finding("type_unknown", Severity.ERROR, {"found": naming.shown_type(found)})
    elif mime_type not in naming.SUPPORTED:
        yield Finding("type_unsupported", Severity.ERROR, {"mime_type": naming.shown_type(mime_type)}, mime_type)
    if found and mime_type and not naming.same_type(found, mime_type):
        values = {"declared": naming.shown_type(mime_type), "found": naming.shown_type(found)}
        told_as = "type_mismatch" if found in naming.SUPPORTED else "type_disguised"
        yield Finding(told_as, Severity.WARNING, {**values}, f"{mime_type}, {found}")
    if not evidence.name:
        yield Finding("name_unknown", Severity.ERROR)


def host_and_path(url: str) -> str:
    """Without the query, which may hold what opens the file."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
