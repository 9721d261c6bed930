"""What a row says about itself: the word for its state, the line beneath it, one sentence with both."""

from PySide6.QtCore import QCoreApplication

from oktodesk.problems import Finding, Problem
from oktodesk.problems.values import QT_TRANSLATE_NOOP
from oktodesk.ui.formats import duration, moment, percent, size, speed, time_left
from oktodesk.ui.sentences import title
from oktodesk.uploads.rows import NEW_STATES, Row, State, Wait

_translate = QCoreApplication.translate

_WORDS = {
    State.UNCHECKED: QT_TRANSLATE_NOOP("Words", "Checking"),
    State.CHECKING: QT_TRANSLATE_NOOP("Words", "Checking"),
    State.NEEDS_YOU: QT_TRANSLATE_NOOP("Words", "Needs you"),
    State.READY: QT_TRANSLATE_NOOP("Words", "Not sent yet"),
    State.WAITING: QT_TRANSLATE_NOOP("Words", "Waiting"),
    State.SENDING: QT_TRANSLATE_NOOP("Words", "Handing over"),
    State.UNSURE: QT_TRANSLATE_NOOP("Words", "Making sure Oktopost has it"),
    State.REFUSED: QT_TRANSLATE_NOOP("Words", "Not accepted"),
    State.PENDING: QT_TRANSLATE_NOOP("Words", "Being fetched"),
    State.COMPLETE: QT_TRANSLATE_NOOP("Words", "In Oktopost"),
    State.FAILED: QT_TRANSLATE_NOOP("Words", "Failed"),
    State.DROPPED: QT_TRANSLATE_NOOP("Words", "Removed"),
}
_ICONS = {
    State.UNCHECKED: "state-checking",
    State.CHECKING: "state-checking",
    State.NEEDS_YOU: "state-needs-you",
    State.READY: "state-ready",
    State.WAITING: "state-waiting",
    State.SENDING: "state-sending",
    State.UNSURE: "state-unsure",
    State.REFUSED: "state-refused",
    State.PENDING: "state-pending",
    State.COMPLETE: "state-complete",
    State.FAILED: "state-failed",
    State.DROPPED: "state-dropped",
}
_WAITS = {
    Wait.NONE: QT_TRANSLATE_NOOP("Words", "In line"),
    Wait.GRACE: QT_TRANSLATE_NOOP("Words", "Sent in a few seconds"),
    Wait.ORDER: QT_TRANSLATE_NOOP("Words", "In line"),
    Wait.ALLOWANCE: QT_TRANSLATE_NOOP("Words", "For the daily allowance"),
    Wait.CALLS: QT_TRANSLATE_NOOP("Words", "For Oktopost's call limit"),
    Wait.OFFLINE: QT_TRANSLATE_NOOP("Words", "For the connection to Oktopost"),
    Wait.ACCOUNT: QT_TRANSLATE_NOOP("Words", "For you to connect"),
    Wait.PAUSED: QT_TRANSLATE_NOOP("Words", "Sending is paused"),
    Wait.HELD: QT_TRANSLATE_NOOP("Words", "Held back by you"),
}
_USED_UP = "one_time_link"


def state_word(state: State) -> str:
    """The word for a state, as in the filters and the list."""
    return _translate("Words", _WORDS[state])


def state_icon(row: Row) -> str:
    """The name of the sign for a row's state; a stalled, paused or doubtful one has its own."""
    if row.state is State.PENDING and row.stalled_since is not None:
        return "state-stalled"
    if row.state is State.WAITING and row.wait in {Wait.PAUSED, Wait.HELD}:
        return "state-paused"
    if is_doubtful(row):
        return "warning"
    return _ICONS[row.state]


def trouble_of(row: Row) -> Problem | Finding | None:
    """What a row complains about: its own problem, a fetch that stands still, else the worst its check found."""
    if row.problem is not None:
        return row.problem
    if row.state is State.PENDING and row.stalled_since is not None:
        return Problem("stalled")
    return row.report.worst if row.report is not None and row.state in NEW_STATES else None


def is_doubtful(row: Row) -> bool:
    """Whether it can be sent, and its check warns of something."""
    return row.state is State.READY and trouble_of(row) is not None


def can_be_used_up(row: Row) -> bool:
    """Whether its host deletes a file once it was fetched: each check may be the one time."""
    return row.report is not None and any(finding.id == _USED_UP for finding in row.report.findings)


def aside(row: Row) -> str:
    """What is said of a link that is not sent yet although something worse is told of it; mostly nothing."""
    trouble = trouble_of(row)
    if row.state not in NEW_STATES or not can_be_used_up(row) or (trouble is not None and trouble.id == _USED_UP):
        return ""
    return _translate("Words", "Can be fetched only once: each check may use it up")


def progress(row: Row) -> float | None:
    """How much of the file Oktopost has fetched, 0 to 1; None where the size is unknown."""
    if not row.size_bytes:
        return None
    return min(1.0, max(0.0, row.downloaded_bytes / row.size_bytes))


def progress_words(row: Row) -> str:
    """``71 %``, or how many bytes there are where the size is unknown."""
    share = progress(row)
    return percent(share) if share is not None else size(row.downloaded_bytes)


def pace_words(row: Row, *, now: float) -> str:
    """Time left and speed while being fetched, or since when nothing came; empty: not known yet."""
    if row.stalled_since is not None:
        return _translate("Words", "no byte for {time}").format(time=duration(max(0.0, now - row.stalled_since)))
    parts = []
    if row.eta_s is not None:
        parts.append(time_left(row.eta_s))
    if row.speed_bytes_s:
        parts.append(speed(row.speed_bytes_s))
    return " · ".join(parts)


def wait_reason(row: Row) -> str:
    """Why a confirmed link is still here."""
    return _translate("Words", _WAITS[row.wait])


def wait_words(row: Row, *, now: float | None = None) -> str:
    """Why a confirmed link is still here, and until about when."""
    reason = wait_reason(row)
    if row.wait_until is None or row.wait is Wait.GRACE:
        return reason
    until = moment(row.wait_until, now=now)
    return _translate("Words", "{reason}, about {time}").format(reason=reason, time=until)


def state_note(row: Row, *, now: float) -> str:
    """The line beneath the word: a reason, a wait or the pace; empty where there is nothing to add."""
    match row.state:
        case State.WAITING:
            return wait_words(row, now=now)
        case State.PENDING:
            return pace_words(row, now=now)
        case State.READY | State.NEEDS_YOU | State.REFUSED | State.FAILED | State.UNSURE:
            trouble = trouble_of(row)
            note = title(trouble) if trouble is not None else row.last_error
            return _dealt_with(note) if row.dealt_with_at is not None else note
        case _:
            return ""


def _dealt_with(reason: str) -> str:
    if not reason:
        return _translate("Words", "Dealt with")
    return _translate("Words", "Dealt with · {reason}").format(reason=reason)


def state_lines(row: Row, *, now: float) -> tuple[str, str]:
    """State and note as two lines, for the panel."""
    if row.state is State.COMPLETE and row.modified_at is not None:
        return state_sentence(row, now=now), ""
    note = state_note(row, now=now)
    if row.state is State.PENDING:
        note = " · ".join(part for part in (progress_words(row), note) if part)
    return state_word(row.state), note


def state_sentence(row: Row, *, now: float) -> str:
    """Word and note in one line, for tooltips and for screen readers."""
    word = state_word(row.state)
    if row.state is State.COMPLETE and row.modified_at is not None:
        return _translate("Words", "In Oktopost since {time}").format(time=moment(row.modified_at, now=now))
    if row.state is State.PENDING:
        pace = state_note(row, now=now)
        return ", ".join(part for part in (word, progress_words(row), pace) if part)
    note = state_note(row, now=now)
    return _translate("Words", "{state}: {note}").format(state=word, note=note) if note else word
