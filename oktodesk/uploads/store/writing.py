"""What can be done to the store: each call is one transaction on the writer's thread."""

import sqlite3
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TypeVar

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link, Sheet
from oktodesk.uploads.rows import UNSENT_STATES, Batch, Row, State
from oktodesk.uploads.store import decisions, sheets_of_links
from oktodesk.uploads.store.connection import explained
from oktodesk.uploads.store.keeper import Keeper
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.reading import Reading
from oktodesk.uploads.store.records import LinkChange, LinkRecord

T = TypeVar("T")


class Writing(Reading):
    """Writes. Once called they are carried out, even if the caller is cancelled while it waits.

    What a person decided goes to the outbox first, then to the cache's mirror. Raises ``LocalTrouble``
    (``disk_full``, ``profile_unwritable``, ``store_busy``).
    """

    async def add_links(
        self, links: Sequence[Link], *, checked: bool, confirmed: bool = False, sheets: Sequence[Sheet] = ()
    ) -> list[int]:
        """Take links in at the end of the line; returns their new keys, in order.

        Not ``checked``: they begin as UNCHECKED. ``checked``: they need no check, begin as READY and remember that
        (``check_skipped``). ``confirmed``: they are a batch of their own already; those that need no check are
        WAITING at once. ``sheets``: the tables that they stood in.
        """
        now = self._machinery.clock.now()

        def add(outbox: OutboxFile) -> list[int]:
            sheets_of_links.put(outbox.connection, sheets_of_links.packed(sheets, links))
            return decisions.add_links(outbox, links, now, checked=checked, confirmed=confirmed)

        return await self._decide(add)

    async def update_links(self, changes: Sequence[LinkChange]) -> frozenset[int]:
        """Set the named fields; returns the keys of the links that were found and allowed to change."""
        now = self._machinery.clock.now()
        return await self._decide(lambda outbox: decisions.update_links(outbox, changes, now))

    async def create_batch(self, name: str, keys: Sequence[int], sends_at: float) -> Batch:
        """What one Add confirmed: new and refused links go to WAITING with ``Wait.GRACE`` until ``sends_at``.

        Keys of uploads only join the batch ("Use that one").
        """
        now = self._machinery.clock.now()
        return await self._write(lambda keeper: keeper.create_batch(name, keys, now=now, sends_at=sends_at))

    async def set_paused(self, *, paused: bool) -> None:
        """The person paused sending, or lets it go on: that holds for whoever sends, until it is changed."""
        await self._decide(lambda outbox: outbox.set_paused(paused=paused))

    async def join_batch(self, keys: Collection[int], batch_id: int) -> None:
        """Put uploads into a batch; 0: into none."""
        await self._write(lambda keeper: keeper.set_on_uploads(keys, batch_id=batch_id))

    async def rename_batch(self, batch_id: int, name: str) -> None:
        """Give a batch another name."""
        await self._write(lambda keeper: keeper.change_batch(batch_id, name=name))

    async def reschedule_batch(self, batch_id: int, sends_at: float) -> None:
        """Move the end of a batch's grace, for its links still in it too."""
        await self._write(lambda keeper: keeper.change_batch(batch_id, sends_at=sends_at))

    async def begin_intent(
        self,
        key: int,
        at: float,
        server_offset_s: float,
        *,
        name: str | None = None,
        mime_type: str | None = None,
    ) -> bool:
        """Commit, safe from power loss, that a create is about to leave; WAITING becomes SENDING.

        False if the link is no longer WAITING, or held back: then nothing may be sent. ``name`` and ``mime_type``
        are what is sent if it differs from the row's own.
        """
        return await self._decide(
            lambda outbox: decisions.begin_intent(outbox, key, at, server_offset_s, name=name, mime_type=mime_type)
        )

    async def cross_over(self, key: int, upload: Upload) -> int:
        """The link has become this upload and keeps its key. May be repeated.

        Returns the key under which the upload lives: another one if it belongs to another link already (then
        the link stays as it is).
        """
        now = self._machinery.clock.now()
        return await self._write(lambda keeper: keeper.cross_over(key, upload, now))

    async def save_uploads(self, uploads: Sequence[Upload]) -> frozenset[int]:
        """Insert or update uploads as just seen; returns the keys of rows that changed."""
        return await self._write(lambda keeper: keeper.save_uploads(uploads))

    async def save_verdicts(self, key: int, verdicts: Sequence[NetworkVerdict], at: float) -> None:
        """Oktopost's answers for a row, given at ``at``."""
        await self._write(lambda keeper: keeper.disposable(lambda cache: cache.save_verdicts(key, verdicts, at)))

    async def forget_upload(self, key: int) -> None:
        """Remove an upload's row: Oktopost answered 404 for its id. If it is seen again, it is the same row."""
        now = self._machinery.clock.now()
        await self._write(lambda keeper: keeper.forget_upload(key, now))

    async def set_dealt_with(self, keys: Collection[int], at: float | None) -> None:
        """Mark failures as dealt with, or (None) as open again."""
        await self._write(lambda keeper: keeper.set_on_uploads(keys, dealt_with_at=at))

    async def try_again(self, failed: Row, link: Link) -> int:
        """Put ``link`` in line in the place of a failed upload, and tie the two.

        ``failed`` is the row as it was seen. Returns the key of what is in line for it; only the first of several
        calls adds a link.
        """
        now = self._machinery.clock.now()
        return await self._decide(lambda outbox: decisions.try_again(outbox, failed, link, now))

    async def settle_replaced(self, key: int) -> None:
        """A row is in Oktopost: mark the failures it was tried for as dealt with. May be repeated."""
        now = self._machinery.clock.now()
        await self._decide(lambda outbox: decisions.settle_replaced(outbox, key, now))

    async def set_meant_for(self, keys: Collection[int], networks: Sequence[str]) -> None:
        """For which networks (API keys) rows are meant; empty: for all. Works for links and uploads."""
        now, meant_for = self._machinery.clock.now(), tuple(networks)
        changes = [LinkChange(key=key, meant_for=meant_for) for key in keys]
        await self._write(lambda keeper: keeper.set_on_rows(changes, now, meant_for=meant_for))

    async def reorder(self, keys: Sequence[int], before_key: int | None) -> None:
        """Move links, in the given order, in front of another; None: to the end."""
        await self._decide(lambda outbox: decisions.reorder(outbox, keys, before_key))

    async def purge_dropped(self, before: float) -> int:
        """Delete for good what was dropped before that time; returns how many."""
        return await self._decide(lambda outbox: outbox.purge_dropped(before))

    async def purge_forgotten(self, before: float) -> int:
        """Delete for good what was noted about uploads that were missed before that time; returns how many."""
        return await self._decide(lambda outbox: outbox.purge_forgotten(before))

    async def set_state(self, name: str, value: str) -> None:
        """Remember a state of the synchronisation."""
        await self._write(lambda keeper: keeper.disposable(lambda cache: cache.set_state(name, value)))

    async def hand_over(self, other: "Writing") -> list[int]:
        """Move all unsent links and their batches to another store; returns their keys there. May be repeated."""
        links = await self.outbox_rows(UNSENT_STATES)
        used = {link.batch_id for link in links}
        batches = [batch for batch in self.batches() if batch.id in used]
        origin = self._machinery.keeper.identity
        sheets = await self.packed_sheets({link.sheet for link in links})
        there = await other.take_over(origin, links, batches, sheets)
        await self.update_links([LinkChange(key=link.key, state=State.DROPPED) for link in links])
        await self._decide(lambda outbox: outbox.hand_over([link.key for link in links]))
        return there

    async def take_over(
        self,
        origin: str,
        links: Sequence[LinkRecord],
        batches: Sequence[Batch],
        sheets: Mapping[str, bytes] | None = None,
    ) -> list[int]:
        """The receiving side of ``hand_over``: take in what is not there yet, with new keys."""

        def take(outbox: OutboxFile) -> list[int]:
            sheets_of_links.put(outbox.connection, sheets or {})
            return decisions.take_over(outbox, origin, links, batches)

        return await self._decide(take)

    async def reload_outbox(self) -> None:
        """Mirror and announce what other processes wrote."""
        await self._write(lambda keeper: keeper.mirror())

    async def _decide(self, change: Callable[[OutboxFile], T]) -> T:
        return await self._write(lambda keeper: keeper.precious(change))

    async def _write(self, job: Callable[[Keeper], T]) -> T:
        keeper = self._machinery.keeper
        try:
            return await self._machinery.writer.run(lambda: job(keeper))
        except sqlite3.Error as error:
            raise explained(error, keeper.directory) from error
