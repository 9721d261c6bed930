"""``oktodesk --self-test``: whether this installation has all it needs; runs inside the standalone program too.

Nothing leaves this computer, and nothing of the person's is read.
"""

import asyncio
import sqlite3
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from oktodesk.cli.display import paint_in_memory_without_display
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.output import Color
from oktodesk.problems import OktodeskError
from oktodesk.problems.render import render
from oktodesk.system.clock import SystemClock
from oktodesk.system.logs import redact
from oktodesk.system.resources import resource

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation
    from oktodesk.sandbox.process import SandboxProcess


class StepResult(msgspec.Struct, frozen=True):
    """One thing that was tested; ``detail`` is what was found, or why it failed."""

    name: str
    ok: bool
    detail: str
    seconds: float


def run_self_test(invocation: "Invocation") -> int:
    """Test everything, say each result; ``ITEM_FAILED`` if something is missing."""
    output = invocation.output
    results = []
    for name, step in STEPS:
        results.append(_result(name, step))
        sign, color = ("✓", Color.GREEN) if results[-1].ok else ("✗", Color.RED)
        output.line(f"{output.paint(sign, color)} {name:20} {results[-1].detail}")
    ok = all(result.ok for result in results)
    output.document({"ok": ok, "steps": results})
    return ExitCode.DONE if ok else ExitCode.ITEM_FAILED


def _result(name: str, step: Callable[[], str]) -> StepResult:
    started = time.monotonic()
    try:
        ok, detail = True, step()
    except OktodeskError as error:
        ok, detail = False, f"{render(error.problem).title} {error.problem.detail}".strip()
    except Exception as error:  # noqa: BLE001 - whatever is broken here is the result
        ok, detail = False, redact(f"{type(error).__name__}: {error}")
    return StepResult(name, ok, detail, round(time.monotonic() - started, 2))


def _resources() -> str:
    """Every resource file opens, and the ones that are asked for by name are there."""
    for wanted in ("networks.toml", "licences.json", "icons", "samples"):
        if not resource(wanted).exists():
            raise FileNotFoundError(wanted)
    files = [path for path in resource().rglob("*") if path.is_file()]
    size = sum(len(path.read_bytes()) for path in files)
    return f"{len(files)} files, {size / 1e6:.1f} MB"


def _database() -> str:
    """SQLite writes ahead, as the store needs it."""
    with tempfile.TemporaryDirectory(prefix="oktodesk-") as folder:
        database = sqlite3.connect(Path(folder) / "test.db")
        try:
            mode = database.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        finally:
            database.close()
    if mode != "wal":
        raise RuntimeError(f"journal mode {mode}")
    return f"SQLite {sqlite3.sqlite_version}"


def _secure_connections() -> str:
    """The system's certificates are used."""
    import truststore

    truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return ssl.OPENSSL_VERSION


def _keyring() -> str:
    """The back end for this system can be loaded; whether a keyring runs is asked only when a key is kept."""
    import importlib

    name = {"darwin": "macOS", "win32": "Windows"}.get(sys.platform, "SecretService")
    importlib.import_module(f"keyring.backends.{name}")
    return name


def _window() -> str:
    """Qt starts, draws our icons, and reads the picture formats that are shown."""
    paint_in_memory_without_display()
    from oktodesk.ui.self_test import check_window

    return check_window()


def _spreadsheets() -> str:
    """A workbook is written as an export is, and read as a list is."""
    from oktodesk.uploads.export.self_check import check_workbook

    return check_workbook()


def _practice() -> str:
    """A local Oktopost starts as a child and accepts its key."""
    return asyncio.run(_practise())


async def _practise() -> str:
    from oktodesk.sandbox.options import SandboxOptions
    from oktodesk.sandbox.process import SandboxProcess

    sandbox = await SandboxProcess.start(SandboxOptions())
    try:
        return f"{await _ask(sandbox)}; {await _check(sandbox.samples[0])}"
    finally:
        await sandbox.stop()


async def _check(sample: str) -> str:
    """As the window does: in a process of its own."""
    from oktodesk.checking import checker_apart
    from oktodesk.media.report import Link

    figures = Path(tempfile.gettempdir()) / "none.toml"
    checker = checker_apart(clock=SystemClock(), x_premium=False, local=True, own_figures=figures)
    try:
        report = await checker.check(Link(sample, sample))
        if checker.pid is None or report.media is None:
            raise RuntimeError(
                f"no check in a process of its own: {', '.join(each.id for each in report.findings)}"
            )
    finally:
        await checker.aclose()
    return f"{report.media.container} looked into"


async def _ask(sandbox: "SandboxProcess") -> str:
    from oktodesk.api.budget import CallBudget, MemoryLedger
    from oktodesk.api.client import OktopostClient
    from oktodesk.api.endpoint import Credentials, Endpoint

    clock = SystemClock()
    credentials = Credentials(sandbox.account_id, sandbox.api_key)
    budget = CallBudget(MemoryLedger(), clock)
    client = OktopostClient(Endpoint.parse(sandbox.base_url), credentials, budget=budget, clock=clock)
    try:
        me = await client.me()
    finally:
        await client.aclose()
    return f"{me.account_name}, {len(sandbox.samples)} samples"


STEPS: tuple[tuple[str, Callable[[], str]], ...] = (
    ("resources", _resources),
    ("database", _database),
    ("secure connections", _secure_connections),
    ("keyring", _keyring),
    ("window", _window),
    ("spreadsheets", _spreadsheets),
    ("practice mode", _practice),
)
