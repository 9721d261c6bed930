"""A key and links that are known here are looked for in every byte that the real program leaves behind."""

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.end2end.command_line import LIMIT_S, CommandLine, local_oktopost

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc and at the umask's effect")

KEY = "KeyCanary7q8Zr2"
LINK_CANARIES = ("UserCanary", "WordCanary", "QueryCanary", "PartCanary")


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def link(base: str) -> str:
    return base.replace("://", "://UserCanary:WordCanary@") + "?sig=QueryCanary#PartCanary"


def key_forms(account_id: str) -> tuple[bytes, ...]:
    return KEY.encode(), base64.b64encode(f"{account_id}:{KEY}".encode()).rstrip(b"=")


def check_profile(profile: Path, account_id: str) -> None:
    """No key anywhere, links' secrets in the store alone, and nothing that others may read."""
    files = [path for path in profile.rglob("*") if path.is_file()]
    assert any(path.suffix == ".log" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not any(form in content for form in key_forms(account_id)), path
        if path.name.partition(".db")[0] not in {"outbox", "cache"}:
            assert not any(canary.encode() in content for canary in LINK_CANARIES), path
    modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (profile, *profile.rglob("*"))}
    assert {path: mode for path, mode in modes.items() if mode & 0o077} == {}


def test_the_command_line_gives_no_secret_away(profile: Path) -> None:
    with local_oktopost("--no-limits", "--clock-scale", "60", OKTODESK_SANDBOX_KEY=KEY) as oktopost:
        line = oktopost.command_line(profile, OKTODESK_CLOCK_SCALE="60")
        missing = link(oktopost.sample("missing.mp4"))
        said = line.run("-v", "add", missing, "--no-check", "--wait", "--timeout", "20")
        unreachable = line.here("-v", "check", link("http://127.0.0.1:1/x.mp4"))
        # The links themselves are the answer; what is beside it, on stderr, holds none of their secrets.
        for err in (said.err, unreachable.err):
            assert not any(canary in err for canary in (KEY, *LINK_CANARIES)), err
        assert "DEBUG" in said.err
        outs = [said.out, unreachable.out, line.here("list").out]
        assert not any(form.decode() in out for form in key_forms(oktopost.account_id) for out in outs)
        refused = CommandLine(profile, oktopost.variables | {"OKTOPOST_API_KEY": f"{KEY}-wrong"}).here("list")
        assert refused.code == 3
        assert KEY not in refused.out + refused.err
        check_profile(profile, oktopost.account_id)


def children_of(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_the_window_gives_no_secret_away_to_its_child_or_its_files(profile: Path) -> None:
    account_id = "001000000000009"
    variables = {"OKTOPOST_ACCOUNT_ID": account_id, "OKTOPOST_API_KEY": KEY, "QT_QPA_PLATFORM": "offscreen"}
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "oktodesk",
            "--profile",
            str(profile),
            "--sandbox",
            link("https://x.invalid/a.mp4"),
        ],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        wait_for_bytes(profile / "data" / "accounts", b"QueryCanary", process)
        (child,) = children_of(process.pid)
        for name in ("cmdline", "environ"):
            seen = Path(f"/proc/{child}/{name}").read_bytes()
            assert (b"oktodesk" if name == "cmdline" else b"PATH=") in seen
            assert not any(word.encode() in seen for word in (KEY, account_id, *LINK_CANARIES)), name
        check_profile(profile, account_id)  # while it runs: side files and lock files too
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=LIMIT_S)[0]
        assert process.returncode == 0
        assert not any(word.encode() in said for word in (KEY, *LINK_CANARIES))
        assert "accounts" in json.loads((profile / "settings.json").read_bytes())
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
    check_profile(profile, account_id)


def wait_for_bytes(folder: Path, wanted: bytes, process: "subprocess.Popen[bytes]") -> None:
    """Until a store holds the link: then the window is open and the local Oktopost runs."""
    ends_at = time.monotonic() + LIMIT_S
    while not any(wanted in path.read_bytes() for path in folder.rglob("*.db*") if path.is_file()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < ends_at
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.1)
