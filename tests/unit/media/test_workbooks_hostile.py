"""Workbooks made to end the program: each is refused before calamine, which aborts for want of memory, sees it."""

import zipfile
from io import BytesIO

import pytest

from oktodesk.media.intake import sheet_parts
from oktodesk.media.intake.sheet_parts import BadWorkbook
from oktodesk.media.intake.workbooks import read_workbook

NAMESPACES = (
    'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def workbook(body: str, *, names: int = 1, texts: str = "") -> bytes:
    """One sheet under as many names."""
    sheets = "".join(f'<sheet name="S{number}" sheetId="{number}" r:id="a"/>' for number in range(1, names + 1))
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "_rels/.rels",
            f"<Relationships {PACKAGE}>"
            f'<Relationship Id="b" Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr("xl/workbook.xml", f"<workbook {NAMESPACES}><sheets>{sheets}</sheets></workbook>")
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships {PACKAGE}><Relationship Id="a" Type="{KINDS}/worksheet" Target="worksheets/one.xml"/>'
            f'<Relationship Id="c" Type="{KINDS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/one.xml", f"<worksheet {NAMESPACES}><sheetData>{body}</sheetData></worksheet>"
        )
        archive.writestr("xl/sharedStrings.xml", f"<sst {NAMESPACES}>{texts}</sst>")
    return packed.getvalue()


def shared(*numbers: int) -> str:
    return "<row>" + "".join(f'<c t="s"><v>{number}</v></c>' for number in numbers) + "</row>"


LINK, LONG = "<si><t>https://a.example/a.mp4</t></si>", f"<si><t>{'x' * 30_000}</t></si>"


def test_a_long_text_that_thousands_of_cells_share_is_counted_once_a_cell() -> None:
    content = workbook(shared(*[1] * 10) * 300, texts=LINK + LONG)
    assert len(content) < 10_000
    with pytest.raises(BadWorkbook, match="90000000 characters"):
        read_workbook(content)


def test_a_long_text_beside_thousands_of_short_ones_is_a_list() -> None:
    content = workbook(shared(*[0] * 10) * 300 + shared(1), texts=LINK + LONG)
    assert len(read_workbook(content).links) == 1


def test_one_sheet_under_many_names_is_counted_once_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_PLACES", 2_000)
    assert read_workbook(workbook(shared(0) * 100, names=20, texts=LINK)).links
    with pytest.raises(BadWorkbook, match="2100 in all"):
        read_workbook(workbook(shared(0) * 100, names=21, texts=LINK))


def test_thousands_of_sheets() -> None:
    with pytest.raises(BadWorkbook, match="501 sheets"):
        read_workbook(workbook(shared(0), names=501, texts=LINK))


def test_rows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_ROWS", 1_000)
    with pytest.raises(BadWorkbook, match="more than 1000 rows"):
        read_workbook(workbook('<row r="1"/>' * 1_001))


def test_texts_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_parts, "MOST_PLACES", 1_000)
    with pytest.raises(BadWorkbook, match="more than 1000 texts"):
        read_workbook(workbook(shared(0), texts="<si/>" * 1_001))


@pytest.mark.parametrize("place", range(0, 1_200, 7))
def test_archives_with_a_wrong_byte_are_read_or_refused(place: int) -> None:
    content = bytearray(workbook(shared(0), texts=LINK))
    content[place % len(content)] ^= 0xFF
    try:
        read_workbook(bytes(content))
    except BadWorkbook as error:
        assert str(error)  # noqa: PT017 - it may as well be read
