"""Exit codes, as ``cli.md`` promises them, and which of several wins."""

from collections.abc import Iterable
from enum import IntEnum

from oktodesk.problems import LockedOut, OktodeskError, OktopostTrouble, Problem, Remedy, Side, UsageTrouble

INTERRUPTED = 130
"""Ended by Ctrl+C, as shells expect it."""


class ExitCode(IntEnum):
    """Network verdicts and forecasts never decide it."""

    DONE = 0
    ITEM_FAILED = 1
    USAGE = 2
    SIGN_IN = 3
    OFFLINE = 4


TROUBLED = frozenset({ExitCode.SIGN_IN, ExitCode.OFFLINE})
"""Nothing gets through, whatever the links are like: one problem stands for all of them."""

_PRECEDENCE = (ExitCode.USAGE, ExitCode.SIGN_IN, ExitCode.OFFLINE, ExitCode.ITEM_FAILED, ExitCode.DONE)


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The one that is reported; ``DONE`` for none."""
    return min(codes, key=_PRECEDENCE.index, default=ExitCode.DONE)


def exit_code(error: OktodeskError) -> ExitCode:
    """What an error that ends the command means for its caller."""
    if isinstance(error, UsageTrouble):
        return ExitCode.USAGE
    if isinstance(error, LockedOut):
        return ExitCode.OFFLINE
    code = problem_code(error.problem)
    if code is ExitCode.OFFLINE and not isinstance(error, OktopostTrouble):
        return ExitCode.ITEM_FAILED
    return code


def problem_code(problem: Problem) -> ExitCode:
    """What a problem between this computer and Oktopost means.

    A missing keyring counts as sign-in, and whatever the network in between does as offline.
    """
    from oktodesk.problems.catalogue import text_of

    text = text_of(problem.id)
    if text.remedy is Remedy.SIGN_IN:
        return ExitCode.SIGN_IN
    if text.side is Side.NETWORK or problem.id in _OFFLINE:
        return ExitCode.OFFLINE
    return ExitCode.ITEM_FAILED


_OFFLINE = frozenset({"locked_out", "daily_calls_used", "no_network"})
