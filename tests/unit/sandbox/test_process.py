import asyncio
import sys

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.options import KEY_VARIABLE, SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.system.secrets import Secret

READY = '{"base_url":"http://127.0.0.1:9/v2","account_id":"001000000000001","api_key":"k","samples":["a"],"pid":1}'


def child(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def start(program: str, options: SandboxOptions | None = None, *, limit_s: float = 20.0) -> SandboxProcess:
    async def run() -> SandboxProcess:
        sandbox = await SandboxProcess.start(options or SandboxOptions(), command=child(program), limit_s=limit_s)
        await sandbox.stop()
        await sandbox.stop()
        return sandbox

    return asyncio.run(run())


def trouble_of(program: str, *, limit_s: float = 20.0) -> LocalTrouble:
    with pytest.raises(LocalTrouble) as trouble:
        start(program, limit_s=limit_s)
    assert trouble.value.problem.id == "sandbox_failed"
    return trouble.value


def test_the_ready_line_is_read_and_the_child_ends_with_its_stdin() -> None:
    sandbox = start(f"print('{READY}', flush=True); import sys; sys.stdin.read()")

    assert sandbox.base_url == "http://127.0.0.1:9/v2"
    assert sandbox.origin == "http://127.0.0.1:9"
    assert sandbox.api_key == Secret("k")
    assert sandbox.samples == ("a",)
    assert sandbox.broken_sample == "http://127.0.0.1:9/samples/broken.mp4"
    assert sandbox.breaking_sample == "http://127.0.0.1:9/samples/Interview-raw.mp4"


def test_the_key_goes_by_the_environment_only() -> None:
    program = f"""
import json, os, sys
ready = json.loads('{READY}') | {{"api_key": os.environ["{KEY_VARIABLE}"], "samples": sys.argv[1:]}}
print(json.dumps(ready), flush=True)
sys.stdin.read()
"""

    sandbox = start(program, SandboxOptions(api_key=Secret("canary"), no_limits=True))

    assert sandbox.api_key == Secret("canary")
    assert sandbox.samples == ("--json", "--no-limits")


def test_a_child_that_ends_says_why() -> None:
    trouble = trouble_of("import sys; sys.exit('no such luck')")

    assert "no such luck" in trouble.problem.detail


def test_a_problem_in_json_is_told_in_words() -> None:
    problem = (
        '{"error":{"id":"x","title":"Port 1 is in use","advice":"","class":"","side":"","detail":"EADDRINUSE"}}'
    )

    assert trouble_of(f"print('{problem}')").problem.detail == "Port 1 is in use. EADDRINUSE"


def test_a_child_that_talks_nonsense_is_ended() -> None:
    assert "hello" in trouble_of("print('hello', flush=True); import sys; sys.stdin.read()").problem.detail


def test_a_silent_child_is_not_waited_for_for_ever() -> None:
    trouble = trouble_of("import sys; sys.stdin.read()", limit_s=0.05)

    assert "not ready after 0.05 s" in trouble.problem.detail


def test_a_missing_program_is_a_local_trouble() -> None:
    async def run() -> None:
        await SandboxProcess.start(SandboxOptions(), command=["/no/such/program"])

    with pytest.raises(LocalTrouble) as trouble:
        asyncio.run(run())

    assert trouble.value.problem.id == "sandbox_failed"
