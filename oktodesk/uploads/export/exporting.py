"""From rows in the store to a file that is whole or not there."""

import asyncio
import contextlib
import errno
import os
import tempfile
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import IO, Protocol

from oktodesk.problems import LocalTrouble
from oktodesk.uploads.export.arranging import layout_of
from oktodesk.uploads.export.layout import Kept, Layout, chunks
from oktodesk.uploads.rows import Filter, Query, Row
from oktodesk.uploads.store import Store

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Format(StrEnum):
    """Kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


async def export(
    store: Store, path: Path, *, query: Query | None = None, kind: Format = Format.CSV, delimiter: str = ","
) -> int:
    """Write the rows that a query shows, in its order, or as they stand in the sheet they all came from.

    Returns how many. The file is whole or not there at all. ``delimiter`` is the system's list separator.
    Raises ``LocalTrouble``.
    """
    wanted = query or Query()
    keys = (await store.ordered(wanted)).keys
    is_table = kind is not Format.JSON
    layout = await layout_of(
        store,
        keys,
        is_batch=bool(wanted.batch_id),
        is_part=wanted.filter is not Filter.ALL or bool(wanted.search or wanted.usable_on),
        is_table=is_table,
    )
    writer = _Writer(path, kind, layout, delimiter)
    try:
        await asyncio.to_thread(writer.open)
        async for rows in chunks(store, layout if is_table else Layout(keys)):
            await asyncio.to_thread(writer.write, rows)
        await asyncio.to_thread(writer.finish)
    except OSError as error:
        trouble = "disk_full" if error.errno in _FULL else "file_unwritable"
        raise LocalTrouble(trouble, file=str(path), detail=str(error)) from error
    finally:
        await asyncio.to_thread(writer.abandon)
    return writer.count


class _Content(Protocol):
    def begin(self) -> None: ...

    def write(self, rows: Sequence[Row | Kept | None]) -> None: ...

    def finish(self) -> None: ...

    def abandon(self) -> None: ...


class _Writer:
    """Writes beside the file and puts it in place at the end."""

    def __init__(self, path: Path, kind: Format, layout: Layout, delimiter: str) -> None:
        self._path = path
        self._kind = kind
        self._layout = layout
        self._delimiter = delimiter
        self._beside: Path | None = None
        self._file: IO[bytes] | None = None
        self._content: _Content | None = None
        self.count = 0

    def open(self) -> None:
        descriptor, name = tempfile.mkstemp(prefix=f".{self._path.name}-", dir=self._path.parent)
        self._beside = Path(name)
        self._file = os.fdopen(descriptor, "wb")
        self._content = self._content_of(self._file)
        self._content.begin()

    def write(self, rows: Sequence[Row | Kept | None]) -> None:
        assert self._content is not None
        self._content.write(rows)
        self.count += sum(isinstance(row, Row) for row in rows)

    def finish(self) -> None:
        assert self._content is not None
        assert self._file is not None
        assert self._beside is not None
        self._content.finish()
        self._file.close()
        self._beside.replace(self._path)
        self._beside = None

    def abandon(self) -> None:
        """After ``finish`` nothing is left to do; else nothing stays behind."""
        if self._content is not None and self._beside is not None:
            self._content.abandon()
        if self._file is not None:
            with contextlib.suppress(OSError):  # what a full disk did not take
                self._file.close()
        if self._beside is not None:
            self._beside.unlink(missing_ok=True)

    def _content_of(self, file: IO[bytes]) -> _Content:
        from oktodesk.uploads.export.text_files import CsvFile, JsonFile  # noqa: PLC0415 - what few runs need
        from oktodesk.uploads.export.workbook import WorkbookFile  # noqa: PLC0415

        if self._kind is Format.XLSX:
            return WorkbookFile(file, self._layout)
        if self._kind is Format.CSV:
            return CsvFile(file, self._layout, delimiter=self._delimiter)
        return JsonFile(file, self._layout.kept)
