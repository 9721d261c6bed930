"""Whether the account has a link already: told before it is sent a second time, never decided."""

from collections.abc import Iterable, Sequence

from oktodesk.problems import Finding, Severity, Value
from oktodesk.uploads.rows import Row, State

_FINDINGS = {
    State.COMPLETE: "duplicate_done",
    State.PENDING: "duplicate_pending",
    State.FAILED: "duplicate_failed",
}
DUPLICATES = frozenset(_FINDINGS.values())


def duplicate_of(rows: Iterable[Row]) -> Finding | None:
    """What to say about earlier uploads of the same link: a good one counts more than a newer bad one."""
    known = [row for row in rows if row.state in _FINDINGS]
    best = min(known, key=_standing, default=None)
    if best is None:
        return None
    values: dict[str, Value] = {"upload_id": best.upload_id, "created_at": best.created_at}
    if best.state is State.FAILED:
        values["reason"] = best.last_error
    return Finding(_FINDINGS[best.state], Severity.WARNING, values)


def with_duplicate(findings: Sequence[Finding], duplicate: Finding | None) -> tuple[Finding, ...]:
    """The findings of a check with this one first, in the place of an earlier one."""
    others = tuple(finding for finding in findings if finding.id not in DUPLICATES)
    return others if duplicate is None else (duplicate, *others)


def _standing(row: Row) -> tuple[bool, float]:
    return (row.state is State.FAILED, -row.created_at)
