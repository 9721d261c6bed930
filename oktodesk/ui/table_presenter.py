"""Keeps the list true: which rows are asked for, what the store changed, how many rows each filter holds.

A plain object that knows no widget. Changes are gathered, so that a busy store repaints the list twenty times a
second at most; a query of the person's is answered at once, and only the latest one.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

import msgspec
from PySide6.QtCore import QObject, Signal

from oktodesk.media.report import LinkReport
from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.gathering import gather_s
from oktodesk.ui.table.model import UploadModel
from oktodesk.uploads.duplicates import usable_upload
from oktodesk.uploads.rows import NEW_STATES, Change, Counts, Filter, Query, Sort, State
from oktodesk.uploads.store.records import LinkRecord, Ordering

GATHER_S = 0.05
"""Least time between two updates of the list; a long one is followed by a longer pause."""
_SLICE = 1_000
"""So many new links are looked at in about two milliseconds."""


class ListStore(Protocol):
    """What the presenter needs of the store."""

    async def ordered(self, query: Query) -> Ordering:
        """The keys that the query shows."""
        ...

    async def counts(self, *, seen_at: float | None = None) -> Counts:
        """How many rows each filter holds."""
        ...

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        """The links in these states."""
        ...

    def subscribe(self, heard: Callable[[Change], None]) -> Callable[[], None]:
        """Hear of every change; returns how to stop that."""
        ...


class TablePresenter(QObject):
    """Between the store and the model of the list."""

    counts_changed = Signal(object)
    """The filters' ``Counts``, whenever they may be different."""
    ordering_changed = Signal()
    """The list shows other rows, or another order."""
    query_changed = Signal(object)
    """The person asked for another ``Query``; its answer follows."""
    ticks_changed = Signal()
    """Other new links are ticked."""

    def __init__(self, store: ListStore, model: UploadModel, *, scope: TaskScope, clock: Clock) -> None:
        super().__init__()
        self._store = store
        self._model = model
        self._scope = scope
        self._clock = clock
        self._query = Query()
        self._answered: Query | None = None
        self._counts = Counts(dict.fromkeys(Filter, 0))
        self._awaited: dict[str, bool] = {}
        self._changed: set[int] = set()
        self._is_reordered = False
        self._is_following = False
        self._next_at = 0.0
        self._unsubscribe: Callable[[], None] | None = None
        model.ticks.changed.connect(self._on_ticks_changed)

    @property
    def query(self) -> Query:
        """What the person asked for last."""
        return self._query

    @property
    def counts(self) -> Counts:
        """How many rows each filter holds, as last counted."""
        return self._counts

    @property
    def ticked(self) -> set[int]:
        """The keys of the new links that Add would take."""
        return self._model.ticks.ticked

    def start(self) -> None:
        """Fill the list and follow the store from now on."""
        if self._unsubscribe is None:
            self._unsubscribe = self._store.subscribe(self._on_change)
            self.look_again()

    def stop(self) -> None:
        """Follow the store no longer; the scope's owner ends what is under way."""
        if self._unsubscribe is not None:
            self._unsubscribe()
            self._unsubscribe = None

    def look_again(self) -> None:
        """Read order and counts anew, whatever changed."""
        self._on_change(Change(frozenset(), reordered=True))

    # What the person asks for

    def set_filter(self, chosen: Filter) -> None:
        """Show only these rows."""
        self.ask(msgspec.structs.replace(self._query, filter=chosen))

    def set_search(self, text: str) -> None:
        """Show only rows with these words."""
        self.ask(msgspec.structs.replace(self._query, search=text))

    def set_sort(self, sort: Sort) -> None:
        """Sort by a column, or in the list's own order."""
        self.ask(msgspec.structs.replace(self._query, sort=sort))

    def set_batch(self, batch_id: int) -> None:
        """Show only one batch; 0: all."""
        self.ask(msgspec.structs.replace(self._query, batch_id=batch_id))

    def set_usable_on(self, network: str) -> None:
        """Show only what is usable on a network (API key); empty: all."""
        self.ask(msgspec.structs.replace(self._query, usable_on=network))

    def ask(self, query: Query) -> None:
        """Show what ``query`` asks for; does nothing if it is shown or on its way."""
        if query == self._query:
            return
        self._query = query
        self.query_changed.emit(query)
        if self._unsubscribe is not None:
            self._scope.latest("list query", self._show_rows())

    async def choices(self) -> dict[str, bool]:
        """What the person ticked and unticked among the new links, by link."""
        chosen = self._model.ticks.chosen
        links = await self._store.outbox_rows(NEW_STATES) if chosen else []
        return {link.source: chosen[link.key] for link in links if link.key in chosen}

    def choose(self, choices: Mapping[str, bool]) -> None:
        """Tick and untick these links as soon as they are here: they come from another store."""
        self._awaited = dict(choices)
        self.look_again()

    # What the store changed

    def _on_change(self, change: Change) -> None:
        self._changed |= change.keys
        self._is_reordered |= change.reordered
        if not self._is_following:
            self._is_following = True
            self._scope.start(self._follow(), name="list changes")

    async def _follow(self) -> None:
        try:
            while self._changed or self._is_reordered:
                await self._clock.sleep(max(0.0, self._next_at - self._clock.monotonic()))
                begin = self._clock.monotonic()
                await self._take_changes()
                end = self._clock.monotonic()
                self._next_at = max(begin + GATHER_S, end + gather_s(0.0, end - begin))
        except BaseException:
            self._is_reordered = True  # what was not shown is shown with the next change
            raise
        finally:
            self._is_following = False

    async def _take_changes(self) -> None:
        change = Change(frozenset(self._changed), self._is_reordered)
        self._changed.clear()
        self._is_reordered = False
        if change.reordered:
            await self._show_rows()
        self._model.apply(change)
        if change.reordered:
            await self._count()

    async def _show_rows(self) -> None:
        query = self._query
        ordering = await self._store.ordered(query)
        if query != self._query:
            return
        self._model.set_ordering(ordering, is_new_query=query != self._answered)
        self._answered = query
        self.ordering_changed.emit()

    async def _count(self) -> None:
        counts = await self._store.counts()
        links = await self._store.outbox_rows(NEW_STATES) if counts.new else []
        await self._propose(links)
        if self._awaited:
            self._choose_awaited(links)
        self._counts = counts
        self.counts_changed.emit(counts)

    async def _propose(self, links: Sequence[LinkRecord]) -> None:
        """Part by part: of 10,000 links the window would feel it."""
        there: set[int] = set()
        for start in range(0, len(links), _SLICE):
            if start:
                await asyncio.sleep(0)
            part = links[start : start + _SLICE]
            proposals = {link.key: proposes(link) for link in part if is_tickable(link)}
            self._model.ticks.propose_some(proposals)
            there |= proposals.keys()
        self._model.ticks.keep_only(there)

    def _choose_awaited(self, links: Sequence[LinkRecord]) -> None:
        for link in links:
            if link.source in self._awaited:
                self._model.ticks.choose((link.key,), ticked=self._awaited.pop(link.source))

    def _on_ticks_changed(self) -> None:
        self.ticks_changed.emit()


def is_tickable(link: LinkRecord) -> bool:
    """Whether a tick decides about a link: it is new, and Add could take it."""
    return not link.batch_id and link.state is not State.NEEDS_YOU


def proposes(link: LinkRecord) -> bool:
    """Whether Add takes a new link if the person leaves it alone: checked and good, or worth the wait for that.

    What Oktopost has already is not proposed, nor are an e-mail's logos and pages, however well they answer.
    """
    match link.state:
        case State.READY:
            return link.report is None or _is_wanted(link, link.report)
        case State.UNCHECKED | State.CHECKING:
            return link.looks_like_media
        case _:
            return False


def _is_wanted(link: LinkRecord, report: LinkReport) -> bool:
    is_media = link.looks_like_media or report.mime_type.startswith("video/")
    return report.ok and is_media and not usable_upload(report.findings)
