"""Tells what commits changed, in the event loop, at most once a turn."""

import asyncio
from collections.abc import Callable

from oktodesk.uploads.rows import Change


class Announcer:
    """Belongs to the event loop's thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._listeners: list[Callable[[Change], None]] = []
        self._keys: set[int] = set()
        self._reordered = False
        self._due: asyncio.Handle | None = None

    def subscribe(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``heard`` from now on; returns how to stop that, which may be called twice."""
        self._listeners.append(heard)

        def stop() -> None:
            if heard in self._listeners:
                self._listeners.remove(heard)

        return stop

    def hear(self, change: Change) -> None:
        """Add a commit's change to what this turn of the loop tells."""
        self._keys |= change.keys
        self._reordered |= change.reordered
        if self._due is None:
            self._due = self._loop.call_soon(self._tell)

    def close(self) -> None:
        """Say nothing more."""
        self._listeners.clear()
        if self._due is not None:
            self._due.cancel()

    def _tell(self) -> None:
        change = Change(frozenset(self._keys), self._reordered)
        self._keys, self._reordered, self._due = set(), False, None
        for heard in tuple(self._listeners):
            heard(change)
