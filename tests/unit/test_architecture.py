"""The house rules as tests: who may import whom, and what never appears in the window's code."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "oktodesk"
HEADLESS_COMMANDS = (["--version"], ["accounts", "list", "--json"], ["check", "not a link", "--json"])


def sources(folder: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(folder.rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text(), str(path))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def names_used(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name, lineno=line) | ast.Name(id=name, lineno=line):
                yield name, line
            case ast.ImportFrom(names=names, lineno=line):
                yield from ((alias.name, line) for alias in names)


def test_every_room_imports_only_what_is_below_it() -> None:
    # In a process of its own: it sets logging up anew and silences every logger that there is.
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


BEFORE_ANY_LOOP = "oktodesk/ui/first_paint.py"
"""Runs Qt's loop alone, asserting that none runs yet."""


@pytest.mark.parametrize("forbidden", ["exec", "exec_", "processEvents", "asyncSlot", "asyncClose"])
def test_no_nested_loop_in_the_window(forbidden: str) -> None:
    # exec() inside asynchronous code freezes every task for good; asyncSlot forgets its task.
    found = [
        f"{path}:{line}"
        for path, tree in [*sources(PACKAGE / "ui"), *one(PACKAGE / "app.py")]
        for name, line in names_used(tree)
        if name == forbidden and (path, name) != (BEFORE_ANY_LOOP, "exec")
    ]
    assert found == []


def one(path: Path) -> Iterator[tuple[str, ast.Module]]:
    if path.exists():
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def test_qt_stays_in_the_window() -> None:
    found = [
        path
        for path, tree in sources(PACKAGE)
        if not path.startswith("oktodesk/ui/") and path != "oktodesk/app.py"
        for module in imported(tree)
        if module.split(".")[0] in {"PySide6", "shiboken6", "qasync"}
    ]
    assert found == []


def test_qasync_has_one_door() -> None:
    found = [
        path
        for path, tree in sources(PACKAGE)
        for module in imported(tree)
        if module.split(".")[0] == "qasync" and path != "oktodesk/ui/loop.py"
    ]
    assert found == []


def test_httpx_stays_at_the_borders() -> None:
    rooms = ("oktodesk/api/", "oktodesk/media/", "oktodesk/sandbox/fetcher.py")  # the downloader
    found = [
        path
        for path, tree in sources(PACKAGE)
        if not path.startswith(rooms)
        for module in imported(tree)
        if module.split(".")[0] in {"httpx", "httpcore"}
    ]
    assert found == []


def test_no_rooms_without_a_name() -> None:
    nameless = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [str(path) for path in PACKAGE.rglob("*") if path.stem in nameless] == []


def test_files_stay_small() -> None:
    long = {path: count for path in PACKAGE.rglob("*.py") if (count := len(path.read_text().splitlines())) > 400}
    assert long == {}


@pytest.mark.parametrize("arguments", HEADLESS_COMMANDS, ids=lambda arguments: str(arguments[0]))
def test_headless_commands_load_no_qt(arguments: list[str], profile: Path) -> None:
    script = (
        "import sys\n"
        "from oktodesk.cli import main\n"
        "try:\n"
        f"    main({['--profile', str(profile), *arguments]!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        "loaded = sorted(name for name in sys.modules if name.split('.')[0] in {'PySide6', 'qasync'})\n"
        "print('QT:', loaded)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "QT: []"


def test_the_http_library_is_imported_late() -> None:
    # It costs 0.3 s: the window is painted before anything needs it.
    light = ("api.budget", "api.endpoint", "api.parse", "api.wire", "system.secrets", "system.settings")
    imports = ", ".join(f"oktodesk.{module}" for module in light)
    late = "('httpx', 'keyring', 'truststore')"
    script = f"import sys, {imports}\nprint([name for name in {late} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"
