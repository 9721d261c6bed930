"""Links from arguments, from ``--from FILE`` and from stdin: everything given is accounted for."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser, filled_text
from oktodesk.problems import UsageTrouble

if TYPE_CHECKING:
    from oktodesk.media.report import Intake

_MAX_LIST_BYTES = 16 * 1024**2


def declare_links(parser: Parser) -> None:
    """``URL… [--from FILE]``."""
    parser.add_argument(
        "urls", type=filled_text, nargs="*", metavar="URL", help="a public link to a video or image"
    )
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
    if options.list_file == "":
        raise UsageTrouble("usage", reason="argument --from: it is empty")
    if options.list_file == "-":
        parts.append(intake.from_text(_stdin_text(), origin="stdin"))
    elif options.list_file is not None:
        parts.append(_from_file(Path(options.list_file)))
    return intake.merge(*parts)


def _from_file(path: Path) -> "Intake":
    """The links of a list or shortcut, whatever its name ends in: it was named as a list.

    Raises ``UsageTrouble`` for a file that holds no list at all. An empty one is a list without links.
    """
    from oktodesk.media import intake
    from oktodesk.media.intake import files

    known = {*files.SHORTCUTS, *files.TABLES, *files.WORKBOOKS, *files.TEXTS, *files.PAGES, *files.MEDIA, ""}
    if path.is_dir():
        raise UsageTrouble("list_unreadable", file=str(path), detail="it is a folder")
    if path.suffix.lower() not in known:
        return intake.from_text(_text(_content(path), str(path)), origin=path.name)
    if not path.exists():
        raise UsageTrouble("list_unreadable", file=str(path), detail="there is no such file")
    found = intake.from_file(path)
    whole_files = [reject for reject in found.rejects if not reject.line and reject.text == path.name]
    if not whole_files:
        return found
    problem = whole_files[0].problem
    if problem.id == "nothing_dropped":
        return intake.merge()
    raise UsageTrouble(problem.id, detail=problem.detail, **problem.values)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MAX_LIST_BYTES + 1)
    except OSError as error:
        raise UsageTrouble("list_unreadable", file=str(path), detail=error.strerror or str(error)) from error


def _stdin_text() -> str:
    if sys.stdin is None:
        raise UsageTrouble("list_unreadable", file="-", detail="stdin is closed")
    return _text(sys.stdin.buffer.read(_MAX_LIST_BYTES + 1), "-")


def _text(content: bytes, name: str) -> str:
    from oktodesk.media.intake.decoding import decode

    if len(content) > _MAX_LIST_BYTES:
        raise UsageTrouble("list_unreadable", file=name, detail="longer than 16 MB")
    text = decode(content)
    if text is None:
        raise UsageTrouble("list_unreadable", file=name, detail="it is not text")
    return text
