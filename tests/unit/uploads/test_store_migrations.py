"""Whatever an older program left in an outbox is there after today's program has opened it."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from oktodesk.problems import LocalTrouble
from oktodesk.uploads.rows import State, Wait
from oktodesk.uploads.store import outbox_reads
from oktodesk.uploads.store.connection import transaction
from oktodesk.uploads.store.records import LinkRecord, UploadNote
from oktodesk.uploads.store.schema import CACHE_STEPS, LINKS, NOTES, OUTBOX_STEPS, Steps, migrate

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


def in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def put(file: sqlite3.Connection, table: str, columns: Sequence[str], cells: Sequence[object]) -> None:
    """A row as an older program wrote it: only the columns that it knew."""
    known = {name for _, name, *_ in file.execute(f"PRAGMA table_info({table})")}
    pairs = [(name, cell) for name, cell in zip(columns, cells, strict=True) if name in known]
    names = ", ".join([*(name for name, _ in pairs), "version"])
    marks = ", ".join("?" * (len(pairs) + 1))
    file.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", (*(cell for _, cell in pairs), 1))


@pytest.mark.parametrize("version", range(1, len(OUTBOX_STEPS) + 1))
@settings(max_examples=25)
@given(
    links=st.lists(LINK_RECORDS, max_size=5, unique_by=lambda link: link.key),
    notes=st.lists(NOTE_RECORDS, max_size=5, unique_by=(lambda note: note.key, lambda note: note.upload_id)),
)
def test_no_row_of_any_version_is_lost(version: int, links: list[LinkRecord], notes: list[UploadNote]) -> None:
    with closing(in_memory()) as file:
        migrate(file, OUTBOX_STEPS[:version])
        with transaction(file):
            for link in links:
                put(file, "link", LINKS.columns, LINKS.encode(link))
            for note in notes:
                put(file, "note", NOTES.columns, NOTES.encode(note))
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
