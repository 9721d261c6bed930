"""The window as a process of its own: it ends when it is asked, and a second start ends in its favour."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from oktodesk.session import UNASSIGNED
from oktodesk.system.clock import SystemClock
from oktodesk.system.paths import Paths
from oktodesk.ui.loop import QUIT_WITHIN_S
from oktodesk.uploads.rows import NEW_STATES
from oktodesk.uploads.store import Store

LIMIT_S = 120.0
LINK = "https://cdn.example.invalid/second.mp4"
ENDING_S = QUIT_WITHIN_S + 7.0
"""What a quit may take here: its own limit, and a busy machine's share."""


def start(profile: Path, *words: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "oktodesk", "--profile", str(profile), *words],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@contextmanager
def open_window(profile: Path, *words: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A window that has opened its account; killed if the test leaves it running."""
    process = start(profile, *words)
    try:
        wait_until_open(profile, process)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until_open(profile: Path, process: "subprocess.Popen[bytes]") -> None:
    """The account's files are made when its session opens; a process that ends first has failed."""
    ends_at = time.monotonic() + LIMIT_S
    while not list((profile / "data" / "accounts").glob("*/cache.db")):
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < ends_at, "the window did not open its account"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
@pytest.mark.parametrize("words", [(), ("--sandbox",)], ids=["no account", "practice"])
def test_a_signal_closes_it_in_good_order(profile: Path, words: tuple[str, ...]) -> None:
    with open_window(profile, *words) as process:
        asked_at = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_S) == 0
        assert time.monotonic() - asked_at < ENDING_S
    assert (profile / "settings.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGABRT], ids=["killed", "aborted"])
def test_a_run_that_broke_off_is_told_at_the_next_start(profile: Path, how: signal.Signals) -> None:
    log = profile / "logs" / "oktodesk.log"
    with open_window(profile) as process:
        process.send_signal(how)
        process.wait(LIMIT_S)
    assert "ended_unexpectedly" not in log.read_text()
    with open_window(profile) as process:
        ends_at = time.monotonic() + LIMIT_S
        while "told: ended_unexpectedly" not in log.read_text():
            assert time.monotonic() < ends_at, log.read_text()
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(LIMIT_S) == 0
    assert ("Fatal Python error" in log.read_text()) == (how is signal.SIGABRT)
    assert not list((profile / "logs" / "crashes").glob("*.running"))


def test_a_second_start_hands_its_links_to_the_first(profile: Path) -> None:
    with open_window(profile) as first:
        second = start(profile, LINK)
        assert second.wait(LIMIT_S) == 0
        second.communicate()
        wait_until_taken(profile, first)


def test_links_on_the_command_line_are_taken_in(profile: Path) -> None:
    with open_window(profile, LINK) as process:
        wait_until_taken(profile, process)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM to send")
def test_a_quit_right_after_a_drop_loses_nothing(profile: Path) -> None:
    with open_window(profile) as first:
        second = start(profile, LINK)
        assert second.wait(LIMIT_S) == 0
        second.communicate()
        first.send_signal(signal.SIGTERM)
        assert first.wait(LIMIT_S) == 0
    assert LINK in asyncio.run(outbox_sources(profile))


def wait_until_taken(profile: Path, process: "subprocess.Popen[bytes]") -> None:
    ends_at = time.monotonic() + LIMIT_S
    while LINK not in asyncio.run(outbox_sources(profile)):
        assert process.poll() is None, process.communicate()[1].decode()
        assert time.monotonic() < ends_at, f"the link was not taken in: {log_of(profile)}"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.05)


def log_of(profile: Path) -> str:
    return (profile / "logs" / "oktodesk.log").read_text()


async def outbox_sources(profile: Path) -> list[str]:
    """The new links without an account, read as another process would."""
    folder = Paths.default(profile).account_dir(UNASSIGNED)
    store = await Store.open(folder, clock=SystemClock(), owner=lambda: False)
    try:
        return [record.source for record in await store.outbox_rows(NEW_STATES)]
    finally:
        await store.close()
