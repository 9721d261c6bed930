"""Rows as CSV for spreadsheets, and as JSON for programs."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import IO

import msgspec

from oktodesk.uploads.export.cells import guarded, writable
from oktodesk.uploads.export.layout import OURS, Kept, Layout, Value
from oktodesk.uploads.rows import Row

_BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the system's old code page."""


class CsvFile:
    """Lines with guarded cells. ``delimiter``: the system's list separator."""

    def __init__(self, file: IO[bytes], layout: Layout, *, delimiter: str) -> None:
        self._file = file
        self._layout = layout
        self._delimiter = delimiter

    def begin(self) -> None:
        """The heading, and what stood above it."""
        self._file.write(_BOM.encode() + self._lines([*self._layout.above, self._layout.titles]))

    def write(self, rows: Sequence[Row | Kept | None]) -> None:
        """One line a row."""
        self._file.write(self._lines([self._layout.cells(row) for row in rows]))

    def finish(self) -> None:
        """Nothing stands at the end."""

    def abandon(self) -> None:
        """Nothing is open."""

    def _lines(self, lines: Sequence[Sequence[Value]]) -> bytes:
        text = io.StringIO()
        csv.writer(text, delimiter=self._delimiter).writerows(
            [self._cell(each) for each in line] for line in lines
        )
        return text.getvalue().encode()

    def _cell(self, value: Value) -> str:
        if isinstance(value, str):
            return guarded(writable(value), separator=self._delimiter)
        return "" if value is None else as_text(value)


class JsonFile:
    """All that is known of each row, and what else stands in the lists that they came in; ids are texts."""

    def __init__(self, file: IO[bytes], lines: Sequence[Kept] = ()) -> None:
        self._file = file
        self._lines = lines
        self._is_first = True

    def begin(self) -> None:
        """The bracket."""
        self._file.write(b'{"rows":[')

    def write(self, rows: Sequence[Row | Kept | None]) -> None:
        """One object a row."""
        for row in rows:
            if isinstance(row, Row):
                self._file.write((b"" if self._is_first else b",\n") + encoded(row))
                self._is_first = False

    def finish(self) -> None:
        """The bracket's other half; lines on which no row stands, if there are any."""
        told = [{"source": line.source, "columns": line.columns, "lastError": line.reason} for line in self._lines]
        rest = b',\n"lines":' + _as_json(told) if told else b""
        self._file.write(b"]" + rest + b"}\n")

    def abandon(self) -> None:
        """Nothing is open."""


def as_text(value: int | datetime) -> str:
    """A figure, or a time as ISO 8601 writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime) else str(value)


def encoded(row: Row) -> bytes:
    """A row as a JSON object."""
    verdicts = {each.network: {"isValid": each.is_valid, "errors": each.errors} for each in row.verdicts or ()}
    values: dict[str, object] = {title: value(row) for title, value in OURS}
    created = values["created"]
    values["created"] = as_text(created) if isinstance(created, datetime) else ""
    values |= {"validations": verdicts if row.verdicts is not None else None, "columns": row.columns}
    return _as_json(values)


def _as_json(values: object) -> bytes:
    try:
        return msgspec.json.encode(values)
    except UnicodeEncodeError:  # half a letter
        return msgspec.json.encode(_whole(values))


def _whole(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    return [_whole(each) for each in value] if isinstance(value, list | tuple) else value
