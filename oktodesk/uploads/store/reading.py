"""What can be asked of the store: visible rows at once, everything else on the reader's thread."""

import sqlite3
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

from oktodesk.media.report import Sheet
from oktodesk.system.clock import Clock
from oktodesk.uploads.rows import Batch, Counts, Query, Row, State
from oktodesk.uploads.store import cache_reads, ordering, outbox_reads, sheets_of_links
from oktodesk.uploads.store.announcer import Announcer
from oktodesk.uploads.store.connection import explained, is_damage
from oktodesk.uploads.store.keeper import Keeper
from oktodesk.uploads.store.read_only import ReadOnlyFiles
from oktodesk.uploads.store.records import AllowanceEntry, LinkRecord, Ordering, UploadNote
from oktodesk.uploads.store.worker import Worker

T = TypeVar("T")


class Machinery(NamedTuple):
    """What a store is made of: a thread that writes, one that reads, and the screen's own connections."""

    clock: Clock
    writer: Worker
    keeper: Keeper
    reader: Worker
    readers_files: ReadOnlyFiles
    screens_files: ReadOnlyFiles
    announcer: Announcer


class Reading:
    """Reads only. The synchronous ones are for the event loop's thread and take at most 5 ms."""

    def __init__(self, machinery: Machinery) -> None:
        self._machinery = machinery

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """The rows of a screenful of keys; a key that is gone is missing. For more than some hundred: ``load``."""
        files = self._machinery.screens_files
        try:
            return cache_reads.rows(files.cache, keys)
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
        # A new list is begun in the writer's thread, and announced; until then there is nothing to show.
        generation = files.generation
        self._machinery.writer.start(lambda: self._machinery.keeper.replace_cache(generation))
        return {}

    def batches(self) -> tuple[Batch, ...]:
        """All batches, newest first."""
        return outbox_reads.batches(self._machinery.screens_files.outbox)

    def outbox_version(self) -> int:
        """The outbox's change counter: it grows with every write, by whatever process."""
        return outbox_reads.version(self._machinery.screens_files.outbox)

    async def ordered(self, query: Query) -> Ordering:
        """The keys that the query shows, in order; cancelling the call stops the query at once."""
        return await self._ask(lambda cache: ordering.ordered(cache, query))

    async def counts(self, *, seen_at: float | None = None) -> Counts:
        """How many rows each filter holds; ``unseen`` are those that finished after ``seen_at``."""
        return await self._ask(lambda cache: cache_reads.counts(cache, seen_at))

    async def row(self, key: int) -> Row | None:
        """One row, or None if there is none (any more)."""
        return (await self._ask(lambda cache: cache_reads.rows(cache, [key]))).get(key)

    async def load(self, keys: Sequence[int]) -> list[Row]:
        """Any number of rows, in the order of ``keys``; those that are gone are left out."""
        return await self._ask(lambda cache: cache_reads.load(cache, keys))

    async def raw_uploads(self, keys: Sequence[int]) -> dict[int, dict[str, object]]:
        """The API's own objects of these rows' uploads, as last seen."""
        return await self._ask(lambda cache: cache_reads.raw_uploads(cache, keys))

    async def by_upload_id(self, upload_id: str) -> Row | None:
        """The row of an upload."""
        return await self._ask(lambda cache: cache_reads.by_upload_id(cache, upload_id))

    async def by_source(self, urls: Collection[str]) -> list[Row]:
        """Rows whose source, or the link that was pasted for it, is one of ``urls``; newest first."""
        return await self._ask(lambda cache: cache_reads.by_source(cache, urls))

    async def of_size(self, size_bytes: int) -> list[Row]:
        """Uploads of exactly this size; newest first."""
        return await self._ask(lambda cache: cache_reads.of_size(cache, size_bytes))

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        """The outbox's own records of links in these states, in line order; the only way to see dropped ones."""
        known = self._machinery.readers_files.known_links
        return await self._ask_outbox(lambda outbox: known.links_in(outbox, states))

    async def paused(self) -> bool:
        """Whether the person paused sending."""
        return await self._ask_outbox(outbox_reads.paused)

    async def link(self, key: int) -> LinkRecord | None:
        """The outbox's own record of one link; None if it has crossed over or never was."""
        return await self._ask_outbox(lambda outbox: outbox_reads.link(outbox, key))

    async def notes(self, upload_ids: Collection[str]) -> dict[str, UploadNote]:
        """What is noted about these uploads; one with ``crossed_at`` belongs to a link of ours already."""
        return await self._ask_outbox(lambda outbox: outbox_reads.notes(outbox, upload_ids))

    async def sheets(self, ids: Collection[str]) -> dict[str, Sheet]:
        """The tables with these ids, as they were dropped; one that makes no sense any more is missing."""
        return await self._ask_outbox(lambda outbox: sheets_of_links.unpacked(sheets_of_links.read(outbox, ids)))

    async def packed_sheets(self, ids: Collection[str]) -> dict[str, bytes]:
        """The same as they are stored."""
        return await self._ask_outbox(lambda outbox: sheets_of_links.read(outbox, ids))

    async def tries(self) -> list[int]:
        """The rows of uploads that are another try of a failure which is not settled."""
        return await self._ask_outbox(outbox_reads.tries)

    async def pending_keys(self) -> list[int]:
        """Rows that Oktopost is fetching, newest first."""
        return await self._ask(cache_reads.pending_keys)

    async def allowance_entries(self, since: float) -> list[AllowanceEntry]:
        """Every upload created at or after ``since``, oldest first. Links on their way are in ``outbox_rows``."""
        return await self._ask(lambda cache: cache_reads.allowance_entries(cache, since))

    async def unvalidated(self, since: float, limit: int) -> list[int]:
        """Complete videos created at or after ``since`` that have no verdicts yet, newest first."""
        return await self._ask(lambda cache: cache_reads.unvalidated(cache, since, limit))

    async def state(self, name: str) -> str | None:
        """A remembered state of the synchronisation; gone with the cache, like what it describes."""
        return await self._ask(lambda cache: cache_reads.state(cache, name))

    async def _ask(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """Put a question to the cache, on the reader's thread; a damaged cache is begun anew and asked again."""
        reader, files, keeper = self._machinery.reader, self._machinery.readers_files, self._machinery.keeper
        try:
            return await reader.run_while_wanted(lambda: question(files.cache))
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise explained(error, keeper.directory) from error
        generation = files.generation
        await self._machinery.writer.run(lambda: keeper.replace_cache(generation))
        return await reader.run_while_wanted(lambda: question(files.cache))

    async def _ask_outbox(self, question: Callable[[sqlite3.Connection], T]) -> T:
        files = self._machinery.readers_files
        try:
            return await self._machinery.reader.run_while_wanted(lambda: question(files.outbox))
        except sqlite3.DatabaseError as error:
            raise explained(error, self._machinery.keeper.directory) from error
