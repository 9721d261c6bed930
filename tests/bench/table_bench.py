"""How fast the list is with a large account: ``python -m tests.bench.table_bench FOLDER`` measures a filled store.

Runs offscreen in a process of its own and prints one JSON object; ``run.py`` makes the store and the table of it.
A time runs from the person's click to the end of the painting that shows the answer.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from oktodesk.api.wire import COMPLETE, Upload
from oktodesk.system.clock import SystemClock
from oktodesk.system.settings import Theme as Choice
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.loop import run
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.ui.table_presenter import TablePresenter
from oktodesk.ui.theme import Theme
from oktodesk.uploads.rows import Filter, Query, Sort
from oktodesk.uploads.store import Store
from tests.bench.store_bench import ticking

TRIES = 3

QUERIES = {
    "all": Query(),
    "filter: in Oktopost": Query(filter=Filter.IN_OKTOPOST),
    "filter: failed": Query(filter=Filter.FAILED),
    "sort: name": Query(sort=Sort("name", descending=False)),
    "sort: name, backwards": Query(sort=Sort("name")),
    "sort: size": Query(sort=Sort("size")),
    "sort: state": Query(sort=Sort("state")),
    "sort: added": Query(sort=Sort("created")),
    "search: few found": Query(search="webinar 771"),
    "search: none found": Query(search="zzqq"),
    "search: all found": Query(search="e"),
    "search: many, by name": Query(search="launch", sort=Sort("name", descending=False)),
}


class PaintedTable(UploadTable):
    """Knows when it has been painted."""

    def __init__(self, model: UploadModel) -> None:
        self.painted = asyncio.Event()
        super().__init__(model)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        self.painted.set()


class Bench:
    """The list on a filled store, as the window has it."""

    def __init__(self, store: Store) -> None:
        self._failures: list[BaseException] = []
        self.store = store
        self.scope = TaskScope("bench", lambda _name, error: self._failures.append(error))
        self.model = UploadModel(store, SystemClock())
        self.table = PaintedTable(self.model)
        self.presenter = TablePresenter(store, self.model, scope=self.scope, clock=SystemClock())
        self.shown = asyncio.Event()
        self.presenter.ordering_changed.connect(self.shown.set)
        self.table.resize(1280, 900)
        self.table.show()

    async def open(self) -> None:
        self.presenter.start()
        await self.painted()

    async def painted(self) -> None:
        """Until the next answer is on screen."""
        await self.shown.wait()
        self.table.painted.clear()
        self.table.viewport().update()
        await self.table.painted.wait()
        self.shown.clear()

    async def close(self) -> None:
        self.presenter.stop()
        await self.scope.close()
        self.table.close()
        if self._failures:
            raise self._failures[0]

    async def answer(self, query: Query) -> tuple[float, float]:
        """Milliseconds until the answer is painted, and the longest time the main thread was held meanwhile."""
        async with ticking(0) as ticker:
            begin = time.perf_counter()
            self.presenter.ask(query)
            await self.painted()
            took = time.perf_counter() - begin
            await asyncio.sleep(0.01)
        return took * 1000, ticker.longest_s * 1000

    async def held(self, work: Callable[[], object]) -> tuple[float, float]:
        """The same for work that is done at once and then painted."""
        async with ticking(0) as ticker:
            await asyncio.sleep(0.005)
            begin = time.perf_counter()
            work()
            self.table.painted.clear()
            self.table.viewport().update()
            await self.table.painted.wait()
            took = time.perf_counter() - begin
            await asyncio.sleep(0.01)
        return took * 1000, ticker.longest_s * 1000


async def measure(folder: Path) -> list[tuple[str, int, float, float]]:
    """Name, rows, worst time to the painted answer and longest hold, of every query and of the list's own work."""
    store = await Store.open(folder, clock=SystemClock())
    bench = Bench(store)
    await bench.open()
    lines = []
    for name, query in QUERIES.items():
        tries = []
        for _ in range(TRIES):
            await bench.answer(Query(filter=Filter.BEING_FETCHED))
            tries.append(await bench.answer(query))
        lines.append((name, bench.model.rowCount(), max(t for t, _ in tries), max(h for _, h in tries)))
    await bench.answer(Query())
    for name, work in _own_work(bench).items():
        took, held = await bench.held(work)
        lines.append((name, bench.model.rowCount(), took, held))
    await bench.answer(Query(sort=Sort("name")))
    took, held = await bench.answer(Query())
    lines.append(("sort with everything selected", len(bench.table.selected_keys), took, held))
    lines.append(await _refresh(bench))
    await bench.close()
    await store.close()
    return lines


def _own_work(bench: Bench) -> dict[str, Callable[[], object]]:
    bar = bench.table.verticalScrollBar()
    rows = bench.model.rowCount()
    return {
        "scroll a page": lambda: bar.setValue(bar.value() + bar.pageStep()),
        "scroll to the middle": lambda: bar.setValue(bar.maximum() // 2),
        "scroll to the end": lambda: bar.setValue(bar.maximum()),
        "find a row far away": lambda: bench.table.reveal(bench.model.key_at(rows - 2) or 0),
        "select everything": bench.table.selectAll,
    }


async def _refresh(bench: Bench) -> tuple[str, int, float, float]:
    """An upload is complete, as a poll would tell: from the writing to the painted list."""
    row = await bench.store.row((await bench.store.pending_keys())[-1])
    assert row is not None
    done = Upload(row.upload_id, COMPLETE, row.source, row.name, row.mime_type, created_at=row.created_at)
    bench.shown.clear()
    async with ticking(0) as ticker:
        begin = time.perf_counter()
        await bench.store.save_uploads([done])
        await bench.painted()
        took = time.perf_counter() - begin
        await asyncio.sleep(0.01)
    return "a refresh", bench.model.rowCount(), took * 1000, ticker.longest_s * 1000


def peak_mb() -> float:
    """The most memory this process ever had; Linux only, else 0."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main(folder: Path) -> int:
    """Measure and print."""
    application = QApplication([])
    Theme(application).apply(Choice.LIGHT)
    application.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    lines: list[tuple[str, int, float, float]] = []

    async def measured() -> int:
        lines.extend(await measure(folder))
        return 0

    run(measured)
    print(json.dumps({"lines": lines, "peak_mb": peak_mb()}))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
