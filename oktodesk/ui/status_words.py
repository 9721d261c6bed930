"""What the bottom line and the standing notices say, read from the engine's status."""

from PySide6.QtCore import QCoreApplication

from oktodesk.problems import Problem
from oktodesk.ui import words
from oktodesk.ui.notices import Help, Notice, Tone, notice_of
from oktodesk.ui.status_line import Leave, StatusWords
from oktodesk.uploads.status import EngineStatus

_translate = QCoreApplication.translate


def status_words(status: EngineStatus, *, connected: bool, practice: bool, now: float) -> StatusWords:
    """Whether the person may go, what goes on, and whose key is in use."""
    leave, sentence = _leaving(status, connected=connected, now=now)
    return StatusWords(
        leave=leave,
        sentence=sentence,
        account=_account(status, connected=connected, practice=practice),
        progress=_progress(status),
    )


def no_refresh_words(status: EngineStatus, *, connected: bool) -> str:
    """Why asking Oktopost for news can't be done from here; empty: it can."""
    if not connected:
        return _translate("Status", "Connect to Oktopost to see what is in your account")
    return "" if status.is_sender else other_sender_words()


def other_sender_words() -> str:
    """Why this window neither sends nor asks, and who does."""
    return _translate("Status", "Another oktodesk sends and refreshes for this account; this window follows it")


def standing_notices(status: EngineStatus, *, now: float) -> tuple[Notice, ...]:
    """How things are between this computer and Oktopost, the gravest first."""
    notices = []
    if status.account is not None:
        notices.append(_standing(status.account, Tone.ERROR, Help.CONNECT))
    if status.locked_until is not None and status.locked_until > now:
        notices.append(_standing(Problem("locked_out"), Tone.WARNING, until=status.locked_until))
    elif status.offline is not None:
        notices.append(_standing(status.offline, Tone.WARNING, Help.REFRESH))
    if not status.is_sender:
        notices.append(_standing(Problem("other_sender"), Tone.INFO))
    if status.paused:
        notices.append(_standing(Problem("wait_paused"), Tone.INFO, Help.RESUME))
    return tuple(notices)


def _standing(problem: Problem, tone: Tone, help_: Help = Help.NONE, *, until: float | None = None) -> Notice:
    told = notice_of(problem, tone=tone, help_=help_)
    return Notice(
        id=told.id,
        title=told.title,
        advice=told.advice,
        detail=told.detail,
        tone=tone,
        help=told.help,
        until=until,
        closable=False,
    )


def _leaving(status: EngineStatus, *, connected: bool, now: float) -> tuple[Leave, str]:
    if status.in_line:
        return Leave.NOT_YET, _still_here(status, now=now)
    if not status.is_counted:
        return Leave.UNKNOWN, ""
    if status.new or status.back:
        return Leave.UNKNOWN, _left_here(status, connected=connected)
    if not connected:
        return Leave.UNKNOWN, _translate("Status", "Ready for links")
    return Leave.YES, _translate("Status", "Everything is with Oktopost: you can close this computer")


def _left_here(status: EngineStatus, *, connected: bool) -> str:
    """What stays here until the person does something about it; closing the computer harms none of it."""
    if not connected:
        return _translate("Status", "%n new link(s) not added yet", "", status.new)
    if status.back:
        here = status.new + status.back
        return _translate("Status", "%n link(s) not sent; everything else is with Oktopost", "", here)
    return _translate("Status", "%n new link(s) not added yet; everything else is with Oktopost", "", status.new)


def _still_here(status: EngineStatus, *, now: float) -> str:
    here = _translate("Status", "%n link(s) still here", "", status.in_line)
    return _translate("Status", "{links}: {what}").format(links=here, what=_what_they_wait_for(status, now=now))


def _what_they_wait_for(status: EngineStatus, *, now: float) -> str:
    if status.account is not None:
        return _translate("Status", "connect so that they can be sent")
    if 0 < status.in_line <= status.held:
        return _translate("Status", "held back until you choose Go on")
    if status.paused:
        return _translate("Status", "sending is paused")
    if status.offline is not None:
        return _translate("Status", "keep oktodesk open until the connection is back")
    until = status.last_send_at_estimate
    if until is None or until <= now + 60:
        return _translate("Status", "keep oktodesk open for a moment")
    moment = words.moment(until, now=now)
    return _translate("Status", "keep oktodesk open until about {moment}").format(moment=moment)


def _account(status: EngineStatus, *, connected: bool, practice: bool) -> str:
    if practice:
        return _translate("Status", "Practice mode")
    if not connected or status.account is not None:
        return _translate("Status", "Not connected")
    if status.me is None:
        away = status.offline is not None or status.locked_until is not None
        return _translate("Status", "Not connected") if away else _translate("Status", "Connecting…")
    return _translate("Status", "Connected with {user}'s key").format(user=status.me.user_name)


def _progress(status: EngineStatus) -> str:
    if status.syncing is None:
        return ""
    known = words.number(status.syncing.known)
    if status.syncing.total is None:
        return _translate("Status", "Reading your account: {known}").format(known=known)
    total = words.number(status.syncing.total)
    return _translate("Status", "Reading your account: {known} of {total}").format(known=known, total=total)
