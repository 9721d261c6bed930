"""The new links and the seconds in which an Add can be taken back."""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Protocol

from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.gathering import gather_s
from oktodesk.ui.new_strip import Adding, NewLinks
from oktodesk.uploads.rows import NEW_STATES, Batch, State, Wait
from oktodesk.uploads.store.records import LinkRecord

GATHER_S = 0.1
"""Least time between two looks at the new links."""
_CHECKING = frozenset({State.UNCHECKED, State.CHECKING})


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


def sum_up(records: Iterable[LinkRecord], ticked: Collection[int]) -> NewLinks:
    """Count the new links among ``records``; ``ticked`` are the keys that Add would take."""
    new = [record for record in records if is_new(record)]
    addable = [record for record in new if is_addable(record, ticked)]
    pages = {record.key for record in new if is_page(record, ticked)}
    return NewLinks(
        total=len(new),
        checking=sum(record.state in _CHECKING for record in new),
        need_you=sum(record.state is State.NEEDS_YOU and record.key not in pages for record in new),
        pages=len(pages),
        ready=sum(record.state is State.READY for record in new),
        addable=len(addable),
        addable_bytes=sum(record.size_bytes or 0 for record in addable),
        size_known=all(record.size_bytes is not None for record in addable),
        origins=frozenset(record.origin for record in new),
    )


def is_new(record: LinkRecord) -> bool:
    """Taken in and never added; a link that was added before keeps its batch."""
    return record.state in NEW_STATES and not record.batch_id


def is_page(record: LinkRecord, ticked: Collection[int]) -> bool:
    """Checked, probably no media, and nobody ticked it."""
    return not record.looks_like_media and record.state not in _CHECKING and record.key not in ticked


def is_addable(record: LinkRecord, ticked: Collection[int]) -> bool:
    """Whether Add would take it."""
    return is_new(record) and record.state is State.READY and record.key in ticked


def still_to_take_back(
    records: Iterable[LinkRecord], batches: Iterable[Batch], *, now: float
) -> tuple[Adding, ...]:
    """The batches whose seconds are not over, the latest first."""
    waiting: dict[int, int] = {}
    for record in records:
        if record.state is State.WAITING and record.wait is Wait.GRACE:
            waiting[record.batch_id] = waiting.get(record.batch_id, 0) + 1
    open_ones = [batch for batch in batches if batch.id in waiting and batch.sends_at > now]
    return tuple(
        Adding(batch.id, waiting[batch.id], math.ceil(batch.sends_at - now))
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
        self._addable: tuple[int, ...] = ()
        self._new: tuple[int, ...] = ()

    @property
    def addable(self) -> tuple[int, ...]:
        """The keys that Add would take now."""
        return self._addable

    @property
    def new(self) -> tuple[int, ...]:
        """The keys of all new links."""
        return self._new

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
        ticked = self._ticked()
        self._new = tuple(record.key for record in records if is_new(record))
        self._addable = tuple(record.key for record in records if is_addable(record, ticked))
        self._view.show_new(sum_up(records, ticked))
        self._scope.latest("countdown", self._count_down(records))

    async def _count_down(self, records: Sequence[LinkRecord]) -> None:
        """Second by second, while something can be taken back."""
        while adding := still_to_take_back(records, self._store.batches(), now=self._clock.now()):
            self._view.show_adding(adding)
            await self._clock.sleep(1.0)
        self._view.show_adding(())
