"""A session in a world that stands still until a test lets time pass: no threads, a model for a server."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from oktodesk.api.budget import CallBudget
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import US, Credentials
from oktodesk.media.report import Link, LinkReport
from oktodesk.problems import Finding, Severity
from oktodesk.session import Parts, Session
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.secrets import Secret
from oktodesk.uploads.role import SenderRole
from oktodesk.uploads.rows import Row, State
from oktodesk.uploads.store import Store
from tests.clock import FakeClock
from tests.unit.uploads.model_server import ModelServer

T = TypeVar("T")
_TURNS = 8
"""Times the clock's own settling: httpx takes many turns for one call."""


class InlineWorker:
    """Does the store's jobs at once, in the event loop, so that a test sees no threads."""

    disk_is_full = False
    """For all of them: nothing can be written."""

    def __init__(self, name: str, *, interrupt: Callable[[], None] | None = None) -> None:
        self._loop = asyncio.get_running_loop()
        self._writes = "writer" in name

    async def run(self, call: Callable[[], T]) -> T:
        try:
            if self._writes and InlineWorker.disk_is_full:
                raise _no_room()
            return call()
        finally:
            for _ in range(2):  # what it announced is heard before its caller goes on, as with a thread
                await asyncio.sleep(0)

    async def run_while_wanted(self, call: Callable[[], T]) -> T:
        return call()

    def start(self, call: Callable[[], object]) -> None:
        if not InlineWorker.disk_is_full:
            call()

    def post(self, heard: Callable[..., None], *values: object) -> None:
        self._loop.call_soon(heard, *values)

    async def close(self, last: Callable[[], None]) -> None:
        last()


def _no_room() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    return error


class StubChecker:
    """Finds every link fine, 1,000 bytes large, unless a test says otherwise."""

    def __init__(self) -> None:
        self.reports: dict[str, LinkReport] = {}
        self.checked: list[str] = []
        self.gate: asyncio.Event | None = None

    async def prepare(self) -> None: ...

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        self.checked.append(link.source)
        if self.gate is not None:
            await self.gate.wait()
        usual = LinkReport(link.pasted, link.source, size_bytes=1000, mime_type="video/mp4")
        return self.reports.get(link.source, usual)

    def says(self, source: str, **fields: object) -> None:
        usual = LinkReport(source, source, size_bytes=1000, mime_type="video/mp4")
        self.reports[source] = msgspec.structs.replace(usual, **fields)

    def refuses(self, source: str) -> None:
        self.says(source, findings=(Finding("type_unsupported", Severity.ERROR, {"mime_type": "x/y"}),))

    async def aclose(self) -> None:
        return None


class World:
    """One profile over several processes: each ``open`` is a new one, ``crash`` ends one without a word."""

    def __init__(self, folder: Path, *, clock: FakeClock | None = None, **server: Any) -> None:
        self.folder = folder
        self.clock = clock or FakeClock()
        self.server = ModelServer(self.clock, **server)
        self.checker = StubChecker()
        self.failures: list[tuple[str, BaseException]] = []
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        assert self._session is not None
        return self._session

    @property
    def store(self) -> Store:
        return self.session.store

    async def open(self, *, leads: bool = True) -> Session:
        store = await Store.open(self.folder, clock=self.clock)
        budget = CallBudget(store.ledger, self.clock)
        client = OktopostClient(
            US,
            Credentials("001000000000001", Secret("key")),
            budget=budget,
            clock=self.clock,
            transport=self.server.transport(),
        )
        lock = OsLock(self.folder / "sender.lock")
        parts = Parts(
            identity="test",
            account_label="Test",
            store=store,
            budget=budget,
            client=client,
            checker=self.checker,  # type: ignore[arg-type]  # stands for the checker of links
            role=SenderRole(lock, self.clock),
            clock=self.clock,
        )
        self._session = Session(parts, lambda name, error: self.failures.append((name, error)))
        if leads:
            await self.session.start()
            assert self.session.status().is_sender
        return self.session

    async def crash(self) -> None:
        """The process is gone: no task runs on, nothing is tidied up."""
        session = self.session
        for task in list(session._scope._tasks):
            task.cancel()
        await asyncio.sleep(0)
        session.store._machinery.announcer.close()
        session.store._machinery.keeper.close()
        session.store._machinery.readers_files.close()
        session.store._machinery.screens_files.close()
        session.store.ledger.close()
        session._role.give_back()
        self._session = None

    async def live(self, seconds: float) -> None:
        """Let time pass, from one wake-up to the next."""
        end = self.clock.monotonic() + seconds
        await self.settle()
        while (wait := self.clock.next_wake_s) is not None and self.clock.monotonic() + wait <= end + 1e-9:
            self.clock.advance(max(wait, 0.0))
            await self.settle()
        self.clock.advance(max(end - self.clock.monotonic(), 0.0))
        await self.settle()

    async def settle(self) -> None:
        for _ in range(_TURNS):
            await self.clock.settle()

    async def confirm(self, *sources: str, **options: Any) -> list[int]:
        """Take links, have them checked and add them, without a grace."""
        keys = await self.session.desk.take([link(source) for source in sources])
        await self.live(0.1)
        await self.session.outbox.add(keys, grace_s=0.0, **options)
        return keys

    async def rows(self, keys: list[int]) -> list[Row]:
        return await self.store.load(keys)

    async def states(self, keys: list[int]) -> list[State]:
        return [row.state for row in await self.rows(keys)]


def link(source: str, **fields: Any) -> Link:
    return Link(source=source, pasted=source, **fields)


def play(world: World, story: Callable[[], Coroutine[Any, Any, None]] | Callable[[], Awaitable[None]]) -> None:
    """Open a session, tell the story, close what is open."""

    async def whole() -> None:
        await world.open()
        try:
            await story()
            assert not world.failures
        finally:
            if world._session is not None:
                await world.session.close()

    asyncio.run(whole())
