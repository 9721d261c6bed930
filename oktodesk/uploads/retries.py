"""Trying again: a new link in the place of an upload that failed, tied to it until it is in Oktopost."""

from oktodesk.media.report import Link
from oktodesk.uploads.rows import Row, State
from oktodesk.uploads.store import Store

_GIVEN_UP = frozenset({State.FAILED, State.REFUSED, State.DROPPED})


class Retries:
    """Ties live in the outbox, in the transaction that makes them: a crash leaves both ends or none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def again(self, row: Row, link: Link) -> int:
        """Put ``link`` in line in the place of a failed upload; returns its key, or that of the try under way."""
        earlier = await self._store.row(row.replaced_by) if row.replaced_by else None
        if earlier is not None and earlier.state not in _GIVEN_UP:
            return earlier.key
        return await self._store.try_again(row, link)

    async def succeeded(self, key: int) -> None:
        """A row is in Oktopost: the failures that it was tried for are dealt with."""
        if key in await self._store.tries():
            await self._store.settle_replaced(key)

    async def catch_up(self) -> None:
        """Settle what arrived when nobody was there to see it, or just before a crash."""
        for row in await self._store.load(await self._store.tries()):
            if row.state is State.COMPLETE:
                await self._store.settle_replaced(row.key)


def same_link(row: Row) -> Link:
    """The link of a failed upload, as it was sent."""
    return Link(
        source=row.source,
        pasted=row.pasted or row.source,
        name=row.name,
        mime_type=row.mime_type,
        meant_for=row.meant_for,
        origin=row.origin,
        line=row.line,
        columns=row.columns,
        sheet=row.sheet,
    )
