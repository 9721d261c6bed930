"""The real program in processes of its own, and a real local Oktopost beside it."""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

from oktodesk.cli import main

PROGRAM = (sys.executable, "-m", "oktodesk")
LIMIT_S = 120.0
"""No command of a test takes longer, on a busy computer either; one that does has hung."""


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; fails if there is anything else."""
        lines = self.out.splitlines()
        assert len(lines) == 1, f"{self.out!r} {self.err!r}"
        return json.loads(lines[0])

    @property
    def documents(self) -> list[Any]:
        """A JSON document per line of stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


class CommandLine(NamedTuple):
    """oktodesk on one profile, with one environment."""

    profile: Path
    variables: Mapping[str, str] = {}

    def __call__(self, *arguments: str, stdin: str | None = None) -> Ran:
        """Run a command with ``--json`` to its end."""
        return self.run("--json", *arguments, stdin=stdin)

    def run(self, *arguments: str, stdin: str | None = None) -> Ran:
        """Run a command as it is written."""
        ran = subprocess.run(
            [*PROGRAM, "--profile", str(self.profile), *arguments],
            check=False,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=self.environment(),
            timeout=LIMIT_S,
            input=stdin or "",
        )
        return Ran(ran.returncode, ran.stdout, ran.stderr)

    def here(self, *arguments: str, stdin: str = "") -> Ran:
        """Run a command with ``--json`` in this process: a process of its own takes half a second to start."""
        out, err = io.StringIO(), io.StringIO()
        typed = io.TextIOWrapper(io.BytesIO(stdin.encode()))
        with (
            mock.patch.dict(os.environ, self.variables),
            mock.patch.object(sys, "stdin", typed),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(["--json", "--profile", str(self.profile), *arguments])
        return Ran(code, out.getvalue(), err.getvalue())

    @contextlib.contextmanager
    def running(self, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
        """A command with ``--json`` that runs for the block; killed if it hangs."""
        with (
            subprocess.Popen(
                [*PROGRAM, "--profile", str(self.profile), "--json", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                text=True,
                env=self.environment(),
            ) as process,
            _killed_if_it_hangs(process),
        ):
            yield process

    def environment(self) -> dict[str, str]:
        """What its processes see."""
        return os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | dict(self.variables)


class LocalOktopost(NamedTuple):
    """A running sandbox as its ready line describes it."""

    base_url: str
    account_id: str
    api_key: str
    samples: Sequence[str]
    pid: int

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a command that uses it."""
        return {
            "OKTOPOST_BASE_URL": self.base_url,
            "OKTOPOST_ACCOUNT_ID": self.account_id,
            "OKTOPOST_API_KEY": self.api_key,
        }

    def sample(self, name: str) -> str:
        """The address of a sample file."""
        return f"{self.base_url.removesuffix('/v2')}/samples/{name}"

    def command_line(self, profile: Path, **variables: str) -> CommandLine:
        """The command line of somebody connected to it."""
        return CommandLine(profile, self.variables | variables)


@contextlib.contextmanager
def local_oktopost(*options: str, **variables: str) -> Iterator[LocalOktopost]:
    """A sandbox with these options; ends with the block."""
    with subprocess.Popen(
        [*PROGRAM, "sandbox", "--json", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | variables,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            with _killed_if_it_hangs(process):
                ready = process.stdout.readline()
            yield LocalOktopost(**json.loads(ready))
        finally:
            process.stdin.close()
            process.wait(timeout=LIMIT_S)


@contextlib.contextmanager
def _killed_if_it_hangs(process: "subprocess.Popen[str]") -> Iterator[None]:
    """A reader of its pipes gets an end instead of waiting for ever."""
    timer = threading.Timer(LIMIT_S, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
