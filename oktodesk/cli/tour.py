"""``oktodesk tour``: the real window, driven through the main job, with a picture of each step."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oktodesk.cli.arguments import Parser, place
from oktodesk.cli.commands import Work
from oktodesk.cli.display import paint_in_memory_without_display
from oktodesk.cli.output import Color

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output


class Step(msgspec.Struct, frozen=True):
    """One step of the tour; ``picture`` is a file beside the report."""

    name: str
    ok: bool
    picture: str
    seconds: float


class Report(msgspec.Struct, frozen=True):
    """``report.json``."""

    ok: bool
    steps: tuple[Step, ...]


def _declare(parser: Parser) -> None:
    parser.add_argument("--out", type=place, required=True, metavar="DIR", help="where report and pictures go")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")


def _tour(invocation: "Invocation", options: argparse.Namespace) -> int:
    paint_in_memory_without_display()
    from oktodesk.app import run_tour

    code = run_tour(out=options.out, theme=options.theme)
    _tell(invocation.output, options.out / "report.json")
    return code


def _tell(output: "Output", report_file: Path) -> None:
    report = msgspec.json.decode(report_file.read_bytes(), type=Report)
    output.document(report)
    for step in report.steps:
        sign, color = ("✓", Color.GREEN) if step.ok else ("✗", Color.RED)
        output.line(f"{output.paint(sign, color)} {step.name:40} {step.seconds:5.1f} s  {step.picture}")


WORK = Work(_declare, _tour)
