"""The two files' tables, and how an older file becomes today's.

``outbox.db`` holds what can't be fetched again: unsent links, the tables they came in, batches, what the person
decided about uploads, call counters, the counter of row keys. ``cache.db`` holds what Oktopost can be asked for
again, a mirror of the outbox's links, and the columns that queries use; every row there carries the version of its
last change, so that any process can tell what is new to it.
"""

# ruff: noqa: S608 - only names of our own tables are put into statements

import sqlite3
from contextlib import closing
from functools import cache

from oktodesk.problems import LocalTrouble
from oktodesk.uploads.store.codec import Codec
from oktodesk.uploads.store.connection import transaction
from oktodesk.uploads.store.records import LinkRecord, UploadNote

LINKS = Codec(LinkRecord)
NOTES = Codec(UploadNote)

Steps = tuple[tuple[str, ...], ...]
"""One tuple of statements a version; a file's ``user_version`` says how many it has seen. Only ever append."""

OUTBOX_STEPS: Steps = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        "INSERT INTO meta VALUES ('version', 0), ('next_key', 1), ('identity', lower(hex(randomblob(16))))",
        """CREATE TABLE link (
            key INTEGER PRIMARY KEY, state TEXT NOT NULL, source TEXT NOT NULL, pasted TEXT NOT NULL,
            name TEXT NOT NULL, mime_type TEXT NOT NULL, meant_for TEXT NOT NULL, origin TEXT NOT NULL,
            line INTEGER NOT NULL, looks_like_media INTEGER NOT NULL, columns TEXT NOT NULL,
            taken_at REAL NOT NULL, check_skipped INTEGER NOT NULL, report TEXT, problem TEXT,
            batch_id INTEGER NOT NULL, position REAL NOT NULL, wait TEXT NOT NULL, wait_until REAL, intent_at REAL,
            server_offset_s REAL NOT NULL, name_sent TEXT NOT NULL, mime_type_sent TEXT NOT NULL, ended_at REAL,
            looked_at REAL, resends INTEGER NOT NULL, upload_id TEXT NOT NULL, replaced_by INTEGER NOT NULL,
            dropped_at REAL, state_before TEXT, moved_from TEXT NOT NULL, version INTEGER NOT NULL)""",
        "CREATE INDEX link_version ON link (version)",
        "CREATE UNIQUE INDEX link_moved_from ON link (moved_from) WHERE moved_from != ''",
        """CREATE TABLE note (
            upload_id TEXT PRIMARY KEY, key INTEGER NOT NULL UNIQUE, batch_id INTEGER NOT NULL,
            meant_for TEXT NOT NULL, dealt_with_at REAL, replaced_by INTEGER NOT NULL, crossed_at REAL,
            link TEXT, upload TEXT, moved_from TEXT NOT NULL, version INTEGER NOT NULL)""",
        "CREATE INDEX note_version ON note (version)",
        "CREATE INDEX note_moved_from ON note (moved_from) WHERE moved_from != ''",
        """CREATE TABLE batch (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, created_at REAL NOT NULL,
            sends_at REAL NOT NULL, moved_from TEXT NOT NULL DEFAULT '')""",
        "CREATE TABLE call (at REAL NOT NULL)",
        "CREATE INDEX call_at ON call (at)",
        "CREATE TABLE call_day (starts_at REAL PRIMARY KEY, used INTEGER NOT NULL)",
    ),
    # Which failure a link is another try of; before, the cache knew it.
    (
        "ALTER TABLE link ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE note ADD COLUMN replaces INTEGER NOT NULL DEFAULT 0",
        "CREATE INDEX note_replaces ON note (replaces) WHERE replaces != 0",
        *(
            f"""UPDATE {table}
                SET replaces = (SELECT max(key) FROM note AS failed WHERE failed.replaced_by = {table}.key)
                WHERE key IN (SELECT replaced_by FROM note WHERE replaced_by != 0 AND dealt_with_at IS NULL)"""
            for table in ("link", "note")
        ),
    ),
    # What was decided about an upload outlives a reply that Oktopost does not have it.
    (
        "ALTER TABLE note ADD COLUMN forgotten_at REAL",
        "CREATE INDEX note_forgotten ON note (forgotten_at) WHERE forgotten_at IS NOT NULL",
    ),
    # The tables that links came in, whole: also the lines without one come back in a copy.
    (
        "ALTER TABLE link ADD COLUMN sheet TEXT NOT NULL DEFAULT ''",
        "CREATE TABLE sheet (id TEXT NOT NULL UNIQUE, content BLOB NOT NULL)",
    ),
)

CACHE_STEPS: Steps = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        "INSERT INTO meta VALUES ('version', 0), ('mirrored', 0), ('mirrored_of', '')",
        # What queries filter and sort by; small, so that a search reads little. The row itself is in body.
        """CREATE TABLE row (
            key INTEGER PRIMARY KEY, upload_id TEXT UNIQUE, state TEXT NOT NULL, code INTEGER NOT NULL,
            place INTEGER NOT NULL, stage INTEGER NOT NULL, batch_id INTEGER NOT NULL,
            created_at REAL NOT NULL, size INTEGER, usable INTEGER NOT NULL, networks TEXT NOT NULL,
            sort_name TEXT NOT NULL, source TEXT NOT NULL, pasted TEXT, finished_at REAL,
            unvalidated INTEGER NOT NULL, search_text TEXT NOT NULL,
            downloaded INTEGER NOT NULL, version INTEGER NOT NULL, order_version INTEGER NOT NULL)""",
        "CREATE INDEX row_default ON row (place, key, code)",
        "CREATE INDEX row_filter ON row (code, place, key)",
        "CREATE INDEX row_name ON row (sort_name, code)",
        "CREATE INDEX row_state ON row (stage, place, code)",
        "CREATE INDEX row_size ON row (size, code)",
        "CREATE INDEX row_networks ON row (usable, code)",
        "CREATE INDEX row_created ON row (created_at, code)",
        "CREATE INDEX row_source ON row (source, code)",
        "CREATE INDEX row_pasted ON row (pasted) WHERE pasted IS NOT NULL",
        "CREATE INDEX row_batch ON row (batch_id) WHERE batch_id != 0",
        "CREATE INDEX row_finished ON row (finished_at) WHERE finished_at IS NOT NULL",
        "CREATE INDEX row_unvalidated ON row (created_at) WHERE unvalidated = 1",
        "CREATE INDEX row_link ON row (key) WHERE upload_id IS NULL",
        "CREATE INDEX row_version ON row (version)",
        "CREATE TABLE body (key INTEGER PRIMARY KEY, record BLOB NOT NULL, raw BLOB)",
        "CREATE TABLE gone (key INTEGER PRIMARY KEY, version INTEGER NOT NULL, at REAL NOT NULL)",
        "CREATE TABLE sync (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    ),
    # A search reads this alone, and finds in order: half the time of reading the table and sorting (14 MB for
    # 100,000 rows).
    ("CREATE INDEX row_search ON row (place, key, code, search_text)",),
)


def check_columns(connection: sqlite3.Connection, steps: Steps) -> None:
    """Raises ``ValueError`` for a file whose tables are not those that the steps make."""
    if _columns(connection) != _columns_made_by(steps):
        raise ValueError("the tables are not as they were made")


def _columns(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return connection.execute(
        'SELECT made.name, told.name, told.type, told."notnull", told.pk'
        " FROM sqlite_master AS made JOIN pragma_table_info(made.name) AS told"
        " WHERE made.type = 'table' AND made.name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY made.name, told.cid"
    ).fetchall()


@cache
def _columns_made_by(steps: Steps) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as new:
        migrate(new, steps)
        return _columns(new)


def migrate(connection: sqlite3.Connection, steps: Steps) -> None:
    """Bring a file up to date; all of it or nothing. Raises ``LocalTrouble`` for a newer program's file."""
    with transaction(connection):
        (seen,) = connection.execute("PRAGMA user_version").fetchone()
        if seen > len(steps):
            raise LocalTrouble("profile_newer", detail=f"schema {seen}, known {len(steps)}")
        for step in steps[seen:]:
            for statement in step:
                connection.execute(statement)
        if seen < len(steps):  # writes, also where nothing changes
            connection.execute(f"PRAGMA user_version = {len(steps)}")
