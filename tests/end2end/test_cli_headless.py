"""The command line without an account: it starts light, refuses clearly, and never loads Qt."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oktodesk import __version__
from tests.end2end.command_line import LIMIT_S, PROGRAM, CommandLine, local_oktopost

NO_QT = """
import sys
from oktodesk.cli import main
code = main(sys.argv[1:])
loaded = {name.partition(".")[0] for name in sys.modules} & {"PySide6", "shiboken6", "qasync"}
sys.exit(f"loaded {loaded}" if loaded else code)
"""


@pytest.fixture
def nobody(profile: Path) -> CommandLine:
    """Somebody without an account."""
    return CommandLine(profile)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["check", "https://127.0.0.1:1/a.mp4"],
        ["list", "--cached"],
        ["accounts", "list"],
        ["add", "https://127.0.0.1:1/a.mp4"],
    ],
)
def test_headless_commands_never_load_qt(arguments: list[str], profile: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", NO_QT, "--json", "--profile", str(profile), *arguments],
        check=False,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        stdin=subprocess.DEVNULL,
    )
    assert "loaded" not in ran.stderr
    assert ran.stdout.startswith("{")


def test_the_version(nobody: CommandLine) -> None:
    assert nobody("--version").document == {"version": __version__}
    assert nobody.run("--version").out == f"oktodesk {__version__}\n"


def test_help_names_every_command(nobody: CommandLine) -> None:
    said = nobody.run("--help").out
    for name in ("check", "add", "watch", "list", "show", "validate", "accounts", "sandbox", "tour"):
        assert f"\n  {name} " in said
    assert "OKTOPOST_API_KEY" in said
    assert "exit codes:" in nobody.run("add", "--help").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check"],
        ["chekc", "https://a.example/b.mp4"],
        ["check", "--from", "/no/such/list.txt"],
        ["add", "--name", "n", "https://a.example/b.mp4", "https://a.example/c.mp4"],
        ["show", "not-an-id"],
        ["validate", "00A000000000001"],
        ["list", "--limit", "0"],
        ["accounts", "remove"],
        ["sandbox", "--fault", "nonsense"],
        ["tour"],
    ],
)
def test_what_makes_no_sense_is_refused_with_2(nobody: CommandLine, arguments: list[str]) -> None:
    ran = nobody(*arguments)
    assert ran.code == 2
    assert list(ran.document["error"]) == ["id", "title", "advice", "class", "side", "detail"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["add", "https://a.example/b.mp4"],
        ["list"],
        ["list", "--cached"],
        ["show", "0up000000000001"],
        ["validate", "026000000000001"],
        ["watch", "--until-done"],
        ["accounts", "test"],
    ],
)
def test_without_an_account_the_exit_code_is_3(nobody: CommandLine, arguments: list[str]) -> None:
    ran = nobody(*arguments)
    assert (ran.code, ran.document["error"]["id"]) == (3, "no_account")


@pytest.mark.parametrize(
    ("arguments", "help_of"),
    [
        (["sandbox", "--fault", "nonsense"], "oktodesk sandbox"),
        (["--no-color", "accounts", "use"], "oktodesk accounts"),
        (["chekc"], "oktodesk"),
    ],
)
def test_what_makes_no_sense_is_explained_by_the_help_of_its_command(
    nobody: CommandLine, arguments: list[str], help_of: str
) -> None:
    advice = nobody.here(*arguments).document["error"]["advice"]
    assert advice == f"See '{help_of} --help' for how to write it."


def test_doubles_are_merged_and_counted(nobody: CommandLine) -> None:
    twice = ["https://127.0.0.1/a.mp4", "https://127.0.0.1/b.mp4", "HTTPS://127.0.0.1/a.mp4"]
    answer = nobody.here("check", *twice).document
    assert ([item["source"] for item in answer["items"]], answer["merged"]) == (twice[:2], 1)
    assert list(nobody.here("check", *twice[:2]).document) == ["items"]  # the contract's keys alone
    assert nobody.run("check", *twice).out.count("It was given 2 times: it is checked once.") == 1


def test_usage_comes_before_sign_in(nobody: CommandLine) -> None:
    assert nobody("add", "--account", "nobody", "--timeout", "0", "https://a.example/b.mp4").code == 2


def test_an_unknown_account(nobody: CommandLine) -> None:
    ran = nobody("list", "--account", "Acme")
    assert (ran.code, ran.document["error"]["id"]) == (3, "no_such_account")


def test_a_key_goes_to_https_or_this_computer_only(profile: Path) -> None:
    variables = {"OKTOPOST_ACCOUNT_ID": "001000000000001", "OKTOPOST_API_KEY": "canary-key-4711"}
    ran = CommandLine(profile, variables | {"OKTOPOST_BASE_URL": "http://oktopost.example/v2"})("list")
    assert (ran.code, ran.document["error"]["id"]) == (3, "base_url_invalid")
    assert "canary" not in ran.out + ran.err


def test_a_base_url_alone_counts_for_nothing(profile: Path) -> None:
    ran = CommandLine(profile, {"OKTOPOST_BASE_URL": "http://127.0.0.1:1/v2"})("list")
    assert (ran.code, ran.document["error"]["id"]) == (3, "no_account")


def test_without_a_keyring_an_account_is_not_half_added(profile: Path) -> None:
    with local_oktopost() as oktopost:
        line = CommandLine(profile, {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent"})
        arguments = ("accounts", "add", oktopost.account_id, "--base-url", oktopost.base_url, "--key-stdin")
        ran = line(*arguments, stdin=oktopost.api_key + "\n")
    assert (ran.code, ran.document["error"]["class"]) == (3, "sign-in")
    assert ran.document["error"]["id"].startswith("keyring_")
    assert line("accounts", "list").document == {"accounts": []}


def test_a_wrong_key_is_not_added(profile: Path) -> None:
    with local_oktopost() as oktopost:
        arguments = ("accounts", "add", oktopost.account_id, "--base-url", oktopost.base_url, "--key-stdin")
        ran = CommandLine(profile)(*arguments, stdin="wrong\n")
    assert (ran.code, ran.document["error"]["id"]) == (3, "sign_in_refused")


def test_colours_are_for_terminals(nobody: CommandLine) -> None:
    ran = nobody.run("check", "nonsense")
    assert ran.code == 1
    assert "\x1b" not in ran.out + ran.err


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM to catch")
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_the_sandbox_ends_on_a_signal(name: signal.Signals) -> None:
    with subprocess.Popen(
        [*PROGRAM, "sandbox", "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert '"samples"' in process.stdout.readline()
        process.send_signal(name)
        assert process.wait(timeout=LIMIT_S) == 0


def test_the_sandbox_ends_with_a_piped_stdin() -> None:
    with local_oktopost() as oktopost:
        assert oktopost.base_url.endswith("/v2")
        assert sum(sample.endswith(".mp4") for sample in oktopost.samples) >= 2


@pytest.mark.parametrize("arguments", [["--json", "accounts", "list"], ["--json", "nonsense"], ["--version"]])
def test_a_full_disk_is_said_and_no_crash(nobody: CommandLine, arguments: list[str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no full device")
    with full.open("w") as stdout:
        ran = subprocess.run(
            [*PROGRAM, "--profile", str(nobody.profile), *arguments],
            check=False,
            stdout=stdout,
            stderr=subprocess.PIPE,
            text=True,
            env=nobody.environment() | {"PYTHONUNBUFFERED": ""},  # what is buffered is flushed again at the end
        )
    assert ran.returncode == 1
    assert "No space left" in ran.stderr
    assert "Exception ignored" not in ran.stderr
    assert "Traceback" not in ran.stderr


def test_help_is_a_document_too(nobody: CommandLine) -> None:
    assert nobody("list", "--help").document["help"].startswith("usage: oktodesk list")


def test_arguments_that_are_no_text_are_refused_in_text(nobody: CommandLine) -> None:
    for arguments in (["--\udcff"], ["\udcff"], ["check", "--from", "/no/\udcff"]):
        assert (ran := nobody(*arguments)).code == 2
        assert list(ran.document) == ["error"]


def test_nobody_to_read_is_no_crash(nobody: CommandLine) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as nowhere:
        ran = subprocess.run(
            [*PROGRAM, "--profile", str(nobody.profile), "check", "nonsense"],
            check=False,
            stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True,
            timeout=LIMIT_S,
            stdin=subprocess.DEVNULL,
        )
    assert "Traceback" not in ran.stderr
