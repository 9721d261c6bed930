"""Python's garbage collector in the window's thread alone.

Left to itself it runs in whatever thread makes the next object: the store's, for one. What a closed panel or sheet
left behind in a circle is then destroyed there, and Qt's own objects with it, under the hands of the window: it
crashes. calibre and novelWriter collect by a timer, too (https://github.com/saga-soft/novelWriter/pull/2940).
"""

import gc
import time
from functools import cache
from types import TracebackType
from typing import Self

from PySide6.QtCore import QTimer

EVERY_MS = 200
"""What a busy thread makes meanwhile is looked at in a few milliseconds (100,000 objects: six)."""
_OLDEST = 2
_REST = 100
"""A look at everything (610,000 objects: 80 ms) is followed by a rest of so many times its length."""


class WindowCollector:
    """For as long as the block lasts; entered and left in the window's thread, which has an event loop."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._collect)
        self._was_enabled = False
        self._rests_until = 0.0

    def __enter__(self) -> Self:
        self._was_enabled = gc.isenabled()
        gc.disable()
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def _collect(self) -> None:
        began = time.perf_counter()
        oldest = due_generation()
        if oldest == _OLDEST and began < self._rests_until:
            oldest -= 1
        if oldest is None:
            return
        gc.collect(oldest)
        if oldest == _OLDEST:
            ended = time.perf_counter()
            self._rests_until = ended + _REST * (ended - began)


def due_generation() -> int | None:
    """The oldest generation whose turn it is by Python's own count; None: none yet."""
    generations = enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
    return max((number for number, (made, most) in generations if made > most), default=None)


@cache
def keep_for_good() -> None:
    """What was imported stays: else every full garbage collection looks at it, and holds the window for 60 ms.

    Once only: a session that is left later is not to be kept.
    """
    gc.freeze()
