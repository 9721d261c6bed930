"""Damaged files and several processes: nobody's file is moved away under what it writes."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.system.in_use_lock import InUseLock
from oktodesk.system.paths import Paths
from oktodesk.uploads.rows import Filter, State
from oktodesk.uploads.store import Store, in_use
from tests.clock import FakeClock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="what is open can't be moved there anyway")

_FOLLOWS = """
import asyncio, sys
from pathlib import Path
from oktodesk.media.report import Link
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.store import Store

async def main():
    store = await Store.open(Path(sys.argv[1]), clock=SystemClock(), owner=lambda: False)
    print("open", flush=True)
    for line in sys.stdin:
        await store.add_links([Link(line.strip(), "")], checked=True)
        print("kept", flush=True)
    await store.close()

asyncio.run(main())
"""
_STARTS = """
import asyncio, sys
from pathlib import Path
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.session import Session
from oktodesk.system.clock import SystemClock
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings

async def main():
    paths = Paths.default(Path(sys.argv[1]))
    print("ready", flush=True)
    sys.stdin.readline()
    while True:
        try:
            session = await Session.open(paths=paths, clock=SystemClock(), settings=Settings())
            break
        except LocalTrouble as trouble:
            if trouble.problem.id != "store_damaged":
                raise
    await session.start()
    await session.desk.take([Link(f"https://x.example/{sys.argv[2]}.mp4", "")], check=False)
    print(session.status().is_sender, flush=True)
    sys.stdin.readline()
    await session.close()

asyncio.run(main())
"""


@contextmanager
def running(script: str, *words: str) -> "Iterator[subprocess.Popen[str]]":
    process = subprocess.Popen(
        [sys.executable, "-c", script, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def said(process: "subprocess.Popen[str]", line: str = "") -> str:
    """Say a line to a process, if there is one, and hear the next of its own."""
    assert process.stdin is not None
    assert process.stdout is not None
    if line:
        process.stdin.write(line + "\n")
        process.stdin.flush()
    return process.stdout.readline().strip()


def fill(folder: Path) -> None:
    async def run() -> None:
        store = await Store.open(folder, clock=FakeClock())
        await store.add_links([Link("https://x.example/first.mp4", "")], checked=True)
        await store.close()

    asyncio.run(run())


def make_senseless(folder: Path) -> None:
    """SQLite notices nothing; the other rows can be read and written as before."""
    with closing(sqlite3.connect(folder / "outbox.db")) as outbox, outbox:
        outbox.execute("UPDATE link SET wait = 'nonsense'")


async def sources(folder: Path) -> set[str]:
    store = await Store.open(folder, clock=FakeClock())
    keys = [link.key for link in await store.outbox_rows(frozenset(State))]
    rows = await store.load(keys)
    await store.close()
    return {row.source for row in rows}


def test_a_damaged_outbox_that_another_process_has_open_stays_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "_ALONE_WITHIN_S", 0.1)
    fill(tmp_path)
    with running(_FOLLOWS, str(tmp_path)) as follower:
        assert said(follower) == "open"
        make_senseless(tmp_path)
        with pytest.raises(LocalTrouble) as caught:
            asyncio.run(Store.open(tmp_path, clock=FakeClock()))
        assert caught.value.problem.id == "store_damaged"
        assert not list(tmp_path.glob("*.damaged*"))
        # What it writes now must not end in a file that nobody reads any more.
        assert said(follower, "https://x.example/second.mp4") == "kept"
        follower.communicate()
    assert asyncio.run(sources(tmp_path)) == {"https://x.example/first.mp4", "https://x.example/second.mp4"}
    assert len(list(tmp_path.glob("outbox.db.damaged-*[0-9]"))) == 1


def test_what_a_killed_process_never_said_to_be_committed_is_no_damage(tmp_path: Path) -> None:
    """It is in the log, but not in the index that the others share: SQLite writes over it."""
    fill(tmp_path)
    with running(_FOLLOWS, str(tmp_path)) as follower:
        assert said(follower) == "open"
        assert said(follower, "https://x.example/second.mp4") == "kept"
        log = tmp_path / "outbox.db-wal"
        with log.open("ab") as end:
            end.write(log.read_bytes()[-(24 + 4096) :])  # one more commit of this round
        assert asyncio.run(sources(tmp_path)) == {"https://x.example/first.mp4", "https://x.example/second.mp4"}
        assert not list(tmp_path.glob("*.damaged*"))


def test_a_killed_process_has_nothing_open(tmp_path: Path) -> None:
    fill(tmp_path)
    with running(_FOLLOWS, str(tmp_path)) as follower:
        assert said(follower) == "open"
        make_senseless(tmp_path)
        follower.kill()
        follower.wait()
        assert asyncio.run(sources(tmp_path)) == {"https://x.example/first.mp4"}


def test_of_several_that_start_at_once_one_puts_the_files_in_order(tmp_path: Path) -> None:
    folder = Paths.default(tmp_path).account_dir("unassigned")
    fill(folder)
    make_senseless(folder)
    names = ("a", "b", "c")
    with ExitStack() as stack:
        processes = [stack.enter_context(running(_STARTS, str(tmp_path), name)) for name in names]
        assert [said(process) for process in processes] == ["ready"] * 3
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        assert sorted(said(process) for process in processes) == ["False", "False", "True"]
        for process in processes:
            process.communicate("end\n")
            assert process.returncode == 0
    assert len(list(folder.glob("outbox.db.damaged-*[0-9]"))) == 1
    there = {f"https://x.example/{name}.mp4" for name in names}
    assert asyncio.run(sources(folder)) == there | {"https://x.example/first.mp4"}


def test_nobody_opens_an_outbox_that_is_being_put_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_use, "BUSY_S", 0.1)
    mending = InUseLock(tmp_path / "in-use.lock")
    assert mending.take()
    with pytest.raises(LocalTrouble) as caught:
        asyncio.run(Store.open(tmp_path, clock=FakeClock()))
    assert caught.value.problem.id == "store_busy"
    mending.release()
    fill(tmp_path)


def test_who_follows_goes_on_with_the_list_that_was_begun_anew(tmp_path: Path) -> None:
    async def run() -> None:
        sender = await Store.open(tmp_path, clock=FakeClock())
        follower = await Store.open(tmp_path, clock=FakeClock(), owner=lambda: False)
        heard: list[object] = []
        follower.subscribe(lambda change: heard.append(change.keys))
        keeper = sender._machinery.keeper
        await sender._machinery.writer.run(lambda: keeper.replace_cache(0))
        await sender.save_uploads([Upload("0up1", "complete")])
        await follower.reload_outbox()
        assert (await follower.counts()).by_filter[Filter.ALL] == 1
        assert follower.rows([1])[1].upload_id == "0up1"
        assert frozenset() in heard
        await follower.close()
        await sender.close()

    asyncio.run(run())
