"""Python's garbage collector in the window's thread alone.

Left to itself it runs in whatever thread makes the next object: the store's, for one. What a closed panel or sheet
left behind in a circle is then destroyed there, and Qt's own objects with it, under the hands of the window: it
crashes. calibre and novelWriter collect by a timer, too (https://github.com/saga-soft/novelWriter/pull/2940).
"""

import gc
from types import TracebackType
from typing import Self

from PySide6.QtCore import QTimer

EVERY_MS = 200
"""What a busy thread makes meanwhile is looked at in a few milliseconds (100,000 objects: six)."""


class WindowCollector:
    """For as long as the block lasts; entered and left in the window's thread, which has an event loop."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(collect_if_due)
        self._was_enabled = False

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


def collect_if_due() -> None:
    """Collect the oldest generation whose turn it is, as Python would."""
    generations = enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
    oldest = max((number for number, (made, most) in generations if made > most), default=None)
    if oldest is not None:
        gc.collect(oldest)
