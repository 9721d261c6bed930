"""What calamine does not tell of an Excel workbook: addresses behind cells, and how far the cells reach.

ECMA-376, 18.3.1.47 (``hyperlink``) and the ``HYPERLINK`` function for cells that show another text ("Download").
calamine (0.36) makes room for every place up to the last cell, and ends the program where there is not enough:
so a workbook is measured before it is opened.
"""

import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from xml.parsers import expat

import msgspec

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
"""What all parts together may unpack to; more is no list of links."""
MOST_SHEETS = 500
MOST_PLACES = 4_000_000
"""Rows by columns of all sheets that are listed, some 130 MB in calamine's memory."""
MOST_ROWS = 1_048_576
"""Of a sheet, as Excel has it; some files only consist of empty ones."""
MOST_CHARACTERS = 64 * 1024 * 1024
"""Of all cells: a text is kept once in the file and once a cell in memory."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,9})")
_CELL = re.compile(rb"<c[\s/>]")
_PLAIN_CELL = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,9})"(?: (?:s|t|cm|vm)="[a-zA-Z0-9]*")* ?/?>')
_ROW = re.compile(rb"<row[\s/>]")
_PLAIN_ROW = re.compile(rb'<row r="[0-9]{1,9}"(?: (?!r=)[\w.:]+="[^"<>&]*")* ?/?>')
_PREFIXED = re.compile(rb"<[\w.-]+:(?:c|row|hyperlink)[\s/>]")
_CALL = re.compile(rb"HYPERLINK\s*\(", re.IGNORECASE)
_LINK = re.compile(rb"<hyperlink[\s/>]")
_PLAIN_LINK = re.compile(rb'<hyperlink((?: [\w.:]+="[^"<>&]*")*) ?/>')
_PLAIN_VALUE = re.compile(r'([\w.:]+)="([^"]*)"')
_FUNCTION = re.compile(r'^\s*HYPERLINK\(\s*"([^"]+)"', re.IGNORECASE)

Place = tuple[int, int]
"""Row, counted from 1, and column, counted from 0."""
_Start = Callable[[str, Mapping[str, str]], None]


class BadWorkbook(Exception):
    """The file can't be read as a spreadsheet."""


def cell_links(content: bytes) -> dict[str, dict[Place, str]]:
    """Sheet name to place to address, for a workbook that is fit to be opened; else raises ``BadWorkbook``."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = _unpacked(archive)
    except Exception as error:
        raise BadWorkbook(str(error) or type(error).__name__) from error
    targets = _relations(parts, "xl/workbook.xml")
    named = [
        (name, posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/"))
        for name, relation in _sheet_names(parts.get("xl/workbook.xml", b""))
    ]
    if len(named) > MOST_SHEETS:
        raise BadWorkbook(f"{len(named)} sheets")
    lengths = [_lengths(part) for path, part in parts.items() if path.lower().endswith("sharedstrings.xml")]
    texts = max(lengths, key=len, default=array("Q"))
    seen = {path: _look(part, texts) for path, part in parts.items() if b"sheetData" in part}
    _measure([seen[path] for _, path in named if path in seen])  # several names may stand for one part
    return {name: _addresses(seen[path], _relations(parts, path)) for name, path in named if path in seen}


def _measure(sheets: Sequence["_Sheet"]) -> None:
    """Raises ``BadWorkbook`` for more than calamine may be asked to make room for."""
    places = sum(sheet.rows * sheet.columns for sheet in sheets)
    if places > MOST_PLACES:
        reach = max(sheets, key=lambda sheet: sheet.rows * sheet.columns)
        raise BadWorkbook(f"cells reach over {reach.rows} rows and {reach.columns} columns, {places} in all")
    if (characters := sum(sheet.characters for sheet in sheets)) > MOST_CHARACTERS:
        raise BadWorkbook(f"{characters} characters in all cells")


class _Sheet(msgspec.Struct):
    """What one walk through a sheet gathers."""

    row: int = 0
    column: int = -1
    rows: int = 0
    columns: int = 0
    characters: int = 0
    """Of the texts that cells share."""
    functions: dict[Place, str] = {}
    relations: dict[Place, str] = {}

    def note_link(self, values: Mapping[str, str]) -> None:
        """An address behind a cell, or behind the first of several."""
        place = _place(values.get("ref", "").partition(":")[0])
        if place:
            self.relations.setdefault(place, _relation_id(values))


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """All parts; no longer than their sum allows, whatever the archive says of them."""
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        with archive.open(entry) as part:
            parts[entry.filename.lstrip("/")] = content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise ValueError(f"more than {MAX_UNPACKED_BYTES} bytes unpacked")
    return parts


def _lengths(content: bytes) -> "array[int]":
    """How long each of the shared texts is; raises ``BadWorkbook`` for more than there can be cells."""
    lengths = array("Q")

    def start(tag: str, _values: Mapping[str, str]) -> None:
        if tag == "si":
            lengths.append(0)
            if len(lengths) > MOST_PLACES:
                raise BadWorkbook(f"more than {MOST_PLACES} texts")

    def text(_tag: str, said: str) -> None:
        if lengths:
            lengths[-1] += len(said)

    _walk(content, start, text)
    return lengths


def _look(content: bytes, texts: "array[int]") -> _Sheet:
    """What a sheet holds. ``texts``: the lengths of what its cells may share. Raises ``BadWorkbook``."""
    longest = max(texts, default=0)
    sheet = _glance(content, longest) or _stroll(content, longest)
    if sheet.characters > MOST_CHARACTERS:  # if all were the longest one: count again, and exactly
        sheet.characters = _shared_characters(content, texts)
    return sheet


def _glance(content: bytes, longest: int) -> _Sheet | None:
    """A sheet as programs write it, in a tenth of a walk's time; None: it has to be walked through.

    Every tag of a cell, row or link must be of the plainest form, or something could hide in another.
    """
    cells = _PLAIN_CELL.findall(content)
    links = _PLAIN_LINK.findall(content)
    is_plain = (
        b"<!" not in content
        and not _PREFIXED.search(content)
        and not _CALL.search(content)
        and len(cells) == len(_CELL.findall(content))
        and len(_PLAIN_ROW.findall(content)) == len(_ROW.findall(content))
        and len(links) == len(_LINK.findall(content))
    )
    rows = max((int(row) for _, row in cells), default=0)
    columns = max((_column(name.decode()) for name in {name for name, _ in cells}), default=-1) + 1
    if not is_plain or rows * columns > MOST_PLACES or content.count(b"<row") > MOST_ROWS:
        return None
    sheet = _Sheet(rows=rows, columns=columns, characters=content.count(b' t="s"') * longest)
    for link in links:
        sheet.note_link(dict(_PLAIN_VALUE.findall(link.decode())))
    return sheet


def _stroll(content: bytes, longest: int) -> _Sheet:
    """Tag by tag; raises ``BadWorkbook`` for more rows than there can be."""
    sheet = _Sheet()
    rows = 0

    def start(tag: str, values: Mapping[str, str]) -> None:
        nonlocal rows
        if tag == "row":
            rows += 1
            if rows > MOST_ROWS:
                raise BadWorkbook(f"more than {MOST_ROWS} rows")
            sheet.row = _number(values.get("r", "")) or sheet.row + 1
            sheet.column = -1
        elif tag == "c":
            sheet.row, sheet.column = _place(values.get("r", "")) or (sheet.row, sheet.column + 1)
            sheet.characters += longest if values.get("t") == "s" else 0
        elif tag in ("v", "is", "f"):  # a cell that only has a colour takes no room
            sheet.rows, sheet.columns = max(sheet.rows, sheet.row), max(sheet.columns, sheet.column + 1)
        elif tag == "hyperlink":
            sheet.note_link(values)

    def text(tag: str, said: str) -> None:
        if tag == "f" and (function := _FUNCTION.match(said)):
            sheet.functions.setdefault((sheet.row, sheet.column), function[1])

    _walk(content, start, text if b"HYPERLINK" in content.upper() else None)
    return sheet


def _shared_characters(content: bytes, texts: "array[int]") -> int:
    characters, is_shared = 0, False

    def start(tag: str, values: Mapping[str, str]) -> None:
        nonlocal is_shared
        if tag == "c":
            is_shared = values.get("t") == "s"

    def text(tag: str, said: str) -> None:
        nonlocal characters
        number = _number(said.strip()) if tag == "v" and is_shared else len(texts)
        characters += texts[number] if number < len(texts) else 0

    _walk(content, start, text)
    return characters


def _addresses(sheet: _Sheet, targets: Mapping[str, str]) -> dict[Place, str]:
    linked = {place: targets.get(relation, "") for place, relation in sheet.relations.items()}
    return {place: address for place, address in (sheet.functions | linked).items() if address}


def _sheet_names(content: bytes) -> list[tuple[str, str]]:
    """Names of the sheets, and the ids under which their parts are listed."""
    found: list[tuple[str, str]] = []

    def start(tag: str, values: Mapping[str, str]) -> None:
        if tag == "sheet":
            found.append((values.get("name", ""), _relation_id(values)))

    _walk(content, start)
    return found


def _relations(parts: Mapping[str, bytes], path: str) -> dict[str, str]:
    """Ids of what a part refers to, and where that is."""
    folder, name = posixpath.split(path)
    found: dict[str, str] = {}

    def start(tag: str, values: Mapping[str, str]) -> None:
        if tag == "Relationship":
            found[values.get("Id", "")] = values.get("Target", "")

    listed = parts.get(f"{folder}/_rels/{name}.rels")
    if listed is not None:
        _walk(listed, start)
    return found


def _relation_id(values: Mapping[str, str]) -> str:
    return next((value for name, value in values.items() if name.endswith(":id")), "")


def _place(reference: str) -> Place | None:
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return None
    return int(match[2]), _column(match[1])


def _column(letters: str) -> int:
    """Counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _walk(content: bytes, start: _Start, text: Callable[[str, str], None] | None = None) -> None:
    """Go through a part once; ``text`` gets what follows a tag. Names lose their prefix.

    A part that declares entities, as no program writes it, raises ``BadWorkbook``.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    current = ""

    def begin(tag: str, values: dict[str, str]) -> None:
        nonlocal current
        current = tag.rpartition(":")[2] if ":" in tag else tag
        start(current, values)

    def refuse(*_: object) -> None:
        raise BadWorkbook("a part that declares entities")

    parser.StartElementHandler = begin
    parser.EntityDeclHandler = refuse
    if text is not None:
        parser.CharacterDataHandler = lambda said: text(current, said)
    try:
        parser.Parse(content, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise BadWorkbook(str(error)) from error
