"""Whether the account has a link already: told before it is sent a second time, never decided."""

from collections.abc import Iterable, Sequence

from oktodesk.media.report import Link
from oktodesk.problems import Finding, Severity, Value
from oktodesk.problems.texts_reasons import REASONS
from oktodesk.uploads.rows import CHECKING_STATES, IN_LINE_STATES, Row, State
from oktodesk.uploads.store.last_error import explained
from oktodesk.uploads.store.records import LinkRecord

_FINDINGS = {
    State.COMPLETE: "duplicate_done",
    State.PENDING: "duplicate_pending",
    State.FAILED: "duplicate_failed",
}
_STANDING = frozenset({State.COMPLETE, State.PENDING})
ALIKE = "duplicate_alike"
DUPLICATES = frozenset({*_FINDINGS.values(), ALIKE})
STANDING_HERE = CHECKING_STATES | IN_LINE_STATES | {State.READY}
"""Not sent, and nothing speaks against it; a link that needs the person may be given again to try it again."""
TELLING_BYTES = 256 * 1024
"""Small pictures may have the same size by chance."""


def duplicate_of(rows: Iterable[Row]) -> Finding | None:
    """What to say about earlier uploads of the same link: a good one counts more than a newer bad one."""
    known = [row for row in rows if row.state in _FINDINGS]
    best = min(known, key=_standing, default=None)
    if best is None:
        return None
    values: dict[str, Value] = {"upload_id": best.upload_id, "created_at": best.created_at}
    if best.state is not State.FAILED:
        return Finding(_FINDINGS[best.state], Severity.WARNING, values)
    values["reason"] = REASONS[explained(best.last_error).id]
    return Finding(_FINDINGS[State.FAILED], Severity.WARNING, values, best.last_error)


def alike(rows: Iterable[Row], *, size_bytes: int | None, mime_type: str) -> Finding | None:
    """What to say about an upload under another link that has the same size, to the byte, and type."""
    if size_bytes is None or size_bytes < TELLING_BYTES:
        return None
    same = (row for row in rows if row.state in _STANDING and _plain(row.mime_type) == _plain(mime_type))
    newest = max(same, key=lambda row: row.created_at, default=None)
    if newest is None:
        return None
    values: dict[str, Value] = {
        "upload_id": newest.upload_id,
        "created_at": newest.created_at,
        "name": newest.name or newest.source,
        "size_bytes": size_bytes,
    }
    return Finding(ALIKE, Severity.WARNING, values)


def not_here_yet(links: Sequence[Link], records: Iterable[LinkRecord]) -> tuple[Link, ...]:
    """Without the links that one of the unsent ``records`` holds already, and that say nothing new about it."""
    here = lying_here(links, records)
    return tuple(link for link in links if link.source not in here)


def lying_here(links: Sequence[Link], records: Iterable[LinkRecord]) -> dict[str, int]:
    """The keys of the unsent ``records`` that say all that one of the links does, by that link's source."""
    standing = [record for record in records if record.state in STANDING_HERE]
    here = {address: record for record in standing for address in (record.pasted, record.source)}
    found = ((link, here.get(link.source)) for link in links)
    return {link.source: record.key for link, record in found if record is not None and _is_said(link, record)}


def usable_upload(findings: Iterable[Finding]) -> str:
    """The id of the upload that serves in a link's place; empty: there is none, or it failed."""
    usable = DUPLICATES - {_FINDINGS[State.FAILED]}
    return next((str(finding.values["upload_id"]) for finding in findings if finding.id in usable), "")


def with_duplicate(findings: Sequence[Finding], duplicate: Finding | None) -> tuple[Finding, ...]:
    """The findings of a check with this one first, in the place of an earlier one."""
    others = tuple(finding for finding in findings if finding.id not in DUPLICATES)
    return others if duplicate is None else (duplicate, *others)


def _is_said(link: Link, record: LinkRecord) -> bool:
    """Whether a record holds all that a link says: its name, type and networks, and that it is to be ticked."""
    if link.looks_like_media and not record.looks_like_media and not record.batch_id:
        return False
    return (
        link.name in ("", record.name)
        and link.mime_type in ("", record.mime_type)
        and link.meant_for in ((), record.meant_for)
    )


def _plain(mime_type: str) -> str:
    """``image/jpg`` is a common slip."""
    return mime_type.lower().replace("image/jpg", "image/jpeg")


def _standing(row: Row) -> tuple[bool, float]:
    return (row.state is State.FAILED, -row.created_at)
