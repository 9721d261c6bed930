"""What a drop held, where it was not simply links: said so that the counts add up."""

from PySide6.QtCore import QCoreApplication

from oktodesk.media.report import Intake
from oktodesk.problems import Problem
from oktodesk.ui.notices import Help, Notice, Tone, notice_of

NOTICE_ID = "intake"
_translate = QCoreApplication.translate


def intake_notice(intake: Intake, *, here: int = 0) -> Notice | None:
    """What is to be told about a drop; None: it held links and nothing else.

    ``here``: how many more links it held that lie here unsent already, and were not taken again.
    """
    if not intake.links and not intake.rejects and not here:
        return _same_place(notice_of(Problem("nothing_dropped"), tone=Tone.WARNING))
    if not intake.links and len(intake.rejects) == 1 and not here:
        return _same_place(notice_of(intake.rejects[0].problem, tone=Tone.WARNING))
    pages = sum(not link.looks_like_media for link in intake.links)
    if not (intake.rejects or intake.merged or pages or here):
        return None
    return Notice(
        id=NOTICE_ID,
        title="; ".join(_counts(intake, pages, here)),
        advice=_translate("Intake", "Page links are listed too, but not ticked.") if pages else "",
        tone=Tone.WARNING if intake.rejects else Tone.INFO,
        help=Help.SHOW_REJECTS if intake.rejects else Help.NONE,
    )


def _counts(intake: Intake, pages: int, here: int) -> list[str]:
    links, rejects = len(intake.links), len(intake.rejects)
    parts = [_translate("Intake", "%n link(s) taken", "", links)]
    if pages:
        parts.append(_translate("Intake", "%n of them page link(s)", "", pages))
    if here:
        parts.append(_translate("Intake", "%n in the list already, not sent yet", "", here))
    if intake.merged:
        parts.append(_translate("Intake", "%n double(s) merged", "", intake.merged))
    if rejects:
        parts.append(_translate("Intake", "%n could not be used", "", rejects))
    return parts


def _same_place(notice: Notice) -> Notice:
    """A later drop's message takes the place of an earlier one's."""
    return Notice(NOTICE_ID, notice.title, notice.advice, notice.detail, notice.tone, notice.help)
