"""What the person decides about confirmed links: add, take back, move, hold, pause, try again, resolve.

Works in every process; the one that sends hears of it through the store. Nothing here calls Oktopost.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

from msgspec.structs import replace

from oktodesk.media.report import Link
from oktodesk.problems import Problem
from oktodesk.system.clock import Clock
from oktodesk.uploads.desk import Desk, link_from
from oktodesk.uploads.in_line import ASKED, is_asked
from oktodesk.uploads.retries import Retries, same_link
from oktodesk.uploads.rows import NEW_STATES, Batch, Row, State, Wait
from oktodesk.uploads.sender import Sender
from oktodesk.uploads.store import LinkChange, LinkRecord, Store

GRACE_S = 10.0
"""How long an Add can be taken back: Oktopost can't cancel."""
_WAITING = frozenset({State.WAITING})
_OFFERED = NEW_STATES | {State.REFUSED}


class Place(StrEnum):
    """Where a waiting link can be moved to."""

    FIRST = "first"
    UP = "up"
    DOWN = "down"
    LAST = "last"


class Outbox:
    """The line of links that are confirmed and still here. ``sender``: None where nothing can be sent."""

    def __init__(self, store: Store, *, desk: Desk, retries: Retries, clock: Clock, sender: Sender | None) -> None:
        self._store = store
        self._desk = desk
        self._retries = retries
        self._clock = clock
        self._sender = sender
        self._moving = asyncio.Lock()
        """One move after the other: each begins with the line that the one before has left."""

    async def add(
        self, keys: Collection[int], *, name: str = "", grace_s: float = GRACE_S, send_anyway: bool = False
    ) -> Batch:
        """Confirm checked links as one batch; uploads among them only join it ("Use that one").

        ``grace_s`` real seconds can be taken back. ``send_anyway``: also those that were not checked, need the
        person or were refused; that is remembered on them. With nothing to add the batch has the id 0.
        """
        sends_at = self._clock.now() + grace_s
        offered = {each.key: each for each in await self._store.outbox_rows(_OFFERED)}
        forced = [key for key in keys if key in offered and offered[key].state is not State.READY]
        wanted = [key for key in keys if send_anyway or key not in forced]
        if not wanted:
            return Batch(0, name, self._clock.now(), sends_at)
        if send_anyway and forced:
            await self._store.update_links([LinkChange(key=key, check_skipped=True) for key in forced])
        return await self._store.create_batch(name, wanted, sends_at)

    async def take_back(self, batch_id: int) -> list[int]:
        """Give a batch's links that are not on their way back to the new ones; returns their keys."""
        waiting = await self._store.outbox_rows(_WAITING)
        return await self._take_out([each for each in waiting if each.batch_id == batch_id])

    async def hold(self, keys: Collection[int]) -> list[int]:
        """Hold links back where they stand in line; returns the keys of those that were waiting."""
        return await self._set_wait(keys, Wait.HELD, of=lambda record: record.wait is not Wait.HELD)

    async def go_on(self, keys: Collection[int]) -> list[int]:
        """Let links go that were held back; returns the keys of those that were."""
        return await self._set_wait(keys, Wait.ORDER, of=lambda record: record.wait is Wait.HELD)

    async def move(self, keys: Sequence[int], to: Place) -> None:
        """Move waiting links within the line, in the order they have there."""
        async with self._moving:
            line, moved, rest = await self._line_with(keys)
            if moved and rest:
                await self._store.reorder(moved, _before_key(line, moved, rest, to))

    async def move_before(self, keys: Sequence[int], before_key: int | None) -> None:
        """Move waiting links in front of another one, in the order they have; None: behind all that wait."""
        async with self._moving:
            line, moved, rest = await self._line_with(keys)
            if before_key in moved:  # in front of one of them: of the first one behind it that stays
                behind = line[line.index(before_key) :]
                before_key = next((key for key in behind if key in rest), None)
            if moved and rest:
                await self._store.reorder(moved, before_key)

    async def _line_with(self, keys: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
        """The waiting keys: all, those among ``keys``, the others."""
        line = [record.key for record in await self._store.outbox_rows(_WAITING)]
        wanted = set(keys)
        return line, [key for key in line if key in wanted], [key for key in line if key not in wanted]

    async def take_out(self, keys: Collection[int]) -> list[int]:
        """Take links out of the line, back to the new ones; returns the keys of those that were in it."""
        wanted = set(keys)
        return await self._take_out(
            [each for each in await self._store.outbox_rows(_WAITING) if each.key in wanted]
        )

    async def send_now(self, batch_id: int) -> None:
        """End a batch's grace."""
        await self._store.reschedule_batch(batch_id, self._clock.now())

    def pause(self) -> None:
        """Send nothing more for now; what is on its way goes on."""
        if self._sender is not None:
            self._sender.pause()

    def resume(self) -> None:
        """Go on sending."""
        if self._sender is not None:
            self._sender.resume()

    async def retry(self, keys: Collection[int]) -> list[int]:
        """Try refused links and failed uploads again; returns the keys of what is in line for them."""
        rows = await self._store.load(list(keys))
        refused = await self._store.update_links(
            [
                LinkChange(
                    key=row.key,
                    only_from=frozenset({State.REFUSED}),
                    state=State.WAITING,
                    wait=Wait.ORDER,
                    wait_until=None,
                    problem=None,
                    resends=0,
                    upload_id="",
                )
                for row in rows
                if row.state is State.REFUSED
            ]
        )
        again = [row.key for row in rows if row.key in refused]
        failed = [row for row in rows if row.state is State.FAILED]
        return again + [await self._retries.again(row, same_link(row)) for row in failed]

    async def retry_with(self, key: int, source: str) -> int:
        """Try again with another link; name, batch and purpose stay. Returns the key of the row to look at.

        A link that was not sent is changed where it is; an upload that failed gets a new row tied to it. Raises
        ``LinkTrouble`` if ``source`` is no link.
        """
        row = await self._store.row(key)
        if row is None or row.state is not State.FAILED:
            await self._desk.edit(key, source=source)
            return key
        return await self._retries.again(row, _other_link(row, source))

    async def resolve_unsure(self, key: int, *, send_again: bool) -> None:
        """The person's answer about a link that was looked for in vain: send it again, or drop it."""
        record = await self._store.link(key)
        if record is None or not is_asked(record):
            return
        change = LinkChange(key=key, only_from=frozenset({State.UNSURE}), problem=None)
        if send_again:
            change = replace(change, state=State.WAITING, wait=Wait.ORDER, wait_until=None, ended_at=None)
        else:
            change = replace(change, state=State.DROPPED, problem=Problem(ASKED))
        await self._store.update_links([change])

    async def _set_wait(self, keys: Collection[int], wait: Wait, *, of: Callable[[LinkRecord], bool]) -> list[int]:
        wanted = set(keys)
        changes = [
            LinkChange(key=each.key, only_from=_WAITING, wait=wait, wait_until=None)
            for each in await self._store.outbox_rows(_WAITING)
            if each.key in wanted and of(each)
        ]
        changed = await self._store.update_links(changes)
        return [change.key for change in changes if change.key in changed]

    async def _take_out(self, records: Sequence[LinkRecord]) -> list[int]:
        # A link that may have been sent before stays in line: it is waiting to be sent again.
        changes = [
            LinkChange(
                key=record.key,
                only_from=_WAITING,
                state=_before(record),
                wait=Wait.NONE,
                wait_until=None,
                batch_id=0,
                problem=None if _is_good(record) else _worst(record),
                check_skipped=record.check_skipped and record.report is None,
            )
            for record in records
            if not record.resends
        ]
        changed = await self._store.update_links(changes)
        unchecked = [change.key for change in changes if change.state is State.UNCHECKED]
        if unchecked:
            await self._desk.recheck(unchecked)
        return [change.key for change in changes if change.key in changed]


def _before_key(line: Sequence[int], moved: Sequence[int], rest: Sequence[int], to: Place) -> int | None:
    """In front of which waiting link the moved ones come; None: behind all of them."""
    match to:
        case Place.FIRST:
            return rest[0]
        case Place.UP:
            above = [key for key in line[: line.index(moved[0])] if key in rest]
            return above[-1] if above else rest[0]
        case Place.DOWN:
            below = [key for key in line[line.index(moved[-1]) + 1 :] if key in rest]
            return below[1] if len(below) > 1 else None
        case Place.LAST:
            return None


def _is_good(record: LinkRecord) -> bool:
    return record.report is None or record.report.ok


def _before(record: LinkRecord) -> State:
    if record.report is None and not record.check_skipped:
        return State.UNCHECKED
    return State.READY if _is_good(record) else State.NEEDS_YOU


def _worst(record: LinkRecord) -> Problem | None:
    worst = record.report.worst if record.report is not None else None
    return worst.problem if worst is not None else None


def _other_link(row: Row, source: str) -> Link:
    given = link_from(source)
    return replace(same_link(row), source=given.source, pasted=given.pasted, mime_type="")
