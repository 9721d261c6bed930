"""``oktodesk sandbox``: a local Oktopost in the foreground."""

import argparse
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser
from oktodesk.cli.commands import Work

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(parser: Parser) -> None:
    from oktodesk.sandbox.options import add_arguments

    add_arguments(parser)


def _serve(invocation: "Invocation", options: argparse.Namespace) -> int:
    from oktodesk.sandbox.options import from_namespace
    from oktodesk.sandbox.serve import run

    return run(from_namespace(options, invocation.variables))


WORK = Work(_declare, _serve)
