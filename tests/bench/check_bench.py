"""What the window feels of checks: ``python -m tests.bench.check_bench [LINKS] [FILE]``.

Opens the real window in practice mode on an empty profile, drops so many links to one film at once, and prints
how long they took and for how long the window's thread did nothing else: percentiles of all beats, how many were
longer than a frame, and what the thread was at in those. The film is served by a process of its own; without FILE
it is made with ffmpeg.
"""

import asyncio
import collections
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from oktodesk.app import Program
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.settings import Settings
from oktodesk.ui import loop
from oktodesk.ui.application import make_application
from oktodesk.ui.drops import Dropped
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme
from oktodesk.uploads.rows import CHECKING_STATES, State
from tests.bench.media_bench import nginx
from tests.bench.waiting import thread_waited_s
from tests.real_program import program_on

LINKS = 100
FRAME_S = 0.016
_TICK_S = 0.004
_SETTLE_S = 1.0
_PATIENCE_S = 1200.0
_SHOWN, _PLACES = 12, 4
_PROGRAM = f"{os.sep}oktodesk{os.sep}"


class Heart:
    """Beats in the event loop, and looks from another thread at what holds it."""

    def __init__(self) -> None:
        self.gaps_s: list[float] = []
        self.alone_s: list[float] = []
        """The same without what the thread waited for a processor."""
        self.causes: collections.Counter[str] = collections.Counter()
        self.longest: list[tuple[float, str]] = []
        """The longest holds of ``alone_s``, each with what the thread was at when it had become one."""
        self._place = (0.0, "")
        self._beat_at = time.perf_counter()
        self._holder = threading.get_ident()
        self._ended = threading.Event()

    async def beat(self) -> None:
        """Until cancelled."""
        while True:
            self._beat_at = before = time.perf_counter()
            waited_s = thread_waited_s()
            await asyncio.sleep(_TICK_S)
            gap_s = time.perf_counter() - before - _TICK_S
            self.gaps_s.append(gap_s)
            self.alone_s.append(gap_s - thread_waited_s() + waited_s)
            self._keep(before, self.alone_s[-1])

    def _keep(self, beat_at: float, alone_s: float) -> None:
        if alone_s > FRAME_S:
            place = self._place[1] if self._place[0] == beat_at else ""
            self.longest = sorted([*self.longest, (alone_s, place)], reverse=True)[:_SHOWN]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Note once per hold what the thread is at."""
        watcher = threading.Thread(target=self._watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            self._ended.set()
            watcher.join()

    def _watch(self) -> None:
        noted = 0.0
        while not self._ended.wait(0.003):
            beat_at = self._beat_at
            if time.perf_counter() - beat_at > _TICK_S + FRAME_S and beat_at != noted:
                noted = beat_at
                place = _place(self._holder)
                self._place = beat_at, place
                self.causes[place] += 1


def _place(thread: int) -> str:
    """The innermost places of ours in that thread."""
    frame = sys._current_frames().get(thread)
    places: list[str] = []
    while (
        frame is not None and len(places) < _PLACES
    ):  # not with ``traceback``: it lets the thread go on meanwhile
        if _PROGRAM in frame.f_code.co_filename:
            places.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(places)


def report(heart: Heart, links: int, took_s: float, used_s: float) -> None:
    """Print it."""
    print(f"{links} links: {took_s:.1f} s, {links / took_s:.0f} a second; processor time {used_s:.1f} s")
    for name, values in (("held", sorted(heart.gaps_s)), ("held, alone", sorted(heart.alone_s))):
        p50, p99 = (values[int(len(values) * share)] * 1000 for share in (0.5, 0.99))
        over = sum(value > FRAME_S for value in values)
        print(
            f"{name}: p50 {p50:.1f} ms, p99 {p99:.1f} ms, longest {values[-1] * 1000:.1f} ms;"
            f" {over} of {len(values)} beats over {FRAME_S * 1000:.0f} ms"
        )
    for alone_s, place in heart.longest:
        print(f"{alone_s * 1000:5.0f} ms alone  {place}")
    for place, count in heart.causes.most_common(_SHOWN):
        print(f"{count:5}  {place}")


async def measure(program: Program, urls: list[str]) -> int:
    """Drop them all, and wait for the last answer; the exit code."""
    workspace = program.kit.shell.workspace
    assert workspace is not None
    await asyncio.sleep(_SETTLE_S)
    heart = Heart()
    changed = asyncio.Event()
    unsubscribe = workspace.store.subscribe(lambda _: changed.set())
    beating = asyncio.create_task(heart.beat())
    begin, used_s = time.perf_counter(), time.process_time()
    with heart.watched():
        program.kit.shell.take(Dropped(text="\n".join(urls)))
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                changed.clear()
                counts = await workspace.store.counts()
                if counts.new >= len(urls) and not await workspace.store.outbox_rows(CHECKING_STATES):
                    break
                await changed.wait()
                await asyncio.sleep(0.2)
    took_s, used_s = time.perf_counter() - begin, time.process_time() - used_s
    beating.cancel()
    unsubscribe()
    ready = await workspace.store.outbox_rows({State.READY})
    looked_into = sum(link.report is not None and link.report.media is not None for link in ready)
    if looked_into != len(urls):
        print(f"only {looked_into} of {len(urls)} films were looked into: this measures something else")
        return 1
    report(heart, len(urls), took_s, used_s)
    return 0


def film(folder: Path) -> Path:
    """Twenty seconds with index in front."""
    path = folder / "film.mp4"
    source = "-f lavfi -i testsrc2=s=640x360:r=25:d=20 -f lavfi -i sine=d=20"
    codecs = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac -movflags +faststart"
    command = ["ffmpeg", "-v", "error", *source.split(), *codecs.split(), str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return path


def main(links: int, path: Path | None, folder: Path) -> int:
    """Measure and print."""
    served = path or film(folder)
    theme, quit_request = Theme(make_application("en")), QuitRequest()
    theme.apply(Settings().theme)
    program = program_on(folder / "profile", theme=theme, quit_request=quit_request, practice=SandboxOptions())
    with nginx(served.parent, folder) as port:
        urls = [f"http://127.0.0.1:{port}/{served.name}?n={number}" for number in range(links)]

        async def work() -> int:
            return await measure(program, urls)

        program.appear()
        return loop.run(lambda: program.run(work), quit_request=quit_request)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        given = sys.argv[1:]
        sys.exit(main(int(given[0]) if given else LINKS, Path(given[1]) if given[1:] else None, Path(made)))
