"""What the window and the command line ask of whoever follows the uploads. This one follows none: no account."""

from collections.abc import Sequence

from oktodesk.problems import Problem
from oktodesk.uploads.next_due import Attention
from oktodesk.uploads.speed import Live
from oktodesk.uploads.status import SyncProgress


class Tracker:
    """Does nothing where there is nothing to follow; ``AccountTracker`` does all of it."""

    trouble: Problem | None = None
    """Why Oktopost's answers are of no use right now."""
    last_refresh_at: float | None = None
    """When Oktopost was last asked about the list, Unix seconds."""

    @property
    def progress(self) -> SyncProgress | None:
        """How far the account has been read; None: it isn't being read."""
        return None

    def set_attention(self, _attention: Attention) -> None:
        """Somebody looks, or no longer does."""

    def refresh(self) -> None:
        """Ask Oktopost now: the person wants to know."""

    def full_sync(self) -> None:
        """Read the whole account again, in the background."""

    async def catch_up(self) -> None:
        """Take in what is new, and wait for it. Raises what the client raises."""

    async def validate(self, keys: Sequence[int]) -> None:
        """Ask on which networks these videos can be used, also again. Raises what went wrong."""

    def is_validating(self, _key: int) -> bool:
        """Whether a video's turn to be validated by itself is still to come."""
        return False

    def live(self, _key: int) -> Live | None:
        """What a download does right now; None: it is not followed."""
        return None

    def host_speed_bytes_s(self, _host: str) -> float | None:
        """How fast Oktopost usually fetches from a host; None: not known."""
        return None
