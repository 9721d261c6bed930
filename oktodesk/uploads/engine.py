"""One account's engine: everything that calls Oktopost by itself, put together in one place.

It is made in every process of the account, for what a person asks; its loops run only in the one that sends.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from oktodesk.api.budget import CallBudget
from oktodesk.api.wire import Upload
from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.uploads.account_list import AccountList
from oktodesk.uploads.account_tracker import AccountTracker
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.connection import Connection
from oktodesk.uploads.crossing import Crossing
from oktodesk.uploads.desk import Desk
from oktodesk.uploads.downloads import Downloads
from oktodesk.uploads.following import Following
from oktodesk.uploads.in_line import InLine
from oktodesk.uploads.looker import Looker
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.retries import Retries
from oktodesk.uploads.sender import Sender
from oktodesk.uploads.store import Store
from oktodesk.uploads.sync import AccountSync
from oktodesk.uploads.validation import Validation


class Ground(NamedTuple):
    """What an engine stands on; the same things serve where there is no account."""

    store: Store
    clock: Clock
    scope: TaskScope
    persistence: Persistence
    budget: CallBudget
    desk: Desk
    allowance: AllowanceBook
    in_line: InLine
    retries: Retries
    read_outbox: Callable[[], Awaitable[None]]


class Engine:
    """Sender, looker, tracker and what they share. ``told`` is called when anything worth showing changed."""

    def __init__(self, ground: Ground, connection: Connection, *, told: Callable[[], None]) -> None:
        self._ground = ground
        self.connection = connection
        account = AccountList(store=ground.store, connection=connection, clock=ground.clock)
        crossing = Crossing(ground.store, persistence=ground.persistence, created=self._on_created)
        self._validation = Validation(
            store=ground.store, connection=connection, persistence=ground.persistence, clock=ground.clock
        )
        self._looker = Looker(
            store=ground.store,
            in_line=ground.in_line,
            connection=connection,
            crossing=crossing,
            newest=account.newest,
            persistence=ground.persistence,
            clock=ground.clock,
        )
        self.sender = Sender(
            store=ground.store,
            in_line=ground.in_line,
            connection=connection,
            budget=ground.budget,
            desk=ground.desk,
            allowance=ground.allowance,
            crossing=crossing,
            persistence=ground.persistence,
            scope=ground.scope,
            clock=ground.clock,
        )
        self.tracker = self._make_tracker(account, told)
        connection.subscribe(told)
        self.sender.subscribe(told)
        self.tracker.subscribe(told)

    async def start(self) -> None:
        """Begin to send and to follow."""
        start = self._ground.scope.start
        await self.sender.recover()
        await self._ground.retries.catch_up()
        start(self.connection.run(), name="connection")
        start(self.sender.run(), name="sender")
        start(self._looker.run(), name="looker")
        start(self.tracker.run(), name="tracker")
        start(self.tracker.run_sync(), name="account sync")
        start(self._validation.run(), name="validation")

    def _make_tracker(self, account: AccountList, told: Callable[[], None]) -> AccountTracker:
        ground = self._ground
        downloads = Downloads(ground.store, ground.clock)
        return AccountTracker(
            store=ground.store,
            connection=self.connection,
            following=Following(account, store=ground.store, downloads=downloads, clock=ground.clock),
            sync=AccountSync(
                account, store=ground.store, allowance=ground.allowance, clock=ground.clock, told=told
            ),
            validation=self._validation,
            downloads=downloads,
            retries=ground.retries,
            persistence=ground.persistence,
            read_outbox=ground.read_outbox,
            refreshed=self._looker.look_now,
            clock=ground.clock,
        )

    def _on_created(self, key: int, upload: Upload) -> None:
        self.tracker.created(key, upload)
