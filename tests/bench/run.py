"""The promises about speed, measured: ``python -m tests.bench.run [ROWS]`` prints them as a table.

A large account is written directly into a store; then the window is opened on it in a process of its own, and an
empty one is started beside a bare PySide6 window. Nothing here fails: a slow computer is no bug. The limits are
those of the design, for a computer with 2 cores.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from oktodesk.system.clock import SystemClock
from oktodesk.uploads.store import Store
from tests.bench.store_bench import ROWS, fill
from tests.bench.window_bench import Time, account_folder

ANSWER_MS = 150.0
HOLD_MS = 50.0
MEMORY_MB = 160.0
START_RATIO = 1.5
_STARTS = 7
_PATIENCE_S = 120


class ListFigures(msgspec.Struct, frozen=True):
    """What ``window_bench`` prints."""

    lines: tuple[tuple[str, int, Time], ...]
    peak_mb: float


class Start(msgspec.Struct, frozen=True):
    """Seconds from starting Python to a painted window."""

    wall_s: float
    processor_s: float
    """What it took of a processor: the same however busy the computer is."""


class StartFigures(msgspec.Struct, frozen=True):
    """Several starts of both windows."""

    bare: tuple[Start, ...]
    window: tuple[Start, ...]


def measure_list(rows: int) -> ListFigures:
    """Fill a store and measure the window on it."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_fill(account_folder(Path(folder)), rows))
        printed = _run([sys.executable, "-m", "tests.bench.window_bench", folder])
    return msgspec.convert(json.loads(printed.splitlines()[-1]), ListFigures)


async def _fill(directory: Path, rows: int) -> None:
    store = await Store.open(directory, clock=SystemClock())
    await fill(store, rows)
    await store.close()


def measure_start() -> StartFigures:
    """Start both windows by turns; the first pair only warms the disk's cache."""
    bare: list[Start] = []
    window: list[Start] = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(_STARTS + 1):
            bare.append(_start(["bare"]))
            window.append(_start(["oktodesk", "--profile", folder]))
    return StartFigures(tuple(bare[1:]), tuple(window[1:]))


def _start(arguments: Sequence[str]) -> Start:
    begin = time.monotonic()
    painted_at, processor_s = _run([sys.executable, "-m", "tests.bench.first_paint", *arguments]).split()
    return Start(float(painted_at) - begin, float(processor_s))


def _run(command: Sequence[str]) -> str:
    # With its bytecode kept, as every installed program has it; a first start writes it.
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=_PATIENCE_S
    )
    if done.returncode or not done.stdout:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stderr}")
    return done.stdout


def show_list(figures: ListFigures) -> None:
    """Print the list's figures beside their limits; see ``window_bench`` for the second of each pair."""
    print(f"{'the list':<30}{'rows':>9}{'painted, ms':>13}{'processor':>11}{'held, ms':>10}{'alone':>7}")
    for name, rows, took in figures.lines:
        late = _mark(took.painted, ANSWER_MS) or _mark(took.held, HOLD_MS)
        if late and not (_mark(took.processor, ANSWER_MS) or _mark(took.held_alone, HOLD_MS)):
            late = "busy computer"
        print(
            f"{name:<30}{rows:>9,}{took.painted:>13.1f}{took.processor:>11.0f}"
            f"{took.held:>10.1f}{took.held_alone:>7.0f} {late}"
        )
    print(f"{'limit':<30}{'':>9}{ANSWER_MS:>13.0f}{ANSWER_MS:>11.0f}{HOLD_MS:>10.0f}{HOLD_MS:>7.0f}\n")
    print(
        f"memory at most   {figures.peak_mb:6.0f} MB   limit {MEMORY_MB:.0f} {_mark(figures.peak_mb, MEMORY_MB)}"
    )


def show_start(figures: StartFigures) -> None:
    """Print the start's figures beside their limit: the middle of the starts."""
    print(f"{'the start, ms':<17}{'bare':>8}{'oktodesk':>10}{'ratio':>8}")
    for name, of in (("wall clock", lambda start: start.wall_s), ("processor", lambda start: start.processor_s)):
        bare, window = (statistics.median(map(of, starts)) for starts in (figures.bare, figures.window))
        ratio = window / bare
        late = _mark(ratio, START_RATIO)
        print(f"{name:<17}{bare * 1000:>8.0f}{window * 1000:>10.0f}{ratio:>8.2f}   limit {START_RATIO} {late}")


def _mark(value: float, limit: float) -> str:
    return "over the limit" if value > limit else ""


def main(arguments: Sequence[str]) -> int:
    """Measure and print everything."""
    rows = int(arguments[0]) if arguments else ROWS
    show_list(measure_list(rows))
    show_start(measure_start())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
