"""COMPOSITION ROOT of one account's engine; the same for the window and the command line.

``Session.open`` opens the files and builds everything in order; ``start`` takes the right to send if it is free
and lets the loops run; ``close`` ends all of it in reverse. Without an account there is a session too: its desk
takes and checks links, and ``hand_over_to`` moves them to the account once there is one.
"""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from oktodesk.api.budget import CallBudget
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.media.picture_cache import PictureCache
from oktodesk.problems import LocalTrouble
from oktodesk.system.addresses import account_identity
from oktodesk.system.clock import Clock
from oktodesk.system.disk import write_trouble
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.paths import Paths
from oktodesk.system.private_files import make_private_folder
from oktodesk.system.settings import Settings
from oktodesk.system.tasks import TaskScope
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.board import StatusBoard
from oktodesk.uploads.connection import Connection
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.engine import Engine, Ground
from oktodesk.uploads.in_line import InLine
from oktodesk.uploads.outbox import Outbox
from oktodesk.uploads.persistence import FailureSink, Persistence
from oktodesk.uploads.retries import Retries
from oktodesk.uploads.role import OutboxWatch, SenderRole
from oktodesk.uploads.rows import Change
from oktodesk.uploads.status import EngineStatus
from oktodesk.uploads.store import Store
from oktodesk.uploads.strays import Strays
from oktodesk.uploads.tracker import Tracker

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.api.exchange import Transport
    from oktodesk.checking import SessionChecker

UNASSIGNED = "unassigned"
"""The identity of links that were taken in before there was an account."""
DROPPED_KEPT_S = 86_400.0
"""For a day a removed link can be brought back."""
FORGOTTEN_KEPT_S = 30 * 86_400.0
"""So long it is remembered what an upload was that Oktopost no longer had: it may turn up again."""
_REPLIES_S, _ENDING_S = 1.0, 1.5
"""How long a close waits for replies on their way, and for everything else; with the files under 3 s."""

_log = logging.getLogger(__name__)


class Parts(NamedTuple):
    """What ``open`` made, and ``close`` has to close."""

    identity: str
    account_label: str
    store: Store
    budget: CallBudget
    client: "OktopostClient | None"
    checker: "SessionChecker"
    role: SenderRole
    clock: Clock
    picture_cache: PictureCache | None = None


class Session:
    """One account's store, desk, outbox and tracker. ``client`` is None without an account.

    Failures of tasks reach ``on_failure(name, error)``, once each.
    """

    def __init__(self, parts: Parts, on_failure: FailureSink) -> None:
        self._parts = parts
        self.identity, self.account_label = parts.identity, parts.account_label
        self.store, self.budget, self.client, self.checker = parts.store, parts.budget, parts.client, parts.checker
        self.clock, self.picture_cache = parts.clock, parts.picture_cache
        self._role = parts.role
        self._on_failure = on_failure
        self._told = 0
        self._started = self._closed = False
        self._scope = TaskScope(f"session {parts.identity}", on_failure)
        self._watch = OutboxWatch(self.store, self.clock, follows=lambda: not self._role.held)
        self._in_line = InLine(self.store)
        connection = Connection(self.client, store=self.store, clock=self.clock) if self.client else None
        allowance = AllowanceBook(
            store=self.store,
            in_line=self._in_line,
            clock=self.clock,
            server_offset_s=lambda: connection.server_offset_s if connection else 0.0,
        )
        self._persistence = persistence = Persistence(clock=self.clock, on_failure=on_failure)
        self.desk = Desk(
            self.store,
            self.checker,
            scope=self._scope,
            clock=self.clock,
            allowance=allowance,
            persistence=persistence,
        )
        self._strays = Strays(self.store, desk=self.desk, persistence=persistence, clock=self.clock)
        ground = Ground(
            store=self.store,
            clock=self.clock,
            scope=self._scope,
            persistence=persistence,
            budget=self.budget,
            desk=self.desk,
            allowance=allowance,
            in_line=self._in_line,
            retries=Retries(self.store),
            read_outbox=self._watch.read,
        )
        self._engine = Engine(ground, connection, told=self._on_told) if connection else None
        self.tracker: Tracker = self._engine.tracker if self._engine else Tracker()
        sender = self._engine.sender if self._engine else None
        self.outbox = Outbox(self.store, desk=self.desk, retries=ground.retries, clock=self.clock, sender=sender)
        self._board = StatusBoard(
            store=self.store,
            budget=self.budget,
            allowance=allowance,
            tracker=self.tracker,
            connection=connection,
            sender=sender,
            is_sender=lambda: self._role.held or not self._started,
            clock=self.clock,
        )

    @classmethod
    async def open(
        cls,
        *,
        paths: Paths,
        clock: Clock,
        settings: Settings,
        endpoint: Endpoint | None = None,
        credentials: Credentials | None = None,
        on_failure: FailureSink | None = None,
        transport: "Transport | None" = None,
        sends: bool = True,
        checks_apart: bool = False,
    ) -> Self:
        """Open an account's files, or those of links without an account. Makes no call and starts nothing.

        ``sends``: it will be started; the right to send is kept from now on if it is free, so that nobody else
        puts the files in order meanwhile. ``checks_apart``: links are checked in a process of their own, of which
        a window in this one feels nothing. ``transport`` replaces the network between client and Oktopost.

        Raises ``LocalTrouble``.
        """
        identity = UNASSIGNED
        if endpoint is not None and credentials is not None:
            identity = account_identity(credentials.account_id, endpoint.region, endpoint.base_url)
        entry = settings.account(identity)
        lock = _lock(paths, identity)
        # Whoever holds the right to send may also put damaged files aside: one process at a time.
        lock.try_acquire()
        try:
            store = await Store.open(paths.account_dir(identity), clock=clock, owner=lambda: lock.held)
        except BaseException:
            lock.release()
            raise
        if not sends:
            lock.release()
        budget = CallBudget(store.ledger, clock)
        try:
            client, checker = await asyncio.to_thread(
                _callers,
                x_premium=settings.x_premium,
                own_figures=paths.own_figures_file,
                checks_apart=checks_apart,
                clock=clock,
                budget=budget,
                endpoint=endpoint,
                credentials=credentials,
                transport=transport,
            )
        except BaseException:
            await store.close()
            lock.release()
            raise
        parts = Parts(
            identity=identity,
            account_label=(entry.label if entry else "") or (credentials.account_id if credentials else ""),
            store=store,
            budget=budget,
            client=client,
            checker=checker,
            role=SenderRole(lock, clock),
            clock=clock,
            picture_cache=PictureCache(paths.cache_dir / "pictures"),
        )
        return cls(parts, on_failure or log_failure)

    async def start(self) -> None:
        """Send and follow, if no other process does; else enqueue, and take over when that one ends."""
        self.store.subscribe(self._heard)
        self._tell_damage()
        await self.budget.refresh()
        if self._engine is not None:
            await self._engine.connection.recall()
        if await self._role.take_soon():
            await self._lead()
        else:
            self._scope.start(self._lead_later(), name="sender's role")
        self._started = True
        self._scope.start(self._watch.run(), name="outbox watch")
        self._scope.start(self._board.run(), name="status")
        self._scope.start(self.checker.prepare(), name="checks")

    def status(self) -> EngineStatus:
        """How the engine is doing now."""
        return self._board.status()

    def subscribe_status(self, heard: Callable[[EngineStatus], None]) -> Callable[[], None]:
        """Call ``heard`` whenever the status changed; returns how to stop that."""
        return self._board.subscribe(heard)

    async def hand_over_to(self, other: "Session") -> list[int]:
        """Move all unsent links to another session, which checks on; returns their keys there."""
        keys = await self.store.hand_over(other.store)
        await other.desk.resume()
        return keys

    async def close(self) -> None:
        """End everything, in reverse, within 3 s. What is on its way then is found out at the next start."""
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(_REPLIES_S + _ENDING_S):
                if self._engine is not None:
                    await self._engine.sender.drain(_REPLIES_S)
                await self._scope.close()
                if self.client is not None:
                    await self.client.aclose()
                await self.checker.aclose()
        except TimeoutError:
            _log.warning("the session's tasks did not end in time")
        finally:
            self._in_line.close()
            await self.store.close()
            self._role.give_back()

    async def _lead(self) -> None:
        await self.desk.resume()
        self._scope.start(self._strays.run(), name="checks of ended processes")
        tidying = self._persistence.until_done("tidy up", self._tidy_up)
        self._scope.start(
            tidying, name="tidying up"
        )  # a full disk may hold that up, and must not hold up the rest
        if self._engine is not None:
            await self._engine.start()

    async def _tidy_up(self) -> None:
        await self.store.purge_dropped(self.clock.now() - DROPPED_KEPT_S)
        await self.store.purge_forgotten(self.clock.now() - FORGOTTEN_KEPT_S)

    async def _lead_later(self) -> None:
        await self._role.wait()
        await self._watch.read()
        await self._lead()
        self._board.changed()

    def _on_told(self) -> None:
        self._board.changed()

    def _heard(self, change: Change) -> None:
        if not change.keys:  # a new list was begun in the place of a damaged one
            self._tell_damage()

    def _tell_damage(self) -> None:
        for notice in self.store.notices[self._told :]:
            self._on_failure("files", LocalTrouble(notice.id, detail=notice.detail, **notice.values))
        self._told = len(self.store.notices)


def _lock(paths: Paths, identity: str) -> OsLock:
    folder = paths.account_dir(identity)
    try:
        make_private_folder(folder)
    except OSError as error:
        raise write_trouble(folder, error) from error
    return OsLock(folder / "sender.lock")


def _callers(
    *,
    x_premium: bool,
    own_figures: Path,
    checks_apart: bool,
    clock: Clock,
    budget: CallBudget,
    endpoint: Endpoint | None,
    credentials: Credentials | None,
    transport: "Transport | None",
) -> "tuple[OktopostClient | None, SessionChecker]":
    """What makes HTTP calls; on a thread, for importing httpx takes 0.3 s."""
    from oktodesk.api.client import OktopostClient  # noqa: PLC0415 - see above
    from oktodesk.checking import checker_apart, checker_beside  # noqa: PLC0415

    local = endpoint is not None and endpoint.is_loopback
    make = checker_apart if checks_apart else checker_beside
    checker = make(clock=clock, x_premium=x_premium, local=local, own_figures=own_figures)
    if endpoint is None or credentials is None:
        return None, checker
    return OktopostClient(endpoint, credentials, budget=budget, clock=clock, transport=transport), checker


def log_failure(name: str, error: BaseException) -> None:
    """What hears of failures where nobody else does."""
    _log.error("%s failed", name, exc_info=error)
