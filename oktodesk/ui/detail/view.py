"""Everything the panel says about one row, put into words here; the panel only lays it out."""

from collections.abc import Iterator, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.report import MADE, MediaInfo
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.ui import icons, words
from oktodesk.ui.detail.facts import Fact
from oktodesk.ui.detail.networks_panel import Verdicts
from oktodesk.ui.detail.provenance import Provenance, provenance_of
from oktodesk.ui.detail.purpose_note import Guessed
from oktodesk.ui.detail.verdicts import (
    Standing,
    can_be_confirmed,
    forecast_of,
    guess_of,
    is_meant_for_all,
    network_lines,
)
from oktodesk.ui.row_actions import Action, Offer, link_wanted, offers_for
from oktodesk.ui.table.shown import show
from oktodesk.uploads.rows import NEW_STATES, Row, State

_translate = QCoreApplication.translate

_TIMES = "\u00d7"
_EDITABLE = NEW_STATES | {State.REFUSED}


class DetailView(msgspec.Struct, frozen=True):
    """One row in words."""

    key: int
    name: str
    name_editable: bool
    kind: str
    """The icon that stands for it without a picture."""
    state: str
    note: str
    """Why it is in this state, or how far it has come; empty where there is nothing to add."""
    advice: str
    sign: QIcon
    findings: tuple[Finding, ...]
    """What the check found besides, while it can still be acted on."""
    summary: str
    facts: tuple[Fact, ...]
    provenance: Provenance
    offers: tuple[Offer, ...]
    guessed: Guessed | None
    """For what it seems to be meant; None: it was said, or nothing tells."""
    link_for: Action | None
    """What the field for another link is for; None: another link is not what helps."""
    verdicts: Verdicts
    details: str


class Surroundings(msgspec.Struct, frozen=True):
    """What a row does not know of itself."""

    team: tuple[str, ...] = ()
    """The networks the team uses; empty: all."""
    batch_name: str = ""
    me_id: str = ""
    checking: bool = False
    """Oktopost is being asked about its networks at this moment."""
    hidden: bool = False
    """Selected, but filter or search leave it out of the list."""


def detail_of(row: Row, around: Surroundings, *, now: float) -> DetailView:
    """Put one row into words."""
    shown = show(row, now=now, team=around.team)
    trouble = words.trouble_of(row)
    told = words.sentence(trouble) if trouble is not None else None
    state, note = words.state_lines(row, now=now)
    provenance = provenance_of(row)
    return DetailView(
        key=row.key,
        name=shown.title,
        name_editable=row.state in _EDITABLE,
        kind=shown.kind,
        state=state,
        note=note,
        advice=told.advice if told is not None else "",
        sign=icons.icon(shown.state_icon, shown.state_tint),
        findings=_other_findings(row, trouble, provenance),
        summary=_summary(row),
        facts=tuple(_facts(row, around, provenance)),
        provenance=provenance,
        offers=offers_for((row,)),
        guessed=_guessed(row, around.team),
        link_for=link_wanted(row),
        verdicts=_verdicts(row, around),
        details=_details(row),
    )


def _other_findings(row: Row, told: Problem | Finding | None, provenance: Provenance) -> tuple[Finding, ...]:
    """All but the one that the state tells, and what is told as the link's story."""
    if row.report is None or row.state not in _EDITABLE:
        return ()
    elsewhere = {told.id if told is not None else "", *(MADE if provenance.text else ())}
    others = [finding for finding in row.report.findings if finding.id not in elsewhere]
    return tuple(sorted(others, key=lambda finding: list(Severity).index(finding.severity)))


def _verdicts(row: Row, around: Surroundings) -> Verdicts:
    can_ask = can_be_confirmed(row)
    lines = network_lines(row, team=around.team, checking=around.checking and can_ask)
    if not can_ask and all(line.standing is Standing.NOT_CHECKED for line in lines):
        return Verdicts()  # five times "not checked" says nothing
    return Verdicts(
        lines=lines,
        answered_at=row.verdicts_at,
        can_ask=can_ask,
        is_image=_mime_type(row).startswith("image/"),
    )


def _guessed(row: Row, team: tuple[str, ...]) -> Guessed | None:
    guess = guess_of(row, team)
    return Guessed(guess.networks, guess.basis) if guess is not None else None


def _mime_type(row: Row) -> str:
    return row.mime_type or (row.report.mime_type if row.report is not None else "")


def _summary(row: Row) -> str:
    """Type, size, length and frame on one line."""
    media = row.report.media if row.report is not None else None
    parts = [words.file_type(_mime_type(row))]
    if row.size_bytes:
        parts.append(words.size(row.size_bytes))
    if media is not None and media.duration_s:
        parts.append(words.duration(media.duration_s))
    if media is not None and media.width and media.height:
        parts.append(f"{media.width} {_TIMES} {media.height}")
    return " · ".join(part for part in parts if part)


def _facts(row: Row, around: Surroundings, provenance: Provenance) -> list[Fact]:
    facts = []
    if around.hidden:
        facts.append(Fact(_translate("Detail", "In the list"), _translate("Detail", "hidden by filter or search")))
    if row.media_id:
        facts.append(Fact(_translate("Detail", "Media id"), row.media_id, copy=row.media_id, is_id=True))
    if row.meant_for:
        facts.append(Fact(_translate("Detail", "Meant for"), _meant_for(row.meant_for)))
    if around.batch_name:
        facts.append(Fact(_translate("Detail", "Added with"), around.batch_name))
    if row.dealt_with_at is not None:
        facts.append(Fact(_translate("Detail", "Dealt with"), words.moment(row.dealt_with_at)))
    if row.upload_id and row.created_at:
        facts.append(Fact(_translate("Detail", "Added"), _added(row, around)))
    return [*facts, *_links(row, provenance)]


def _meant_for(networks: tuple[str, ...]) -> str:
    if is_meant_for_all(networks):
        return _translate("Detail", "wherever your team posts")
    return ", ".join(map(words.network, networks))


def _links(row: Row, provenance: Provenance) -> Iterator[Fact]:
    """What the person had, what was in it, what is sent."""
    if not provenance.is_made:
        yield Fact(_translate("Detail", "Link"), row.source, copy=row.source)
        return
    yield Fact(_translate("Detail", "Pasted as"), row.pasted, copy=row.pasted)
    if provenance.unwrapped:
        yield Fact(_translate("Detail", "Unwrapped"), provenance.unwrapped, copy=provenance.unwrapped)
    yield Fact(_translate("Detail", "Sent as"), row.source, copy=row.source)


def _added(row: Row, around: Surroundings) -> str:
    moment = words.moment(row.created_at)
    if row.created_by and around.me_id and row.created_by != around.me_id:
        return _translate("Detail", "{moment}, by a colleague").format(moment=moment)
    return moment


def _details(row: Row) -> str:
    """For support, in English and in the API's own words on purpose."""
    lines = [
        ("state", row.state.value),
        ("upload id", row.upload_id),
        ("status", row.upload_status),
        ("source", row.source),
        ("mime type", row.mime_type),
        ("size", f"{row.size_bytes} bytes" if row.size_bytes is not None else ""),
        ("downloaded", f"{row.downloaded_bytes} bytes" if row.upload_id else ""),
        ("attempts", str(row.attempts) if row.attempts else ""),
        ("last error", row.last_error),
        ("created by", row.created_by),
    ]
    return "\n".join(
        [
            *(f"{label}: {value}" for label, value in lines if value),
            *_trouble_lines(row.problem),
            *_report_lines(row),
            *_forecast_lines(row),
            *_verdict_lines(row.verdicts or ()),
        ]
    )


def _trouble_lines(problem: Problem | None) -> list[str]:
    if problem is None:
        return []
    return [f"problem: {problem.id} {_values(problem)}".rstrip(), *([problem.detail] if problem.detail else [])]


def _report_lines(row: Row) -> list[str]:
    if row.report is None:
        return []
    found = [
        f"{each.severity.value}: {each.id} {_values(each)} {each.detail}".rstrip() for each in row.report.findings
    ]
    return [*_media_lines(row.report.media), *found]


def _media_lines(media: MediaInfo | None) -> list[str]:
    if media is None:
        return []
    known = {name: getattr(media, name) for name in media.__struct_fields__}
    return [f"{name}: {value}" for name, value in known.items() if value not in (None, "", False)]


def _forecast_lines(row: Row) -> list[str]:
    """With the source of each figure, and what could not be seen."""
    lines = []
    for each in forecast_of(row):
        word = "usable" if each.is_valid else "refused"
        lines.append(f"forecast {each.network} as {each.placement}: {word}")
        lines += [
            f"  {found.severity.value}: {found.id} {_values(found)} {found.detail}".rstrip()
            for found in (*each.errors, *each.warnings, *each.advice)
        ]
        lines += [f"  not checked: {', '.join(each.unchecked)}"] if each.unchecked else []
    return lines


def _verdict_lines(verdicts: Sequence[NetworkVerdict]) -> list[str]:
    return [f"{each.network}: isValid={each.is_valid} {'; '.join(each.errors)}".rstrip() for each in verdicts]


def _values(remark: Problem | Finding) -> str:
    return " ".join(f"{name}={value}" for name, value in remark.values.items())
