"""Spreadsheet files as marketers and agencies keep their links in."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from oktodesk.media.intake import from_file, sheet_parts
from oktodesk.media.intake.sheet_parts import BadWorkbook
from oktodesk.media.intake.workbooks import read_workbook
from oktodesk.media.report import Intake
from tests.unit.media.workbook import workbook

A, B = "https://cdn.acme.com/a.mp4", "https://cdn.acme.com/b.mp4"
TABLE = (
    ("Name", "SOURCE", "Mime Type", "meant for", "Budget"),
    ("Spring", A, "video/mp4", "LinkedIn, X", 1200),
    (None, None, None, None, None),
    ("Summer", B, None, "instagram", 0.5),
    ("Autumn", "soon", None, None, None),
)


def test_a_table_with_names_types_networks_and_other_columns() -> None:
    found = read_workbook(workbook({"Films": TABLE}), origin="films.xlsx")
    first, second = found.links
    assert (first.source, first.name, first.mime_type, first.meant_for) == (
        A, "Spring", "video/mp4", ("LinkedIn", "Twitter"),
    )  # fmt: skip
    assert (first.origin, first.line, [*first.columns.values()]) == ("films.xlsx", 2, [*map(str, TABLE[1])])
    assert (second.line, second.columns["Budget"], second.meant_for) == (4, "0.5", ("Instagram",))
    assert list(first.columns) == list(second.columns) == [*TABLE[0]]
    (reject,) = found.rejects
    assert (reject.text, reject.line, reject.problem.id) == ("Autumn soon", 5, "list_line_rejected")


def test_a_title_above_the_header_is_no_mistake() -> None:
    found = read_workbook(workbook({"Films": (("Campaign films, Q3",), (), *TABLE[:2])}))
    assert ([link.source for link in found.links], found.rejects) == ([A], ())
    assert found.links[0].line == 4


def test_addresses_behind_cells_count_where_none_is_written() -> None:
    rows = (("Film", "Link"), ("Spring", "Download"), ("Summer", B), ("Autumn", "open"))
    made = workbook(
        {"Films": rows},
        links={"B2": A, "B3": "https://acme.com/elsewhere"},
        formulas={"B4": 'HYPERLINK("https://cdn.acme.com/c.mp4?a=1&b=2","open")'},
    )
    found = read_workbook(made)
    assert [link.source for link in found.links] == [A, B, "https://cdn.acme.com/c.mp4?a=1&b=2"]
    assert found.rejects == ()


def test_a_name_that_is_itself_the_link() -> None:
    found = read_workbook(workbook({"Films": (("Spring film",),)}, links={"A1": A}))
    assert [link.source for link in found.links] == [A]


def test_hidden_sheets_and_sheets_without_links_say_nothing_beside_others() -> None:
    sheets = {"Films": TABLE[:2], "Notes": (("Ask Dana",),), "Old": (("source",), (B,)), "More": ((B,),)}
    found = read_workbook(workbook(sheets, hidden=("Old",)))
    assert [link.source for link in found.links] == [A, B]
    assert found.rejects == ()


def test_a_workbook_without_links_tells_its_rows() -> None:
    found = read_workbook(workbook({"Notes": (("Ask Dana",), ("and Tom",))}), origin="notes.xlsx")
    assert [reject.line for reject in found.rejects] == [1, 2]


def test_a_sheet_of_which_rows_would_be_lost_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("oktodesk.media.intake.workbooks.MOST_ROWS", 2)
    assert len(read_workbook(workbook({"Films": ((A,), (B,))})).links) == 2
    with pytest.raises(BadWorkbook, match="more than 2 rows in Films"):
        read_workbook(workbook({"Films": ((A,), (B,), (A,))}))


def test_a_dropped_file(tmp_path: Path) -> None:
    path = tmp_path / "Films.XLSX"
    path.write_bytes(workbook({"Films": TABLE}))
    assert len(from_file(path).links) == 2
    path.write_bytes(workbook({"Films": ()}))
    assert [reject.problem.id for reject in from_file(path).rejects] == ["nothing_dropped"]


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04" + bytes(50), b"words", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 20]
)
def test_what_is_no_workbook_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(BadWorkbook):
        read_workbook(content)


def test_a_workbook_that_unpacks_to_gigabytes_is_not_opened() -> None:
    packed = BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w") as part,
    ):
        for _ in range(130):
            part.write(bytes(1024 * 1024))
    assert len(packed.getvalue()) < 1024 * 1024
    with pytest.raises(BadWorkbook, match="unpacked"):
        read_workbook(packed.getvalue())


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="A1048576"><v>1</v></c><c r="J1048576"><v>1</v></c></row>',
    ],
)
def test_a_cell_at_the_far_end_does_not_end_the_program(cells: str) -> None:
    with pytest.raises(BadWorkbook, match="1048576 rows"):
        read_workbook(workbook({"Films": TABLE}, more=cells))


def test_cells_that_only_have_a_colour_take_no_room() -> None:
    made = workbook({"Films": TABLE}, more='<row r="1048576"><c r="XFD1048576" s="0"/></row>')
    assert len(read_workbook(made).links) == 2


def test_a_workbook_that_claims_to_be_large_is_read_all_the_same() -> None:
    made = workbook({"Films": TABLE}, dimension="A1:XFD1048576")
    assert len(read_workbook(made).links) == 2


def test_a_glance_at_a_sheet_sees_what_a_walk_does() -> None:
    content = workbook({"A": TABLE}, links={"A2": A, "B4": B})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    seen = sheet_parts._glance(sheet, 7)
    walked = sheet_parts._stroll(sheet, 7)
    assert seen is not None
    assert seen == msgspec.structs.replace(walked, row=seen.row, column=seen.column)


@pytest.mark.parametrize(
    "hidden",
    [
        b"<c r='XFD1048576'><v>1</v></c>", b'<c r="&#88;FD1048576"><v>1</v></c>', b"<c><v>1</v></c>",
        b'<x:c r="XFD1048576"><v>1</v></x:c>', b'<c s="1" r="XFD1048576"><v>1</v></c>',
        b'<c\nr="XFD1048576"><v>1</v></c>', b'<c r="A1"><f>HYPERLINK("https://a.example")</f></c>',
    ],
)  # fmt: skip
def test_cells_of_another_form_are_walked_through(hidden: bytes) -> None:
    assert sheet_parts._glance(b'<sheetData><row r="1">' + hidden + b"</row></sheetData>", 0) is None


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "hyperlink HYPERLINK"><!ENTITY b "&a;&a;&a;">]>'
    made = workbook({"Films": ((B,), ("x",))}, links={"A2": A}, prolog=bomb)
    assert read_or_none(made) in (None, [B])


def test_no_workbook_crashes() -> None:
    made, dice = workbook({"Films": TABLE}, links={"B4": A}), random.Random(7)
    for _ in range(300):
        damaged = bytearray(made)
        for _ in range(dice.randrange(1, 12)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        read_or_none(bytes(damaged[: dice.randrange(len(damaged) // 2, len(damaged) + 1)]))
    for _ in range(300):
        read_or_none(_with_damaged_part(made, dice))


def read_or_none(content: bytes) -> list[str] | None:
    try:
        found: Intake = read_workbook(content)
    except BadWorkbook:
        return None
    return [link.source for link in found.links]


def _with_damaged_part(made: bytes, dice: random.Random) -> bytes:
    """The archive is whole, what is in it is not."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(made)) as old, zipfile.ZipFile(packed, "w") as new:
        parts = old.namelist()
        broken = dice.choice(parts)
        for name in parts:
            content = bytearray(old.read(name))
            for _ in range(dice.randrange(1, 6) if name == broken else 0):
                content[dice.randrange(len(content))] = dice.randrange(256)
            new.writestr(name, bytes(content))
    return packed.getvalue()
