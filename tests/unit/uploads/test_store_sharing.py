"""Several programs on one store, the call counters they share, and threads that end well."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oktodesk.api.budget import MemoryLedger
from oktodesk.api.call_limits import CallLimits, LockOut, Priority
from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.uploads.rows import Change, Query, State
from oktodesk.uploads.store import LinkChange, Store
from oktodesk.uploads.store.ledger import SharedLedger
from oktodesk.uploads.store.worker import Worker
from tests.clock import FakeClock


def link(name: str) -> Link:
    return Link(f"https://a.example/{name}", name)


async def pair(directory: Path) -> tuple[Store, Store]:
    """The same files, opened as by two programs."""
    return await Store.open(directory, clock=FakeClock()), await Store.open(
        directory, clock=FakeClock(), owner=lambda: False
    )


def test_what_another_program_wrote_is_announced(tmp_path: Path) -> None:
    async def run() -> None:
        window, script = await pair(tmp_path)
        heard: list[Change] = []
        window.subscribe(heard.append)

        before = window.outbox_version()
        (key,) = await script.add_links([link("a")], checked=True)
        assert window.outbox_version() > before
        await window.reload_outbox()
        await asyncio.sleep(0)
        assert heard == [Change(frozenset({key}), reordered=True)]
        assert window.rows([key])[key].source == "https://a.example/a"

        heard.clear()
        before = window.outbox_version()
        (seen,) = await script.save_uploads([Upload("0up1", "pending")])
        await script.update_links([LinkChange(key=key, state=State.DROPPED)])
        await window.reload_outbox()
        await window.reload_outbox()
        await asyncio.sleep(0)
        assert heard == [Change(frozenset({key, seen}), reordered=True)]
        await script.close()
        await window.close()

    asyncio.run(run())


def test_two_programs_writing_at_once_agree(tmp_path: Path) -> None:
    async def write(store: Store, name: str) -> list[int]:
        keys: list[int] = []
        for turn in range(15):
            keys += await store.add_links([link(f"{name}{turn}")], checked=True)
            await store.save_uploads([Upload(f"0up{turn}", "pending"), Upload(f"0up{name}{turn}", "complete")])
            await store.update_links([LinkChange(key=keys[-1], name=name)])
        return keys

    async def run() -> None:
        window, script = await pair(tmp_path)
        mine, theirs = await asyncio.gather(write(window, "w"), write(script, "s"))
        assert not set(mine) & set(theirs)
        for store in (window, script):
            rows = await store.load((await store.ordered(Query())).keys)
            assert len(rows) == 75
            assert len({row.upload_id for row in rows if row.upload_id}) == 45
            assert {row.key for row in rows if row.name == "w"} == set(mine)
        await script.close()
        await window.close()

    asyncio.run(run())


def test_an_intent_is_given_to_one_program_only(tmp_path: Path) -> None:
    async def run() -> None:
        window, script = await pair(tmp_path)
        (key,) = await window.add_links([link("a")], checked=True)
        await window.create_batch("", [key], 0.0)
        given = await asyncio.gather(window.begin_intent(key, 1.0, 0.0), script.begin_intent(key, 1.0, 0.0))
        assert sorted(given) == [False, True]
        await script.close()
        await window.close()

    asyncio.run(run())


def test_calls_are_counted_together_and_survive_a_restart(tmp_path: Path) -> None:
    limits = CallLimits(spacing_s=0.0)

    async def run() -> None:
        window, script = await pair(tmp_path)
        for turn in range(limits.per_minute):
            ledger = (window if turn % 2 else script).ledger
            assert await ledger.reserve(1000.0 + turn / 10, limits) == 0.0
        assert await window.ledger.reserve(1006.0, limits) == pytest.approx(54.0)
        await script.ledger.lock_out(LockOut(0.0, 2000.0))
        await window.ledger.lock_out(LockOut(0.0, 1500.0))
        await script.close()
        await window.close()

        store = await Store.open(tmp_path, clock=FakeClock())
        assert await store.ledger.latest_lock_out(1_000.0) == LockOut(0.0, 2000.0)
        assert await store.ledger.reserve(1100.0, limits) == 900.0
        counts = await store.ledger.counts(1010.0, CallLimits())
        assert (counts.minute, counts.day) == (51, 51)
        assert (await store.ledger.counts(1010.0 + 86_400.0, CallLimits())).day == 0
        before = store.outbox_version()
        await store.ledger.reserve(3000.0, limits)
        assert store.outbox_version() == before, "counting calls wakes nobody"
        await store.close()

    asyncio.run(run())


calls = st.lists(st.tuples(st.sampled_from(Priority), st.floats(0, 40)), max_size=60)


@settings(max_examples=25)
@given(calls, st.sampled_from([1.0, 60.0]), st.none() | st.floats(0, 100))
def test_the_ledger_on_disk_decides_like_the_one_in_memory(
    tmp_path_factory: pytest.TempPathFactory,
    calls: list[tuple[Priority, float]],
    scale: float,
    locked_s: float | None,
) -> None:
    limits = CallLimits(per_minute=6, per_day=40).scaled(scale)

    async def run() -> None:
        store = await Store.open(tmp_path_factory.mktemp("ledger"), clock=FakeClock())
        memory, disk = MemoryLedger(), store.ledger
        now = 1_760_054_000.0
        if locked_s is not None:
            await memory.lock_out(LockOut(0.0, now + locked_s))
            await disk.lock_out(LockOut(0.0, now + locked_s))
        for priority, later_s in calls:
            now += later_s
            share = limits.for_priority(priority)
            assert await disk.reserve(now, share) == pytest.approx(await memory.reserve(now, share))
        assert (await disk.counts(now, limits)).minute == (await memory.counts(now, limits)).minute
        await store.close()

    asyncio.run(run())


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_lock_out_from_a_clock_that_was_years_ahead_stops_nobody(tmp_path: Path, on_disk: bool) -> None:
    now, limits = 1_760_054_000.0, CallLimits()

    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        ledger = store.ledger if on_disk else MemoryLedger()
        for turn in range(51):
            await ledger.reserve(now + 3e7 + turn, limits)
        await ledger.lock_out(LockOut(0.0, now + 3e7))
        assert await ledger.reserve(now, limits) == 0.0
        await ledger.lock_out(LockOut(0.0, now + 900.0))
        assert await ledger.reserve(now + 1.0, limits) == 899.0, "the next one counts"
        await store.close()

    asyncio.run(run())


@pytest.mark.parametrize("on_disk", [True, False])
def test_a_clock_that_was_set_back_between_two_runs_makes_no_lock_out_longer(
    tmp_path: Path, on_disk: bool
) -> None:
    now, limits = 1_760_054_000.0, CallLimits()

    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        ledger = store.ledger if on_disk else MemoryLedger()
        await ledger.lock_out(LockOut(now, now + 900.0))
        assert await ledger.reserve(now + 300.0, limits) == 600.0
        assert await ledger.latest_lock_out(now - 7_200.0) == LockOut(now - 7_200.0, now - 6_300.0)
        assert await ledger.reserve(now - 7_100.0, limits) == 800.0, "all count from the same moment"
        assert await ledger.reserve(now - 6_300.0, limits) == 0.0
        await store.close()

    asyncio.run(run())


def test_the_ledger_forgets_what_no_longer_counts(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        ledger: SharedLedger = store.ledger
        for turn in range(200):
            await ledger.reserve(turn * 3600.0, CallLimits())
        rows = await store._machinery.writer.run(
            lambda: ledger._connection.execute(
                "SELECT (SELECT count(*) FROM call), (SELECT count(*) FROM call_day)"
            ).fetchone()
        )
        assert rows == (60, 1)
        await store.close()

    asyncio.run(run())


def test_a_cancelled_query_is_interrupted_and_the_next_one_is_not(tmp_path: Path) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"

    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.add_links([link("a")], checked=True)
        loop, begun = asyncio.get_running_loop(), asyncio.Event()

        def never_ends(cache: sqlite3.Connection) -> None:
            loop.call_soon_threadsafe(begun.set)
            cache.execute(endless).fetchone()

        for _ in range(20):
            begun.clear()
            running = asyncio.create_task(store._ask(never_ends))
            await begun.wait()
            waiting = asyncio.create_task(store.ordered(Query(search="never run")))
            await asyncio.sleep(0)
            waiting.cancel()
            running.cancel()
            assert len((await store.ordered(Query())).keys) == 1
            with pytest.raises(asyncio.CancelledError):
                await running
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await store.close()

    asyncio.run(asyncio.wait_for(run(), 60))


def test_a_write_is_carried_out_even_if_nobody_waits_for_it(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        writes = [asyncio.create_task(store.add_links([link(str(turn))], checked=True)) for turn in range(5)]
        await asyncio.sleep(0)
        for write in writes:
            write.cancel()
        await store.close()
        store = await Store.open(tmp_path, clock=FakeClock())
        assert len(await store.outbox_rows(list(State))) == 5
        await store.close()

    asyncio.run(run())


def test_opening_may_be_cancelled(tmp_path: Path) -> None:
    async def run() -> None:
        before = set(threading.enumerate())
        opening = asyncio.create_task(Store.open(tmp_path, clock=FakeClock()))
        await asyncio.sleep(0)
        opening.cancel()
        with pytest.raises(asyncio.CancelledError):
            await opening
        assert set(threading.enumerate()) <= before

    asyncio.run(run())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cache.db", "in-use.lock", "outbox.db"]


def test_what_is_precious_reaches_the_disk_before_a_write_returns(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        keeper = store._machinery.keeper
        pragmas = ("journal_mode", "synchronous", "fullfsync")

        def look() -> list[list[object]]:
            return [
                [file.connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in pragmas]
                for file in (keeper._outbox, keeper._cache)
            ]

        assert await store._machinery.writer.run(look) == [["wal", 2, 1], ["wal", 1, 0]]
        await store.close()

    asyncio.run(run())


def test_closing_ends_the_threads_and_refuses_more(tmp_path: Path) -> None:
    async def run() -> None:
        before = set(threading.enumerate())
        store = await Store.open(tmp_path, clock=FakeClock())
        assert {thread.name for thread in threading.enumerate()} >= {"store writer", "store reader"}
        await store.close()
        await store.close()
        assert set(threading.enumerate()) <= before
        with pytest.raises(RuntimeError, match="closed"):
            await store.counts()
        with pytest.raises(RuntimeError, match="closed"):
            await store.add_links([link("a")], checked=True)

    asyncio.run(run())
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cache.db", "in-use.lock", "outbox.db"]


def test_a_listener_that_is_gone_and_a_closed_loop_hurt_nobody() -> None:
    heard: list[int] = []

    async def run() -> Worker:
        return Worker("test")

    worker = asyncio.run(run())
    worker.post(heard.append, 1)
    assert heard == []


def test_the_loop_is_free_while_the_store_works(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        loop_thread = threading.get_ident()
        threads = {
            await store._machinery.writer.run(threading.get_ident),
            await store._machinery.reader.run(threading.get_ident),
        }
        assert len(threads) == 2
        assert loop_thread not in threads
        await store.close()

    asyncio.run(run())
