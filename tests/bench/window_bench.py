"""How fast the window is with a large account: ``python -m tests.bench.window_bench PROFILE``.

Opens the real window on a profile whose store was filled, presses its filters, titles and search field, and prints
one JSON object; ``run.py`` fills the store and makes the table. A time runs from the press to the end of the
painting that shows the answer; a hold is the longest time that the main thread did nothing else meanwhile. Beside
each is a figure that a busy computer does not blur: the processor time of all threads, and the hold without
what the thread waited for a processor.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from oktodesk.api.wire import COMPLETE, Upload
from oktodesk.app import Program
from oktodesk.session import UNASSIGNED
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings
from oktodesk.ui import loop
from oktodesk.ui.application import make_application
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.table.columns import INDEX
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.ui.theme import Theme
from oktodesk.uploads.rows import Filter
from oktodesk.uploads.store import Store
from tests.bench.store_bench import ticking
from tests.real_program import program_on

TRIES = 3
_PATIENCE_S = 30.0
_SETTLE_S = 0.3

_TICK_S = 0.004
"""Often enough to see a hold, seldom enough not to slow down what is measured."""


class Time(NamedTuple):
    """How long an answer took, in milliseconds."""

    painted: float
    held: float
    processor: float
    """What all threads took of a processor until it was painted: no less than it takes where nothing else runs."""
    held_alone: float
    """The hold without what the thread waited for a processor."""


Line = tuple[str, int, Time]


class Painted(QObject):
    """Tells when a widget has been painted."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.happened = asyncio.Event()
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self.happened.set)
        return False


class Person:
    """Presses what a person presses, and looks at the list."""

    def __init__(self, program: Program) -> None:
        self.window = program.window
        table = self.window.findChild(UploadTable)
        assert isinstance(table, UploadTable)
        self.table = table
        model = table.model()
        assert isinstance(model, UploadModel)
        self.model = model
        self._painted = Painted(table.viewport())
        self._rearranged = asyncio.Event()
        model.rearranged.connect(self._rearranged.set)

    def press_filter(self, which: Filter) -> None:
        chip = self.window.findChild(QAbstractButton, f"filter_{which.value}")
        assert isinstance(chip, QAbstractButton)
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton)

    def press_title(self, column: str) -> None:
        header = self.table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(INDEX[column]) + 12, header.height() // 2)
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def search(self, text: str) -> None:
        field = self.window.findChild(QLineEdit, "search_field")
        assert isinstance(field, QLineEdit)
        field.setText(text)
        field.returnPressed.emit()

    async def answer(self, press: Callable[[], object]) -> Time:
        """From a press to the painted answer."""
        self._rearranged.clear()
        return await self._timed(press, self._rearranged)

    async def work(self, press: Callable[[], object]) -> Time:
        """The same for what the list does by itself, at once."""
        return await self._timed(press, None)

    async def _timed(self, press: Callable[[], object], answered: asyncio.Event | None) -> Time:
        async with ticking(0, _TICK_S) as ticker, asyncio.timeout(_PATIENCE_S):
            await asyncio.sleep(0.005)
            begin, used_s = time.perf_counter(), time.process_time()
            press()
            if answered is not None:
                await answered.wait()
            self._painted.happened.clear()
            self.table.viewport().update()
            await self._painted.happened.wait()
            took_s = time.perf_counter() - begin
            used_s = time.process_time() - used_s
            await asyncio.sleep(_SETTLE_S)
        return Time(*(each * 1000 for each in (took_s, ticker.longest_s, used_s, ticker.longest_alone_s)))


class Figures(NamedTuple):
    """What is printed as JSON."""

    lines: list[Line]
    peak_mb: float
    """The most memory before everything is selected at once, which is no everyday work."""


async def measure(program: Program, store: Store) -> Figures:
    """All lines of the table, the worst of some tries each."""
    person = Person(program)
    await asyncio.sleep(2 * _SETTLE_S)
    lines: list[Line] = []

    async def note(name: str, press: Callable[[], object], back: Callable[[], object] | None = None) -> None:
        tries = []
        for number in range(TRIES if back else 1):
            if back and number:
                await person.answer(back)
            tries.append(await person.answer(press))
        lines.append((name, person.model.key_count, Time(*map(max, zip(*tries, strict=True)))))

    def to(which: Filter) -> Callable[[], None]:
        return lambda: person.press_filter(which)

    await note("filter: in Oktopost", to(Filter.IN_OKTOPOST), to(Filter.BEING_FETCHED))
    await note("filter: failed", to(Filter.FAILED), to(Filter.IN_OKTOPOST))
    await note("filter: all", to(Filter.ALL), to(Filter.FAILED))
    for column in ("name", "size", "state"):
        await note(f"sort: {column}", lambda column=column: person.press_title(column))  # type: ignore[misc]
        await note(f"sort: {column}, turned", lambda column=column: person.press_title(column))  # type: ignore[misc]
    await note("sort: off", lambda: person.press_title("state"))
    for text in ("webinar 771", "e", "launch"):
        await note(f"search: {text}", lambda text=text: person.search(text), lambda: person.search(""))  # type: ignore[misc]
    await note("search: ended", lambda: person.search(""))
    bar = person.table.verticalScrollBar()
    for name, press in {
        "scroll a page": lambda: bar.setValue(bar.value() + bar.pageStep()),
        "scroll to the middle": lambda: bar.setValue(bar.maximum() // 2),
        "scroll to the end": lambda: bar.setValue(bar.maximum()),
        "select a row far away": lambda: person.table.reveal(person.model.key_at(50_000) or 1),
    }.items():
        lines.append((name, person.model.key_count, await person.work(press)))
    lines.append(await _refresh(person, store))
    peak = peak_mb()
    lines.append(("select everything", person.model.key_count, await person.work(person.table.selectAll)))
    await note("sort with everything selected", lambda: person.press_title("name"))
    return Figures(lines, peak)


async def _refresh(person: Person, store: Store) -> Line:
    """An upload is complete, as a poll would tell."""
    row = await store.row((await store.pending_keys())[-1])
    assert row is not None
    done = Upload(row.upload_id, COMPLETE, row.source, row.name, row.mime_type, created_at=row.created_at)
    writing: list[asyncio.Task[object]] = []

    def write() -> None:
        writing.append(asyncio.create_task(store.save_uploads([done])))

    took = await person.answer(write)
    await asyncio.wait(writing)
    return "a refresh", person.model.key_count, took


def peak_mb() -> float:
    """The most memory this process ever had; Linux only, else 0."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def main(profile: Path) -> int:
    """Measure and print."""
    theme, quit_request = Theme(make_application("en")), QuitRequest()
    theme.apply(Settings().theme)
    program = program_on(profile, theme=theme, quit_request=quit_request)

    async def work() -> int:
        workspace = program.kit.shell.workspace
        assert workspace is not None
        figures = await measure(program, workspace.store)
        print(json.dumps(figures._asdict()))
        return 0

    program.appear()
    return loop.run(lambda: program.run(work), quit_request=quit_request)


def account_folder(profile: Path) -> Path:
    """Where the window looks for its rows while no account is connected."""
    return Paths.default(profile).account_dir(UNASSIGNED)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
