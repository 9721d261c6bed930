"""Problems and findings as values: they can be stored, compared, sent as JSON and translated later."""

from enum import StrEnum

import msgspec

Value = str | int | float
"""A named value in a problem. The name's ending gives the unit: ``_bytes``, ``_s`` (seconds), ``_at`` (Unix
seconds, UTC), ``_bps`` (bits per second), ``_px``; no ending: shown as it is."""


class Side(StrEnum):
    """Whose side a problem is on, so that the person knows whom to ask."""

    COMPUTER = "this computer"
    NETWORK = "the company's network"
    HOST = "the file's host"
    OKTOPOST = "Oktopost"


class Remedy(StrEnum):
    """The class of a problem: the one thing that helps. Buttons follow it."""

    RETRY = "retry"
    FIX_LINK = "fix-link"
    FIX_FILE = "fix-file"
    WAIT = "wait"
    SIGN_IN = "sign-in"


class Severity(StrEnum):
    """How much a finding matters. Only ``ERROR`` keeps a link back, and a person may overrule even that."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Problem(msgspec.Struct, frozen=True, gc=False):
    """Something that went wrong: an id of the catalogue, the values its sentences name, technical detail."""

    id: str
    values: dict[str, Value] = {}
    detail: str = ""


class Finding(msgspec.Struct, frozen=True, gc=False):
    """A remark on a link or on what it holds."""

    id: str
    severity: Severity
    values: dict[str, Value] = {}
    detail: str = ""

    @property
    def problem(self) -> Problem:
        """The same remark as a problem, for rows that end in it."""
        return Problem(self.id, self.values, self.detail)


class Text(msgspec.Struct, frozen=True):
    """One entry of the catalogue: English templates with ``{value}`` fields, the usual side, the remedy."""

    title: str
    advice: str
    side: Side
    remedy: Remedy


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802, ARG001 - the name that lupdate looks for
    """Mark a text for translation; the window translates it when it shows it."""
    return text
