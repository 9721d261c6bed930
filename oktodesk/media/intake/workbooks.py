"""Spreadsheet files of Excel, read with calamine, which runs nothing in them."""

from datetime import date, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from oktodesk.media.intake.decoding import storable
from oktodesk.media.intake.merging import gather
from oktodesk.media.intake.sheet_parts import BadWorkbook, Place, cell_links
from oktodesk.media.intake.tables import Cells, read_rows
from oktodesk.media.report import Intake, Link

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MOST_ROWS = 100_000
"""Of a sheet; a longer one is refused, for what is behind would be lost without a word."""

Value = int | float | str | bool | date | time | timedelta


def read_workbook(content: bytes, *, origin: str = "") -> Intake:
    """The links of all sheets that are shown, row by row; sheets without any say nothing beside others with some.

    Raises ``BadWorkbook``.
    """
    tables = [read_rows(rows, origin=storable(origin)) for rows in _sheets(content)]
    telling = [table for table in tables if any(isinstance(item, Link) for item in table.items)]
    return gather(
        [item for table in telling or tables for item in table.items],
        tuple(table.sheet for table in telling if table.sheet is not None),
    )


def _sheets(content: bytes) -> list[list[Cells]]:
    import python_calamine as calamine  # noqa: PLC0415 - 2 MB that few drops need

    links = cell_links(content)
    try:
        book = calamine.CalamineWorkbook.from_filelike(BytesIO(content))
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        return [_rows(_values(book.get_sheet_by_name(name)), links.get(name, {})) for name in shown]
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise BadWorkbook(str(error)) from error


def _values(sheet: "CalamineSheet") -> list[list[Value]]:
    """From the first row on, so that rows keep their numbers."""
    if sheet.end is not None and sheet.end[0] >= MOST_ROWS:  # counted from 0
        raise BadWorkbook(f"more than {MOST_ROWS} rows in {sheet.name}")
    return [[*row] for row in sheet.to_python(skip_empty_area=False)]


def _rows(values: list[list[Value]], links: dict[Place, str]) -> list[Cells]:
    behind: dict[int, dict[int, str]] = {}
    for (row, column), address in links.items():
        behind.setdefault(row, {})[column] = address
    rows: list[Cells] = []
    before = 0
    for number, cells in enumerate(values, 1):
        texts, hidden = [_text(value) for value in cells], behind.get(number, {})
        if hidden or any(text.strip() for text in texts):
            rows.append(Cells(number, texts, hidden, number - before - 1))
            before = number
    return rows


def _text(value: Value) -> str:
    """A value as the sheet shows it, nearly: whole numbers without a point, dates as ISO writes them."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else str(value)
