"""The store of one account: opened, followed and closed here."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from oktodesk.api.budget import CallLedger
from oktodesk.problems import Problem
from oktodesk.system.clock import Clock
from oktodesk.uploads.rows import Change
from oktodesk.uploads.store.writing import Writing


class Store(Writing):
    """All rows of one account, in two files: what is precious (outbox) and what can be fetched again (cache)."""

    @classmethod
    async def open(cls, directory: Path, *, clock: Clock, owner: bool = True) -> Self:
        """Open or make both files in ``directory``, mend what a crash left half done.

        ``owner``: may move damaged files aside and start anew; otherwise raises ``LocalTrouble``.
        """
        raise NotImplementedError

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What the person should know about the files: damage, and what was saved."""
        raise NotImplementedError

    @property
    def outbox_path(self) -> Path:
        """The outbox's file; its ``-wal`` beside it is touched by every write."""
        raise NotImplementedError

    @property
    def ledger(self) -> CallLedger:
        """The call counters, shared by all processes of this account."""
        raise NotImplementedError

    def subscribe(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``heard`` in the event loop after commits, at most once a turn; returns how to stop that."""
        raise NotImplementedError

    async def close(self) -> None:
        """Finish the writes that were asked for, then close everything."""
        raise NotImplementedError
