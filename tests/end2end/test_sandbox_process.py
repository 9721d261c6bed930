"""``oktodesk sandbox`` as other programs start it: the ready line, how it ends, what it refuses."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from oktodesk.sandbox.fault_names import FaultName

COMMAND = [sys.executable, "-m", "oktodesk", "sandbox"]
PATIENCE_S = 120.0

posix = pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")


@contextmanager
def child(*words: str, stdin: int = subprocess.PIPE, **environ: str) -> Iterator[subprocess.Popen[str]]:
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [*COMMAND, *words], stdin=stdin, stdout=pipe, stderr=pipe, text=True, env=os.environ | environ
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()


def ready_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    ready: dict[str, Any] = json.loads(process.stdout.readline())
    return ready


def test_the_ready_line_is_the_first_and_only_one() -> None:
    with child("--json", "--no-limits") as process:
        ready = ready_line(process)
        account = (ready["account_id"], ready["api_key"])
        answer = httpx.get(f"{ready['base_url']}/me", auth=account, trust_env=False)
        kinds = [
            httpx.head(url, trust_env=False).headers["Content-Type"].partition("/")[0] for url in ready["samples"]
        ]
        out, err = process.communicate(timeout=PATIENCE_S)

    assert list(ready) == ["base_url", "account_id", "api_key", "samples", "pid"]
    assert ready["base_url"].endswith("/v2")
    assert answer.json()["Account"]["Id"] == ready["account_id"]
    assert ready["pid"] == process.pid
    assert kinds.count("video") >= 2
    assert kinds.count("image") >= 1
    assert (out, err, process.returncode) == ("", "", 0)


def test_the_global_option_may_come_first() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "oktodesk", "--json", "sandbox"],
        input="",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )

    assert json.loads(process.stdout)["samples"]


def test_for_people_it_says_how_to_connect() -> None:
    with child() as process:
        out, _ = process.communicate(timeout=PATIENCE_S)

    assign = "set" if sys.platform == "win32" else "export"
    for name in ("OKTOPOST_BASE_URL=http://127.0.0.1:", "OKTOPOST_ACCOUNT_ID=001", "OKTOPOST_API_KEY="):
        assert f"\n{assign} {name}" in out


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_on_signals_also_while_it_fetches(number: signal.Signals) -> None:
    with child("--json", "--download-rate", "1000", stdin=subprocess.DEVNULL) as process:
        ready = ready_line(process)
        account = (ready["account_id"], ready["api_key"])
        source = {"source": ready["samples"][0]}
        created = httpx.post(f"{ready['base_url']}/upload", data=source, auth=account, trust_env=False)
        assert created.json()["Upload"]["Status"] == "pending"

        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_S)

    assert (out, err, process.returncode) == ("", "", 0)


@posix
@pytest.mark.parametrize("fault", ["delay=3600", "slow-headers=3600", "endless"])
def test_it_ends_in_silence_while_a_fault_holds_a_request(fault: str) -> None:
    with child("--json", "--fault", f"{fault}@me", stdin=subprocess.DEVNULL) as process:
        ready = ready_line(process)
        host, _, port = ready["base_url"].removeprefix("http://").removesuffix("/v2").partition(":")
        account = base64.b64encode(f"{ready['account_id']}:{ready['api_key']}".encode()).decode()
        with socket.create_connection((host, int(port))) as waiting:
            waiting.sendall(
                f"GET /v2/me HTTP/1.1\r\nHost: {host}\r\nAuthorization: Basic {account}\r\n\r\n".encode()
            )
            assert httpx.get(ready["samples"][0], trust_env=False).status_code == 200  # so the first came in too
            process.send_signal(signal.SIGTERM)
            out, err = process.communicate(timeout=PATIENCE_S)

    assert (out, err, process.returncode) == ("", "", 0)


@posix
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_before_it_is_ready_ends_it_as_well(name: str, tmp_path: Path) -> None:
    program = f"""
import signal, sys
class Meanwhile:
    def find_spec(self, name, *_):
        if name == "oktodesk.sandbox.house":  # most of the start is still to come
            signal.raise_signal(signal.{name})
sys.meta_path.insert(0, Meanwhile())
from oktodesk.cli import main
sys.exit(main(["sandbox", "--json", "--state", {str(tmp_path)!r}]))
"""
    process = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )

    assert (process.returncode, process.stdout, process.stderr) == (0, "", "")


def test_behind_an_unknown_issuer_the_ready_line_says_https() -> None:
    with child("--json", "--fault", "unknown-issuer") as process:
        ready = ready_line(process)
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(ready["samples"][0], trust_env=False)
        sample = httpx.get(ready["samples"][0], trust_env=False, verify=False)
        _, err = process.communicate(timeout=PATIENCE_S)

    assert sample.status_code == 200
    assert ready["base_url"].startswith("https://127.0.0.1:")
    assert (err, process.returncode) == ("", 0)


@posix
def test_the_key_is_said_once_and_stands_in_no_list_of_processes() -> None:
    with child("--json", OKTODESK_SANDBOX_KEY="canary-key") as process:
        assert ready_line(process)["api_key"] == "canary-key"
        arguments = subprocess.run(
            ["ps", "-o", "args=", "-p", str(process.pid)], capture_output=True, text=True, check=True
        )
        out, err = process.communicate(timeout=PATIENCE_S)

    assert "sandbox" in arguments.stdout
    assert "canary" not in arguments.stdout + out + err


def test_each_start_has_a_key_of_its_own() -> None:
    keys = []
    for _ in range(2):
        with child("--json") as process:
            keys.append(ready_line(process)["api_key"])
            process.communicate(timeout=PATIENCE_S)

    assert len(set(keys)) == 2
    assert min(map(len, keys)) >= 32


def test_the_help_tells_every_fault_in_a_line() -> None:
    process = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, timeout=PATIENCE_S, check=True)

    lines = [line.strip() for line in process.stdout.splitlines()]
    for name in FaultName:
        assert any(line.startswith(name) and "  " in line for line in lines), name
    assert max(map(len, lines)) <= 120


@posix
def test_a_stdin_that_is_no_pipe_may_be_empty() -> None:
    with child("--json", stdin=subprocess.DEVNULL) as process:
        ready = ready_line(process)

        assert httpx.get(ready["samples"][0], trust_env=False).status_code == 200
        assert process.poll() is None


@posix
def test_it_does_not_outlive_a_parent_that_was_killed() -> None:
    program = f"""
import subprocess, sys
child = subprocess.Popen({[*COMMAND, "--json"]!r}, stdin=subprocess.PIPE)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        ready_line(parent)
        parent.kill()
        # The child holds the other end of this pipe, so the end of it is the end of the child.
        assert parent.stdout is not None
        assert parent.stdout.read() == ""


def test_an_unknown_route_is_said_aloud() -> None:
    with child("--json") as process:
        ready = ready_line(process)
        account = (ready["account_id"], ready["api_key"])
        httpx.get(f"{ready['base_url']}/posts", auth=account, trust_env=False)
        _, err = process.communicate(timeout=PATIENCE_S)

    assert err == "oktodesk sandbox: no such address: GET /v2/posts\n"
    assert ready["api_key"] not in err


def test_the_key_can_be_set_by_the_environment(tmp_path: Path) -> None:
    with child("--json", "--state", str(tmp_path), OKTODESK_SANDBOX_KEY="my-own-key") as process:
        assert ready_line(process)["api_key"] == "my-own-key"


def test_a_port_in_use_is_a_problem_in_json() -> None:
    with child("--json") as process:
        port = ready_line(process)["base_url"].rpartition(":")[2].removesuffix("/v2")
        with child("--json", "--port", port) as second:
            out, _ = second.communicate(timeout=PATIENCE_S)

    problem = json.loads(out)["error"]
    assert (problem["id"], problem["side"]) == ("sandbox_port_taken", "this computer")
    assert port in problem["title"]
    assert second.returncode == 1


@pytest.mark.parametrize("words", [("--fault", "sabotage"), ("--port", "none"), ("--list-order", "name")])
def test_wrong_switches_are_a_usage_error(words: tuple[str, ...]) -> None:
    with child("--json", *words) as process:
        out, _ = process.communicate(timeout=PATIENCE_S)

    assert json.loads(out)["error"]["id"] == "usage"
    assert process.returncode == 2


def test_it_needs_no_window_library() -> None:
    program = """
import sys
sys.modules["PySide6"] = sys.modules["qasync"] = None
from oktodesk.cli import main
sys.exit(main(["sandbox", "--json"]))
"""
    process = subprocess.run(
        [sys.executable, "-c", program],
        input="",
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert (process.returncode, process.stderr) == (0, "")
