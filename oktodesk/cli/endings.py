"""When a followed row needs no more waiting, and what its end means for the exit code. Pure decisions."""

import msgspec

from oktodesk.cli.exits import ExitCode
from oktodesk.problems import Problem
from oktodesk.uploads.rows import Row, State, Wait

UNSURE_PATIENCE_S = 10.0
"""Without ``--wait``: how long the first looks for a lost create may take before the row is told as unsure."""
VERDICT_PATIENCE_S = 60.0
"""How long a finished video's validation may take before it is told without."""

_PARKED = frozenset({Wait.ALLOWANCE, Wait.HELD, Wait.PAUSED})
"""For hours, or until the person who holds it back, or paused sending, lets it go on."""


class Circumstances(msgspec.Struct, frozen=True):
    """What the engine says about itself, as far as waiting depends on it."""

    is_sender: bool
    offline: Problem | None = None
    locked_out: Problem | None = None
    account: Problem | None = None
    has_planned: bool = True
    """Whether this process, if it sends, has found out what each row waits for."""

    @property
    def away(self) -> bool:
        """Whether nothing can be sent now, and it will pass by itself."""
        return self.offline is not None or self.locked_out is not None

    @property
    def reason(self) -> Problem | None:
        """Why a link is still here, as a row would say it."""
        if self.account is not None:
            return Problem("wait_account")
        return self.locked_out or (Problem("wait_offline") if self.offline is not None else None)

    @property
    def trouble(self) -> Problem | None:
        """What keeps everything back, the one to be mended first."""
        return self.account or self.locked_out or self.offline

    @property
    def code(self) -> ExitCode:
        """What that means for what is not at its end; ``DONE``: nothing is kept back."""
        if self.account is not None:
            return ExitCode.SIGN_IN
        return ExitCode.OFFLINE if self.away else ExitCode.DONE


class Patience(msgspec.Struct, frozen=True):
    """How long a command goes on."""

    to_the_end: bool
    """``--wait``: until fetched and validated; else until it is clear whether Oktopost has it."""
    in_state_s: float
    """How long the row has been as it is."""
    validating: bool = False
    """Whether its turn to be validated is still to come: many videos share a minute's calls."""


def is_settled(row: Row | None, circumstances: Circumstances, patience: Patience) -> bool:
    """Whether waiting for this row is over. A row that is gone, or that a person must decide on, is."""
    match row.state if row is not None else State.DROPPED:
        case State.WAITING:
            assert row is not None
            return _is_parked(row, circumstances, patience)
        case State.UNCHECKED | State.CHECKING | State.SENDING:
            return False
        case State.UNSURE | State.PENDING | State.COMPLETE:
            assert row is not None
            # Nobody asks Oktopost about it before somebody signs in.
            return circumstances.account is not None or _is_followed_enough(row, patience)
        case _:
            return True


def _is_followed_enough(row: Row, patience: Patience) -> bool:
    """Of what Oktopost has, or may have."""
    if row.state is State.UNSURE:
        asks = row.problem is not None and row.problem.id == "unsure_ask"
        return asks or (not patience.to_the_end and patience.in_state_s >= UNSURE_PATIENCE_S)
    if row.state is State.PENDING:
        return not patience.to_the_end
    given_up = patience.in_state_s >= VERDICT_PATIENCE_S and not patience.validating
    return _is_validated(row) or not patience.to_the_end or given_up


def _is_parked(row: Row, circumstances: Circumstances, patience: Patience) -> bool:
    if circumstances.account is not None:
        return True
    if row.wait in _PARKED and (circumstances.has_planned or not circumstances.is_sender):
        return True
    if patience.to_the_end:
        return False
    return circumstances.away or not circumstances.is_sender


def _is_validated(row: Row) -> bool:
    return row.verdicts is not None or not row.mime_type.startswith("video/")


def ending(row: Row | None, circumstances: Circumstances, *, to_the_end: bool) -> ExitCode:
    """What a row means for the exit code when the command stops following it.

    ``to_the_end``: the caller wanted it fetched and validated, and not only in Oktopost's hands.
    """
    match row.state if row is not None else State.DROPPED:
        case State.WAITING | State.READY | State.SENDING | State.UNCHECKED | State.CHECKING:
            assert row is not None
            return _unsent(row, circumstances)
        case State.PENDING:
            return circumstances.code if to_the_end else ExitCode.DONE
        case State.COMPLETE:
            assert row is not None
            return circumstances.code if to_the_end and not _is_validated(row) else ExitCode.DONE
        case State.UNSURE:
            return circumstances.code or ExitCode.ITEM_FAILED
        case _:
            return ExitCode.ITEM_FAILED


def _unsent(row: Row, circumstances: Circumstances) -> ExitCode:
    if circumstances.account is not None:
        return ExitCode.SIGN_IN
    if not circumstances.is_sender or row.wait in _PARKED:
        return ExitCode.DONE
    return circumstances.code or ExitCode.ITEM_FAILED
