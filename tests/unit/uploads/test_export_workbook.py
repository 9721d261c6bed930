"""Rows as an Excel workbook: of texts and figures, and nothing else."""

import asyncio
import csv
import errno
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from oktodesk.media.intake import from_file
from oktodesk.problems import LocalTrouble
from oktodesk.uploads.export import Format, export, workbook
from oktodesk.uploads.export.layout import BLANK, Layout
from oktodesk.uploads.export.survey import Place, in_their_places
from oktodesk.uploads.export.workbook import WorkbookFile
from oktodesk.uploads.rows import Query, Row, State
from oktodesk.uploads.store import Store
from tests.clock import FakeClock
from tests.unit.media.workbook import workbook as made
from tests.unit.uploads.test_export_cells import TEXTS

A, B, C = (f"https://a.example/{each}.mp4" for each in "abc")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(rows: Sequence[Row | None], *, theirs: tuple[str, ...] = ()) -> bytes:
    content = io.BytesIO()
    file = WorkbookFile(content, Layout([1], theirs=theirs))
    file.begin()
    file.write(rows)
    file.finish()
    return content.getvalue()


def cells_of(content: bytes, sheet: int = 0) -> list[list[object]]:
    return [
        list(row)
        for row in CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()
    ]


@settings(max_examples=60)
@given(TEXTS, TEXTS)
@example("<r><t>x</t></r></is></c><c r='Z9'><f>1+1</f></c><c><is><r></r>", "=HYPERLINK(1)")
@example("http://evil.example/", "internal:Sheet1!A1")
@example("_x0041_", "]]>&lt;<f>1</f>")
def test_a_workbook_holds_texts_only(name: str, title: str) -> None:
    row = Row(1, State.COMPLETE, A, name=name, columns={title: name})
    content = written([row], theirs=(title,))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == [
            "[Content_Types].xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/workbook.xml",
            "xl/worksheets/sheet1.xml",
        ]  # fmt: skip
        sheet = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        every = {name: archive.read(name) for name in archive.namelist()}
    assert {element.tag.removeprefix(MAIN) for element in sheet.iter()} <= {
        "worksheet", "sheetViews", "sheetView", "pane", "cols", "col", "sheetData", "row", "c", "v", "is", "t",
        "autoFilter", "ignoredErrors", "ignoredError",
    }  # fmt: skip
    assert not any(b"External" in part or b"ddeLink" in part for part in every.values())
    kinds = {(cell.get("t"), cell[0].tag.removeprefix(MAIN)) for cell in sheet.iter(f"{MAIN}c")}
    assert kinds <= {("inlineStr", "is"), (None, "v")}


@settings(max_examples=60)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
@example(" two  blanks ")
@example("a\nb")
@example("\u202egnp.exe")
def test_texts_come_back_as_they_were(name: str) -> None:
    (_, row) = cells_of(written([Row(1, State.COMPLETE, A, name=name)]))
    assert row[1] == name.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def test_ids_are_texts_sizes_figures_and_times_dates_in_utc() -> None:
    row = Row(
        1, State.COMPLETE, A, size_bytes=5_000_000_000, media_id="026000000000001", created_at=1_760_000_000.9,
        columns={"Budget": "1200", "No": "007", "Id": "026000000000001", "Long": "123456789012", "E": "1e5"},
    )  # fmt: skip
    heading, cells = cells_of(written([row], theirs=tuple(row.columns)))
    found = dict(zip(map(str, heading), cells, strict=True))
    assert (found["size"], found["mediaId"]) == (5e9, "026000000000001")
    assert str(found["created (UTC)"]) == "2025-10-09 08:53:20"
    assert (found["Budget"], found["No"], found["Id"]) == (1200.0, "007", "026000000000001")
    assert (found["Long"], found["E"]) == ("123456789012", "1e5")


def test_what_excel_would_take_for_an_escape_is_told_to_be_none() -> None:
    with zipfile.ZipFile(io.BytesIO(written([Row(1, State.COMPLETE, A, name="a_x0041_x0042_")]))) as archive:
        assert b">a_x005F_x0041_x005F_x0042_<" in archive.read("xl/worksheets/sheet1.xml")


def test_no_cell_is_longer_than_excel_takes() -> None:
    (_, row) = cells_of(written([Row(1, State.COMPLETE, A, name="\U0001f600" * 40_000)]))
    assert row[1] == "\U0001f600" * 16_383


def test_more_rows_than_a_sheet_holds_stand_on_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    content = written([Row(at, State.COMPLETE, A, name=str(at)) for at in range(1, 6)])
    assert [[row[1] for row in cells_of(content, sheet)] for sheet in range(3)] == [
        ["name", "1", "2"], ["name", "3", "4"], ["name", "5"],
    ]  # fmt: skip


def exported(folder: Path, sheet: Path, target: Path, *, batch: bool = False) -> int:
    async def main() -> int:
        store = await Store.open(folder / "account", clock=FakeClock())
        try:
            keys = await store.add_links(from_file(sheet).links, checked=True)
            query = Query()
            if batch:
                others = await store.add_links(from_file(_other(folder)).links, checked=True)
                batch_made = await store.create_batch("one", [*keys[::-1], *others], 0.0)
                query = Query(batch_id=batch_made.id)
            return await export(store, target, query=query, kind=Format(target.suffix[1:]))
        finally:
            await store.close()

    return asyncio.run(main())


def _other(folder: Path) -> Path:
    (folder / "other.txt").write_text(C)
    return folder / "other.txt"


TABLE = (
    ("Owner", "Link", "Budget", "Name"),
    ("Jane", A, 1200, "Spring"),
    (None, None, None, None),
    ("=SUM(1)", B, "007", "Summer"),
)


def test_an_imported_sheet_comes_back_as_a_copy_with_columns_on_the_right(tmp_path: Path) -> None:
    sheet, target = tmp_path / "films.xlsx", tmp_path / "copy.xlsx"
    sheet.write_bytes(made({"Films": TABLE}))
    assert exported(tmp_path, sheet, target) == 2
    heading, first, blank, second = cells_of(target.read_bytes())
    assert heading[:5] == ["Owner", "Link", "Budget", "Name", "state"]
    assert first[:5] == ["Jane", A, 1200.0, "Spring", "ready"]
    assert set(blank) == {""}
    assert second[:5] == ["=SUM(1)", B, "007", "Summer", "ready"]
    assert heading.count("mediaId") == 1


def test_a_batch_s_sheet_has_what_was_added_to_it_below(tmp_path: Path) -> None:
    sheet, target = tmp_path / "films.csv", tmp_path / "copy.csv"
    sheet.write_text(f'Notes,url\n"two\nlines",{A}\n\nlast,{B}\n')
    assert exported(tmp_path, sheet, target, batch=True) == 3
    lines = list(csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline="")))
    assert [line[:3] for line in lines] == [
        ["Notes", "url", "source"], ["two\nlines", A, A], ["", "", ""], ["last", B, B], ["", "", C],
    ]  # fmt: skip


@pytest.mark.parametrize("kind", list(Format))
def test_a_full_disk_is_told_and_leaves_nothing(
    tmp_path: Path, kind: Format, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.FileIO):
        def write(self, content: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    sheet = tmp_path / "films.csv"
    sheet.write_text(f"url\n{A}\n")
    monkeypatch.setattr("os.fdopen", Full)
    with pytest.raises(LocalTrouble) as caught:
        exported(tmp_path, sheet, tmp_path / f"copy.{kind.value}")
    assert caught.value.problem.id == "disk_full"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["account", "films.csv"]


def places(*lines: tuple[int, int, int]) -> list[int]:
    return in_their_places([Place(key, line, line, replaced_by) for key, line, replaced_by in lines])


def test_what_was_tried_again_stands_on_its_line_once() -> None:
    assert places((1, 2, 9), (2, 3, 0), (3, 5, 0), (9, 2, 0)) == [9, 2, BLANK, 3]
    assert places((1, 2, 9), (2, 3, 0)) == [1, 2]  # what replaced it is not shown


def test_several_links_of_a_line_and_several_sheets_follow_each_other() -> None:
    assert places((1, 2, 0), (2, 2, 0), (3, 4, 0), (4, 2, 0), (5, 3, 0)) == [1, 2, BLANK, 3, 4, 5]
