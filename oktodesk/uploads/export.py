"""Writes rows to a file: CSV for spreadsheets, JSON for programs.

An imported list's own columns come back on the right. Texts come from strangers: a cell that a spreadsheet would
take for a formula is made a plain text.
"""

import asyncio
import csv
import errno
import io
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from oktodesk.problems import LocalTrouble
from oktodesk.uploads.rows import Query, Row
from oktodesk.uploads.store import Store

_CHUNK = 500
_FORMULA_STARTS = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What spreadsheets begin a formula with, in full width too (OWASP, "CSV Injection")."""
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's old code page."""

Value = str | int | bool | None
_COLUMNS: tuple[tuple[str, Callable[[Row], Value]], ...] = (
    ("source", lambda row: row.source),
    ("name", lambda row: row.name),
    ("state", lambda row: row.state.value),
    ("mimeType", lambda row: row.mime_type),
    ("size", lambda row: row.size_bytes),
    ("uploadId", lambda row: row.upload_id),
    ("mediaId", lambda row: row.media_id),
    ("created", lambda row: _time(row.created_at)),
    ("lastError", lambda row: row.last_error),
    ("meantFor", lambda row: " ".join(row.meant_for)),
    ("usableOn", lambda row: _networks(row, usable=True)),
    ("refusedBy", lambda row: _networks(row, usable=False)),
)


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    JSON = "json"


async def export(
    store: Store, path: Path, *, query: Query | None = None, kind: Format = Format.CSV, delimiter: str = ","
) -> int:
    """Write the rows that a query shows, in its order; returns how many. The file is whole or not there at all.

    ``delimiter`` is the system's list separator. Raises ``LocalTrouble``.
    """
    keys = (await store.ordered(query or Query())).keys
    extra = await _extra_columns(store, keys) if kind is Format.CSV else ()
    writer = _Writer(path, kind, extra, delimiter)
    try:
        await asyncio.to_thread(writer.open)
        async for rows in _chunks(store, keys):
            await asyncio.to_thread(writer.write, rows)
        await asyncio.to_thread(writer.finish)
    except OSError as error:
        trouble = "disk_full" if error.errno == errno.ENOSPC else "file_unwritable"
        raise LocalTrouble(trouble, file=str(path), detail=str(error)) from error
    finally:
        await asyncio.to_thread(writer.abandon)
    return writer.count


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet evaluates."""
    begins = text[:1] in _FORMULA_STARTS or text.lstrip()[:1] in _FORMULA_STARTS
    return f"'{text}" if text and begins and not _NUMBER.fullmatch(text) else text


class _Writer:
    """Writes beside the file and puts it in place at the end."""

    def __init__(self, path: Path, kind: Format, extra: Sequence[str], delimiter: str) -> None:
        self._path = path
        self._kind = kind
        self._extra = tuple(extra)
        self._delimiter = delimiter
        self._beside: Path | None = None
        self._file: io.TextIOWrapper | None = None
        self.count = 0

    def open(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)
        self._beside = Path(name)
        self._file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace", newline="")
        if self._kind is Format.CSV:
            self._file.write(_BOM + self._lines([[name for name, _ in _COLUMNS] + [*map(guarded, self._extra)]]))
        else:
            self._file.write('{"rows":[')

    def write(self, rows: Sequence[Row]) -> None:
        assert self._file is not None
        if self._kind is Format.CSV:
            self._file.write(self._lines(self._cells(row) for row in rows))
        else:
            objects = [msgspec.json.encode(_object(row)).decode() for row in rows]
            self._file.write((",\n" if self.count and objects else "") + ",\n".join(objects))
        self.count += len(rows)

    def finish(self) -> None:
        assert self._file is not None
        assert self._beside is not None
        if self._kind is Format.JSON:
            self._file.write("]}\n")
        self._file.close()
        self._beside.replace(self._path)
        self._beside = None

    def abandon(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def _cells(self, row: Row) -> list[str]:
        values = [value(row) for _, value in _COLUMNS] + [row.columns.get(name) for name in self._extra]
        return [guarded(each) if isinstance(each, str) else "" if each is None else str(each) for each in values]

    def _lines(self, lines: Iterable[Sequence[str]]) -> str:
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter).writerows(lines)
        return text.getvalue()


async def _extra_columns(store: Store, keys: Sequence[int]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    async for rows in _chunks(store, keys):
        for row in rows:
            names |= dict.fromkeys(row.columns)
    return tuple(names)


async def _chunks(store: Store, keys: Sequence[int]) -> AsyncIterator[list[Row]]:
    for start in range(0, len(keys), _CHUNK):
        yield await store.load(keys[start : start + _CHUNK])


def _object(row: Row) -> dict[str, object]:
    verdicts = {each.network: {"isValid": each.is_valid, "errors": each.errors} for each in row.verdicts or ()}
    values: dict[str, object] = {name: value(row) for name, value in _COLUMNS}
    return values | {"validations": verdicts if row.verdicts is not None else None, "columns": row.columns}


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at else ""


def _networks(row: Row, *, usable: bool) -> str:
    return " ".join(each.network for each in row.verdicts or () if each.is_valid is usable)
