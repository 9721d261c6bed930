"""Links as they were read last: a list that is asked for again and again is read, but not made, anew.

Every change gives a link the file's next version, so key and version tell that it is the same. What a check found
is most of a link; to decode it for thousands of them at every change took longer than the checks.
"""

import sqlite3
from collections.abc import Collection

from oktodesk.uploads.rows import State
from oktodesk.uploads.store import outbox_reads
from oktodesk.uploads.store.connection import snapshot
from oktodesk.uploads.store.records import LinkRecord


class KnownLinks:
    """For one thread and one outbox. Holds what lies in the outbox now, nothing older."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[int, LinkRecord]] = {}

    def links_in(self, connection: sqlite3.Connection, states: Collection[State]) -> list[LinkRecord]:
        """All links in these states, in line order."""
        with snapshot(connection):
            there = outbox_reads.versions_in(connection, states)
            changed = [key for key, version in there if self._version(key) != version]
            versions = dict(there)
            for record in outbox_reads.links(connection, changed) if changed else ():
                self._known[record.key] = versions[record.key], record
            if len(self._known) > 2 * len(there):
                self._forget_gone(outbox_reads.keys(connection))
        return [self._known[key][1] for key, _ in there]

    def _version(self, key: int) -> int:
        return self._known[key][0] if key in self._known else -1

    def _forget_gone(self, there: Collection[int]) -> None:
        for key in self._known.keys() - there:
            del self._known[key]
