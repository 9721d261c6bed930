"""Problems and findings in the person's language and units."""

from PySide6.QtCore import QCoreApplication

from oktodesk.problems import Finding, Problem
from oktodesk.problems.render import Sentence, render
from oktodesk.ui.formats import LocaleFormats

_FORMATS = LocaleFormats()


def sentence(problem: Problem | Finding) -> Sentence:
    """What happened, what to do, whose side."""
    return render(problem, translate=_translated, formats=_FORMATS)


def title(problem: Problem | Finding) -> str:
    """Only what happened, for a line in the list."""
    return sentence(problem).title


def _translated(english: str) -> str:
    return QCoreApplication.translate("problems", english)
