"""Whatever an older program left in an outbox is there after today's program has opened it."""

import asyncio
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.problems import LocalTrouble
from oktodesk.uploads.rows import Query, Row, State, Wait
from oktodesk.uploads.store import Store, making_rows, outbox_reads
from oktodesk.uploads.store.cache_file import CacheFile
from oktodesk.uploads.store.connection import connect, transaction
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import CACHE_STEPS, LINKS, NOTES, OUTBOX_STEPS, Steps, migrate
from tests.clock import FakeClock

TEXT = st.text(max_size=12)
WORD = st.text("0aZ_", max_size=4)
TIMES = st.none() | st.floats(0, 4e9)
ROW_KEYS = st.integers(0, 12)
LINK_RECORDS = st.builds(
    LinkRecord,
    key=st.integers(1, 12),
    state=st.sampled_from(State),
    source=TEXT,
    pasted=TEXT,
    name=TEXT,
    meant_for=st.lists(TEXT, max_size=2).map(tuple),
    columns=st.dictionaries(TEXT, TEXT, max_size=2),
    looks_like_media=st.booleans(),
    check_skipped=st.booleans(),
    batch_id=ROW_KEYS,
    position=st.floats(-1e9, 1e9),
    wait=st.sampled_from(Wait),
    wait_until=TIMES,
    intent_at=TIMES,
    ended_at=TIMES,
    resends=st.integers(0, 3),
    upload_id=WORD,
    replaced_by=ROW_KEYS,
    dropped_at=TIMES,
    state_before=st.none() | st.sampled_from(State),
)
NOTE_RECORDS = st.builds(
    UploadNote,
    upload_id=st.text("0aZ_", min_size=1, max_size=4),
    key=st.integers(13, 24),
    batch_id=ROW_KEYS,
    dealt_with_at=TIMES,
    replaced_by=st.integers(0, 24),
    crossed_at=TIMES,
    link=st.none() | LINK_RECORDS,
)

UPLOADS = st.builds(
    Upload,
    id=st.text("bcd", min_size=1, max_size=4),
    status=st.sampled_from(["pending", "complete", "failed", "archived", ""]),
    source=TEXT,
    name=TEXT,
    total_size_bytes=st.integers(0, 2**40),
    downloaded_bytes=st.integers(0, 2**40),
    last_error=TEXT,
    media_id=WORD,
    created_at=TIMES,
    raw=st.dictionaries(TEXT, st.integers() | TEXT, max_size=2),
)
"""Their ids are none of a note's."""


def in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def put(file: sqlite3.Connection, table: str, columns: Sequence[str], cells: Sequence[object]) -> None:
    """A row as an older program wrote it: only the columns that it knew."""
    known = {name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")}
    pairs = [(name, cell) for name, cell in zip(columns, cells, strict=True) if name in known]
    names = ", ".join([*(name for name, _ in pairs), "version"])
    marks = ", ".join("?" * (len(pairs) + 1))
    file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (*(cell for _, cell in pairs), 1))


def fill_outbox(
    file: sqlite3.Connection, version: int, links: Sequence[LinkRecord], notes: Sequence[UploadNote]
) -> None:
    migrate(file, OUTBOX_STEPS[:version])
    with transaction(file):
        for link in links:
            put(file, "link", LINKS.columns, LINKS.encode(link))
        for note in notes:
            put(file, "note", NOTES.columns, NOTES.encode(note))


LINK_LISTS = st.lists(LINK_RECORDS, max_size=5, unique_by=lambda link: link.key)
NOTE_LISTS = st.lists(NOTE_RECORDS, max_size=5, unique_by=(lambda note: note.key, lambda note: note.upload_id))


@pytest.mark.parametrize("version", range(1, len(OUTBOX_STEPS) + 1))
@settings(max_examples=25)
@given(links=LINK_LISTS, notes=NOTE_LISTS)
def test_no_row_of_any_version_is_lost(version: int, links: list[LinkRecord], notes: list[UploadNote]) -> None:
    with closing(in_memory()) as file:
        fill_outbox(file, version, links, notes)
        file.execute("UPDATE meta SET value = 25 WHERE name = 'next_key'")
        migrate(file, OUTBOX_STEPS)
        read_links = outbox_reads.links_since(file, -1)
        read_notes = outbox_reads.notes_since(file, -1)
        # Only which failure something tries again is found out anew.
        assert by_key(read_links) == by_key(links)
        assert by_key(read_notes) == by_key(notes)
        failed = {note.key: note.replaced_by for note in notes}
        tries = [(link.replaces, link.key) for link in read_links]
        tries += [(note.replaces, note.key) for note in read_notes]
        assert all(failed[replaces] == key for replaces, key in tries if replaces)
        assert file.execute("SELECT value FROM meta WHERE name = 'next_key'").fetchone() == (25,)


def outbox_of(version: int, path: Path, links: Sequence[LinkRecord], notes: Sequence[UploadNote]) -> None:
    with closing(connect(path, synchronous="FULL")) as file:
        fill_outbox(file, version, links, notes)


def cache_of(version: int, path: Path, uploads: Sequence[Upload], stale: Sequence[LinkRecord]) -> list[Row]:
    """What an earlier run left; keys from 30 on. ``stale`` are links as they were once."""
    with closing(connect(path, synchronous="NORMAL")) as file:
        migrate(file, CACHE_STEPS[:version])
        cache = CacheFile(file, path)
        with cache.writing():
            for link in stale:
                cache.put_link(link)
            for key, upload in enumerate(uploads, start=30):
                cache.save_upload(key, upload, None)
                cache.save_verdicts(key, [NetworkVerdict("LinkedIn", is_valid=True)], 7.0)
            cache.set_state("me", "Jane")
        return [row for key in range(30, 30 + len(uploads)) if (row := cache.row(key)) is not None]


@pytest.mark.timeout(420)  # hypothesis makes a failure short for five minutes
@settings(max_examples=30)
@given(
    versions=st.tuples(st.integers(1, len(OUTBOX_STEPS)), st.integers(0, len(CACHE_STEPS))),
    links=LINK_LISTS,
    notes=NOTE_LISTS,
    uploads=st.lists(UPLOADS, max_size=5, unique_by=lambda upload: upload.id),
    stale=LINK_LISTS,
)
def test_files_of_any_versions_open_with_all_that_is_in_them(
    versions: tuple[int, int],
    links: list[LinkRecord],
    notes: list[UploadNote],
    uploads: list[Upload],
    stale: list[LinkRecord],
) -> None:
    async def look(folder: Path, rows: Sequence[Row]) -> None:
        store = await Store.open(folder, clock=FakeClock())
        try:
            assert store.notices == ()
            assert by_key(await store.outbox_rows(list(State))) == by_key(links)
            assert by_key(list((await store.notes([note.upload_id for note in notes])).values())) == by_key(notes)
            shown = {row.key: row for row in await store.load((await store.ordered(Query())).keys)}
            mirrored = [making_rows.of_link(link) for link in links if link.state is not State.DROPPED]
            assert shown == {row.key: row for row in [*mirrored, *rows]}
            assert (await store.state("me") == "Jane") is bool(versions[1])
            raw = await store.raw_uploads(list(shown))
            assert raw == {row.key: each.raw for row, each in zip(rows, uploads, strict=False) if each.raw}
            (key,) = await store.save_uploads([Upload("0upNEW", "pending")])
            assert key > max([0, *shown, *(link.key for link in links), *(note.key for note in notes)])
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        outbox_of(versions[0], folder / "outbox.db", links, notes)
        rows = cache_of(versions[1], folder / "cache.db", uploads, stale) if versions[1] else []
        asyncio.run(look(folder, rows))


def by_key(records: Sequence[LinkRecord] | Sequence[UploadNote]) -> dict[int, object]:
    return {record.key: replace(record, replaces=0) for record in records}


@pytest.mark.parametrize("steps", [OUTBOX_STEPS, CACHE_STEPS], ids=["outbox", "cache"])
def test_a_file_is_brought_up_to_date_once_and_a_newer_one_is_left_alone(steps: Steps) -> None:
    with closing(in_memory()) as file:
        migrate(file, steps)
        before = list(file.iterdump())
        migrate(file, steps)
        assert list(file.iterdump()) == before
        file.execute(f"PRAGMA user_version = {len(steps) + 1}")
        with pytest.raises(LocalTrouble):
            migrate(file, steps)
        assert list(file.iterdump()) == before


def test_a_step_that_fails_leaves_the_file_as_it_was() -> None:
    with closing(in_memory()) as file:
        migrate(file, OUTBOX_STEPS[:1])
        before = list(file.iterdump())
        with pytest.raises(sqlite3.Error):
            migrate(file, (*OUTBOX_STEPS, ("CREATE TABLE half (x)", "no statement")))
        assert list(file.iterdump()) == before
        assert file.execute("PRAGMA user_version").fetchone() == (1,)
