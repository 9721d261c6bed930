"""Whatever stands on a command line: an answer or a refusal in words, no traceback, always a known exit code."""

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from oktodesk.api.wire import Upload
from oktodesk.cli import main
from oktodesk.cli.arguments import parse
from oktodesk.cli.commands import COMMANDS, WINDOW
from oktodesk.cli.describe import upload_lines, upload_table
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.output import Output
from oktodesk.problems import UsageTrouble

OPTIONS = [
    "--account", "--all", "--base-url", "--cached", "--fault", "--from", "--json", "--key-stdin", "--label",
    "--limit", "--limit=", "--name", "--no-color", "--port", "--profile", "--search", "--source", "--status",
    "--timeout", "--until-done", "--wait", "-v", "-vv", "--", "-", "-1", "--=",
]  # fmt: skip
ODD = [
    "",
    "\0",
    "\ud800",
    "a\udcff.mp4",
    "%s",
    "%(prog)s",
    "{0}",
    "[x",
    "https://[::1",
    "9" * 5_000,
    "1e999",
    "nan",
]
FOREIGN = st.text(st.characters(exclude_categories=()), max_size=8)
WORDS = st.one_of(st.sampled_from([*OPTIONS, *ODD]), FOREIGN)
NAMES = [command.name for command in COMMANDS]
HARMLESS = ["list", "show", "validate", "watch", "accounts"]
"""Commands that end by themselves without an account, and ask nobody outside."""


@given(st.lists(WORDS | st.sampled_from(NAMES), max_size=6))
def test_any_words_are_a_command_or_refused(words: list[str]) -> None:
    with (
        contextlib.suppress(UsageTrouble, SystemExit),  # what is asked for with --help is printed
        contextlib.redirect_stdout(io.StringIO()),
    ):
        command, _, _ = parse(words, COMMANDS, WINDOW)
        assert command is WINDOW or command.name in words


@given(st.sampled_from(HARMLESS), st.lists(WORDS.filter(lambda word: not word.startswith("--prof")), max_size=4))
@example("show", ["a\udcff"])
@example("accounts", ["use", "\0"])
@example("list", ["--source", "\ud800"])
@example("list", ["--cached", "--limit", "9" * 400])
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_end_has_a_sentence_and_a_known_code(
    profile: Path, capsys: pytest.CaptureFixture[str], command: str, words: list[str]
) -> None:
    code = main(["--profile", str(profile), command, *words])
    said = capsys.readouterr()
    assert code in set(ExitCode)
    assert "Traceback" not in said.out + said.err
    assert said.out or said.err
    assert "unexpected" not in (said.out + said.err).casefold()


def test_a_name_of_a_megabyte_leaves_room_for_the_others() -> None:
    output = Output(io.StringIO(), io.StringIO(), as_json=False, color=False)
    upload = Upload("026000000000001", "new " * 300_000, name="a\n" * 500_000 + ".mp4", mime_type="x" * 1_000_000)
    failed = Upload("026000000000002", "failed", name="b.mp4", last_error="e" * 500)
    line, other = upload_table([upload, failed], output)
    assert len(line) < 250
    assert len(other) < 150
    assert line.endswith(".mp4")
    assert len(max(upload_lines(upload, output), key=len)) < 5_000
