"""``add --skip-existing``: what is in Oktopost already, or on its way there, is not sent again."""

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from oktodesk.api.wire import FAILED, Upload
from oktodesk.media.intake import all_forms
from oktodesk.uploads.rows import IN_LINE_STATES, Row, State

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.session import Session


async def use_existing(
    session: "Session", client: "OktopostClient", keys: Sequence[int], *, kept: Collection[int] = ()
) -> list[int]:
    """For each row the key to follow: its own, or the one that makes it needless.

    Rows that are needless are removed, unless they are among ``kept``. Raises ``OktopostTrouble`` or
    ``SignInTrouble`` if Oktopost can't be asked; then nothing is removed, nothing has been sent, and it can be
    tried again.
    """
    followed = [await _other(session, client, row) or row.key for row in await session.store.load(keys)]
    needless = [key for key, other in zip(keys, followed, strict=True) if key != other and key not in kept]
    await session.desk.remove(needless)
    return followed


async def _other(session: "Session", client: "OktopostClient", row: Row) -> int | None:
    if _is_on_its_way(row):
        return None
    # A link that was never added is the last resort: meanwhile another one may have taken the file there.
    return (
        await _earlier(session, row, _is_on_its_way)
        or await _uploaded(session, client, row)
        or await _earlier(session, row, lambda other: other.state is State.READY)
    )


async def _earlier(session: "Session", row: Row, is_wanted: Callable[[Row], bool]) -> int | None:
    """An earlier link of ours to the same file that is like that."""
    for other in await session.store.by_source(all_forms(row.source, row.pasted)):
        if other.key != row.key and is_wanted(other):
            return other.key
    return None


def _is_on_its_way(row: Row) -> bool:
    """Whether a link is in line, or will be once its check is good."""
    return row.state in IN_LINE_STATES or (row.state in {State.UNCHECKED, State.CHECKING} and row.batch_id != 0)


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
