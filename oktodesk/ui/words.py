"""The words on screen in one place: networks, headings and types of file here, the rest from its own module.

API words (pending, HEAD, MIME) appear nowhere here; they belong under Details.
"""

from PySide6.QtCore import QCoreApplication

from oktodesk.media.naming import shown_type
from oktodesk.ui.formats import (
    ago,
    countdown,
    day_heading,
    duration,
    moment,
    moment_exact,
    number,
    percent,
    rate,
    size,
    size_like,
    speed,
    time_left,
)
from oktodesk.ui.sentences import sentence, title
from oktodesk.ui.state_words import (
    aside,
    can_be_used_up,
    is_doubtful,
    pace_words,
    progress,
    progress_words,
    state_icon,
    state_lines,
    state_note,
    state_sentence,
    state_word,
    trouble_of,
    wait_reason,
    wait_words,
)

__all__ = [
    "ago",
    "aside",
    "can_be_used_up",
    "countdown",
    "day_heading",
    "duration",
    "file_type",
    "is_doubtful",
    "moment",
    "moment_exact",
    "network",
    "number",
    "pace_words",
    "percent",
    "progress",
    "progress_words",
    "rate",
    "section_heading",
    "sentence",
    "size",
    "size_like",
    "speed",
    "state_icon",
    "state_lines",
    "state_note",
    "state_sentence",
    "state_word",
    "time_left",
    "title",
    "trouble_of",
    "wait_reason",
    "wait_words",
]

_NETWORKS = {"twitter": "X (Twitter)", "youtube": "YouTube", "linkedin": "LinkedIn"}
_translate = QCoreApplication.translate


def network(key: str) -> str:
    """A network's name as people write it; unknown ones as the API spells them."""
    return _NETWORKS.get(key.casefold(), key)


def file_type(mime_type: str) -> str:
    """``MP4 video``, ``PNG image``, ``PDF``; other types as they are."""
    kind, _, name = mime_type.partition("/")
    name = name.upper().removeprefix("X-")
    match kind:
        case "video":
            known = shown_type(mime_type)  # as the sentences about it call it
            return _translate("Words", "{type} video").format(type=name if "/" in known else known)
        case "image":
            return _translate("Words", "{type} image").format(type=name)
        case _:
            return "PDF" if name == "PDF" else mime_type


def section_heading(section_id: str, *, now: float | None = None) -> str:
    """The heading of a section of the list; a day's id is its local ISO date."""
    match section_id:
        case "new":
            return _translate("Words", "New")
        case "needs_you":
            return _translate("Words", "Needs you")
        case "on_its_way":
            return _translate("Words", "On its way")
        case _:
            return day_heading(section_id, now=now)
