"""The sign of a row's state, in the colour that repeats what its shape says."""

from PySide6.QtGui import QIcon

from oktodesk.ui import icons, words
from oktodesk.uploads.rows import Row, State

_TINTS: dict[State, icons.Tint] = {
    State.NEEDS_YOU: "warning",
    State.UNSURE: "warning",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.SENDING: "accent",
    State.PENDING: "accent",
    State.COMPLETE: "good",
}


def state_sign(row: Row) -> QIcon:
    """The icon of the row's state; dealt-with failures no longer shout."""
    tint = _TINTS.get(row.state, "secondary")
    if row.stalled_since is not None:
        tint = "warning"
    if row.dealt_with_at is not None:
        tint = "secondary"
    return icons.icon(words.state_icon(row), tint)
