"""The one sink that tells the person, and writes the same to the log.

*Standing* notices say how things are (offline, locked out) and go by themselves; *passing* ones say what just
happened and stay until they are closed or replaced.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, Signal

from oktodesk.problems import Finding, OktodeskError, Problem
from oktodesk.system.logs import redact
from oktodesk.ui import words

_log = logging.getLogger(__name__)


class Tone(StrEnum):
    """How loud a notice is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Help(StrEnum):
    """The one button a notice may have besides closing it."""

    NONE = ""
    CONNECT = "connect"
    COPY_DETAILS = "copy_details"
    RESUME = "resume"
    UNDO_REMOVE = "undo_remove"
    SHOW_REJECTS = "show_rejects"
    REFRESH = "refresh"


class Notice(msgspec.Struct, frozen=True):
    """One message, ready to be read. ``id``: a later one with the same id takes its place."""

    id: str
    title: str
    advice: str = ""
    detail: str = ""
    tone: Tone = Tone.INFO
    help: Help = Help.NONE
    until: float | None = None
    """Unix seconds up to which a countdown runs; the notice ends there by itself."""
    closable: bool = True
    keys: tuple[int, ...] = ()
    """The rows it is about."""


def notice_of(problem: Problem | Finding, *, tone: Tone = Tone.ERROR, help_: Help = Help.NONE) -> Notice:
    """A notice with the catalogue's words for ``problem``."""
    told = words.sentence(problem)
    offered = Help.COPY_DETAILS if help_ is Help.NONE and told.detail else help_
    return Notice(id=told.id, title=told.title, advice=told.advice, detail=told.detail, tone=tone, help=offered)


class Notices(QObject):
    """What is to be told at this moment, the standing ones first."""

    changed = Signal()

    def __init__(
        self, parent: QObject | None = None, *, unexpected: Callable[[str, BaseException], None] | None = None
    ) -> None:
        """``unexpected`` takes what nobody foresaw; without it that is told here too."""
        super().__init__(parent)
        self._unexpected = unexpected
        self._standing: tuple[Notice, ...] = ()
        self._passing: tuple[Notice, ...] = ()

    @property
    def shown(self) -> tuple[Notice, ...]:
        """All of them, in the order in which they are to be read."""
        return self._standing + self._passing

    def tell(self, notice: Notice) -> None:
        """Say it, in place of an earlier one with the same id."""
        _log.log(_LEVELS[notice.tone], "told: %s: %s %s", notice.id, notice.title, notice.detail)
        self._passing = (*(each for each in self._passing if each.id != notice.id), notice)
        self.changed.emit()

    def tell_problem(self, problem: Problem, *, tone: Tone = Tone.ERROR, help_: Help = Help.NONE) -> None:
        """Say what the catalogue says of ``problem``."""
        self.tell(notice_of(problem, tone=tone, help_=help_))

    def tell_failure(self, task: str, failure: BaseException) -> None:
        """The sink of a task scope: expected errors in their own words, others as *unexpected* with a trace."""
        if isinstance(failure, OktodeskError):
            self.tell_problem(failure.problem)
            return
        if self._unexpected is not None:
            self._unexpected(task, failure)
            return
        _log.error("%s failed", task, exc_info=failure)
        trace = redact("".join(traceback.format_exception(failure)))
        self.tell_problem(Problem("unexpected", {}, f"{task}\n{trace}"))

    def set_standing(self, standing: Sequence[Notice]) -> None:
        """Replace the standing ones; logged only where they are new."""
        for notice in standing:
            if notice.id not in {each.id for each in self._standing}:
                _log.info("standing: %s: %s", notice.id, notice.title)
        if tuple(standing) != self._standing:
            self._standing = tuple(standing)
            self.changed.emit()

    def close(self, notice_id: str) -> None:
        """The person has read it."""
        self._passing = tuple(each for each in self._passing if each.id != notice_id)
        self.changed.emit()


_LEVELS = {Tone.INFO: logging.INFO, Tone.WARNING: logging.WARNING, Tone.ERROR: logging.ERROR}
