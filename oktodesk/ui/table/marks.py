"""Which sign a network gets in a row, and how the networks of a row read in words."""

from collections.abc import Sequence
from enum import StrEnum

import msgspec
from PySide6.QtCore import QCoreApplication

from oktodesk.ui import words
from oktodesk.ui.detail.verdicts import Basis, NetworkLine, Standing, network_lines
from oktodesk.uploads.rows import Row, State

_translate = QCoreApplication.translate


class MarkLook(StrEnum):
    """How a network's sign is drawn; what stands beneath it tells them apart without colour."""

    USABLE = "usable"
    """Green, on a line."""
    REFUSED = "refused"
    """Red, over a cross."""
    EXPECTED_USABLE = "expected_usable"
    """Grey, on green dots."""
    EXPECTED_DOUBTFUL = "expected_doubtful"
    """Grey, over an exclamation mark: our check has something to say."""
    EXPECTED_REFUSED = "expected_refused"
    """Grey, over a red cross."""
    CHECKING = "checking"
    """Pale, on one dot."""
    NOT_CHECKED = "not_checked"
    """Pale, nothing beneath."""
    UNWANTED = "unwanted"
    """Hardly visible: the team does not use it, or the link is not meant for it."""


class Mark(msgspec.Struct, frozen=True):
    """One network of one row."""

    network: str
    look: MarkLook


_LOOKS = {
    (Standing.USABLE, Basis.CONFIRMED): MarkLook.USABLE,
    (Standing.REFUSED, Basis.CONFIRMED): MarkLook.REFUSED,
    (Standing.USABLE, Basis.EXPECTED): MarkLook.EXPECTED_USABLE,
    (Standing.REFUSED, Basis.EXPECTED): MarkLook.EXPECTED_REFUSED,
}
_BEING_CHECKED = frozenset({State.UNCHECKED, State.CHECKING})
_NO_FILE = frozenset({State.NEEDS_YOU, State.REFUSED, State.FAILED, State.DROPPED})
"""In these states networks matter only where something is known already."""


def lines_of(row: Row, team: Sequence[str]) -> tuple[NetworkLine, ...]:
    """What is known of each network, as in the panel."""
    return network_lines(row, team=team, checking=row.state in _BEING_CHECKED)


def marks_of(row: Row, lines: Sequence[NetworkLine]) -> tuple[Mark, ...]:
    """The signs of a row; none where nothing is known and nothing will be."""
    if all(line.basis is Basis.NONE for line in lines) and (row.state in _NO_FILE or _is_still(row)):
        return ()
    return tuple(Mark(line.network, _look(line)) for line in lines)


def _is_still(row: Row) -> bool:
    """Oktopost validates videos only."""
    mime_type = row.mime_type or (row.report.mime_type if row.report is not None else "")
    return mime_type.startswith(("image/", "application/"))


def _look(line: NetworkLine) -> MarkLook:
    if not line.wanted:
        return MarkLook.UNWANTED
    look = _LOOKS.get((line.standing, line.basis), MarkLook.NOT_CHECKED)
    if line.standing is Standing.CHECKING:
        return MarkLook.CHECKING
    return MarkLook.EXPECTED_DOUBTFUL if look is MarkLook.EXPECTED_USABLE and line.findings else look


def summary(lines: Sequence[NetworkLine]) -> str:
    """The networks in a few words: who refuses, else that all take it; empty where nothing is known."""
    wanted = [line for line in lines if line.wanted]
    confirmed = [line for line in wanted if line.basis is Basis.CONFIRMED]
    known = confirmed or [line for line in wanted if line.basis is Basis.EXPECTED]
    refusing = ", ".join(words.network(line.network) for line in known if line.standing is Standing.REFUSED)
    if not known:
        return ""
    if confirmed:
        return _refused(refusing) if refusing else _translate("Words", "Usable")
    if refusing:
        return _translate("Words", "Expected refused by {networks}").format(networks=refusing)
    return _translate("Words", "Checked, expected usable")


def _refused(networks: str) -> str:
    return _translate("Words", "Refused by {networks}").format(networks=networks)


def spelled_out(lines: Sequence[NetworkLine]) -> tuple[str, ...]:
    """A few words for each network that matters, for tooltips and screen readers."""
    return tuple(f"{words.network(line.network)}: {_standing_words(line)}" for line in lines if line.wanted)


def _standing_words(line: NetworkLine) -> str:
    match line.standing, line.basis:
        case Standing.CHECKING, _:
            return _translate("Words", "checking")
        case Standing.USABLE, Basis.CONFIRMED:
            return _translate("Words", "usable, confirmed by Oktopost")
        case Standing.REFUSED, Basis.CONFIRMED:
            return _translate("Words", "refused, confirmed by Oktopost")
        case Standing.USABLE, Basis.EXPECTED:
            return _translate("Words", "usable (expected)")
        case Standing.REFUSED, Basis.EXPECTED:
            return _translate("Words", "refused (expected)")
        case _:
            return _translate("Words", "not checked")
