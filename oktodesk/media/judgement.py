"""From a server's answers to findings: pure, so that every case is a line in a test.

Only what Oktopost documents as refused, and what is plainly no file, is an error; all else advises.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from oktodesk.media import naming
from oktodesk.media.fetching.asking import Answer
from oktodesk.media.fetching.ranges import content_range
from oktodesk.media.probe import sniff
from oktodesk.media.report import Link
from oktodesk.media.share_links import direct_form
from oktodesk.media.wrappers import unwrap
from oktodesk.problems import Finding, Severity, Value

ONE_PIECE_BYTES = 10 * 1024 * 1024
"""Up to here Oktopost fetches a file in one request, above in parts."""
SOON_S = 24 * 3600.0
"""A link that ends within a day may not outlast a wait for the allowance."""

PAGE_REASONS = (
    (
        "web_page_virus_scan",
        re.compile(rb"(?i)can't scan this file for viruses|virus.scan.warning|uc-download-link"),
    ),
    (
        "web_page_expired",
        re.compile(rb"(?i)link (has |is )?(expired|been (removed|deleted))|no longer (available|exists?)"),
    ),
    ("web_page_sign_in", re.compile(rb"(?i)type=[\"']?password|sign[ -]?in|log[ -]?in|anmelden|connexion")),
)
"""What a page that stands where a file should be seems to be about; the first that fits."""


class Evidence(msgspec.Struct, frozen=True):
    """All that is known of a link without looking into the file. Times are Unix seconds (UTC)."""

    link: Link
    head: Answer | None = None
    part: Answer | None = None
    """The answer to the first Range request."""
    expires_at: float | None = None
    now: float = 0.0
    max_file_bytes: int = 8 * 1024**3
    free_bytes: int | None = None

    @property
    def answer(self) -> Answer | None:
        """The answer that says most about the file."""
        if self.part and (self.part.ok or not (self.head and self.head.ok)):
            return self.part
        return self.head or self.part

    @property
    def hops(self) -> tuple[str, ...]:
        """The addresses that led to the file; a part may have been asked for at the end of the way."""
        return next((each.hops for each in (self.head, self.part) if each and each.hops), ())

    @property
    def reached(self) -> bool:
        """Something was handed out under the address."""
        return bool(self.answer and self.answer.ok) or self._is_empty_file

    @property
    def first_bytes(self) -> bytes:
        """The file's beginning, if it came uncompressed."""
        return self.part.body if self.part and self.part.ok and not self.part.encoded else b""

    @property
    def found_type(self) -> str:
        """What the first bytes show."""
        return sniff(self.first_bytes)

    @property
    def is_page(self) -> bool:
        """A web page stands where a file should be."""
        stated = naming.header_type(self.answer) if self.answer and self.answer.ok else ""
        if self.found_type:
            return self.found_type == "text/html"
        return stated in ("text/html", "application/xhtml+xml")

    @property
    def size_bytes(self) -> int | None:
        """The file's size: by ``Content-Range``, else by the length of the whole."""
        if self.part and self.part.status == 206:
            span = content_range(self.part)
            if span and span.total is not None:
                return span.total
        if self.part and self.part.status == 200:
            return _length(self.part)
        if self._is_empty_file:
            return 0
        return _length(self.head) if self.head and self.head.ok else None

    @property
    def range_support(self) -> bool | None:
        """Whether the server really sent the part that was asked for; None: no telling."""
        if self.part is None or not (self.part.ok or self.part.status == 416):
            return None
        if self.size_bytes == 0:
            return None
        span = content_range(self.part)
        return self.part.status == 206 and span is not None and span.first == 0 and not self.part.encoded

    @property
    def name(self) -> str:
        """The file's name, the person's own first."""
        answer = self.answer if self.answer and self.answer.ok else None
        return self.link.name or naming.name_of(answer, *([answer.url] if answer else []), self.link.source)

    @property
    def mime_type(self) -> str:
        """What Oktopost takes it for; ``""``: it can't tell."""
        if self.link.mime_type:
            return self.link.mime_type
        asked_first = self.head if self.head and self.head.ok else self.answer
        stated = naming.header_type(asked_first) if asked_first and asked_first.ok else ""
        by_address = [naming.name_of(None, answer.url) for answer in (self.answer,) if answer]
        names = (self.name, *by_address, naming.name_of(None, self.link.source))
        return stated or next((found for name in names if (found := naming.type_by_name(name))), "")

    @property
    def _is_empty_file(self) -> bool:
        if self.part is None or self.part.status != 416:
            return False
        return self.part.headers.get("content-range", "").replace(" ", "") == "bytes*/0" or (
            self.head is not None and self.head.ok and _length(self.head) == 0
        )


def judge(evidence: Evidence) -> list[Finding]:
    """All findings about the answers, the gravest kind alone where nothing else matters any more."""
    findings = [*_about_way(evidence), *_about_expiry(evidence)]
    if evidence.answer is None:
        return findings
    if not evidence.reached:
        return [*findings, *_about_status(evidence)]
    if evidence.is_page:
        return [*findings, _page(evidence)]
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
        yield Finding("redirect_insecure", Severity.WARNING)


def _about_expiry(evidence: Evidence) -> Iterator[Finding]:
    at = evidence.expires_at
    if at is None:
        return
    values: dict[str, Value] = {"expires_at": at}
    if at <= evidence.now:
        refused = evidence.answer is not None and not evidence.reached
        yield Finding("expired", Severity.ERROR if refused else Severity.WARNING, values)
    else:
        soon = at - evidence.now < SOON_S
        yield Finding("expires", Severity.WARNING if soon else Severity.INFO, values)


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


def _page(evidence: Evidence) -> Finding:
    assert evidence.answer is not None
    if opaque := unwrap(evidence.answer.url).opaque:
        return Finding("wrapper_page", Severity.ERROR, {"service": opaque})
    share = direct_form(evidence.answer.url) if evidence.hops else None
    if share and share.problem:
        return Finding(share.problem.id, Severity.ERROR, share.problem.values)
    reason = next((reason for reason, words in PAGE_REASONS if words.search(evidence.first_bytes)), "web_page")
    return Finding(reason, Severity.ERROR)


def _about_methods(evidence: Evidence) -> Iterator[Finding]:
    head, part = evidence.head, evidence.part
    if head is not None and not head.ok:
        yield Finding("head_refused", Severity.WARNING, {"status": head.status})
    if part is not None and not part.ok and part.status != 416:
        yield Finding("get_refused", Severity.WARNING, {"status": part.status})
    if evidence.range_support is False:
        size = evidence.size_bytes
        small = size is not None and size <= ONE_PIECE_BYTES
        detail = f"asked for bytes 0 to 16383, answered {part.status if part else ''}".strip()
        if small:
            yield Finding("range_unsupported_small", Severity.INFO, detail=detail)
        else:
            yield Finding("range_unsupported", Severity.WARNING, detail=detail)


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


def _length(answer: Answer) -> int | None:
    stated = answer.headers.get("content-length", "").strip()
    return (
        int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 19 and not answer.encoded else None
    )


def host_and_path(url: str) -> str:
    """Without the query, which may hold what opens the file."""
    parts = urlsplit(url)
    return f"{parts.hostname}{parts.path}"
