"""The account's list at Oktopost: pages from the end where new uploads appear, and what is remembered of it."""

import contextlib
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING

import msgspec

from oktodesk.api.budget import Priority
from oktodesk.api.wire import PENDING, Upload, UploadPage
from oktodesk.problems import LinkTrouble, NotFound
from oktodesk.system.clock import Clock
from oktodesk.uploads.connection import Connection
from oktodesk.uploads.list_order import PAGE, ListOrder, OrderSeen, last_page
from oktodesk.uploads.rows import Filter, Row
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.store import Store

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient

_MEMORY = "sync"


class ListMemory(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is remembered between runs."""

    order: ListOrder = ListOrder.UNKNOWN
    complete: bool = False
    """A pass has reached the list's end once."""
    total: int | None = None
    """How many uploads there were when Oktopost last said."""
    next_page: int | None = None
    """Where the pass under way goes on; None: none is."""
    seen: OrderSeen = OrderSeen()
    disagreed: tuple[int, int] | None = None
    """Oktopost's total and what was seen, when these last differed after a pass."""


class AccountList:
    """Reads pages and single uploads into the store. Raises what the client raises."""

    def __init__(self, *, store: Store, connection: Connection, clock: Clock) -> None:
        self._store = store
        self._connection = connection
        self._clock = clock
        self._memory: ListMemory | None = None

    @property
    def client(self) -> "OktopostClient":
        """What calls Oktopost."""
        return self._connection.client

    async def memory(self) -> ListMemory:
        """What is remembered."""
        if self._memory is None:
            text = await self._store.state(_MEMORY)
            self._memory = msgspec.json.decode(text, type=ListMemory) if text else ListMemory()
        return self._memory

    def forget(self) -> None:
        """What was remembered is gone from the store."""
        self._memory = None

    async def remember(self, **fields: object) -> ListMemory:
        """Change what is remembered."""
        self._memory = msgspec.structs.replace(await self.memory(), **fields)
        await self._store.set_state(_MEMORY, msgspec.json.encode(self._memory).decode())
        return self._memory

    async def page(self, number: int, priority: Priority) -> UploadPage:
        """One page of the whole list; what it says about the list's length is remembered."""
        page = await self.client.uploads(page=number, count=PAGE, priority=priority)
        if page.total is not None and page.total != (await self.memory()).total:
            await self.remember(total=page.total)
        return page

    async def from_newest(self, priority: Priority) -> AsyncGenerator[UploadPage, None]:
        """Page after page from the end where new uploads appear, as far as it is known; close it after use."""
        memory = await self.memory()
        if memory.order is ListOrder.NEWEST_LAST:
            remembered = last_page(memory.total)
            page = await self.page(remembered, priority)
            for number in range(last_page(page.total), remembered, -1):
                yield await self.page(number, priority)
            yield page
            for number in range(remembered - 1, -1, -1):
                yield await self.page(number, priority)
            return
        number, more = 0, True
        while more:
            page = await self.page(number, priority)
            yield page
            number += 1
            more = len(page.uploads) >= PAGE

    async def newest(self, priority: Priority) -> Sequence[Upload]:
        """About a page of the newest uploads; where the order is unknown, those being fetched beside the first."""
        memory = await self.memory()
        if memory.order is ListOrder.UNKNOWN:
            first = (await self.page(0, priority)).uploads
            return (*first, *(await self.client.uploads(status=PENDING, priority=priority)).uploads)
        found: list[Upload] = []
        async with contextlib.aclosing(self.from_newest(priority)) as pages:
            async for page in pages:
                found.extend(page.uploads)
                if len(found) >= PAGE:
                    break
        return found

    async def catch_up(self, priority: Priority) -> None:
        """Take in what is new: page after page from the new end until one reaches back to what is known."""
        memory = await self.memory()
        only_one = memory.order is ListOrder.UNKNOWN or not memory.complete
        async with contextlib.aclosing(self.from_newest(priority)) as pages:
            async for page in pages:
                oldest = page.uploads[0 if memory.order is ListOrder.NEWEST_LAST else -1] if page.uploads else None
                reached = oldest is not None and await self._store.by_upload_id(oldest.id) is not None
                await self._store.save_uploads(page.uploads)
                if reached or only_one:
                    break

    async def look_up(self, row: Row, priority: Priority) -> Upload | None:
        """One upload by its id; its row is removed if Oktopost has it no more."""
        try:
            upload = await self.client.upload(row.upload_id, priority=priority)
        except NotFound:
            found = await self._listed(row, priority)
            if found is None:
                if self.must_be_visible(row):
                    await self._store.forget_upload(row.key)
                return None
            upload = found
        await self._store.save_uploads([upload])
        return upload

    async def _listed(self, row: Row, priority: Priority) -> Upload | None:
        """An upload that was not found by its id, if a list has it all the same.

        Only asked where something was decided about it here: one wrong reply must not undo that.
        """
        is_ours = row.upload_id in await self._store.notes([row.upload_id])
        if not is_ours or not self.must_be_visible(row):
            return None
        with contextlib.suppress(LinkTrouble):  # Oktopost can't be asked for every source
            async for page in self.client.all_uploads(source=row.source, priority=priority):
                for upload in page.uploads:
                    if upload.id == row.upload_id:
                        return upload
        return None

    def must_be_visible(self, row: Row) -> bool:
        """Whether an upload is old enough that not finding it means that it is gone."""
        return self._connection.server_now - row.created_at > self._clock.scaled(SETTLE_S)

    async def known(self) -> int:
        """How many uploads are known here."""
        counts = await self._store.counts()
        return counts.by_filter[Filter.ALL] - counts.unsent
