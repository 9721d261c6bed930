"""``oktodesk sandbox``: a local Oktopost in the foreground."""

import argparse
import contextlib
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser
from oktodesk.cli.commands import Work
from oktodesk.cli.exits import ExitCode

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(parser: Parser) -> None:
    from oktodesk.sandbox.options import add_arguments

    add_arguments(parser)


def _serve(invocation: "Invocation", options: argparse.Namespace) -> int:
    with _ends_early():
        from oktodesk.sandbox.options import from_namespace
        from oktodesk.sandbox.serve import run

        return run(from_namespace(options, invocation.variables))


@contextlib.contextmanager
def _ends_early() -> Iterator[None]:
    """Until the sandbox minds the signals itself, half a second after its start, they end it in good order too."""
    before = {name: signal.signal(name, _end) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _end(*_: object) -> None:
    raise SystemExit(ExitCode.DONE)


WORK = Work(_declare, _serve)
