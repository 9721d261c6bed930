"""Several processes in one outbox: SQLite's locks hold only while nobody closes the file behind its back."""

import asyncio
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from oktodesk.api.budget import CallLimits
from oktodesk.media.report import Link
from oktodesk.uploads.rows import State
from oktodesk.uploads.store import Store
from tests.clock import FakeClock

_COMES_AND_GOES = """
import asyncio, sys
from pathlib import Path
from oktodesk.api.budget import CallLimits
from oktodesk.media.report import Link
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.store import Store

async def main(folder, name):
    for turn in range(4):
        store = await Store.open(folder, clock=SystemClock(), owner=False)
        await store.add_links([Link(f"https://x.example/{name}{turn}.mp4", "")], checked=True)
        await store.ledger.reserve(turn * 1.0, CallLimits())
        await store.close()

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


def test_processes_that_come_and_go_leave_the_outbox_whole(tmp_path: Path) -> None:
    """The one that stays counts calls too: that once opened and closed the file again, and dropped its locks."""

    async def stay() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.ledger.reserve(0.0, CallLimits())
        others = [
            await asyncio.create_subprocess_exec(sys.executable, "-c", _COMES_AND_GOES, str(tmp_path), name)
            for name in "ab"
        ]
        turn = 0
        while any(other.returncode is None for other in others):
            await store.add_links([Link(f"https://x.example/mine{turn}.mp4", "")], checked=True)
            await store.ledger.reserve(float(turn), CallLimits())
            turn += 1
        assert [await other.wait() for other in others] == [0, 0]
        await store.close()
        again = await Store.open(tmp_path, clock=FakeClock())
        assert again.notices == ()
        sources = {record.source for record in await again.outbox_rows({State.READY})}
        await again.close()
        assert len(sources) == turn + 8

    asyncio.run(asyncio.wait_for(stay(), 60))
    with sqlite3.connect(tmp_path / "outbox.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="only Linux tells which locks a process holds")
def test_counting_calls_keeps_the_locks_of_the_writer(tmp_path: Path) -> None:
    async def run() -> tuple[int, int]:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.add_links([Link("https://x.example/a.mp4", "")], checked=True)
        before = _locks(tmp_path)
        await store.ledger.reserve(0.0, CallLimits())
        after = _locks(tmp_path)
        await store.close()
        return before, after

    before, after = asyncio.run(run())
    assert before > 0
    assert after >= before


def _locks(folder: Path) -> int:
    """How many locks this process holds on the outbox's file."""
    inode = (folder / "outbox.db").stat().st_ino
    table = Path("/proc/locks").read_text()
    lines = [line.split() for line in table.splitlines()]
    return sum(int(each[4]) == os.getpid() and each[5].endswith(f":{inode}") for each in lines if len(each) > 5)
