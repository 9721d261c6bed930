"""Rows that were never painted are painted in turns, so that a screen full of new links holds nobody up.

Fonts, signs and words of a first painting take several times as long as later ones.
"""

import time
from typing import cast

from PySide6.QtGui import QBackingStore, QPainter
from PySide6.QtWidgets import QWidget

TURN_S = 0.006
"""Less than half a frame: header, strip and filters are painted in the same one."""
CHANGED_A_TURN = 6
"""Rows on the screen. Twelve checks that run side by side have their answers at the same time."""
_MOST_KNOWN = 20_000


class PaintingTurns:
    """What one painting still gets to. It leaves out no row that was painted before: that would blink."""

    def __init__(self) -> None:
        self._known: set[int] = set()
        self._ends_at = 0.0
        self._waits = False

    def begin(self, *, waits: bool) -> None:
        """A painting begins. ``waits``: there was one already since the last turn, and it gets to no new row."""
        self._ends_at = time.perf_counter() + TURN_S
        self._waits = waits

    def gets_to(self, number: int) -> bool:
        """Whether the new row with this number, from 0, is painted in this one; else it comes in the next."""
        return not self._waits and (number == 0 or time.perf_counter() < self._ends_at)

    def is_new(self, key: int | None) -> bool:
        """Whether a row was never painted; None is no row."""
        return key is not None and key not in self._known

    def painted(self, key: int | None) -> None:
        """From now on the row is painted at once."""
        if key is not None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known.add(key)


def paints_screen(painter: QPainter, painted: QWidget) -> bool:
    """Whether the painting under way is seen at once, and is no picture that somebody takes of the widget."""
    store = cast("QBackingStore | None", painted.window().backingStore())  # None before the window was shown
    return store is not None and painter.paintEngine().paintDevice() is store.paintDevice()
