"""Whether there is a display. To be asked before Qt is loaded, which ends the process where there is none."""

import os
import sys

from oktodesk.problems import LocalTrouble

_PLATFORM = "QT_QPA_PLATFORM"


def require_display() -> None:
    """Raise ``LocalTrouble`` (``no_display``) where no window can be opened."""
    if not _has_display() and not os.environ.get(_PLATFORM):
        raise LocalTrouble("no_display")


def paint_in_memory_without_display() -> None:
    """Let Qt paint into memory where there is no display, unless somebody chose otherwise."""
    if not _has_display():
        os.environ.setdefault(_PLATFORM, "offscreen")


def _has_display() -> bool:
    is_unix_desktop = sys.platform not in {"win32", "darwin"}
    return not is_unix_desktop or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
