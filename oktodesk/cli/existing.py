"""``add --skip-existing``: what is in Oktopost already, or on its way there, is not sent again."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from oktodesk.api.wire import FAILED, Upload
from oktodesk.media.intake import all_forms
from oktodesk.uploads.rows import IN_LINE_STATES, Row, State

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.session import Session


async def use_existing(session: "Session", client: "OktopostClient", keys: Sequence[int]) -> list[int]:
    """For each new row the key to follow: its own, or the one that makes it needless.

    Rows that are needless are removed. Raises ``OktopostTrouble`` or ``SignInTrouble`` if Oktopost can't be asked;
    then nothing more is removed, and nothing has been sent.
    """
    followed: list[int] = []
    for key, row in zip(keys, await session.store.load(keys), strict=True):
        other = await _on_its_way(session, row) or await _uploaded(session, client, row)
        if other is not None:
            await session.desk.remove([key])
        followed.append(key if other is None else other)
    return followed


async def _on_its_way(session: "Session", row: Row) -> int | None:
    """An earlier link of ours to the same file that is in line or was never added."""
    for other in await session.store.by_source(all_forms(row.source, row.pasted)):
        if other.key != row.key and other.state in IN_LINE_STATES | {State.READY}:
            return other.key
    return None


async def _uploaded(session: "Session", client: "OktopostClient", row: Row) -> int | None:
    found: list[Upload] = []
    for source in sorted(all_forms(row.source, row.pasted)):
        found += (await client.uploads(source=source)).uploads
    usable = [upload for upload in found if upload.status != FAILED]
    if not usable:
        return None
    newest = max(usable, key=lambda upload: upload.created_at or 0.0)
    await session.store.save_uploads([newest])
    known = await session.store.by_upload_id(newest.id)
    return known.key if known is not None else None
