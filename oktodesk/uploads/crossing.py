"""A link becomes an upload: the one place where that happens, for replies and for what was found afterwards."""

from collections.abc import Callable

from oktodesk.api.wire import Upload
from oktodesk.problems import Problem
from oktodesk.uploads.adoption import Intent, is_new
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import State
from oktodesk.uploads.store import LinkChange, LinkRecord, Store

_ON_THE_WAY = frozenset({State.SENDING, State.UNSURE})


class Crossing:
    """Carries links over. ``created`` hears of each new upload of ours: its row's key and the upload."""

    def __init__(self, store: Store, *, persistence: Persistence, created: Callable[[int, Upload], None]) -> None:
        self._store = store
        self._persistence = persistence
        self._created = created

    async def cross(self, record: LinkRecord, intent: Intent, upload: Upload) -> bool:
        """The link has become ``upload``; False: that upload belongs to another row, and the link says so."""
        crossed = await self._persistence.until_done(
            "keep an upload", lambda: self._crossed(record.key, intent, upload)
        )
        if crossed:
            self._created(record.key, upload)
        return crossed

    async def _crossed(self, key: int, intent: Intent, upload: Upload) -> bool:
        known = await self._store.by_upload_id(upload.id)
        # One that is new was only seen in a list before its reply was read; an old one is another row's.
        is_ours = known is None or known.key == key or is_new(intent, upload)
        if is_ours and await self._store.cross_over(key, upload) == key:
            return True
        await self._store.save_uploads([upload])
        await self._store.update_links(
            [
                LinkChange(
                    key=key,
                    only_from=_ON_THE_WAY,
                    state=State.REFUSED,
                    upload_id=upload.id,
                    problem=Problem("same_upload", {"upload_id": upload.id}),
                )
            ]
        )
        return False
