"""Reading the command line: which command, with the global options before or behind it."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import msgspec

from oktodesk.cli.commands import Command
from oktodesk.problems import UsageTrouble

_EXIT_CODES = """exit codes:
  0 done; 1 something failed or was refused; 2 the command makes no sense;
  3 no account, or Oktopost does not accept it; 4 offline or locked out"""
_ENVIRONMENT = """environment:
  OKTOPOST_ACCOUNT_ID, OKTOPOST_API_KEY  together: used instead of the stored account
  OKTOPOST_BASE_URL                      only with both: where to send them
  NO_COLOR                               no colours"""

_WITH_VALUE = frozenset({"--profile", "--account"})


class Globals(msgspec.Struct, frozen=True):
    """The options that every command takes."""

    profile: Path | None = None
    account: str = ""
    json: bool = False
    no_color: bool = False
    verbose: bool = False


class Parser(argparse.ArgumentParser):
    """Raises ``UsageTrouble`` where argparse would print and exit. No abbreviations: they break with time."""

    def __init__(self, **options: object) -> None:
        super().__init__(**{"allow_abbrev": False, **options})  # type: ignore[arg-type]  # passed on as they came

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageTrouble("usage", reason=message)


def parse(
    arguments: Sequence[str], commands: Sequence[Command], window: Command
) -> tuple[Command, Globals, argparse.Namespace]:
    """Find the command and read its options; without a command it is the window's.

    Raises ``UsageTrouble``; ``--help`` prints and raises ``SystemExit``.
    """
    where = first_word(arguments)
    word = arguments[where] if where is not None else ""
    chosen = next((command for command in commands if command.name == word), None)
    if chosen is None:
        options = _window_parser(window, commands).parse_intermixed_args(arguments)
    else:
        own = [each for number, each in enumerate(arguments) if number != where]
        options = _command_parser(chosen).parse_intermixed_args(own)
    given = {name: value for name, value in vars(options).items() if name in Globals.__struct_fields__}
    return chosen or window, Globals(**given), options


def first_word(arguments: Sequence[str]) -> int | None:
    """The place of the first argument that is neither an option nor the value of a global one; None: none is."""
    is_value = False
    for number, word in enumerate(arguments):
        if word == "--":
            return None
        if not is_value and not word.startswith("-"):
            return number
        is_value = not is_value and word in _WITH_VALUE
    return None


def asked_of(arguments: Sequence[str], commands: Sequence[Command]) -> str:
    """The program and the command that are meant, as they are written in front of ``--help``."""
    where = first_word(arguments)
    word = arguments[where] if where is not None else ""
    return f"oktodesk {word}" if any(command.name == word for command in commands) else "oktodesk"


def wants_json(arguments: Sequence[str]) -> bool:
    """Whether even the refusal of this command line is to be a JSON document."""
    own = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in own


def positive_seconds(given: str) -> float:
    """A number of seconds above 0, for ``type=``."""
    try:
        seconds = float(given)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError(f"{given} is not a number of seconds above 0")
    return seconds


def positive_count(given: str) -> int:
    """A whole number above 0, for ``type=``."""
    try:
        count = int(given)
    except ValueError:
        count = 0
    if count < 1:
        raise argparse.ArgumentTypeError(f"{given} is not a whole number above 0")
    return count


def text(given: str) -> str:
    """What may be stored and sent, for ``type=``: bytes that Python could not read are read as UTF-8 or refused.

    They come from a terminal with another encoding, and in a locale without one (``LC_ALL=C``).
    """
    try:
        given.encode()
    except UnicodeEncodeError:
        try:
            return os.fsencode(given).decode()
        except UnicodeError:
            raise argparse.ArgumentTypeError(f"{given!r} is not text in UTF-8") from None
    return given


def filled_text(given: str) -> str:
    """A text that is not empty, for ``type=``: a script's unset variable must not mean something else."""
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty")
    return text(given)


def place(given: str) -> Path:
    """A file or folder, for ``type=``; an empty one would be the current folder."""
    if not given:
        raise argparse.ArgumentTypeError("it is empty")
    return Path(given)


def _global_options() -> Parser:
    parser = Parser(add_help=False, argument_default=argparse.SUPPRESS)
    group = parser.add_argument_group("options of every command")
    group.add_argument(
        "--profile", type=place, metavar="DIR", help="keep settings, data, logs and keys apart, in DIR"
    )
    group.add_argument(
        "--account", type=filled_text, metavar="NAME", help="the account to use: its label, id or name in the list"
    )
    group.add_argument("--json", action="store_true", help="one JSON document on stdout, nothing else there")
    group.add_argument("--no-color", action="store_true", help="no colours (so does NO_COLOR)")
    group.add_argument("-v", "--verbose", action="store_true", help="tell on stderr what happens")
    return parser


def _command_parser(command: Command) -> Parser:
    parser = Parser(
        prog=f"oktodesk {command.name}",
        parents=[_global_options()],
        description=command.summary,
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.load().declare(parser)
    return parser


def _window_parser(window: Command, commands: Sequence[Command]) -> Parser:
    told = [command for command in commands if command.summary]
    width = max(len(command.name) for command in told)
    listed = "\n".join(f"  {command.name:{width}}  {command.summary}" for command in told)
    parser = Parser(
        prog="oktodesk",
        parents=[_global_options()],
        usage="oktodesk [options] [URL ...]\n       oktodesk COMMAND [options]",
        description=window.summary,
        epilog=f"commands (see oktodesk COMMAND --help):\n{listed}\n\n{_EXIT_CODES}\n\n{_ENVIRONMENT}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    window.load().declare(parser)
    return parser
