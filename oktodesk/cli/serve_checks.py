"""``oktodesk serve-checks``: the process in which a window has its links checked. It starts it itself."""

import argparse
import faulthandler
import logging
import sys
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser
from oktodesk.cli.commands import Work
from oktodesk.cli.exits import ExitCode
from oktodesk.problems import UsageTrouble

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(_parser: Parser) -> None:
    """Nothing: the window says on stdin what there is to do."""


def _serve(_invocation: "Invocation", _options: argparse.Namespace) -> int:
    if sys.stdin is not None and sys.stdin.isatty():
        raise UsageTrouble("usage", reason="serve-checks is what a window starts; oktodesk check is for people")
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")  # stderr, into the window's log
    faulthandler.enable()
    from oktodesk.checking import serve_checks

    serve_checks()
    return ExitCode.DONE


WORK = Work(_declare, _serve)
