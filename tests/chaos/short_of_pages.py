"""The real command line on a disk that is full for SQLite: ``python -m tests.chaos.short_of_pages ROOM …``.

Every database that is opened may grow by ``ROOM`` more pages; SQLite then says that the disk is full.
"""

import sqlite3
import sys
from typing import Any

from oktodesk.cli import main

_connect = sqlite3.connect


def starve(room: int) -> None:
    """Limit every connection that is made from now on."""

    def connect(*given: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = _connect(*given, **options)
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {max(pages + room, 1)}")
        return connection

    sqlite3.connect = connect  # type: ignore[assignment]


if __name__ == "__main__":
    starve(int(sys.argv[1]))
    sys.exit(main(sys.argv[2:]))
