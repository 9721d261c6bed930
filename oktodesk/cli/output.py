"""Where answers go: one JSON document on stdout, or tidy lines for a person."""

import contextlib
import io
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TextIO

import msgspec

from oktodesk.problems import Finding, Problem

_SURROGATES = re.compile("[\ud800-\udfff]")
_CONTROLS = r"[\x00-\x08\x0a-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
_SET = "\x1b["
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Color(StrEnum):
    """SGR codes; state is always said in words or signs as well."""

    GREEN = "32"
    YELLOW = "33"
    RED = "31"
    BLUE = "34"
    FAINT = "2"
    BOLD = "1"


_FOREIGN = re.compile(rf"\x1b|{_CONTROLS}")


class AnswerLost(Exception):
    """Stdout takes no more: its reader has left, or its disk is full. The cause is the ``OSError``."""


class Output:
    """The answer to one command."""

    def __init__(self, stdout: TextIO, stderr: TextIO, *, as_json: bool, color: bool) -> None:
        self._stdout = stdout
        self._stderr = stderr
        self._color = color
        self._own = secrets.token_hex(8)
        """Marks our own colours: those in a name must not paint the rest of the screen."""
        self.as_json = as_json

    def document(self, document: object) -> None:
        """One JSON document on a line of its own; nothing without ``--json``."""
        if self.as_json:
            self._write(_as_json(document) + "\n")

    def line(self, text: str = "") -> None:
        """A line for the person; nothing with ``--json``."""
        if not self.as_json:
            self._write(self._printable(text) + "\n")

    def note(self, text: str) -> None:
        """Something about the work rather than its result, on stderr; nothing with ``--json``."""
        if not self.as_json:
            self._say(text)

    def progress(self, text: str) -> None:
        """How the work gets on: for somebody who looks at a terminal while the answer is not there yet."""
        if self._stderr.isatty():
            self.note(self.paint(text, Color.FAINT))

    def problem(self, problem: Problem) -> None:
        """What ended the command: the one document with ``--json``, else sentences on stderr."""
        if self.as_json:
            from oktodesk.problems.render import render

            self.document({"error": render(problem).as_json()})
        else:
            self.lament(problem)

    def lament(self, problem: Problem) -> None:
        """The sentences of a problem on stderr, also with ``--json``: for when stdout takes no more."""
        for text in self.sentences(problem):
            self._say(text)

    def sentences(self, problem: Problem | Finding, *, sign: str = "✗", indent: str = "") -> list[str]:
        """A problem as lines: what happened, what to do, whose side and the detail."""
        from oktodesk.problems.render import render

        said = render(problem)
        where = " · ".join(part for part in (said.side, said.detail) if part)
        color = {"✗": Color.RED, "!": Color.YELLOW}.get(sign, Color.BLUE)
        return [
            f"{indent}{self.paint(sign, color)} {said.title}",
            f"{indent}  {said.advice}",
            f"{indent}  {self.paint(f'({where})', Color.FAINT)}",
        ]

    def paint(self, text: str, color: Color) -> str:
        """``text`` in a colour, where colours are wanted."""
        if not (self._color and text):
            return text
        return f"{_SET}{self._own}{color}m{text}{_SET}{self._own}0m"

    def _write(self, text: str) -> None:
        try:
            self._stdout.write(text)
            self._stdout.flush()
        except OSError as error:
            raise AnswerLost from error

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a reader of stderr that left is no reason to fail
            print(self._printable(text), file=self._stderr, flush=True)

    def _printable(self, text: str) -> str:
        """``text`` without what moves a terminal's cursor, changes its title, hides or turns round what follows.

        Names and links are foreign.
        """
        own = re.compile(rf"{re.escape(_SET + self._own)}(\d+m)|{_FOREIGN.pattern}")
        return own.sub(lambda found: _SET + found[1] if found[1] else _REPLACEMENT, text)


def _as_json(document: object) -> str:
    try:
        return msgspec.json.encode(document).decode()
    except UnicodeEncodeError:  # an argument or a file name that is no text; JSON takes text only
        text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False, separators=(",", ":"))
        return _SURROGATES.sub(_REPLACEMENT, text)


def open_output(variables: Mapping[str, str], *, as_json: bool, no_color: bool) -> Output:
    """The output of this process. Colours only on a terminal, and not against ``NO_COLOR`` or ``--no-color``."""
    # A windowed program of Windows has no streams at all.
    stdout: TextIO = sys.stdout or io.StringIO()
    stderr: TextIO = sys.stderr or io.StringIO()
    for stream in (stdout, stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    color = stdout.isatty() and not (no_color or variables.get("NO_COLOR") or variables.get("TERM") == "dumb")
    return Output(stdout, stderr, as_json=as_json, color=color)


def let_go_of_stdout() -> None:
    """After its reader went away, or its disk is full: keep the interpreter's last flush from failing too."""
    # Without a file behind it, as in tests and for a windowed program of Windows, there is nothing to let go of.
    with contextlib.suppress(OSError, ValueError, AttributeError), Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), sys.stdout.fileno())
