"""Follows what Oktopost is fetching: one list of everything pending, pass after pass."""

import contextlib
from collections.abc import Sequence

import msgspec

from oktodesk.api.budget import Priority
from oktodesk.api.wire import PENDING, Upload
from oktodesk.system.clock import Clock
from oktodesk.uploads.account_list import AccountList
from oktodesk.uploads.downloads import Downloads
from oktodesk.uploads.next_due import Motion
from oktodesk.uploads.rows import Row
from oktodesk.uploads.store import Store

_FEW = 2
"""So many uploads that left the list are asked for one by one; for more, a page of the newest costs less."""
_STRANGE_S = 60.0
"""An upload whose status we don't know never shows in the list: it is asked for this often; scaled."""


class PendingList(msgspec.Struct, frozen=True):
    """What a pass read. ``complete``: nothing can have slipped through while its pages were read."""

    uploads: dict[str, Upload]
    complete: bool


class Following:
    """Knows which rows are being fetched, and notices when they no longer are."""

    def __init__(self, account: AccountList, *, store: Store, downloads: Downloads, clock: Clock) -> None:
        self._account = account
        self._store = store
        self._downloads = downloads
        self._clock = clock
        self._watched: frozenset[int] = frozenset()
        self._asked_at: dict[int, float] = {}

    @property
    def pending(self) -> bool:
        """Whether anything was being fetched when last noticed."""
        return bool(self._watched)

    async def notice(self) -> list[Row]:
        """Look into the store: the rows that were being fetched and are fetched, or failed, now."""
        keys = frozenset(await self._store.pending_keys())
        left, self._watched = self._watched - keys, keys
        ended = await self._store.load(list(left)) if left else []
        await self._downloads.ended(ended)
        return ended

    async def look(self) -> Motion:
        """Ask for everything pending, and for what is no longer in that list; says what moved."""
        rows = await self._store.load(await self._store.pending_keys())
        before = {row.upload_id: row for row in rows}
        listed = await self._read()
        await self._store.save_uploads(list(listed.uploads.values()))
        seen = list(listed.uploads.values())
        if listed.complete:
            seen += await self._resolve(
                [row for row in rows if row.upload_id not in listed.uploads and self._is_worth_asking(row)]
            )
        self._downloads.note(await self._store.load(await self._store.pending_keys()))
        motions = {_motion(before.get(upload.id), upload) for upload in seen}
        return next((motion for motion in (Motion.CHANGED, Motion.BYTES) if motion in motions), Motion.STILL)

    async def _read(self) -> PendingList:
        uploads: dict[str, Upload] = {}
        totals: set[int] = set()
        async for page in self._account.client.all_uploads(status=PENDING, priority=Priority.FOLLOW):
            uploads |= {upload.id: upload for upload in page.uploads}
            totals |= {page.total} if page.total is not None else set()
        return PendingList(uploads, totals in (set(), {len(uploads)}))

    async def _resolve(self, gone: Sequence[Row]) -> list[Upload]:
        """What became of uploads that left the list, with as few calls as that takes."""
        left = {row.upload_id: row for row in gone}
        found: list[Upload] = []
        if len(left) > _FEW:
            async with contextlib.aclosing(self._account.from_newest(Priority.FOLLOW)) as pages:
                async for page in pages:
                    await self._store.save_uploads(page.uploads)
                    hits = [upload for upload in page.uploads if left.pop(upload.id, None) is not None]
                    found += hits
                    if len(left) <= _FEW or len(hits) < 2:  # from here on asking one by one costs less
                        break
        for row in left.values():
            self._asked_at[row.key] = self._clock.monotonic()
            upload = await self._account.look_up(row, Priority.FOLLOW)
            found += [upload] if upload is not None else []
        return found

    def _is_worth_asking(self, row: Row) -> bool:
        if row.upload_status in {PENDING, ""}:
            return True
        asked_at = self._asked_at.get(row.key)
        return asked_at is None or self._clock.monotonic() - asked_at >= self._clock.scaled(_STRANGE_S)


def _motion(before: Row | None, upload: Upload) -> Motion:
    if before is None or (before.upload_status, before.attempts) != (upload.status, upload.attempts):
        return Motion.CHANGED
    return Motion.BYTES if before.downloaded_bytes != upload.downloaded_bytes else Motion.STILL
