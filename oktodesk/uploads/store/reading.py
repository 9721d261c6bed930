"""What can be asked of the store: visible rows at once, everything else on the reader's thread."""

from collections.abc import Collection, Sequence

from oktodesk.uploads.rows import Batch, Counts, Query, Row, State
from oktodesk.uploads.store.records import AllowanceEntry, LinkRecord, Ordering, UploadNote


class Reading:
    """Reads only. The synchronous ones are for the event loop's thread and take at most 5 ms."""

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """The rows of a screenful of keys; a key that is gone is missing. For more than some hundred: ``load``."""
        raise NotImplementedError

    def batches(self) -> tuple[Batch, ...]:
        """All batches, newest first."""
        raise NotImplementedError

    def outbox_version(self) -> int:
        """The outbox's change counter: it grows with every write, by whatever process."""
        raise NotImplementedError

    async def ordered(self, query: Query) -> Ordering:
        """The keys that the query shows, in order; cancelling the call stops the query at once."""
        raise NotImplementedError

    async def counts(self, *, seen_at: float | None = None) -> Counts:
        """How many rows each filter holds; ``unseen`` are those that finished after ``seen_at``."""
        raise NotImplementedError

    async def row(self, key: int) -> Row | None:
        """One row, or None if there is none (any more)."""
        raise NotImplementedError

    async def load(self, keys: Sequence[int]) -> list[Row]:
        """Any number of rows, in the order of ``keys``; those that are gone are left out."""
        raise NotImplementedError

    async def raw_uploads(self, keys: Sequence[int]) -> dict[int, dict[str, object]]:
        """The API's own objects of these rows' uploads, as last seen."""
        raise NotImplementedError

    async def by_upload_id(self, upload_id: str) -> Row | None:
        """The row of an upload."""
        raise NotImplementedError

    async def by_source(self, urls: Collection[str]) -> list[Row]:
        """Rows whose source, or the link that was pasted for it, is one of ``urls``; newest first."""
        raise NotImplementedError

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        """The outbox's own records of all links in these states, in line order; the only way to see dropped ones."""
        raise NotImplementedError

    async def link(self, key: int) -> LinkRecord | None:
        """The outbox's own record of one link; None if it has crossed over or never was."""
        raise NotImplementedError

    async def notes(self, upload_ids: Collection[str]) -> dict[str, UploadNote]:
        """What is noted about these uploads; one with ``crossed_at`` belongs to a link of ours already."""
        raise NotImplementedError

    async def pending_keys(self) -> list[int]:
        """Rows that Oktopost is fetching, newest first."""
        raise NotImplementedError

    async def allowance_entries(self, since: float) -> list[AllowanceEntry]:
        """Every upload created at or after ``since``, oldest first. Links on their way are in ``outbox_rows``."""
        raise NotImplementedError

    async def unvalidated(self, since: float, limit: int) -> list[int]:
        """Complete videos created at or after ``since`` that have no verdicts yet, newest first."""
        raise NotImplementedError

    async def state(self, name: str) -> str | None:
        """A remembered state of the synchronisation; gone with the cache, like what it describes."""
        raise NotImplementedError
