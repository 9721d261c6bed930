"""Uploads that were chosen instead of new links ("Use that one"): they join the batch those would have been in.

A link that belongs to a batch already leaves its place there to the upload at once. A new one belongs to no batch
yet: its upload waits for the next Add of the NEW section and is part of what that makes, for what was dropped
together is looked for together. Where no new link is left to be added, the uploads are a batch of their own; one
that is in a batch already stays there then, for nothing else would be found beside it. Until the Add this is known
to the window only: closing it first means that nothing was added.
"""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from oktodesk.uploads.rows import NEW_STATES, Batch, Row, State
from oktodesk.uploads.store.records import LinkRecord


class BatchStore(Protocol):
    """What is needed of the store."""

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        """The links in these states."""
        ...

    async def join_batch(self, keys: Collection[int], batch_id: int) -> None:
        """Put uploads into a batch."""
        ...

    async def create_batch(self, name: str, keys: Sequence[int], sends_at: float) -> Batch:
        """A new batch with these in it."""
        ...


class Joining:
    """Remembers which upload stands for which link, and where it was before."""

    def __init__(self, store: BatchStore, *, now: Callable[[], float], name_of: Callable[[int], str]) -> None:
        """``name_of``: what a batch with so many links is called."""
        self._store = store
        self._now = now
        self._name_of = name_of
        self._waiting: dict[int, Row] = {}
        self._before: dict[int, Row] = {}

    @property
    def keys(self) -> list[int]:
        """The uploads that the next Add takes along."""
        return list(dict.fromkeys(upload.key for upload in self._waiting.values()))

    async def use(self, link: Row, upload: Row) -> None:
        """An upload was chosen instead of a link, which is to be removed."""
        self._before[link.key] = upload
        if link.batch_id:
            await self._store.join_batch([upload.key], link.batch_id)
        else:
            self._waiting[link.key] = upload

    async def undo(self, links: Collection[int]) -> None:
        """These links are back: their uploads are where they were."""
        for link in links:
            self._waiting.pop(link, None)
            upload = self._before.pop(link, None)
            if upload is not None:
                await self._store.join_batch([upload.key], upload.batch_id)

    def added(self) -> None:
        """An Add took them along."""
        self._waiting.clear()

    async def settle(self) -> None:
        """Links were removed: if no new one is left, nothing will take the uploads along."""
        if not self._waiting or any(not link.batch_id for link in await self._store.outbox_rows(NEW_STATES)):
            return
        alone = list(dict.fromkeys(each.key for each in self._waiting.values() if not each.batch_id))
        self._waiting.clear()
        if alone:
            await self._store.create_batch(self._name_of(len(alone)), alone, self._now())
