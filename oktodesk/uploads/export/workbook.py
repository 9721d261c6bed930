"""Rows as an Excel workbook (ECMA-376), of cells that are told to be text, or figures, and nothing else.

Written by hand, for it is six small parts: a general writer also knows formulas, links and rich texts, which a
stranger's name could become. XlsxWriter 3.3, for example, takes a text from ``<r>`` to ``</r>`` for a rich one and
writes what is between as it is, a formula too. The rows are packed as they come; none is kept.
"""

import contextlib
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import IO
from xml.sax.saxutils import escape

from oktodesk.media.intake.tables import letters
from oktodesk.uploads.export.cells import writable
from oktodesk.uploads.export.layout import Kept, Layout, Value
from oktodesk.uploads.rows import Row

MOST_ROWS = 1_048_576
"""Of a sheet, its heading included; what is more stands on another."""
MOST_BYTES = 1_000_000_000
"""Of a sheet unpacked: from 2 GB on an archive has another form, which not every program reads."""
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
"""Of a cell, in halves of UTF-16."""
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
"""The day 0 of Excel's calendar, as far as dates after February 1900 go."""
_FIGURE = re.compile(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{0,7}[1-9])?")
"""A cell of a person's own sheet that is a number there: it is written in no other way."""
_MOST_DIGITS = 11
"""Longer numbers are shown rounded: those are ids."""
_ESCAPED = re.compile("(?=_x[0-9A-Fa-f]{4}_)")
"""What Excel would take for an escaped sign, and how it is told that it is none."""
_HEADING, _TEXT, _TIME = 1, 2, 3
"""Places in the list of styles."""
_WIDTHS = {"source": 60, "name": 40, "mimeType": 14, "size": 14, "uploadId": 18, "mediaId": 18, "created": 20,
           "lastError": 40}  # fmt: skip
_USUAL_WIDTH = 16

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
"""Format 49 is "text": a cell that begins like a formula stays one that is read, also after it was edited."""


class WorkbookFile:
    """One sheet, and others where there are more rows than fit."""

    def __init__(self, file: IO[bytes], layout: Layout) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=4)
        self._layout = layout
        self._titles = _said_titles(layout.titles)[:MOST_COLUMNS]
        self._letters = [letters(column) for column in range(len(self._titles))]
        self._sheet: IO[bytes] | None = None
        self._sizes: list[int] = []
        """Rows of each sheet, its heading included."""
        self._headings: list[int] = []
        """The row of each sheet's heading; on the first one, what stood above it does so again."""
        self._bytes = 0

    def begin(self) -> None:
        """The heading."""
        self._open_sheet()

    def write(self, rows: Sequence[Row | Kept | None]) -> None:
        """One row of the sheet each."""
        for start in range(0, len(rows), 500):
            self._write_part(rows[start : start + 500])

    def finish(self) -> None:
        """The parts that tell of the sheets."""
        self._close_sheet()
        count = len(self._sizes)
        for name, content in (
            ("xl/styles.xml", _STYLES),
            ("xl/workbook.xml", self._workbook()),
            ("xl/_rels/workbook.xml.rels", _relations(count)),
            ("_rels/.rels", _relation_file(_relation(1, "officeDocument", "xl/workbook.xml"))),
            ("[Content_Types].xml", _content_types(count)),
        ):
            self._archive.writestr(name, content)
        self._archive.close()

    def abandon(self) -> None:
        """Close what is open, whatever becomes of it."""
        with contextlib.suppress(OSError, ValueError):
            if self._sheet is not None:
                self._sheet.close()
        with contextlib.suppress(OSError, ValueError):
            self._archive.close()

    def _write_part(self, rows: Sequence[Row | Kept | None]) -> None:
        while rows:
            room = MOST_ROWS - self._sizes[-1]
            if not room or self._bytes > MOST_BYTES:
                self._close_sheet()
                self._open_sheet()
                continue
            self._put("".join(self._row(self._layout.cells(row)) for row in rows[:room]))
            rows = rows[room:]

    def _open_sheet(self) -> None:
        self._sizes.append(0)
        self._bytes = 0
        self._sheet = self._archive.open(f"xl/worksheets/sheet{len(self._sizes)}.xml", "w")
        columns = "".join(
            f'<col min="{at}" max="{at}" width="{_width(title)}" customWidth="1"/>'
            for at, title in enumerate(self._titles, 1)
        )
        above = self._layout.above if len(self._sizes) == 1 else ()
        self._headings.append(len(above) + 1)
        self._put(
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            f'<pane ySplit="{len(above) + 1}" topLeftCell="A{len(above) + 2}" activePane="bottomLeft"'
            f' state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
        )
        self._put("".join(self._row(line) for line in above))
        self._put(self._row(self._titles, style=_HEADING))

    def _close_sheet(self) -> None:
        assert self._sheet is not None
        reach = f"{self._letters[-1]}{self._sizes[-1]}"
        self._put(
            f'</sheetData><autoFilter ref="A{self._headings[-1]}:{reach}"/>'
            f'<ignoredErrors><ignoredError sqref="A1:{reach}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
        )
        self._sheet.close()
        self._sheet = None

    def _put(self, text: str) -> None:
        assert self._sheet is not None
        content = text.encode()
        self._bytes += len(content)
        self._sheet.write(content)

    def _row(self, values: Sequence[Value], *, style: int = _TEXT) -> str:
        self._sizes[-1] += 1
        number = self._sizes[-1]
        theirs = range(self._layout.first_of_theirs, self._layout.first_of_theirs + len(self._layout.theirs))
        cells = "".join(
            _cell(f"{letter}{number}", value, style=style, may_be_figure=style == _TEXT and at in theirs)
            for at, (letter, value) in enumerate(zip(self._letters, values, strict=False))
            if value is not None and value != ""
        )
        return f'<row r="{number}">{cells}</row>'

    def _workbook(self) -> str:
        sheets, filters = "", ""
        for at, (rows, heading) in enumerate(zip(self._sizes, self._headings, strict=True), 1):
            name = "oktodesk" if at == 1 else f"oktodesk {at}"
            sheets += f'<sheet name="{name}" sheetId="{at}" r:id="rId{at}"/>'
            filters += (
                f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at - 1}" hidden="1">'
                f"'{name}'!$A${heading}:${self._letters[-1]}${rows}</definedName>"
            )
        return (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets><definedNames>{filters}</definedNames></workbook>"
        )


def _cell(place: str, value: Value, *, style: int, may_be_figure: bool) -> str:
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{_TIME}"><v>{(value - _EPOCH).total_seconds() / 86400:.10f}</v></c>'
    if isinstance(value, int):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = value or ""
    if may_be_figure and len(text) <= _MOST_DIGITS and text != "-0" and _FIGURE.fullmatch(text):
        return f'<c r="{place}"><v>{text}</v></c>'
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(text)}</t></is></c>'


def _text(text: str) -> str:
    if len(text) > MOST_CHARACTERS // 2:
        halves = text.encode("utf-16-le", "surrogatepass")[: 2 * MOST_CHARACTERS]
        text = halves.decode("utf-16-le", "ignore")
    plain = writable(text.replace("\r\n", "\n").replace("\r", "\n"))
    return escape(_ESCAPED.sub("_x005F", plain) if "_x" in plain else plain)


def _said_titles(titles: Sequence[str]) -> list[str]:
    """Times are told to be in UTC here: a date of a spreadsheet does not say so itself."""
    return ["created (UTC)" if title == "created" else title for title in titles]


def _width(title: str) -> int:
    return _WIDTHS.get(title.removesuffix(" (UTC)"), _USUAL_WIDTH)


def _relation(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relation_file(relations: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _relations(sheets: int) -> str:
    each = [_relation(at, "worksheet", f"worksheets/sheet{at}.xml") for at in range(1, sheets + 1)]
    return _relation_file("".join([*each, _relation(sheets + 1, "styles", "styles.xml")]))


def _content_types(sheets: int) -> str:
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{at}.xml", "worksheet") for at in range(1, sheets + 1)]
    overrides = "".join(
        f'<Override PartName="/xl/{name}" ContentType="{_TYPE}.{kind}+xml"/>' for name, kind in parts
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}</Types>"
    )
