"""How the engine is doing, as one value for the window's lines and the command line's exit codes."""

import msgspec

from oktodesk.api.wire import Me
from oktodesk.problems import Problem
from oktodesk.uploads.allowance import AllowanceView


class SyncProgress(msgspec.Struct, frozen=True):
    """How far the account has been read; ``total`` is None where Oktopost does not tell."""

    known: int
    total: int | None


class EngineStatus(msgspec.Struct, frozen=True):
    """One moment. Times are Unix seconds."""

    is_sender: bool
    """Whether this process sends and follows; else another one does."""
    allowance: AllowanceView
    offline: Problem | None = None
    """Why Oktopost can't be used right now; it passes by itself."""
    account: Problem | None = None
    """Why the account is paused: it needs the person to sign in."""
    locked_until: float | None = None
    paused: bool = False
    has_planned: bool = True
    """Whether what the rows wait for is from this run; before, they still say what an earlier one found."""
    is_counted: bool = True
    """Whether the numbers below are known: not before the list was counted for the first time."""
    in_line: int = 0
    """Links that are confirmed and still here."""
    held: int = 0
    """How many of those the person holds back, as far as this process knows: only the one that sends does."""
    new: int = 0
    """Links that are not added yet."""
    back: int = 0
    """Links that were added and will not be sent as they are: refused, or a late check found something."""
    last_send_at_estimate: float | None = None
    """When the last of the line will be sent; None: nothing waits, or it can't be told."""
    syncing: SyncProgress | None = None
    last_refresh_at: float | None = None
    calls_minute: int = 0
    calls_today: int = 0
    me: Me | None = None

    @property
    def is_unheard(self) -> bool:
        """Whether Oktopost has yet to answer for the first time, and nothing is known to be in its way."""
        troubles = (self.offline, self.account, self.locked_until)
        return self.is_sender and self.last_refresh_at is None and not any(troubles)
