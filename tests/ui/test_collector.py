"""What a circle held is destroyed in the window's thread, whatever thread makes objects meanwhile."""

import asyncio
import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication

from oktodesk.ui import collector
from oktodesk.ui.loop import run


def many() -> list[list[int]]:
    return [[number] for number in range(20 * gc.get_threshold()[0])]


def test_it_runs_in_the_windows_thread_only(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collector, "EVERY_MS", 10)
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


def test_an_old_generation_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(gc, "collect", collected.append)
    for counts in ((0, 0, 0), (701, 0, 0), (701, 11, 0), (3, 0, 11)):
        monkeypatch.setattr(gc, "get_count", lambda counts=counts: counts)
        monkeypatch.setattr(gc, "get_threshold", lambda: (700, 10, 10))
        collector.collect_if_due()
    assert collected == [0, 1, 2]
