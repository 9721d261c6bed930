"""Both files, open for reading only: once for the screen, once for the reader's thread."""

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from oktodesk.uploads.store.connection import connect_read_only
from oktodesk.uploads.store.keeper import CACHE_NAME, OUTBOX_NAME
from oktodesk.uploads.store.known_links import KnownLinks


class ReadOnlyFiles:
    """Connections for one thread, made when first used, and anew when the cache was replaced."""

    def __init__(self, directory: Path, generation: Callable[[], int]) -> None:
        self._directory = directory
        self._newest = generation
        self._outbox: sqlite3.Connection | None = None
        self._cache: sqlite3.Connection | None = None
        self.known_links = KnownLinks()
        self.generation = -1
        """Which of the cache's files is open."""

    @property
    def outbox(self) -> sqlite3.Connection:
        """The outbox."""
        if self._outbox is None:
            self._outbox = connect_read_only(self._directory / OUTBOX_NAME)
        return self._outbox

    @property
    def cache(self) -> sqlite3.Connection:
        """The cache."""
        if self._cache is None or self.generation != self._newest():
            self._close_cache()
            self.generation = self._newest()
            self._cache = connect_read_only(self._directory / CACHE_NAME)
        return self._cache

    def interrupt(self) -> None:
        """Stop the query that is running; the one method for other threads."""
        for connection in (self._cache, self._outbox):
            if connection is not None:
                with suppress(sqlite3.ProgrammingError):  # closed a moment ago
                    connection.interrupt()

    def close(self) -> None:
        """Close both."""
        self._close_cache()
        if self._outbox is not None:
            self._outbox.close()
            self._outbox = None

    def _close_cache(self) -> None:
        if self._cache is not None:
            self._cache.close()
            self._cache = None
