"""The store of one account: opened, followed and closed here."""

import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from oktodesk.problems import Problem
from oktodesk.system.clock import Clock
from oktodesk.system.disk import write_trouble
from oktodesk.system.private_files import make_private_folder
from oktodesk.uploads.rows import Change
from oktodesk.uploads.store.announcer import Announcer
from oktodesk.uploads.store.connection import explained
from oktodesk.uploads.store.keeper import OUTBOX_NAME, Keeper
from oktodesk.uploads.store.ledger import SharedLedger
from oktodesk.uploads.store.read_only import ReadOnlyFiles
from oktodesk.uploads.store.reading import Machinery
from oktodesk.uploads.store.worker import Worker
from oktodesk.uploads.store.writing import Writing


class Store(Writing):
    """All rows of one account, in two files: what is precious (outbox) and what can be fetched again (cache)."""

    def __init__(self, machinery: Machinery) -> None:
        super().__init__(machinery)
        self._ledger = SharedLedger(machinery.writer, self.outbox_path)
        self._closed = False

    @classmethod
    async def open(cls, directory: Path, *, clock: Clock, owner: Callable[[], bool] = lambda: True) -> Self:
        """Open or make both files in ``directory``, mend what a crash left half done.

        ``owner``: whether this process may, now, move damaged files aside and start anew; otherwise, and while
        another process has the outbox open, raises ``LocalTrouble``.
        """
        announcer, writer = Announcer(), Worker("store writer")

        def announce(change: Change) -> None:
            writer.post(announcer.hear, change)

        begun = ExitStack()

        def start() -> Keeper:
            make_private_folder(directory)
            keeper = Keeper(directory, announce, clock.now, owner=owner)
            begun.callback(keeper.close)
            return keeper

        try:
            keeper = await writer.run(start)
        except BaseException as error:
            await writer.close(begun.close)
            raise _translated(error, directory) from error
        readers = ReadOnlyFiles(directory, lambda: keeper.cache_generation)
        return cls(
            Machinery(
                clock=clock,
                writer=writer,
                keeper=keeper,
                reader=Worker("store reader", interrupt=readers.interrupt),
                readers_files=readers,
                screens_files=ReadOnlyFiles(directory, lambda: keeper.cache_generation),
                announcer=announcer,
            )
        )

    @property
    def notices(self) -> tuple[Problem, ...]:
        """What the person should know about the files: damage, and what was saved. May grow later."""
        return self._machinery.keeper.notices

    @property
    def outbox_path(self) -> Path:
        """The outbox's file; its ``-wal`` beside it is touched by every write."""
        return self._machinery.keeper.directory / OUTBOX_NAME

    @property
    def ledger(self) -> SharedLedger:
        """The call counters, shared by all processes of this account."""
        return self._ledger

    def subscribe(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``heard`` in the event loop after commits, at most once a turn; returns how to stop that."""
        return self._machinery.announcer.subscribe(heard)

    async def close(self) -> None:
        """Finish the writes that were asked for, then close everything. May be called twice."""
        if self._closed:
            return
        self._closed = True
        self._machinery.announcer.close()
        self._machinery.screens_files.close()
        await self._machinery.reader.close(self._machinery.readers_files.close)
        await self._machinery.writer.close(self._close_files)

    def _close_files(self) -> None:
        self._ledger.close()
        self._machinery.keeper.close()


def _translated(error: BaseException, directory: Path) -> BaseException:
    match error:
        case sqlite3.Error():
            return explained(error, directory)
        case OSError():
            return write_trouble(directory, error)
        case _:
            return error
