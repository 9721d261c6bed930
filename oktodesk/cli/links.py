"""Links from arguments, from ``--from FILE`` and from stdin: everything given is accounted for."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser
from oktodesk.problems import UsageTrouble

if TYPE_CHECKING:
    from oktodesk.media.report import Intake

_MAX_LIST_BYTES = 16 * 1024**2


def declare_links(parser: Parser) -> None:
    """``URL… [--from FILE]``."""
    parser.add_argument("urls", nargs="*", metavar="URL", help="a public link to a video or image")
    parser.add_argument(
        "--from",
        dest="list_file",
        metavar="FILE",
        help="take links from a list (text, CSV, XLSX); - is stdin",
    )


def read_links(options: argparse.Namespace) -> "Intake":
    """All links that were given, doubles merged, and what held none.

    Raises ``UsageTrouble`` if nothing was given or the list can't be read.
    """
    from oktodesk.media import intake

    if not options.urls and options.list_file is None:
        raise UsageTrouble("usage", reason="name at least one link, or a list with --from")
    parts = [intake.from_text(url) for url in options.urls]
    if options.list_file == "-":
        parts.append(intake.from_text(_stdin_text(), origin="-"))
    elif options.list_file is not None:
        parts.append(_from_file(Path(options.list_file)))
    return intake.merge(*parts)


def _from_file(path: Path) -> "Intake":
    from oktodesk.media import intake

    if not path.exists():
        raise UsageTrouble("list_unreadable", file=str(path), detail="there is no such file")
    return intake.from_file(path)


def _stdin_text() -> str:
    from oktodesk.media.intake.decoding import decode

    content = sys.stdin.buffer.read(_MAX_LIST_BYTES + 1)
    if len(content) > _MAX_LIST_BYTES:
        raise UsageTrouble("list_unreadable", file="-", detail="longer than 16 MB")
    text = decode(content)
    if text is None:
        raise UsageTrouble("list_unreadable", file="-", detail="not a text")
    return text
