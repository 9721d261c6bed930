"""What a circle held is destroyed in the window's thread, whatever thread makes objects meanwhile."""

import asyncio
import gc
import threading
import time

import pytest
from PySide6.QtWidgets import QApplication

from oktodesk.ui import collector
from oktodesk.ui.loop import run


def many() -> list[list[int]]:
    return [[number] for number in range(20 * gc.get_threshold()[0])]


def test_it_runs_in_the_windows_thread_only(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "EVERY_MS", 10)
    gc.enable()
    threads: set[threading.Thread] = set()
    collected = asyncio.Event()

    def heard(_phase: str, _info: dict[str, int]) -> None:
        threads.add(threading.current_thread())
        if threading.current_thread() is threading.main_thread():
            collected.set()

    async def main() -> int:
        gc.callbacks.append(heard)
        try:
            kept = await asyncio.to_thread(many)
            async with asyncio.timeout(10):
                await collected.wait()
        finally:
            gc.callbacks.remove(heard)
        return len(kept)

    assert run(main) == 20 * gc.get_threshold()[0]
    assert threads == {threading.main_thread()}
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("counts", "due"), [((0, 0, 0), None), ((701, 0, 0), 0), ((701, 11, 0), 1), ((3, 0, 11), 2)]
)
def test_an_old_generation_has_its_turn(
    monkeypatch: pytest.MonkeyPatch, counts: tuple[int, int, int], due: int | None
) -> None:
    monkeypatch.setattr(gc, "get_count", lambda: counts)
    monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
    assert collector.due_generation() == due


def test_a_look_at_everything_is_followed_by_a_rest(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(collector, "due_generation", lambda: 2)
    monkeypatch.setattr(gc, "collect", collected.append)
    moments = iter([0.0, 0.08, 1.0, 8.1, 8.2])
    monkeypatch.setattr(time, "perf_counter", lambda: next(moments))
    window = collector.WindowCollector()
    for _ in range(3):
        window._collect()
    assert collected == [2, 1, 2]
