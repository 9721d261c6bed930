"""Trying again: a new link in the place of an upload that failed, tied to it until it is in Oktopost."""

import msgspec

from oktodesk.media.report import Link
from oktodesk.system.clock import Clock
from oktodesk.uploads.rows import Row, State, Wait
from oktodesk.uploads.store import LinkChange, Store

_OPEN = "retries"
_MOST = 1_000
_GIVEN_UP = frozenset({State.FAILED, State.REFUSED, State.DROPPED})
_TIES = msgspec.json.Decoder(dict[int, int])


class Retries:
    """Remembers which row was tried again as which."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def again(self, row: Row, link: Link) -> int:
        """Put ``link`` in line in the place of a failed upload; returns its key, or that of the try under way."""
        earlier = await self._store.row(row.replaced_by) if row.replaced_by else None
        if earlier is not None and earlier.state not in _GIVEN_UP:
            return earlier.key
        (key,) = await self._store.add_links([link], checked=False)
        # Confirmed already, and checked just before it is sent.
        await self._store.update_links(
            [LinkChange(key=key, state=State.WAITING, wait=Wait.ORDER, batch_id=row.batch_id)]
        )
        await self._store.set_replaced_by(row.key, key)
        ties = await self._ties()
        ties[key] = row.key
        await self._remember(ties)
        return key

    async def succeeded(self, key: int) -> None:
        """A row is in Oktopost: the failures that it was tried for are dealt with."""
        ties = await self._ties()
        done: list[int] = []
        while (earlier := ties.pop(key, None)) is not None:
            done.append(earlier)
            key = earlier
        if done:
            await self._store.set_dealt_with(done, self._clock.now())
            await self._remember(ties)

    async def _ties(self) -> dict[int, int]:
        return _TIES.decode(await self._store.state(_OPEN) or "{}")

    async def _remember(self, ties: dict[int, int]) -> None:
        newest = dict(sorted(ties.items())[-_MOST:])
        await self._store.set_state(_OPEN, msgspec.json.encode(newest).decode())


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
    )
