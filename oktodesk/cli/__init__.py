"""The door: reads the command line, runs one headless command or opens the window (contract: ``cli.md``).

Each command is a module of its own, see ``commands``. They import httpx, SQLite and Qt only inside the work they
do, so that ``oktodesk check`` starts in a moment and never loads Qt.
"""

import argparse
import contextlib
import io
import logging
import os
import sys
from collections.abc import Sequence

import msgspec

from oktodesk.cli.arguments import Globals, asked_of, parse, wants_json
from oktodesk.cli.commands import COMMANDS, WINDOW, Command
from oktodesk.cli.exits import INTERRUPTED, ExitCode, exit_code
from oktodesk.cli.invocation import Invocation
from oktodesk.cli.output import AnswerLost, Output, let_go_of_stdout, open_output
from oktodesk.problems import OktodeskError, Problem

_log = logging.getLogger("oktodesk")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code; ``argv`` is without the program's name."""
    arguments = sys.argv[1:] if argv is None else list(argv)
    output = open_output(os.environ, as_json=wants_json(arguments), no_color="--no-color" in arguments)
    try:
        return _answered(arguments, output)
    except AnswerLost as lost:
        let_go_of_stdout()
        if not isinstance(lost.__cause__, BrokenPipeError):  # a reader that left wants to hear no more
            output.lament(Problem("unexpected", {}, f"stdout: {lost.__cause__}"))
        return ExitCode.ITEM_FAILED


def _answered(arguments: Sequence[str], output: Output) -> int:
    """Run the command; whatever ends it is told. Raises ``AnswerLost``."""
    try:
        return _run(arguments, output)
    except OktodeskError as error:
        output.problem(_with_command(error.problem, arguments))
        return exit_code(error)
    except KeyboardInterrupt:
        output.problem(Problem("interrupted"))
        return INTERRUPTED
    except AnswerLost:
        raise
    except SystemExit as ended:  # --help
        return ended.code if isinstance(ended.code, int) else ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - whatever it is, its caller gets a sentence and an exit code
        from oktodesk.system.logs import redact

        output.problem(Problem("unexpected", {}, redact(f"{type(error).__name__}: {error}")))
        return ExitCode.ITEM_FAILED


def _with_command(problem: Problem, arguments: Sequence[str]) -> Problem:
    """What made no sense, with the command whose help tells how to write it."""
    if problem.id != "usage":
        return problem
    return msgspec.structs.replace(problem, values={"command": asked_of(arguments, COMMANDS)} | problem.values)


def _run(arguments: Sequence[str], output: Output) -> int:
    command, options, own_options = _parsed(arguments, output)
    _log.addHandler(logging.NullHandler())  # until the command opens the log, and if it never does
    with Invocation(options, output, os.environ) as invocation:
        try:
            return command.load().run(invocation, own_options)
        except OktodeskError as error:
            _log.info("%s ended with %s", command.name, error.problem.id)
            raise
        except AnswerLost:
            raise
        except Exception as error:
            from oktodesk.system.unexpected import happening, keep_report

            _log.exception("%s ended early", command.name)
            keep_report(invocation.paths.crash_dir, happening(command.name, error).report)
            raise


def _parsed(arguments: Sequence[str], output: Output) -> tuple[Command, Globals, argparse.Namespace]:
    """Read the command line. ``--help`` is an answer like any other: with ``--json`` it is a document."""
    with contextlib.redirect_stdout(io.StringIO()) as said:
        try:
            return parse(arguments, COMMANDS, WINDOW)
        except SystemExit:
            output.document({"help": said.getvalue()})
            for line in said.getvalue().splitlines():
                output.line(line)
            raise
