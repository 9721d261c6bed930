"""A damaged outbox: nothing crashes, as much as can be comes back, and nothing of it is sent a second time."""

import asyncio
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from contextlib import AsyncExitStack, ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from oktodesk.api.call_limits import CallLimits, LockOut
from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble, Problem
from oktodesk.system.in_use_lock import InUseLock
from oktodesk.uploads.rows import Query, Row, State, Wait
from oktodesk.uploads.settling import SETTLE_S
from oktodesk.uploads.store import LinkChange, LinkRecord, Store, connection, in_use, keeper, salvage
from oktodesk.uploads.store.log_frames import LogPromise, lost_commits, promise_of
from oktodesk.uploads.store.outbox_file import OutboxFile
from oktodesk.uploads.store.records import UploadNote
from oktodesk.uploads.store.rescue import mended
from oktodesk.uploads.store.salvage import Remembered, Saved
from tests.clock import FakeClock
from tests.unit.uploads.model_server import Fate
from tests.unit.uploads.world import World

NEW, WAITING, SENDING, CROSSED = range(1, 11), range(11, 31), range(31, 41), range(41, 51)
A = "https://files.example/a.mp4"


async def fill(folder: Path, snapshot: Path) -> None:
    """50 links: 10 new, 20 waiting, 10 on their way, 10 in Oktopost; the copy is what a kill leaves.

    What was sent is in the log only.
    """
    store = await Store.open(folder, clock=FakeClock())
    found = [Link(f"https://a.example/{number}.mp4", f"pasted {number}") for number in range(50)]
    keys = await store.add_links(found, checked=True)
    await store.create_batch("Batch", keys[10:], 0.0)
    connection = store._machinery.keeper._outbox.connection
    await store._machinery.writer.run(lambda: connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall())
    for key in (*SENDING, *CROSSED):
        assert await store.begin_intent(key, 1.0, 0.0)
    for key in CROSSED:
        await store.cross_over(key, Upload(f"0up{key}", "pending", created_at=2.0))
    shutil.copytree(folder, snapshot)
    await store.close()


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("killed")
    asyncio.run(fill(folder / "account", folder / "snapshot"))
    return folder / "snapshot"


class Found:
    """What a start makes of a folder."""

    def __init__(self, folder: Path) -> None:
        asyncio.run(self._look(folder))

    async def _look(self, folder: Path) -> None:
        store = await Store.open(folder, clock=FakeClock())
        try:
            self.notices = [notice.id for notice in store.notices]
            self.links = {record.key: record for record in await store.outbox_rows(list(State))}
            self.states = {key: record.state for key, record in self.links.items()}
            self.uploads = {
                row.key: row.upload_id
                for row in await store.load((await store.ordered(Query())).keys)
                if row.upload_id
            }
        finally:
            await store.close()


def flip(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def flip_in_header(data: bytearray, rng: random.Random) -> None:
    data[rng.randrange(32)] = rng.randrange(256)


def flip_many(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice([5, 50, 500])):
        data[rng.randrange(len(data))] = rng.randrange(256)


def blank(data: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(data))
    data[start : start + 4096] = bytes(len(data[start : start + 4096]))


def cut(data: bytearray, rng: random.Random) -> None:
    del data[rng.randrange(len(data)) :]


@settings(max_examples=40)
@given(
    name=st.sampled_from(["outbox.db", "outbox.db-wal"]),
    hurt=st.sampled_from([flip, flip_in_header, flip_many, blank, cut]),
    seed=st.integers(0, 10_000),
    has_list=st.booleans(),
)
def test_whatever_breaks_nothing_is_sent_twice(
    killed: Path,
    name: str,
    hurt: Callable[[bytearray, random.Random], None],
    seed: int,
    has_list: bool,
) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "account"
        shutil.copytree(killed, folder)
        data = bytearray((folder / name).read_bytes())
        hurt(data, random.Random(seed))
        (folder / name).write_bytes(data)
        if not has_list:
            for path in folder.glob("cache.db*"):
                path.unlink()
        found = Found(folder)
    if found.notices == [] and (name, hurt, has_list) == ("outbox.db-wal", cut, False):
        return  # the end of a log that is gone without a trace, and nothing beside it that could tell
    for key in (*SENDING, *CROSSED):
        assert found.states.get(key) not in {State.READY, State.WAITING}, f"{key} would be sent again"
    if has_list:
        assert found.states.keys() | found.uploads.keys() == set(range(1, 51)), "all came back"
        assert {key: f"0up{key}" for key in CROSSED} == found.uploads


def test_a_log_that_broke_is_noticed_without_a_list_too(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    for path in folder.glob("cache.db*"):
        path.unlink()
    log = bytearray((folder / "outbox.db-wal").read_bytes())
    log[5_000] ^= 1
    (folder / "outbox.db-wal").write_bytes(log)
    found = Found(folder)
    assert found.notices == ["outbox_corrupt"]
    assert {found.states[key] for key in NEW} == {State.READY}
    assert {found.states[key] for key in (*WAITING, *SENDING, *CROSSED)} == {State.UNSURE}
    assert {found.links[key].intent_at for key in SENDING} == {None}, "nobody knows when, or whether"
    assert Found(folder).notices == []


def _bytes(path: Path, before: bytes, after: bytes) -> None:
    data = path.read_bytes()
    assert data.count(before) == 1
    path.write_bytes(data.replace(before, after))


def _sql(path: Path, *statements: str) -> None:
    with closing(_raw(path)) as connection:
        for statement in ("PRAGMA writable_schema = ON", *statements):
            connection.execute(statement)


def _without_index(path: Path, index: str, statement: str) -> None:
    """What the statement changed is not changed in the index."""
    with closing(_raw(path)) as connection:
        row = connection.execute("SELECT * FROM sqlite_master WHERE name = ?", (index,)).fetchone()
    _sql(path, f"DELETE FROM sqlite_master WHERE name = '{index}'")
    _sql(path, statement)
    with closing(_raw(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)


@pytest.mark.parametrize(
    "hurt",
    [
        lambda path: _bytes(path, b"tablemetameta", b"tableme\xf4ameta"),
        lambda path: _bytes(path, b"starts_at REAL", b"starts_bt REAL"),
        lambda path: _bytes(path, b"key INTEGER PRIMARY KEY", b"key INTEGER TRIMARY KEY"),
        lambda path: _sql(path, "UPDATE meta SET name = 'next_kez' WHERE name = 'next_key'"),
        lambda path: _sql(path, "INSERT INTO meta VALUES ('locked_until', 'soon')"),
        lambda path: _sql(path, "INSERT INTO call VALUES ('now')"),
        lambda path: _without_index(path, "note_version", "DELETE FROM note WHERE key = 41"),
    ],
    ids=["quoted", "counters", "table", "key", "lock-out", "call", "index"],
)
def test_what_no_look_at_the_links_would_show_is_noticed(
    killed: Path, tmp_path: Path, hurt: Callable[[Path], None]
) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    with closing(_raw(folder / "outbox.db")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    hurt(folder / "outbox.db")
    found = Found(folder)
    assert found.notices == ["outbox_corrupt"]
    assert found.states.keys() | found.uploads.keys() == set(range(1, 51))
    assert Found(folder).notices == []


def test_a_log_that_a_kill_left_is_no_damage(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    assert len(promise_of(folder / "outbox.db").commits) > 20
    found = Found(folder)
    assert found.notices == []
    assert {found.states[key] for key in SENDING} == {State.SENDING}


def test_a_store_that_others_have_open_is_not_damaged(tmp_path: Path) -> None:
    """The first write after all was carried over, by whomever, begins the log anew."""

    async def run() -> None:
        async with AsyncExitStack() as stack:
            for number in range(4):
                store = await Store.open(tmp_path, clock=FakeClock())
                stack.push_async_callback(store.close)
                assert store.notices == ()
                if number % 2:
                    await store.add_links([Link(f"https://a.example/{number}", "")], checked=True)

    asyncio.run(run())
    assert Found(tmp_path).notices == []


def test_a_log_that_was_begun_again_promises_only_its_own(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        connection = store._machinery.keeper._outbox.connection
        for _ in range(3):
            await store.add_links([Link(f"https://a.example/{number}", "") for number in range(200)], checked=True)
        await store._machinery.writer.run(lambda: connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall())
        await store.add_links([Link("https://a.example/last", "")], checked=True)
        assert len(promise_of(tmp_path / "outbox.db").commits) == 1, "what lies behind it is from the round before"
        await store.close()

    asyncio.run(run())
    assert promise_of(tmp_path / "outbox.db").commits == ()


def test_a_log_that_another_process_carries_over_just_now_is_not_broken(tmp_path: Path) -> None:
    """SQLite can't tell then how much of it counts."""

    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.add_links([Link(A, A)], checked=True)
        path = store.outbox_path
        with closing(_raw(path)) as reader, closing(_raw(path)) as other, closing(_raw(path)) as opening:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM meta").fetchall()
            await store.add_links([Link(A, A)], checked=True)
            waits = threading.Thread(target=_carry_over, args=[other])
            waits.start()
            try:
                while not opening.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0]:
                    pass
                assert lost_commits(opening, path, promise_of(path)) == 0
            finally:
                reader.execute("COMMIT")
                waits.join()
        await store.close()

    asyncio.run(run())


def _carry_over(connection: sqlite3.Connection) -> None:
    """Waits for readers; but SQLite gives up at once where somebody else is at it."""
    while connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()[0]:
        pass


def _raw(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)


def test_a_log_that_is_being_written_is_not_broken(tmp_path: Path) -> None:
    """Its frames are there before the writer's disk says so, and count only then."""

    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        await store.add_links([Link(A, A)], checked=True)
        path = store.outbox_path
        with closing(_raw(path)) as writer, closing(_raw(path)) as opening:
            before = path.with_name("outbox.db-wal").read_bytes()
            writer.execute("BEGIN IMMEDIATE")
            writer.execute("UPDATE meta SET value = value + 1 WHERE name = 'version'")
            promise = LogPromise(((99, frozenset({2, 3})),), before[:32])
            judged = asyncio.get_running_loop().run_in_executor(None, lost_commits, opening, path, promise)
            writer.execute("UPDATE meta SET value = value + 1 WHERE name = 'version'")
            writer.execute("COMMIT")
            assert await judged == 1, "that one never came"
            last = promise_of(path).commits[-1][0]
            assert lost_commits(opening, path, LogPromise(((last, frozenset({2, 3})),), before[:32])) == 0
        await store.close()

    asyncio.run(run())


def _torn(log: Path) -> None:
    """The last commit, as a kill or a power cut leaves it: its frames are there, what is in them is not."""
    data = bytearray(log.read_bytes())
    data[-4000:] = bytes(4000)
    log.write_bytes(data)


def test_a_commit_that_a_kill_ended_halfway_is_no_damage(killed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    with closing(_raw(folder / "outbox.db")) as connection:
        connection.execute("BEGIN")
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'version'")
        connection.execute("COMMIT")
        shutil.copy(folder / "outbox.db-wal", tmp_path / "log")
    for path in folder.glob("outbox.db*"):
        path.unlink()
    shutil.copy(killed / "outbox.db", folder)
    shutil.copy(tmp_path / "log", folder / "outbox.db-wal")
    _torn(folder / "outbox.db-wal")
    found = Found(folder)
    assert found.notices == []
    assert {found.states[key] for key in WAITING} == {State.WAITING}


def test_counted_calls_that_a_power_cut_took_are_no_damage(tmp_path: Path) -> None:
    """They are not waited for until the disk has them: any of them may be there, and any not."""

    async def run() -> None:
        store = await Store.open(tmp_path / "account", clock=FakeClock())
        await store.add_links([Link(A, A)], checked=True, confirmed=True)
        first = len((tmp_path / "account" / "outbox.db-wal").read_bytes())
        for number in range(5):
            assert await store.ledger.reserve(FakeClock().now() + number, CallLimits()) <= 0
            await store.ledger.lock_out(LockOut(0.0, FakeClock().now() - 1_000 + number))
        shutil.copytree(tmp_path / "account", tmp_path / "cut")
        log = tmp_path / "cut" / "outbox.db-wal"
        data = bytearray(log.read_bytes())
        data[first : first + 4000] = bytes(4000)
        log.write_bytes(data)
        await store.close()

    asyncio.run(run())
    found = Found(tmp_path / "cut")
    assert found.notices == []
    assert found.states == {1: State.WAITING}


def test_no_room_for_what_was_saved_loses_nothing(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    for path in folder.glob("outbox.db-*"):
        path.unlink()
    data = bytearray((folder / "outbox.db").read_bytes())
    data[5000:7000] = bytes(2000)
    (folder / "outbox.db").write_bytes(data)

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(OutboxFile, "put_link", full)
        with pytest.raises(LocalTrouble):
            Found(folder)
    found = Found(folder)
    assert found.notices == ["outbox_corrupt"]
    assert found.states.keys() | found.uploads.keys() == set(range(1, 51))


def test_a_kill_while_what_was_saved_takes_its_place_loses_nothing(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    (folder / "outbox.db").write_bytes(b"no database" * 1_000)

    def moved_and_killed(path: Path, kept: Path) -> None:
        path.rename(kept)  # but not its log yet
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(keeper, "set_aside", moved_and_killed)
        with pytest.raises(KeyboardInterrupt):
            Found(folder)
    shutil.copy(killed / "outbox.db-wal", folder)  # as where it could not be carried over
    found = Found(folder)
    assert found.states.keys() == set(range(1, 41))
    assert State.SENDING not in found.states.values(), "the old log is not the new file's"
    assert found.notices == ["outbox_corrupt"], "nobody was told yet"
    (log,) = folder.glob("outbox.db.damaged-*-wal")
    assert log.read_bytes() == (killed / "outbox.db-wal").read_bytes()
    assert Found(folder).notices == []


@pytest.mark.parametrize("stays", [True, False])
def test_an_outbox_that_another_process_put_in_its_place_just_now_is_not_moved_away(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays: bool
) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    (folder / "outbox.db").write_bytes(b"no database" * 1_000)

    def moved_and_killed(path: Path, kept: Path) -> None:
        connection.set_aside(path, kept)
        raise KeyboardInterrupt

    def quicker(lock: InUseLock) -> None:
        (folder / "outbox.db.saved").rename(folder / "outbox.db")
        if stays:
            raise connection.damage("another process has the outbox open")
        in_use.take_alone(lock)

    with monkeypatch.context() as patched:
        patched.setattr(keeper, "set_aside", moved_and_killed)
        with pytest.raises(KeyboardInterrupt):
            Found(folder)
    with monkeypatch.context() as patched:
        patched.setattr(keeper, "take_alone", quicker)
        assert Found(folder).states.keys() == set(range(1, 41))
    assert (folder / "outbox.db").exists()


def test_what_was_saved_takes_its_place_only_with_all_of_its_log(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing a file says nothing where there is no room for that, or somebody reads it."""
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    (folder / "outbox.db").write_bytes(b"no database" * 1_000)
    write = salvage._write
    with ExitStack() as stack, monkeypatch.context() as patched:

        def written(*args: Any) -> None:
            write(*args)
            reader = stack.enter_context(closing(_raw(folder / "outbox.db.saved.part")))
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM meta").fetchall()

        patched.setattr(salvage, "_write", written)
        patched.setattr(connection, "BUSY_S", 0.05)
        with pytest.raises(LocalTrouble) as caught:
            Found(folder)
    assert caught.value.problem.id == "store_busy"
    assert Found(folder).states.keys() == set(range(1, 41))


def test_the_damage_is_told_though_the_start_that_found_it_failed(
    killed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "account"
    shutil.copytree(killed, folder)
    (folder / "outbox.db").write_bytes(b"no database" * 1_000)

    def full(_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(keeper.Keeper, "mirror_all", full)
        with pytest.raises(LocalTrouble):
            Found(folder)
    assert Found(folder).notices == ["outbox_corrupt"]
    assert Found(folder).notices == []


@pytest.mark.parametrize("from_list", [True, False])
def test_what_the_person_holds_back_stays_so(from_list: bool) -> None:
    held = replace(KEPT, wait=Wait.HELD)
    row = replace(SENT, state=State.WAITING, intent_at=None, wait=Wait.HELD)
    (link,) = mended(
        Saved(links=(KEPT if from_list else held,)), Remembered({1: row} if from_list else {}), 9.0
    ).links
    assert (link.state, link.wait) == (State.UNSURE, Wait.HELD), "it may have left, but must not leave again"


def test_a_link_that_was_removed_stays_removed(tmp_path: Path) -> None:
    """Also where an older outbox is brought back, as from a backup."""

    async def run() -> None:
        store = await Store.open(tmp_path / "account", clock=FakeClock())
        await store.add_links([Link(A, A), Link("https://a.example/b.mp4", "")], checked=True, confirmed=True)
        shutil.copytree(tmp_path / "account", tmp_path / "earlier")
        await store.update_links([LinkChange(key=1, state=State.DROPPED)])
        await store.close()

    asyncio.run(run())
    for path in (tmp_path / "earlier").glob("outbox.db*"):
        shutil.copy(path, tmp_path / "account")
    found = Found(tmp_path / "account")
    assert found.notices == ["outbox_corrupt"]
    assert found.states == {1: State.DROPPED, 2: State.UNSURE}


SENT = Row(key=1, state=State.UNSURE, source=A, pasted="p", intent_at=5.0, created_at=1.0)
KEPT = LinkRecord(1, State.WAITING, A, pasted="p", taken_at=1.0, wait=Wait.ORDER, batch_id=3)


@pytest.mark.parametrize(
    ("saved", "row", "state", "intent_at"),
    [
        (KEPT, None, State.UNSURE, None),
        (KEPT, replace(SENT, state=State.WAITING, intent_at=None), State.UNSURE, None),
        (KEPT, SENT, State.UNSURE, None),
        (replace(KEPT, state=State.SENDING, intent_at=5.0), SENT, State.UNSURE, 5.0),
        (replace(KEPT, state=State.SENDING, intent_at=4.0), SENT, State.UNSURE, None),
        (replace(KEPT, state=State.UNSURE, intent_at=4.0), SENT, State.UNSURE, 4.0),
        (replace(KEPT, state=State.READY), SENT, State.UNSURE, None),
        (replace(KEPT, state=State.READY), None, State.READY, None),
        (replace(KEPT, state=State.READY), replace(SENT, state=State.REFUSED), State.REFUSED, None),
        (replace(KEPT, state=State.REFUSED), None, State.REFUSED, None),
        (replace(KEPT, state=State.CHECKING), None, State.UNSURE, None),
        (replace(KEPT, state=State.UNCHECKED, batch_id=0), None, State.UNCHECKED, None),
        (None, replace(SENT, state=State.CHECKING, batch_id=3, intent_at=None), State.UNSURE, None),
        (None, SENT, State.UNSURE, 5.0),
        (None, replace(SENT, state=State.NEEDS_YOU, intent_at=None), State.NEEDS_YOU, None),
    ],
)
def test_who_knows_best(saved: LinkRecord | None, row: Row | None, state: State, intent_at: float | None) -> None:
    known = Remembered({1: row} if row else {})
    (link,) = mended(Saved(links=(saved,) if saved else ()), known, 9.0).links
    assert (link.state, link.intent_at) == (state, intent_at)


def test_an_address_that_broke_is_read_from_the_list() -> None:
    broken = replace(KEPT, source="https://files.example/\ufffd.mp4", state=State.READY)
    (link,) = mended(Saved(links=(broken,)), Remembered({1: replace(SENT, state=State.READY)}), 9.0).links
    assert link.source == A


def test_what_is_unsure_says_so_though_its_state_could_not_be_read() -> None:
    (link,) = mended(Saved(links=(replace(KEPT, state=State.UNSURE),)), Remembered(), 9.0).links
    assert link.problem == Problem("unsure")


def test_what_was_decided_about_uploads_is_read_from_the_list() -> None:
    arrived = replace(SENT, state=State.FAILED, upload_id="0up1", batch_id=3, dealt_with_at=7.0)
    foreign = Row(key=2, state=State.COMPLETE, source="x", upload_id="0up2")
    saved = mended(Saved(links=(KEPT,)), Remembered({1: arrived, 2: foreign}), 9.0)
    assert saved.links == ()
    (note,) = saved.notes
    assert (note.upload_id, note.key, note.batch_id, note.dealt_with_at) == ("0up1", 1, 3, 7.0)
    assert note.crossed_at is not None, "no other link may take it for its own"
    kept = UploadNote("0up1", 1, dealt_with_at=8.0)
    assert mended(Saved(notes=(kept,)), Remembered({1: arrived}), 9.0).notes == (kept,)


def test_a_batch_that_is_lost_is_there_without_its_name() -> None:
    (batch,) = mended(Saved(links=(KEPT,)), Remembered(), 9.0).batches
    assert (batch.id, batch.name) == (3, "")


@pytest.mark.parametrize("arrived", [True, False])
@pytest.mark.parametrize("has_list", [True, False])
@pytest.mark.parametrize("skew_s", [0.0, -7200.0, 7200.0])
def test_an_outbox_that_forgot_a_create_sends_it_once(
    world: World, tmp_path: Path, arrived: bool, has_list: bool, skew_s: float
) -> None:
    async def story() -> None:
        world.server.skew_s = skew_s
        await world.open()
        await world.session.desk.take([Link(A, A)])
        await world.live(0.1)
        world.session.outbox.pause()
        await world.session.outbox.add([1], grace_s=0.0)
        await world.live(1)
        shutil.copytree(world.folder, tmp_path / "earlier")
        world.server.fates.append(Fate.FINE if arrived else Fate.UNREACHABLE)
        world.session.outbox.resume()
        await world.live(0.1 if not arrived else 5)
        await world.crash()
        world.failures.clear()
        shutil.rmtree(world.folder)
        shutil.copytree(tmp_path / "earlier", world.folder)
        if not has_list:
            for path in world.folder.glob("cache.db*"):
                path.unlink()
        _break_the_end(world.folder / "outbox.db-wal")
        await world.open()
        assert [type(error).__name__ for _, error in world.failures] == ["LocalTrouble"]
        assert (await world.states([1])) == [State.UNSURE]
        assert world.session.status().paused, "that is saved too"
        await world.live(2 * SETTLE_S)
        assert world.server.sources == ([A] if arrived else [])
        world.session.outbox.resume()
        await world.live(5)
        assert world.server.sources == [A]
        assert (await world.states([1])) == [State.PENDING]
        await world.session.close()

    asyncio.run(story())


def test_a_link_that_is_sent_once_its_check_is_good_may_have_been(world: World, tmp_path: Path) -> None:
    """As one of the command line: it was confirmed before it was checked."""

    async def story() -> None:
        await world.open()
        world.checker.gate = asyncio.Event()
        await world.session.desk.take([Link(A, A)], confirmed=True)
        await world.live(1)
        log = world.folder / "outbox.db-wal"
        while_it_was_checked = len(log.read_bytes())
        world.checker.gate.set()
        await world.live(5)
        assert world.server.sources == [A]
        shutil.copytree(world.folder, tmp_path / "killed")
        await world.crash()
        shutil.rmtree(world.folder)
        shutil.copytree(tmp_path / "killed", world.folder)
        for path in world.folder.glob("cache.db*"):
            path.unlink()
        data = bytearray(log.read_bytes())
        data[while_it_was_checked + 100] ^= 1
        log.write_bytes(data)
        await world.open()
        assert [type(error).__name__ for _, error in world.failures] == ["LocalTrouble"]
        await world.live(2 * SETTLE_S)
        assert (await world.states([1])) == [State.PENDING]
        assert world.server.sources == [A]
        await world.session.close()

    asyncio.run(story())


def _break_the_end(log: Path) -> None:
    data = bytearray(log.read_bytes())
    data[-100] ^= 1
    log.write_bytes(data)


def test_the_damage_is_named(killed: Path, tmp_path: Path) -> None:
    async def run() -> Problem:
        store = await Store.open(tmp_path / "account", clock=FakeClock())
        (notice,) = store.notices
        await store.close()
        return notice

    shutil.copytree(killed, tmp_path / "account")
    (tmp_path / "account" / "outbox.db").write_bytes(b"no database" * 1_000)
    notice = asyncio.run(run())
    assert notice.values["saved"] == 40, "all that is not in Oktopost, out of the list"
    assert (tmp_path / "account" / str(notice.values["kept_as"])).exists()
