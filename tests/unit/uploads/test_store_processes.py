"""Several processes in one outbox: SQLite's locks hold only while nobody closes the file behind its back."""

import asyncio
import os
import sqlite3
import sys
import time
from contextlib import closing
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
        store = await Store.open(folder, clock=SystemClock(), owner=lambda: False)
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


_CALLS = """
import asyncio, sys, time
from pathlib import Path
from oktodesk.api.budget import CallBudget, CallLimits, Priority
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.store import Store

async def main(folder, scale, until):
    clock = SystemClock(scale=scale)
    store = await Store.open(folder, clock=clock, owner=lambda: False)
    budget = CallBudget(store.ledger, clock)
    left = []
    async def call(priority):
        while time.time() < until:
            await budget.acquire(priority)
            left.append(time.time())
    try:
        async with asyncio.timeout(until - time.time() + 1):
            await asyncio.gather(call(Priority.CREATE), call(Priority.FOLLOW))
    except TimeoutError:
        pass
    await store.close()
    print(*left)

asyncio.run(main(Path(sys.argv[1]), float(sys.argv[2]), float(sys.argv[3])))
"""


def test_two_processes_together_keep_the_calls_of_a_minute(tmp_path: Path) -> None:
    """A minute of 1.5 seconds; both ask as fast as they can."""
    scale = 40.0

    async def run() -> list[list[float]]:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.close()
        arguments = (str(tmp_path), str(scale), str(time.time() + 5))
        both = [
            await asyncio.create_subprocess_exec(
                sys.executable, "-c", _CALLS, *arguments, stdout=asyncio.subprocess.PIPE
            )
            for _ in range(2)
        ]
        return [[float(at) for at in (await each.communicate())[0].split()] for each in both]

    one, other = asyncio.run(asyncio.wait_for(run(), 60))
    assert min(len(one), len(other)) > 5, "none of them starves"
    with closing(sqlite3.connect(tmp_path / "outbox.db")) as outbox:
        (used,) = outbox.execute("SELECT sum(used) FROM call_day").fetchone()
    assert used == len(one) + len(other), "every call is counted, whoever made it"
    calls = sorted(one + other)
    # A call leaves a moment after it was counted, and the machine may be busy: 60 is Oktopost's limit.
    assert max(sum(at - 60 / scale < each <= at for each in calls) for at in calls) <= 55
    with closing(sqlite3.connect(tmp_path / "outbox.db")) as outbox:
        counted = sorted(at for (at,) in outbox.execute("SELECT at FROM call"))
    assert max(sum(at - 60 / scale < each <= at for each in counted) for at in counted) <= 51
