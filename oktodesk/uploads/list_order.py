"""In which order Oktopost lists uploads: not documented, so it is learned while the whole list is read."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from oktodesk.api.wire import Upload

PAGE = 100
"""Uploads on a page; the most that lists accept."""


class ListOrder(StrEnum):
    """Where new uploads appear."""

    UNKNOWN = ""
    NEWEST_FIRST = "newest_first"
    NEWEST_LAST = "newest_last"


class OrderSeen(msgspec.Struct, frozen=True):
    """What the pages read so far, from the first on, say about the order."""

    falling: bool = True
    rising: bool = True
    last_created_at: float | None = None
    moved: bool = False
    """Two different times were seen, without which nothing can be told."""

    def after(self, uploads: Iterable[Upload]) -> "OrderSeen":
        """The same with one more page."""
        falling, rising, last, moved = self.falling, self.rising, self.last_created_at, self.moved
        for created_at in (upload.created_at for upload in uploads if upload.created_at is not None):
            if last is not None:
                falling &= created_at <= last
                rising &= created_at >= last
                moved |= created_at != last
            last = created_at
        return OrderSeen(falling, rising, last, moved)

    @property
    def order(self) -> ListOrder:
        """The order, if it shows."""
        if self.moved and self.falling:
            return ListOrder.NEWEST_FIRST
        return ListOrder.NEWEST_LAST if self.moved and self.rising else ListOrder.UNKNOWN


def last_page(total: int | None) -> int:
    """The number of the last page of a list with so many uploads, from 0."""
    return max((total or 1) - 1, 0) // PAGE
