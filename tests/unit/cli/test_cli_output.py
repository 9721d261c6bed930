"""One JSON document, or tidy lines; never both."""

import io

import msgspec
import pytest

from oktodesk.cli.output import Color, Output, open_output
from oktodesk.problems import Problem


class Streams:
    def __init__(self, *, as_json: bool, color: bool = False) -> None:
        self.out, self.err = io.StringIO(), io.StringIO()
        self.output = Output(self.out, self.err, as_json=as_json, color=color)


def test_with_json_only_the_document_is_printed() -> None:
    streams = Streams(as_json=True)
    streams.output.line("for people")
    streams.output.note("for people")
    streams.output.document({"items": []})
    assert (streams.out.getvalue(), streams.err.getvalue()) == ('{"items":[]}\n', "")


def test_without_json_only_lines_are() -> None:
    streams = Streams(as_json=False)
    streams.output.document({"items": []})
    streams.output.line("result")
    streams.output.note("progress")
    assert (streams.out.getvalue(), streams.err.getvalue()) == ("result\n", "progress\n")


def test_a_failure_is_an_error_document() -> None:
    streams = Streams(as_json=True)
    streams.output.problem(Problem("no_account", {}, "why"))
    error = msgspec.json.decode(streams.out.getvalue())["error"]
    assert list(error) == ["id", "title", "advice", "class", "side", "detail"]
    assert (error["id"], error["class"], error["detail"]) == ("no_account", "sign-in", "why")


def test_a_failure_is_said_on_stderr() -> None:
    streams = Streams(as_json=False)
    streams.output.problem(Problem("no_account"))
    assert streams.out.getvalue() == ""
    assert "not connected" in streams.err.getvalue()


def test_colours_only_where_they_are_wanted() -> None:
    for color, shown in ((True, "\x1b[31mx\x1b[0m\n"), (False, "x\n")):
        streams = Streams(as_json=False, color=color)
        streams.output.line(streams.output.paint("x", Color.RED))
        assert streams.out.getvalue() == shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("variables", "no_color", "colored"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, False, True),
        ({"TERM": "dumb"}, False, False),
    ],
)
def test_who_decides_about_colours(
    variables: dict[str, str], no_color: bool, colored: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout", Terminal())
    output = open_output(variables, as_json=False, no_color=no_color)
    assert (output.paint("x", Color.RED) != "x") is colored


def test_a_program_without_streams_runs_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    monkeypatch.setattr("sys.stderr", None)
    open_output({}, as_json=True, no_color=False).document({"items": []})


def test_what_is_no_text_does_not_break_the_document() -> None:
    streams = Streams(as_json=True)
    streams.output.problem(Problem("list_unreadable", {"file": "l\udcff.txt"}))
    assert "l\N{REPLACEMENT CHARACTER}.txt" in msgspec.json.decode(streams.out.getvalue())["error"]["title"]


def test_foreign_names_do_not_steer_the_terminal() -> None:
    streams = Streams(as_json=False, color=True)
    streams.output.line(streams.output.paint("✓", Color.GREEN) + " a\x1b]0;title\x07\x1b[2J\nb\tc")
    assert streams.out.getvalue() == (
        "\x1b[32m✓\x1b[0m a\N{REPLACEMENT CHARACTER}]0;title\N{REPLACEMENT CHARACTER}"
        "\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}b\tc\n"
    )


def test_a_reader_of_stderr_that_left_is_no_failure() -> None:
    class Gone(io.StringIO):
        def write(self, _text: str) -> int:
            raise BrokenPipeError

    out = io.StringIO()
    output = Output(out, Gone(), as_json=False, color=False)
    output.note("3 of 3 uploads")
    output.line("result")
    assert out.getvalue() == "result\n"


def test_a_foreign_name_neither_hides_nor_turns_round_what_follows() -> None:
    for color in (True, False):
        streams = Streams(as_json=False, color=color)
        streams.output.line("a\x1b[8mb \u202egpj.c")
        assert streams.out.getvalue() == "a\N{REPLACEMENT CHARACTER}[8mb \N{REPLACEMENT CHARACTER}gpj.c\n"
    for color in (True, False):
        streams = Streams(as_json=False, color=color)
        streams.output.line("a\x1b[32mb")
        assert streams.out.getvalue() == "a\N{REPLACEMENT CHARACTER}[32mb\n"
