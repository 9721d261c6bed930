"""Files that break, and what a crash leaves half done."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.uploads.rows import Change, Query, State
from oktodesk.uploads.store import LinkChange, LinkRecord, Store, schema
from oktodesk.uploads.store.salvage import salvage
from tests.clock import FakeClock

Scene = Callable[[Store], Awaitable[None]]


def play(directory: Path, *scenes: Scene, owner: Callable[[], bool] = lambda: True) -> None:
    async def run() -> None:
        for scene in scenes:
            store = await Store.open(directory, clock=FakeClock(), owner=owner)
            try:
                await scene(store)
            finally:
                await store.close()

    asyncio.run(run())


ENDLESS = """
import asyncio, sys
from pathlib import Path
from oktodesk.api.wire import Upload
from oktodesk.media.report import Link
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.store import Store

async def run():
    store = await Store.open(Path(sys.argv[1]), clock=SystemClock())
    for turn in range(1_000_000):
        one, two = await store.add_links([Link(f"https://a.example/{turn}", "")] * 2, checked=True)
        await store.create_batch("", [two], 0.0)
        assert await store.begin_intent(two, 1.0, 0.0)
        await store.cross_over(one, Upload(f"0up{turn}", "pending", created_at=1.0))
        print(one, two, flush=True)

asyncio.run(run())
"""


def links(count: int) -> list[Link]:
    return [Link(f"https://a.example/{number}.mp4", f"pasted {number}") for number in range(count)]


async def fill(store: Store) -> None:
    """300 unsent links (keys 1 to 300) in one batch, one upload of ours (301), 500 others (302 to 801)."""
    keys = await store.add_links(links(301), checked=True)
    await store.create_batch("Batch", keys, 5.0)
    await store.cross_over(keys[-1], Upload("0upMINE", "pending", source="x", created_at=2.0))
    others = [Upload(f"0up{number}", "complete", source="y" * 300, created_at=1.0) for number in range(500)]
    await store.save_uploads(others)


def no_database(path: Path) -> None:
    path.write_bytes(b"This is not a database, and it is long enough to tell." * 100)


def broken_in_the_middle(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2 // 4096 * 4096)
        file.write(os.urandom(4096 * 6))


def broken_first_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(100)
        file.write(os.urandom(3000))


def cut_off(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 3 // 4)


def test_files_that_another_program_looked_at_and_counted_are_not_damaged(tmp_path: Path) -> None:
    async def look(store: Store) -> None:
        assert store.notices == ()

    play(tmp_path, fill)
    for name in ("outbox.db", "cache.db"):
        with closing(sqlite3.connect(tmp_path / name)) as file:
            file.execute("ANALYZE")
            assert file.execute("SELECT count(*) FROM sqlite_stat1").fetchone() > (0,)
    play(tmp_path, look)


@pytest.mark.parametrize("damage", [no_database, broken_first_page, cut_off])
def test_a_damaged_cache_is_kept_aside_and_begun_anew(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    async def look(store: Store) -> None:
        (notice,) = store.notices
        assert notice.id == "store_corrupt"
        assert (tmp_path / str(notice.values["kept_as"])).exists()
        rows = await store.load((await store.ordered(Query())).keys)
        assert len(rows) == 301, "all unsent links, and the upload of ours as it was when it crossed over"
        mine = await store.by_upload_id("0upMINE")
        assert mine is not None
        assert (mine.key, mine.state, mine.pasted) == (301, State.PENDING, "pasted 300")
        keys = await store.save_uploads([Upload("0up1", "complete")])
        assert keys == {802}, "keys are not given out twice"

    async def look_again(store: Store) -> None:
        assert store.notices == ()

    play(tmp_path, fill)
    damage(tmp_path / "cache.db")
    play(tmp_path, look, look_again)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"tablemetameta", b"tableme\xf4ameta"),
        (b"downloaded INTEGER", b"downloxded INTEGER"),
        (b"order_version INTEGER", b"order_version INTEGEB"),
        (b"mirrored_of", b"mirrored_og"),
    ],
)
def test_a_cache_whose_tables_make_no_sense_is_begun_anew(tmp_path: Path, before: bytes, after: bytes) -> None:
    async def look(store: Store) -> None:
        assert [notice.id for notice in store.notices] == ["store_corrupt"]
        assert len(await store.load((await store.ordered(Query())).keys)) == 301

    play(tmp_path, fill)
    data = (tmp_path / "cache.db").read_bytes()
    assert before in data
    (tmp_path / "cache.db").write_bytes(data.replace(before, after, 1))
    play(tmp_path, look)


def test_damage_that_shows_while_running_is_healed_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        store = await Store.open(tmp_path, clock=FakeClock())
        heard: list[Change] = []
        store.subscribe(heard.append)
        try:
            # The screen meets it first: nothing to show, then a new list is announced.
            assert isinstance(store.rows([1, 400]), dict)
            for attempt in (store.counts(), store.ordered(Query(search="y")), store.load(range(1, 900))):
                await attempt
            await store.save_uploads([Upload("0up7", "complete"), Upload("0upNEW", "complete")])
            assert [notice.id for notice in store.notices] == ["store_corrupt"]
            assert len(await store.outbox_rows([State.WAITING])) == 300
            assert len((await store.ordered(Query())).keys) == 303
            assert store.rows([1])[1].state is State.WAITING
        finally:
            await store.close()

    play(tmp_path, fill)
    with (tmp_path / "cache.db").open("r+b") as file:  # all but the first page, which holds the schema
        file.seek(4096)
        file.write(os.urandom((tmp_path / "cache.db").stat().st_size - 4096))
    asyncio.run(run())


@pytest.mark.parametrize(("has_list", "told"), [(True, "outbox_corrupt_empty"), (False, "outbox_corrupt")])
def test_where_nothing_was_unsent_nothing_is_said_to_be_lost(tmp_path: Path, has_list: bool, told: str) -> None:
    """A link that was removed is nothing to miss; without the list nobody knows that there was none."""

    async def begin(store: Store) -> None:
        await store.save_uploads([Upload("0up1", "complete", source="x", created_at=1.0)])
        (removed,) = await store.add_links(links(1), checked=True)
        await store.update_links([LinkChange(key=removed, state=State.DROPPED)])

    async def look(store: Store) -> None:
        (notice,) = store.notices
        assert notice.id == told
        assert notice.values.get("saved", 0) == 0
        assert (tmp_path / str(notice.values["kept_as"])).exists()

    play(tmp_path, begin)
    no_database(tmp_path / "outbox.db")
    if not has_list:
        (tmp_path / "cache.db").unlink()
    play(tmp_path, look)


@pytest.mark.parametrize(("damage", "at_least"), [(broken_in_the_middle, 100), (cut_off, 20), (no_database, 0)])
@pytest.mark.parametrize("has_list", [True, False])
def test_what_can_be_read_of_a_damaged_outbox_is_saved(
    tmp_path: Path, damage: Callable[[Path], None], at_least: int, has_list: bool
) -> None:
    async def look(store: Store) -> None:
        (notice,) = store.notices
        assert notice.id == "outbox_corrupt"
        assert (tmp_path / str(notice.values["kept_as"])).exists()
        saved = await store.outbox_rows(list(State))
        assert len(saved) == notice.values["saved"]
        assert len(saved) == 300 if has_list else len(saved) >= at_least
        for record in saved:
            assert record.source == f"https://a.example/{record.key - 1}.mp4"
            assert record.state is State.UNSURE, "one of them may have left"
        shown = await store.load((await store.ordered(Query())).keys)
        assert {row.key for row in shown if not row.upload_id} == {record.key for record in saved}
        (key,) = await store.add_links(links(1), checked=False)
        assert key > (801 if has_list else max((record.key for record in saved), default=0))

    async def look_again(store: Store) -> None:
        assert store.notices == ()

    play(tmp_path, fill)
    damage(tmp_path / "outbox.db")
    if not has_list:
        (tmp_path / "cache.db").unlink()
    play(tmp_path, look, look_again)


def test_a_killed_program_loses_nothing_that_it_confirmed(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS, tmp_path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        confirmed = [child.stdout.readline().split() for _ in range(25)]
        child.kill()
        confirmed += [keys for line in child.stdout if len(keys := line.split()) == 2 and line.endswith("\n")]

    async def look(store: Store) -> None:
        assert store.notices == ()
        sending = {record.key for record in await store.outbox_rows([State.SENDING])}
        pending = set(await store.pending_keys())
        assert sending >= {int(two) for _, two in confirmed}
        assert pending >= {int(one) for one, _ in confirmed}
        unsent = await store.outbox_rows(list(State))
        order = (await store.ordered(Query())).keys
        assert set(order) == pending | {record.key for record in unsent}

    play(tmp_path, look)


def test_a_guest_repairs_nothing(tmp_path: Path) -> None:
    async def never(store: Store) -> None:
        raise AssertionError

    for name in ("outbox.db", "cache.db"):
        folder = tmp_path / name
        play(folder, fill)
        no_database(folder / name)
        with pytest.raises(LocalTrouble) as caught:
            play(folder, never, owner=lambda: False)
        assert caught.value.problem.id == "store_damaged"
        assert not list(folder.glob("*.damaged*"))


def test_a_cache_marked_as_damaged_is_replaced_at_the_next_start(tmp_path: Path) -> None:
    async def look(store: Store) -> None:
        assert [notice.id for notice in store.notices] == ["store_corrupt"]

    async def look_again(store: Store) -> None:
        assert store.notices == ()

    play(tmp_path, fill)
    (tmp_path / "cache.db.damaged").touch()
    play(tmp_path, look, look_again)


def test_files_of_a_newer_program(tmp_path: Path) -> None:
    async def never(store: Store) -> None:
        raise AssertionError

    async def look(store: Store) -> None:
        assert len((await store.ordered(Query())).keys) == 301

    play(tmp_path, fill)
    for name, scene in (("cache.db", look), ("outbox.db", never)):
        with closing(sqlite3.connect(tmp_path / name)) as connection:
            connection.execute("PRAGMA user_version = 99")
        if scene is look:
            play(tmp_path, scene)
            continue
        before = (tmp_path / name).read_bytes()
        with pytest.raises(LocalTrouble) as caught:
            play(tmp_path, scene)
        assert caught.value.problem.id == "profile_newer"
        assert (tmp_path / name).read_bytes() == before
        assert not list(tmp_path.glob("outbox.db.damaged*"))


def test_an_older_programs_outbox_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its links, and the failures that were being tried again."""
    with closing(sqlite3.connect(tmp_path / "outbox.db", isolation_level=None)) as old:
        for statement in schema.OUTBOX_STEPS[0]:
            old.execute(statement)
        old.execute("PRAGMA user_version = 1")
        columns = [name for name in schema.LINKS.columns if name not in {"replaces", "sheet"}]
        record = LinkRecord(2, State.WAITING, "https://a.example/again.mp4", batch_id=1)
        cells = dict(zip(schema.LINKS.columns, schema.LINKS.encode(record), strict=True))
        marks = ", ".join("?" * (len(columns) + 1))
        old.execute(
            f"INSERT INTO link ({', '.join(columns)}, version) VALUES ({marks})",
            (*(cells[name] for name in columns), 1),
        )
        old.execute(
            "INSERT INTO note (upload_id, key, batch_id, meant_for, replaced_by, moved_from, version)"
            " VALUES ('0up1', 1, 0, '[]', 2, '', 1)"
        )
        old.execute("UPDATE meta SET value = 3 WHERE name = 'next_key'")

    async def look(store: Store) -> None:
        assert store.notices == ()
        (record,) = await store.outbox_rows(list(State))
        assert (record.key, record.state, record.replaces) == (2, State.WAITING, 1)
        assert (await store.notes(["0up1"]))["0up1"].replaced_by == 2

    play(tmp_path, look, look)


def test_an_older_programs_outbox_can_be_saved_too(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "old.db", isolation_level=None)) as old:
        for statement in schema.OUTBOX_STEPS[0]:
            old.execute(statement)
        old.execute(
            "INSERT INTO note (upload_id, key, batch_id, meant_for, replaced_by, moved_from, version)"
            " VALUES ('0up1', 1, 0, '[]', 2, '', 1)"
        )
    assert [note.replaced_by for note in salvage(tmp_path / "old.db").notes] == [2]


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LocalTrouble) as caught:
        asyncio.run(Store.open(tmp_path / "file" / "account", clock=FakeClock()))
    assert caught.value.problem.id == "profile_unwritable"
    assert str(tmp_path / "file") in str(caught.value.problem.values["folder"])


FILLS_UP = """
import asyncio, resource, sys
from pathlib import Path
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.rows import Query, State
from oktodesk.uploads.store import Store

async def run():
    store = await Store.open(Path(sys.argv[1]), clock=SystemClock())
    taken = await store.add_links([Link("https://a.example/first", "")] * 3, checked=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
    told = set()
    for turn in range(400):
        try:
            taken += await store.add_links([Link(f"https://a.example/{turn}/{'x' * 900}", "")] * 20, checked=True)
        except LocalTrouble as trouble:
            told.add(trouble.problem.id)
            if len(told) and turn > 60:
                break
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    (last,) = await store.add_links([Link("https://a.example/last", "")], checked=True)
    there = {record.key for record in await store.outbox_rows(list(State))}
    shown = set((await store.ordered(Query())).keys)
    print(sorted(told), there >= {*taken, last}, shown == there, [notice.id for notice in store.notices])
    await store.close()

asyncio.run(run())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_disk_that_fills_up_is_said_and_nothing_is_lost_when_there_is_room_again(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FILLS_UP, tmp_path], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split("\n")[0] == "['disk_full'] True True []", done.stdout + done.stderr


def test_a_full_disk_loses_nothing_that_was_confirmed(tmp_path: Path) -> None:
    async def scene(store: Store) -> None:
        keeper = store._machinery.keeper
        await store.add_links(links(2), checked=True)
        pages = await store._machinery.writer.run(
            lambda: keeper._outbox.connection.execute("PRAGMA page_count").fetchone()[0]
        )
        await store._machinery.writer.run(
            lambda: keeper._outbox.connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        )
        with pytest.raises(LocalTrouble) as caught:
            await store.add_links(links(2_000), checked=True)
        assert caught.value.problem.id == "disk_full"
        assert len(await store.outbox_rows(list(State))) == 2
        assert len((await store.ordered(Query())).keys) == 2
        await store.update_links([LinkChange(key=1, state=State.READY, name="still writes")])

    play(tmp_path, scene)
