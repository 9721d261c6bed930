"""A key and links that are known here are looked for in every byte that the real program leaves behind."""

import asyncio
import base64
import html
import json
import logging
import os
import signal
import stat
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from oktodesk.system.environment import Environment
from oktodesk.system.secrets import Secret
from oktodesk.ui.about_sheet import AboutSheet
from oktodesk.ui.connect.dialog import ConnectDialog
from oktodesk.ui.crash_sheet import CrashSheet
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.ui.window_controls import WindowControls
from oktodesk.uploads.rows import Query, State
from tests.end2end.command_line import LIMIT_S, CommandLine, local_oktopost
from tests.end2end.window_program import offscreen, use_window

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


def seen_of_children(pid: int) -> list[bytes]:
    """What everybody on this computer can read of each child; not of one that is its parent's picture still."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = Path(f"/proc/{pid}/cmdline").read_bytes()
    seen = [(Path(f"/proc/{each}/cmdline").read_bytes(), Path(f"/proc/{each}/environ")) for each in children]
    return [line + environ.read_bytes() for line, environ in seen if line != own]


def test_the_window_gives_no_secret_away_to_its_children_or_its_files(profile: Path) -> None:
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
        children = seen_of_children(process.pid)
        assert any(b"oktodesk\0sandbox\0" in each for each in children)
        for seen in children:
            assert b"PATH=" in seen
            assert not any(word.encode() in seen for word in (KEY, account_id, *LINK_CANARIES))
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


@offscreen
def test_whatever_is_copied_exported_or_told_in_the_window_holds_no_key(
    qtbot: QtBot, profile: Path, tmp_path: Path
) -> None:
    """The links in an export are the person's own, and whole."""
    told: dict[str, bytes] = {}
    ours: list[str] = []

    async def act(stage: Stage, watch: Watch) -> None:
        fine, missing = link(sandbox_link("Event-banner.png")), link(sandbox_link("missing.png"))
        ours.extend((fine, missing))
        for each in ours:
            stage.hover([each])
            stage.drop()
        await watch.until(lambda: stage.in_state(State.READY, [fine]))
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [missing]))
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        stage.press_send_now()
        await watch.until(lambda: stage.in_state(State.COMPLETE, [fine]))
        stage.select(missing)
        await watch.until(lambda: stage.is_detail_of(missing))
        for kind in ("xlsx", "csv", "json"):
            await stage.workspace._exporting.write(tmp_path / f"rows.{kind}", Query())
            told[kind] = unpacked(tmp_path / f"rows.{kind}")
        told["request"] = await request_for_the_admin(stage)
        told["about"] = await about(stage)
        told["crash"] = await crash(stage, ours)
        told["shown"] = "\n".join(texts_of(stage.window)).encode()

    def sandbox_link(name: str) -> str:
        return f"{sandbox.base_url.removesuffix('/v2')}/samples/{name}"

    with local_oktopost("--state", str(tmp_path / "oktopost"), OKTODESK_SANDBOX_KEY=KEY) as sandbox:
        account = Environment(sandbox.account_id, Secret(KEY), sandbox.base_url)
        use_window(profile, act, environment=account)
        assert KEY.encode() not in Path(f"/proc/{sandbox.pid}/cmdline").read_bytes()
    for what, content in told.items():
        assert not any(form in content for form in key_forms(sandbox.account_id)), what
        if what in ("xlsx", "csv", "json"):
            assert all(html.escape(each).encode() in content or each.encode() in content for each in ours), what
        elif what != "shown":
            assert not any(canary.encode() in content for canary in LINK_CANARIES), what
    check_profile(profile, sandbox.account_id)
    for path in (tmp_path / "oktopost").rglob("*"):
        assert path.is_dir() or not any(f in path.read_bytes() for f in key_forms(sandbox.account_id)), path
        assert not path.stat().st_mode & 0o077, path


def unpacked(file: Path) -> bytes:
    if file.suffix != ".xlsx":
        return file.read_bytes()
    with zipfile.ZipFile(file) as parts:
        return b"\n".join(parts.read(name) for name in parts.namelist())


async def request_for_the_admin(stage: Stage) -> bytes:
    """With the key already typed, and refused where it is tried."""
    stage.shell.connect_account()
    dialog = stage.window.findChild(ConnectDialog)
    assert dialog is not None
    dialog.account_id.setText(f"001000000000009 {KEY}")
    assert dialog.api_key.text() == KEY
    assert not any(KEY in text for text in texts_of(dialog))
    dialog.request.click()
    dialog.reject()
    said = QGuiApplication.clipboard().text()
    assert "API" in said
    return said.encode()


async def about(stage: Stage) -> bytes:
    logging.getLogger("oktodesk.test").error("asked %s with %s", link("https://files.example/a.mp4"), KEY)
    controls = stage.window.findChild(WindowControls)
    assert controls is not None
    await controls._open_about()
    sheet = stage.window.findChild(AboutSheet)
    assert sheet is not None
    press_copy(sheet)
    sheet.accept()
    said = QGuiApplication.clipboard().text()
    assert "files.example" in said
    return said.encode()


async def crash(stage: Stage, links: list[str]) -> bytes:
    asyncio.get_running_loop().call_soon(fail, links)
    sheets: list[CrashSheet] = []
    while not sheets:
        await asyncio.sleep(0)
        sheets = stage.window.findChildren(CrashSheet)
    shown = sheets[0].details.toPlainText()
    press_copy(sheets[0])
    sheets[0].accept()
    assert "ValueError" in shown
    return (shown + QGuiApplication.clipboard().text()).encode()


def press_copy(sheet: QWidget) -> None:
    next(each for each in sheet.findChildren(QAbstractButton) if each.text().startswith("Copy")).click()


def fail(links: list[str]) -> None:
    raise ValueError(f"{KEY} was sent along with {links}")


def texts_of(window: QWidget) -> Iterator[str]:
    """All that a window's parts show, and tell a screen reader."""
    for part in (window, *window.findChildren(QWidget)):
        yield from (part.toolTip(), part.accessibleName(), part.accessibleDescription(), part.windowTitle())
        told = QAccessible.queryAccessibleInterface(part)
        if told is not None:
            yield from (told.text(kind) for kind in QAccessible.Text if kind is not QAccessible.Text.UserText)
