"""Rows as cells for the clipboard."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from oktodesk.ui import words
from oktodesk.uploads.export.cells import pasted
from oktodesk.uploads.export.layout import Kept
from oktodesk.uploads.rows import Row

_translate = QCoreApplication.translate


def cells(rows: Sequence[Row], *, now: float) -> list[list[str]]:
    """One line a row, with a heading where there are several."""
    lines = [_cells(row, now=now) for row in rows]
    if len(lines) > 1:
        lines.insert(0, _heading())
    return lines


def media_ids(rows: Sequence[Row | Kept | None]) -> list[list[str]]:
    """One a line in the rows' order, a blank line where there is none: they can be pasted beside a list."""
    return [[row.media_id if isinstance(row, Row) else ""] for row in rows]


def links(rows: Sequence[Row]) -> str:
    """One a line."""
    return "\n".join(pasted(row.source) for row in rows)


def _heading() -> list[str]:
    return [
        _translate("RowText", "Name"),
        _translate("RowText", "State"),
        _translate("RowText", "Size"),
        _translate("RowText", "Media id"),
        _translate("RowText", "Upload id"),
        _translate("RowText", "Link"),
    ]


def _cells(row: Row, *, now: float) -> list[str]:
    size = words.size(row.size_bytes) if row.size_bytes is not None else ""
    return [row.name, words.state_sentence(row, now=now), size, row.media_id, row.upload_id, row.source]
