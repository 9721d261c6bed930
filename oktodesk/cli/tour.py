"""``oktodesk tour``: the real window, driven through the main job, with a picture of each step."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Command, Parser
from oktodesk.cli.exits import ExitCode

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation


def _declare(parser: Parser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where report and pictures go")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def _tour(invocation: "Invocation", options: argparse.Namespace) -> int:
    choose_platform()
    from oktodesk.app import run_tour

    report = run_tour(options.out, theme=options.theme)
    invocation.output.document(report)
    return ExitCode.DONE if report.ok else ExitCode.ITEM_FAILED


def choose_platform() -> None:
    """Paint into memory where there is no display; Qt would abort. To be called before Qt is loaded."""
    if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


COMMAND = Command("tour", "drive the real window through the main job and take pictures", _declare, _tour)
