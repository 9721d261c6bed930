"""``oktodesk serve-checks``: the process in which a window has its links checked. It starts it itself."""

import argparse
import faulthandler
import logging
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser
from oktodesk.cli.commands import Work
from oktodesk.cli.exits import ExitCode

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(_parser: Parser) -> None:
    """Nothing: the window says on stdin what there is to do."""


def _serve(_invocation: "Invocation", _options: argparse.Namespace) -> int:
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")  # stderr, into the window's log
    faulthandler.enable()
    from oktodesk.checking import serve_checks

    serve_checks()
    return ExitCode.DONE


WORK = Work(_declare, _serve)
