"""The first painting waits for nothing that it does not need."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from oktodesk import app
from oktodesk.cli import main
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths

SCRIPT = """
import json, sys
import PySide6.QtCore
from oktodesk import app
from oktodesk.cli import main

def painted(work, quit_request):
    loaded = set(sys.modules)
    loaded |= {"Qt"} & set(vars(PySide6.QtCore))  # made when it is first looked at
    print(json.dumps(sorted(loaded)))
    return 0

app._run = painted
sys.exit(main(["--profile", sys.argv[1]]))
"""
SLOW = {"asyncio", "qasync", "httpx", "sqlite3", "keyring", "starlette", "truststore", "ssl", "Qt"}
OTHER_COMMANDS = {f"oktodesk.cli.{name}" for name in ("accounts", "add", "check", "listing", "watch", "sandbox")}


def test_the_window_is_painted_before_anything_slow_is_imported(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "oktodesk.cli.window" in done.stdout
    loaded = set(done.stdout.strip(' []\n"').split('", "'))
    assert not (SLOW | OTHER_COMMANDS) & loaded


def test_what_the_window_starts_inherits_no_key(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inherited: dict[str, str] = {}

    def run_window(**given: Any) -> int:
        inherited.update(os.environ)
        assert given["environment"].has_account
        return 0

    monkeypatch.setenv("OKTOPOST_ACCOUNT_ID", "001000000000009")
    monkeypatch.setenv("OKTOPOST_API_KEY", "canary")
    monkeypatch.setattr("oktodesk.app.run_window", run_window)
    assert main(["--profile", str(profile)]) == 0
    assert "PATH" in inherited
    assert "canary" not in inherited.values()


def test_a_list_named_on_the_command_line_is_handed_over_by_its_whole_address(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str] = []

    def run_window(**given: Any) -> int:
        handed.extend(given["urls"])
        return 0

    monkeypatch.setattr("oktodesk.app.run_window", run_window)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list 1.csv").write_text("source\nhttps://x.com/a.mp4\n", encoding="utf-8")
    url = "https://x.com/b.mp4?" + "c" * 5_000
    assert main(["--profile", str(profile), "list 1.csv", url, "gone.csv"]) == 0
    assert handed == [(tmp_path / "list 1.csv").as_uri(), url, "gone.csv"]


def test_practice_fetches_from_wherever_its_checks_look(tmp_path: Path) -> None:
    assert app._practice_options(Paths.default(tmp_path), Environment()).allow_private
