"""Which command a command line means, and that global options count before and behind it."""

from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

from oktodesk.cli.arguments import first_word, parse, wants_json
from oktodesk.cli.commands import COMMANDS, WINDOW
from oktodesk.problems import UsageTrouble

BEFORE_AND_BEHIND = [
    (["--profile", "/p", "--json", "check", "https://a.example/b.mp4"]),
    (["check", "--profile", "/p", "https://a.example/b.mp4", "--json"]),
    (["--json", "check", "--profile=/p", "https://a.example/b.mp4"]),
]


def parsed(arguments: list[str]) -> tuple[str, Any, Namespace]:
    command, options, own = parse(arguments, COMMANDS, WINDOW)
    return command.name, options, own


@pytest.mark.parametrize("arguments", BEFORE_AND_BEHIND)
def test_global_options_count_on_both_sides(arguments: list[str]) -> None:
    name, options, own = parsed(arguments)
    assert name == "check"
    assert (options.profile, options.json) == (Path("/p"), True)
    assert own.urls == ["https://a.example/b.mp4"]


def test_all_global_options() -> None:
    _, options, _ = parsed(["-v", "list", "--no-color", "--account", "Acme"])
    assert (options.verbose, options.no_color, options.account) == (True, True, "Acme")
    assert (options.profile, options.json) == (None, False)


def test_global_options_behind_a_nested_command() -> None:
    name, options, own = parsed(["--json", "accounts", "use", "Acme", "--profile", "/p"])
    assert (name, own.action, own.name) == ("accounts", "use", "Acme")
    assert (options.json, options.profile) == (True, Path("/p"))


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_a_value_that_looks_like_a_command_is_none(name: str) -> None:
    assert first_word(["--account", name, "list"]) == 2
    assert first_word([f"--account={name}", "list"]) == 1
    assert first_word(["--", name]) is None


def test_links_and_options_may_alternate() -> None:
    _, options, own = parsed(["add", "https://a.example/b.mp4", "--wait", "https://a.example/c.mp4", "--json"])
    assert own.urls == ["https://a.example/b.mp4", "https://a.example/c.mp4"]
    assert (own.wait, options.json) == (True, True)


def test_links_without_a_command_are_the_windows() -> None:
    name, _, own = parsed(["https://a.example/b.mp4", "--profile", "/p", "https://a.example/c.mp4"])
    assert name == "window"
    assert own.links == ["https://a.example/b.mp4", "https://a.example/c.mp4"]


def test_the_window_on_the_sandbox() -> None:
    name, _, own = parsed(["--sandbox"])
    assert (name, own.sandbox, own.links) == ("window", True, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--bogus"],
        ["--bogus"],
        ["list", "--limit", "0"],
        ["list", "--limit", "many"],
        ["list", "--status", "done"],
        ["add", "--timeout", "-1", "x"],
        ["add", "--timeout", "nan", "x"],
        ["watch", "--timeout", "0"],
        ["accounts"],
        ["accounts", "add", "001000000000001", "--key", "secret"],
        ["tour"],
        ["tour", "--out", "x", "--theme", "pink"],
        ["show"],
        ["--profile"],
        ["list", "--stat", "complete"],
        ["list", "--source", ""],
        ["list", "--account", ""],
        ["--profile", "", "list"],
        ["--profile=", "list"],
        ["check", ""],
        ["tour", "--out", ""],
        [""],
        ["check", "http://a.example/\udcff.mp4"],
        ["add", "--name", "\udcff", "x"],
        ["show", "\udcff"],
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str]) -> None:
    with pytest.raises(UsageTrouble):
        parsed(arguments)


def test_bytes_of_another_locale_are_read_as_utf_8() -> None:
    _, _, own = parsed(["add", "x", "--name", "B\udcc3\udca4nner.mp4"])
    assert own.name == "Bänner.mp4"


@pytest.mark.parametrize("seconds", ["many", "0", "-1", "nan", "inf"])
def test_a_refused_number_is_explained_in_words(seconds: str) -> None:
    with pytest.raises(UsageTrouble) as caught:
        parsed(["watch", f"--timeout={seconds}"])
    assert caught.value.problem.values["reason"] == (
        f"argument --timeout: {seconds} is not a number of seconds above 0"
    )


def test_json_is_wanted_even_if_the_rest_is_wrong() -> None:
    assert wants_json(["check", "--json", "--bogus"])
    assert not wants_json(["check", "--", "--json"])
