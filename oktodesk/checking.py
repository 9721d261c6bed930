"""COMPOSITION ROOT of what looks at links: in this process, beside its loop, or in a process of its own."""

import asyncio
import os
from pathlib import Path

from oktodesk.api.issuer import issuer_of
from oktodesk.media.apart.checker import ApartChecker
from oktodesk.media.apart.messages import Begin
from oktodesk.media.apart.serving import serve
from oktodesk.media.background import BackgroundChecker
from oktodesk.media.networks import NetworkRules
from oktodesk.media.preflight import Checker
from oktodesk.problems import Finding, LocalTrouble, Severity
from oktodesk.system.child_process import own_command
from oktodesk.system.clock import Clock, SystemClock
from oktodesk.system.resources import resource

SERVING = "serve-checks"
"""The command with which this program starts itself as a process that checks."""
_NICE = 5
"""By how much such a process stands back behind the window where both want a processor."""

SessionChecker = ApartChecker | BackgroundChecker


def make_checker(*, clock: Clock, x_premium: bool, local: bool, own_figures: Path) -> Checker:
    """What looks at links before they are sent. ``local``: for a local Oktopost, which reaches this computer too.

    ``own_figures``: where the person may have set limits of their own; if it is wrong, every forecast says so.
    """
    published = resource("networks.toml")
    notices: tuple[Finding, ...] = ()
    try:
        rules = NetworkRules.load(published, own=own_figures, x_premium=x_premium)
    except LocalTrouble as trouble:
        rules = NetworkRules.load(published, x_premium=x_premium)
        notices = (Finding(trouble.problem.id, Severity.WARNING, trouble.problem.values, trouble.problem.detail),)
    return Checker(
        clock=clock,
        rules=rules,
        notices=notices,
        reachable_private=local,
        trust_env=not local,
        issuer_of=issuer_of,
    )


def checker_beside(*, clock: Clock, x_premium: bool, local: bool, own_figures: Path) -> BackgroundChecker:
    """One whose checks run on a thread of this process: for a command, which has nothing else to do."""
    return BackgroundChecker(make_checker(clock=clock, x_premium=x_premium, local=local, own_figures=own_figures))


def checker_apart(*, clock: Clock, x_premium: bool, local: bool, own_figures: Path) -> ApartChecker:
    """One whose checks run in a process of their own: for a window, which must not feel them."""
    return ApartChecker(
        checker_beside(clock=clock, x_premium=x_premium, local=local, own_figures=own_figures),
        begin=Begin(local=local, x_premium=x_premium, own_figures=os.fsencode(own_figures)),
        command=own_command(SERVING),
    )


def serve_checks() -> None:
    """Be the process that checks, until whoever started it is gone."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    with os.fdopen(os.dup(0), "rb") as requests, os.fdopen(os.dup(1), "wb") as answers:
        os.dup2(2, 1)  # whatever prints must not come between the answers
        asyncio.run(serve(_made, requests=requests, answers=answers))


def _made(begin: Begin) -> Checker:
    figures = Path(os.fsdecode(begin.own_figures))
    return make_checker(clock=SystemClock(), x_premium=begin.x_premium, local=begin.local, own_figures=figures)
