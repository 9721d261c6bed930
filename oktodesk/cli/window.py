"""``oktodesk`` without a command: the window, on an account or on a local Oktopost; or the self-test."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from oktodesk import __version__
from oktodesk.cli.arguments import Parser, filled_text
from oktodesk.cli.commands import Work
from oktodesk.cli.display import require_display
from oktodesk.cli.exits import ExitCode
from oktodesk.problems import UsageTrouble
from oktodesk.system.environment import hide_key

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(parser: Parser) -> None:
    parser.add_argument(
        "links",
        type=filled_text,
        nargs="*",
        metavar="URL",
        help="links to add to the list, or files and folders that hold some",
    )
    parser.add_argument("--sandbox", action="store_true", help="practise on a local Oktopost; needs no account")
    parser.add_argument("--version", action="store_true", help="say which version this is")
    parser.add_argument("--self-test", action="store_true", help="test this installation and say what works")


def _open(invocation: "Invocation", options: argparse.Namespace) -> int:
    if options.version:
        invocation.output.document({"version": __version__})
        invocation.output.line(f"oktodesk {__version__}")
        return ExitCode.DONE
    if options.self_test:
        from oktodesk.cli.self_test import run_self_test

        return run_self_test(invocation)
    for text in options.links:
        if not _may_be_link(text):
            raise UsageTrouble("usage", reason=f"{text} is neither a command nor a link")
    require_display()
    hide_key(os.environ)
    from oktodesk.app import run_window

    return run_window(
        profile=invocation.options.profile,
        sandbox=options.sandbox,
        urls=[_as_handed_over(text) for text in options.links],
        environment=invocation.environment,
    )


def _may_be_link(text: str) -> bool:
    """Whether something that is no command could hold a link: an address, or a file with one."""
    return "." in text or "://" in text or _is_here(text)


def _as_handed_over(text: str) -> str:
    """A file or folder by its whole address: the window that is open already may stand in another folder."""
    return Path(text).absolute().as_uri() if _is_here(text) else text


def _is_here(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):  # longer than a name can be, or with a sign that none can have
        return False


WORK = Work(_declare, _open)
