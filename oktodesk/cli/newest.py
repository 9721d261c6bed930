"""The account's newest uploads, page by page. In which order Oktopost lists uploads is not documented."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from oktodesk.api.budget import Priority
from oktodesk.uploads.list_order import ListOrder, OrderSeen, last_page

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.api.wire import Upload


class Found(msgspec.Struct, frozen=True):
    """The uploads asked for, newest first; ``total`` counts those beyond the limit too, None: not told."""

    uploads: "list[Upload]"
    total: int | None


async def ask_newest(client: "OktopostClient", *, status: str, source: str, limit: int) -> Found:
    """The newest ``limit`` uploads with this status and source; empty texts mean any. Raises ``OktopostTrouble``.

    Reads no page that isn't needed: the pages themselves tell their order. Only a list that has none is read to
    its end. It shifts while people upload, so that doubles are dropped.
    """
    by_id: dict[str, Upload] = {}
    seen, total = OrderSeen(), None
    async for page in client.all_uploads(status=status, source=source, priority=Priority.PERSON):
        by_id |= {upload.id: upload for upload in page.uploads}
        seen, total = seen.after(page.uploads), page.total
        if seen.order is ListOrder.NEWEST_FIRST and len(by_id) >= limit:
            return Found(newest_first(by_id.values())[:limit], total)
        if seen.order is ListOrder.NEWEST_LAST and total is not None and total > limit:
            return await _from_the_end(client, status=status, source=source, limit=limit, total=total)
    return Found(newest_first(by_id.values())[:limit], len(by_id) if total is None else total)


def newest_first(uploads: "Iterable[Upload]") -> "list[Upload]":
    """In the order in which they are shown."""
    return sorted(uploads, key=lambda upload: (upload.created_at or 0.0, upload.id), reverse=True)


async def _from_the_end(client: "OktopostClient", *, status: str, source: str, limit: int, total: int) -> Found:
    by_id: dict[str, Upload] = {}
    number = last_page(total)
    while number >= 0 and len(by_id) < limit:
        page = await client.uploads(status=status, source=source, page=number, priority=Priority.PERSON)
        by_id |= {upload.id: upload for upload in page.uploads}
        total = total if page.total is None else page.total
        number -= 1
    return Found(newest_first(by_id.values())[:limit], total)
