"""What can be done to the store: each call is one transaction on the writer's thread."""

from collections.abc import Collection, Sequence

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link
from oktodesk.uploads.rows import Batch
from oktodesk.uploads.store.reading import Reading
from oktodesk.uploads.store.records import LinkChange, LinkRecord


class Writing(Reading):
    """Writes. Once called they are carried out, even if the caller is cancelled while it waits.

    What a person decided goes to the outbox first, then to the cache's mirror. Raises ``LocalTrouble``
    (``disk_full``, ``profile_unwritable``, ``store_busy``).
    """

    async def add_links(self, links: Sequence[Link], *, checked: bool) -> list[int]:
        """Take links in at the end of the line; returns their new keys, in order.

        Not ``checked``: they begin as UNCHECKED. ``checked``: they need no check, begin as READY and remember that
        (``check_skipped``).
        """
        raise NotImplementedError

    async def update_links(self, changes: Sequence[LinkChange]) -> frozenset[int]:
        """Set the named fields; returns the keys of the links that were found and allowed to change."""
        raise NotImplementedError

    async def create_batch(self, name: str, keys: Sequence[int], sends_at: float) -> Batch:
        """What one Add confirmed: new and refused links go to WAITING with ``Wait.GRACE`` until ``sends_at``.

        Keys of uploads only join the batch ("Use that one").
        """
        raise NotImplementedError

    async def rename_batch(self, batch_id: int, name: str) -> None:
        """Give a batch another name."""
        raise NotImplementedError

    async def reschedule_batch(self, batch_id: int, sends_at: float) -> None:
        """Move the end of a batch's grace, for its links still in it too."""
        raise NotImplementedError

    async def begin_intent(
        self,
        key: int,
        at: float,
        server_offset_s: float,
        *,
        name: str | None = None,
        mime_type: str | None = None,
    ) -> bool:
        """Commit, safe from power loss, that a create is about to leave; WAITING becomes SENDING.

        False if the link is no longer WAITING: then nothing may be sent. ``name`` and ``mime_type`` are what is
        sent if it differs from the row's own.
        """
        raise NotImplementedError

    async def cross_over(self, key: int, upload: Upload) -> int:
        """The link has become this upload and keeps its key. May be repeated.

        Returns the key under which the upload lives: another one if it belongs to another link already (then
        the link stays as it is).
        """
        raise NotImplementedError

    async def save_uploads(self, uploads: Sequence[Upload]) -> frozenset[int]:
        """Insert or update uploads as just seen; returns the keys of rows that changed."""
        raise NotImplementedError

    async def save_verdicts(self, key: int, verdicts: Sequence[NetworkVerdict], at: float) -> None:
        """Oktopost's answers for a row, given at ``at``."""
        raise NotImplementedError

    async def forget_upload(self, key: int) -> None:
        """Remove an upload's row: Oktopost answered 404 for its id."""
        raise NotImplementedError

    async def set_dealt_with(self, keys: Collection[int], at: float | None) -> None:
        """Mark failures as dealt with, or (None) as open again."""
        raise NotImplementedError

    async def set_replaced_by(self, key: int, new_key: int) -> None:
        """Tie a row to the one that was tried instead of it."""
        raise NotImplementedError

    async def set_meant_for(self, keys: Collection[int], networks: Sequence[str]) -> None:
        """For which networks (API keys) rows are meant; empty: for all. Works for links and uploads."""
        raise NotImplementedError

    async def reorder(self, keys: Sequence[int], before_key: int | None) -> None:
        """Move links, in the given order, in front of another; None: to the end."""
        raise NotImplementedError

    async def purge_dropped(self, before: float) -> int:
        """Delete for good what was dropped before that time; returns how many."""
        raise NotImplementedError

    async def set_state(self, name: str, value: str) -> None:
        """Remember a state of the synchronisation."""
        raise NotImplementedError

    async def hand_over(self, other: "Writing") -> list[int]:
        """Move all unsent links and their batches to another store; returns their keys there. May be repeated."""
        raise NotImplementedError

    async def take_over(self, origin: str, links: Sequence[LinkRecord], batches: Sequence[Batch]) -> list[int]:
        """The receiving side of ``hand_over``: take in what is not there yet, with new keys."""
        raise NotImplementedError

    async def reload_outbox(self) -> None:
        """Mirror and announce what other processes wrote."""
        raise NotImplementedError
