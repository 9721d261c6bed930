"""The new links and the seconds in which an Add can be taken back."""

import asyncio
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Protocol

from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.gathering import gather_s
from oktodesk.ui.new_strip import Adding, NewLinks
from oktodesk.ui.new_tally import NewTally
from oktodesk.uploads.rows import NEW_STATES, Batch, State
from oktodesk.uploads.store.records import LinkRecord

GATHER_S = 0.1
"""Least time between two looks at the new links."""


class NewLinksView(Protocol):
    """What the strip can show."""

    def show_new(self, new: NewLinks) -> None:
        """What waits to be added."""

    def show_adding(self, adding: Sequence[Adding]) -> None:
        """What can still be taken back."""


class LinkStore(Protocol):
    """What is needed of the store."""

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        """The links in these states."""
        ...

    def batches(self) -> tuple[Batch, ...]:
        """All batches."""
        ...


class GraceOutbox(Protocol):
    """What can be done with a batch that is not sent yet."""

    async def take_back(self, batch_id: int) -> list[int]:
        """Give its links back."""
        ...

    async def send_now(self, batch_id: int) -> None:
        """End its grace."""
        ...


def still_to_take_back(in_grace: Mapping[int, int], batches: Iterable[Batch], *, now: float) -> tuple[Adding, ...]:
    """The batches whose seconds are not over, the latest first; ``in_grace`` says how many links each has."""
    open_ones = [batch for batch in batches if batch.id in in_grace and batch.sends_at > now]
    return tuple(
        Adding(batch.id, in_grace[batch.id], math.ceil(batch.sends_at - now))
        for batch in sorted(open_ones, key=lambda batch: batch.sends_at, reverse=True)
    )


class NewLinksPresenter:
    """Keeps the strip true while links are checked, ticked and added."""

    def __init__(
        self,
        view: NewLinksView,
        *,
        store: LinkStore,
        outbox: GraceOutbox,
        scope: TaskScope,
        clock: Clock,
        ticked: Callable[[], Collection[int]],
    ) -> None:
        self._view = view
        self._store = store
        self._outbox = outbox
        self._scope = scope
        self._clock = clock
        self._ticked = ticked
        self._is_stale = self._is_following = False
        self._tally = NewTally()

    @property
    def addable(self) -> tuple[int, ...]:
        """The keys that Add would take now."""
        return self._tally.addable

    @property
    def new(self) -> tuple[int, ...]:
        """The keys of all new links."""
        return self._tally.new

    def refresh(self) -> None:
        """Something changed. Changes are gathered: a thousand checks do not read the links a thousand times."""
        self._is_stale = True
        if not self._is_following:
            self._is_following = True
            self._scope.start(self._follow(), name="new links")

    def take_back(self, batch_id: int) -> None:
        """Give a batch back to the new links."""
        self._scope.start(self._outbox.take_back(batch_id), name="take back")

    def send_now(self, batch_id: int) -> None:
        """Do not wait any longer."""
        self._scope.start(self._outbox.send_now(batch_id), name="send now")

    async def _follow(self) -> None:
        try:
            while self._is_stale:
                self._is_stale = False
                begin = self._clock.monotonic()
                await self._show()
                await self._clock.sleep(gather_s(GATHER_S, self._clock.monotonic() - begin))
        finally:
            self._is_following = False

    async def _show(self) -> None:
        records = await self._store.outbox_rows(NEW_STATES | {State.WAITING})
        for _ in self._tally.looked(records, self._ticked()):
            await asyncio.sleep(0)
        self._view.show_new(self._tally.sums)
        self._scope.latest("countdown", self._count_down(self._tally.in_grace))

    async def _count_down(self, in_grace: Mapping[int, int]) -> None:
        """Second by second, while something can be taken back."""
        while adding := still_to_take_back(in_grace, self._store.batches(), now=self._clock.now()):
            self._view.show_adding(adding)
            await self._clock.sleep(1.0)
        self._view.show_adding(())
