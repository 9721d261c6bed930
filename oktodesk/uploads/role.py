"""Which process sends: the one that holds the account's lock. All others enqueue, and follow the files."""

import asyncio
import logging
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

from oktodesk.problems import LocalTrouble
from oktodesk.system.clock import Clock
from oktodesk.system.identity_lock import OsLock
from oktodesk.uploads.alarm import Alarm
from oktodesk.uploads.store import Store

_FIRST_TRIES, _FIRST_TRY_EVERY_S = 8, 0.05
"""A command that only reads holds the lock for a moment while it opens the files."""
_TRY_EVERY_S = 2.0
_STEP_MS = 200
_LOOK_EVERY_S = 2.0
"""How often to look where files can't be watched, and for what the process that sends writes about uploads."""

_log = logging.getLogger(__name__)


class SenderRole:
    """The right to send, held by the operating system: it is free the moment its process dies."""

    def __init__(self, lock: OsLock, clock: Clock) -> None:
        self._lock = lock
        self._clock = clock

    @property
    def held(self) -> bool:
        """Whether this process sends."""
        return self._lock.held

    async def take_soon(self) -> bool:
        """Take the role if it is free or about to be; whether it is ours."""
        for _ in range(_FIRST_TRIES):
            if self._lock.try_acquire():
                return True
            await self._clock.sleep(_FIRST_TRY_EVERY_S)
        return self._lock.try_acquire()

    async def wait(self) -> None:
        """Wait until the process that has the role ends, and take it."""
        while not self._lock.try_acquire():
            await self._clock.sleep(_TRY_EVERY_S)

    def give_back(self) -> None:
        """Let another process send."""
        self._lock.release()


class OutboxWatch:
    """Tells the store what other processes write: links into the outbox, and to followers everything."""

    def __init__(self, store: Store, clock: Clock, *, follows: Callable[[], bool]) -> None:
        self._store = store
        self._follows = follows
        self._alarm = Alarm(clock)
        self._seen = -1
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    async def read(self) -> None:
        """Take in what is new, if anything is."""
        version = self._store.outbox_version()
        if version != self._seen or self._follows():
            self._seen = version
            await self._store.reload_outbox()

    async def run(self) -> None:
        """Watch until cancelled."""
        loop = asyncio.get_running_loop()

        def heard() -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._alarm.ring)

        self._thread = threading.Thread(
            target=self._watch, args=(self._store.outbox_path, heard), name="outbox watch", daemon=True
        )
        self._thread.start()
        try:
            while True:
                try:
                    await self.read()
                except LocalTrouble as trouble:  # told where it stops something; here the next look mends it
                    _log.warning("the outbox can't be read: %s", trouble)
                looks = self._follows() or not self._thread.is_alive()
                await self._alarm.for_s(_LOOK_EVERY_S if looks else None)
        finally:
            self._ended.set()

    def _watch(self, path: Path, heard: Callable[[], None]) -> None:
        try:
            for _ in watchfiles.watch(
                path.parent,
                watch_filter=lambda _, changed: Path(changed).name.startswith(path.name),
                debounce=2 * _STEP_MS,
                step=_STEP_MS,
                stop_event=self._ended,
                raise_interrupt=False,
                recursive=False,
            ):
                heard()
        except Exception:  # noqa: BLE001 - no watches left, a file system without: looked at now and then instead
            _log.exception("the outbox can't be watched")
            heard()
