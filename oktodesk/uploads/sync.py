"""Reads the whole account once, and again only where the list contradicts what is known.

A pass is complete when the distinct ids that it saw are as many as Oktopost says there are. Pages shift while
people upload: what comes twice is dropped, what slipped through is looked for at the new end. A list that goes on
contradicting itself in the same way is not read again for that.
"""

from collections.abc import Callable

from oktodesk.api.budget import Priority
from oktodesk.api.wire import UploadPage
from oktodesk.system.clock import Clock
from oktodesk.uploads.account_list import AccountList, ListMemory
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.list_order import ListOrder, OrderSeen, last_page
from oktodesk.uploads.rows import Query, Row
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.status import SyncProgress
from oktodesk.uploads.store import Store

_PAGE_SEEN = "page seen"
_CHUNK = 500
_MOST_QUESTIONS = 100
"""Rows that a complete pass did not see are asked for one by one, so many after a pass."""


class AccountSync:
    """Passes over the account's list. Raises what the client raises; a pass goes on where it stopped."""

    def __init__(
        self,
        account: AccountList,
        *,
        store: Store,
        allowance: AllowanceBook,
        clock: Clock,
        told: Callable[[], None],
    ) -> None:
        self._account = account
        self._store = store
        self._allowance = allowance
        self._clock = clock
        self._told = told
        self._ids: set[str] = set()
        self._suspected: tuple[tuple[int, int], float] | None = None
        self.progress: SyncProgress | None = None
        """Set while a pass is under way."""

    async def is_needed(self) -> bool:
        """Whether the account was never read to its end, or a pass was interrupted."""
        memory = await self._account.memory()
        return not memory.complete or memory.next_page is not None

    def forget(self) -> None:
        """What was known is lost: read the account as if for the first time."""
        self._ids = set()
        self._suspected = None
        self._account.forget()

    async def begin(self) -> None:
        """Let the next pass start from the first page."""
        self._ids = set()
        await self._account.remember(next_page=0, seen=OrderSeen())

    async def read_all(self, priority: Priority = Priority.SYNC) -> bool:
        """One pass, or the rest of the one that was interrupted; whether another one may mend what it found."""
        memory = await self._account.memory()
        if memory.next_page is None:
            await self.begin()
        elif not self._ids:
            await self._recall(memory.next_page)
        try:
            return await self._finish(await self._read_pages(priority))
        finally:
            self.progress = None
            self._told()

    async def check(self, priority: Priority) -> bool:
        """Take in what is new; whether the whole list should be read because something does not add up."""
        await self._account.catch_up(priority)
        memory = await self._account.memory()
        self._allowance.day_known |= memory.complete
        return memory.complete and await self._contradicts(memory)

    async def _recall(self, pages: int) -> None:
        for number in range(pages):
            self._ids |= set((await self._store.state(f"{_PAGE_SEEN}:{number}") or "").split())

    async def _read_pages(self, priority: Priority) -> UploadPage:
        number = (await self._account.memory()).next_page or 0
        while True:
            page = await self._account.page(number, priority)
            new = {upload.id for upload in page.uploads} - self._ids
            await self._take(page, number)
            number += 1
            if self._is_last(page, number, new):
                return page

    async def _take(self, page: UploadPage, number: int) -> None:
        await self._store.save_uploads(page.uploads)
        ids = [upload.id for upload in page.uploads]
        self._ids |= set(ids)
        await self._store.set_state(f"{_PAGE_SEEN}:{number}", " ".join(ids))
        seen = (await self._account.memory()).seen.after(page.uploads)
        await self._account.remember(next_page=number + 1, seen=seen)
        if seen.order is ListOrder.NEWEST_FIRST and self._allowance.is_over(seen.last_created_at or 0.0):
            self._allowance.day_known = True
        self.progress = SyncProgress(len(self._ids), page.total)
        self._told()

    def _is_last(self, page: UploadPage, read: int, new: set[str]) -> bool:
        if page.total is None:
            return not new  # empty, or the same page again
        return not page.uploads or len(self._ids) >= page.total or read > last_page(page.total)

    async def _finish(self, last: UploadPage) -> bool:
        memory = await self._account.memory()
        memory = await self._account.remember(order=memory.seen.order, complete=True, next_page=None)
        total = last.total
        if total is not None and len(self._ids) != total:
            fresh = await self._account.newest(Priority.SYNC)
            await self._store.save_uploads(fresh)
            self._ids |= {upload.id for upload in fresh}
            total = (await self._account.memory()).total
        self._allowance.day_known = True
        if total is None or len(self._ids) == total:
            await self._ask_for_missing()
            return False
        disagreement = (total, len(self._ids))
        await self._account.remember(disagreed=disagreement)
        return disagreement != memory.disagreed

    async def _contradicts(self, memory: ListMemory) -> bool:
        if memory.total is None:
            return False
        pair = (memory.total, await self._account.known())
        if pair[0] == pair[1] or pair == memory.disagreed:
            self._suspected = None
            return False
        if pair[0] < pair[1]:  # a new upload may be invisible for a while: only a lasting difference counts
            now = self._clock.monotonic()
            if self._suspected is None or self._suspected[0] != pair:
                self._suspected = (pair, now)
            if now - self._suspected[1] < self._clock.scaled(SETTLE_S):
                return False
        await self._account.remember(disagreed=pair)
        return True

    async def _ask_for_missing(self) -> None:
        if await self._account.known() <= len(self._ids):
            return
        missing: list[Row] = []
        keys = (await self._store.ordered(Query())).keys
        for start in range(0, len(keys), _CHUNK):
            rows = await self._store.load(keys[start : start + _CHUNK])
            missing += [row for row in rows if self._is_missing(row)]
        for row in missing[:_MOST_QUESTIONS]:
            await self._account.look_up(row, Priority.SYNC)

    def _is_missing(self, row: Row) -> bool:
        if not row.upload_status or row.upload_id in self._ids:
            return False
        return self._account.must_be_visible(row)
