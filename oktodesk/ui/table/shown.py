"""A row as the table shows it: every text put together once, so that painting only paints."""

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication

from oktodesk.ui import words
from oktodesk.ui.detail.verdicts import NetworkLine
from oktodesk.ui.icons import Tint
from oktodesk.ui.table.marks import Mark, lines_of, marks_of, spelled_out, summary
from oktodesk.ui.titles import bare, title_of
from oktodesk.uploads.rows import NEW_STATES, Row, State, Wait

_translate = QCoreApplication.translate

_TINTS: dict[State, Tint] = {
    State.UNCHECKED: "secondary",
    State.CHECKING: "secondary",
    State.NEEDS_YOU: "warning",
    State.READY: "accent",
    State.WAITING: "secondary",
    State.SENDING: "accent",
    State.UNSURE: "warning",
    State.REFUSED: "bad",
    State.PENDING: "accent",
    State.COMPLETE: "good",
    State.FAILED: "bad",
    State.DROPPED: "secondary",
}
_SUFFIXES = {
    "mp4": "kind-video",
    "mov": "kind-video",
    "m4v": "kind-video",
    "png": "kind-image",
    "jpg": "kind-image",
    "jpeg": "kind-image",
    "gif": "kind-image",
    "pdf": "kind-pdf",
}


class ShownRow(msgspec.Struct, frozen=True):
    """One row in words and signs."""

    row: Row
    title: str
    link: str
    """The line beneath the title; empty where the title is the link."""
    kind: str
    """The icon for the kind of file."""
    state: str
    state_icon: str
    state_tint: Tint
    note: str
    """The line beneath the state."""
    share: float | None
    """How much is fetched, 0 to 1; None: nothing is being fetched, or the size is unknown."""
    fetched: str
    """The same in words; empty unless it is being fetched."""
    size: str
    marks: tuple[Mark, ...]
    added: str

    @property
    def is_new(self) -> bool:
        """Whether it belongs to the NEW section, where rows are ticked and edited."""
        return is_new(self.row)

    @property
    def can_tick(self) -> bool:
        """Whether a tick decides anything: what needs the person is sent by its own button or not at all."""
        return self.is_new and self.row.state is not State.NEEDS_YOU


def is_new(row: Row) -> bool:
    """Taken in and never added; a link that was added before keeps its batch."""
    return row.state in NEW_STATES and not row.batch_id


def show(row: Row, *, now: float, team: Sequence[str]) -> ShownRow:
    """Put a row into words. ``team``: the networks the team uses; empty: all."""
    link, title = bare(row.source), title_of(row)
    is_fetched = row.state is State.PENDING
    lines = lines_of(row, team)
    return ShownRow(
        row=row,
        title=title,
        link=link if title != link else "",
        kind=kind_of(row, title),
        state=_state(row, now),
        state_icon=words.state_icon(row),
        state_tint=_tint(row),
        note=_note(row, lines, now),
        share=words.progress(row) if is_fetched else None,
        fetched=words.progress_words(row) if is_fetched else "",
        size=words.size(row.size_bytes) if row.size_bytes else "",
        marks=marks_of(row, lines),
        added=words.ago(row.created_at, now=now) if row.created_at else "",
    )


def kind_of(row: Row, title: str) -> str:
    """The icon for what a link holds, by its type, else by the ending of its name."""
    mime_type = row.mime_type or (row.report.mime_type if row.report is not None else "")
    match mime_type.partition("/")[0]:
        case "video":
            return "kind-video"
        case "image":
            return "kind-image"
    if mime_type == "application/pdf":
        return "kind-pdf"
    return _SUFFIXES.get(title[-8:].rpartition(".")[2].casefold(), "kind-link")


def state_tip(row: Row, *, now: float) -> str:
    """What the state means, and what to do about it."""
    trouble = words.trouble_of(row)
    lines = [words.state_sentence(row, now=now)]
    if trouble is not None:
        lines.append(words.sentence(trouble).advice)
    lines.append(words.aside(row))
    return "\n".join(line for line in lines if line)


def row_sentence(shown: ShownRow, *, now: float, team: Sequence[str]) -> str:
    """The whole row as a screen reader says it."""
    networks = ", ".join(spelled_out(lines_of(shown.row, team))) if shown.marks else ""
    state = words.state_sentence(shown.row, now=now)
    parts = (shown.title, state, words.aside(shown.row), shown.size, networks, shown.added)
    return ". ".join(part for part in parts if part)


def _tint(row: Row) -> Tint:
    if (row.stalled_since is not None and row.state is State.PENDING) or words.is_doubtful(row):
        return "warning"
    if row.dealt_with_at is not None:
        return "secondary"
    return _TINTS[row.state]


def _state(row: Row, now: float) -> str:
    if row.state is State.WAITING and row.wait_until is not None and row.wait is not Wait.GRACE:
        time = words.moment(row.wait_until, now=now)
        return _translate("Words", "Waiting, about {time}").format(time=time)
    return words.state_word(row.state)


def _note(row: Row, lines: Sequence[NetworkLine], now: float) -> str:
    match row.state:
        case State.COMPLETE:
            return summary(lines)
        case State.READY if words.trouble_of(row) is None:
            return summary(lines) or (_translate("Words", "Checked") if row.report is not None else "")
        case State.PENDING:
            return _pace(row, now)
        case State.WAITING:
            return words.wait_reason(row)
        case _:
            return _trouble(row, now)


def _trouble(row: Row, now: float) -> str:
    if row.state is State.UNSURE and row.problem is not None and row.problem.id == "unsure":
        return ""  # the state's own words say it
    return words.state_note(row, now=now)


def _pace(row: Row, now: float) -> str:
    """The time left is enough for a list; the speed is in the tooltip and in the panel."""
    if row.stalled_since is not None or row.eta_s is None:
        return words.pace_words(row, now=now)
    return words.time_left(row.eta_s)
