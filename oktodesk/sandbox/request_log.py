"""A JSON line per request: what was asked, what was answered, which fault met it. Never a key."""

from pathlib import Path

import msgspec

KEEP_BYTES = 32 * 1024**2
"""A longer log is put aside at the next start, in the place of the one before."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request. ``at`` in Unix seconds, ``took_ms`` without the time on the wire."""

    at: float
    method: str
    path: str
    status: int
    """0: the connection was cut instead of an answer."""
    took_ms: float
    query: str = ""
    operation: str = ""
    form: dict[str, str] = {}
    faults: tuple[str, ...] = ()
    unknown_route: bool = False


class RequestLog:
    """Appends entries; each is readable as soon as it is written."""

    def __init__(self, path: Path) -> None:
        if path.exists() and path.stat().st_size > KEEP_BYTES:
            path.replace(path.with_suffix(".old.jsonl"))
        self._file = path.open("ab", buffering=0)

    def write(self, entry: Entry) -> None:
        """Append one line."""
        self._file.write(msgspec.json.encode(entry) + b"\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()
