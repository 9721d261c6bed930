"""A sheet that was dropped comes back with every line it had, ours filled in on the right or a reason."""

import asyncio
import csv
import io
import json
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from oktodesk.api.wire import Upload
from oktodesk.media.intake import from_file, from_text, merge
from oktodesk.media.report import Intake
from oktodesk.problems import Problem
from oktodesk.uploads.export import Format, export
from oktodesk.uploads.export.arranging import layout_of
from oktodesk.uploads.export.layout import chunks
from oktodesk.uploads.rows import Filter, Query, Row, State
from oktodesk.uploads.store import LinkChange, Store
from oktodesk.uploads.store.connection import connect
from oktodesk.uploads.store.rescue import mended
from oktodesk.uploads.store.salvage import Remembered, restored, salvage
from tests.clock import FakeClock
from tests.unit.media.workbook import workbook as made

A, B, C, D = (f"https://a.example/{each}.mp4" for each in "abcd")
SHEET = (
    "Owner;url;Note\n"
    f"Jane;{A};first\n"
    "Tom;;to come\n"
    f"Ann;{A};the same again\n"
    "\n"
    "Eve;ftp://a.example/x.mp4;old server\n"
    f"Bob;{B};last\n"
)


def with_store(folder: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    async def main() -> None:
        store = await Store.open(folder / "account", clock=FakeClock())
        try:
            await work(store)
        finally:
            await store.close()

    asyncio.run(main())


async def taken(store: Store, intake: Intake) -> list[int]:
    return await store.add_links(intake.links, checked=True, sheets=intake.sheets)


async def arrived(store: Store, key: int, media_id: str) -> None:
    await store.create_batch("one", [key], 0.0)
    await store.begin_intent(key, FakeClock().now(), 0.0)
    row = await store.row(key)
    assert row is not None
    await store.cross_over(key, Upload(f"0up{media_id}", "complete", source=row.source, media_id=media_id))


def csv_lines(target: Path) -> list[dict[str, str]]:
    lines = [*csv.reader(io.StringIO(target.read_text("utf-8-sig"), newline=""))]
    return [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]


def test_every_line_of_a_csv_comes_back_with_ours_or_a_reason(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    target = tmp_path / "copy.csv"

    async def work(store: Store) -> None:
        first, _second = await taken(store, from_file(tmp_path / "films.csv"))
        await arrived(store, first, "026000000000001")
        assert await export(store, target, query=Query()) == 3

    with_store(tmp_path, work)
    lines = csv_lines(target)
    assert [line["Owner"] for line in lines] == ["Jane", "Tom", "Ann", "", "Eve", "Bob"]
    assert [line["Note"] for line in lines][1:3] == ["to come", "the same again"]
    jane, tom, ann, empty, eve, bob = lines
    assert jane["mediaId"] == ann["mediaId"] == "026000000000001"  # a double has its first's
    assert not any(empty.values())
    assert (tom["state"], tom["lastError"]) == ("", "Line 3 of films.csv holds no link")
    assert eve["url"] == "ftp://a.example/x.mp4"
    assert "ftp" in eve["lastError"]
    assert bob["state"] == State.READY.value


def test_a_workbook_comes_back_with_its_title_and_all_lines(tmp_path: Path) -> None:
    table = (("Campaign films, Q3",), (), ("Owner", "Link"), ("Tom", "to come"), ("Jane", A), ("Ann", A))
    (tmp_path / "films.xlsx").write_bytes(made({"Films": table, "More": (("Link",), (B,), ("none",))}))
    target = tmp_path / "copy.xlsx"

    async def work(store: Store) -> None:
        await taken(store, from_file(tmp_path / "films.xlsx"))
        await export(store, target, kind=Format.XLSX)

    with_store(tmp_path, work)
    lines = CalamineWorkbook.from_filelike(io.BytesIO(target.read_bytes())).get_sheet_by_index(0).to_python()
    assert [line[:2] for line in lines] == [
        ["Campaign films, Q3", ""], ["", ""], ["Owner", "Link"], ["Tom", "to come"], ["Jane", A], ["Ann", A],
        ["", B], ["", "none"],
    ]  # fmt: skip
    assert from_file(target).links[0].columns["Owner"] == "Jane"  # and can be dropped again


def test_what_was_taken_out_of_the_list_or_stands_elsewhere_keeps_its_line(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(f"url,Owner\n{A},Jane\n{B},Tom\n{C},Ann\n{D},Bob\n")
    target = tmp_path / "copy.csv"

    async def work(store: Store) -> None:
        (used,) = await taken(store, from_text(C))
        await arrived(store, used, "026000000000003")
        keys = await taken(store, from_file(tmp_path / "films.csv"))
        await store.update_links([LinkChange(key=key, state=State.DROPPED) for key in keys[1:3]])
        batch = await store.create_batch("one", [keys[0], used], 0.0)
        await export(store, target, query=Query(batch_id=batch.id))

    with_store(tmp_path, work)
    jane, tom, ann, bob = csv_lines(target)
    assert (jane["Owner"], jane["state"]) == ("Jane", "waiting")
    assert (tom["Owner"], tom["state"]) == ("Tom", "")  # removed
    assert (ann["Owner"], ann["mediaId"]) == ("Ann", "026000000000003")  # "Use that one"
    assert (bob["Owner"], bob["state"]) == ("Bob", "ready")  # not in the batch yet


def test_among_other_rows_the_lines_without_a_link_come_below_them(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    target = tmp_path / "all.csv"

    async def work(store: Store) -> None:
        await taken(store, from_text(C))
        first, _second = await taken(store, from_file(tmp_path / "films.csv"))
        await arrived(store, first, "026000000000001")
        await export(store, target)

    with_store(tmp_path, work)
    lines = csv_lines(target)
    told = [(line["source"], line["Owner"], line["mediaId"], line["lastError"]) for line in lines]
    assert sorted(told[:3]) == [(A, "Jane", "026000000000001", ""), (B, "Bob", "", ""), (C, "", "", "")]
    assert told[3:5] == [
        ("", "Tom", "", "Line 3 of films.csv holds no link"),
        (A, "Ann", "026000000000001", ""),  # the double
    ]
    assert (lines[5]["Owner"], lines[5]["url"], len(lines)) == ("Eve", "ftp://a.example/x.mp4", 6)

    async def only_some(store: Store) -> None:
        assert await export(store, target, query=Query(search="c.mp4")) == 1

    with_store(tmp_path, only_some)
    assert [line["source"] for line in csv_lines(target)] == [C]


def test_for_programs_lines_without_a_row_stand_beside_the_rows(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    target = tmp_path / "all.json"

    async def work(store: Store) -> None:
        await taken(store, from_file(tmp_path / "films.csv"))
        assert await export(store, target, kind=Format.JSON) == 2

    with_store(tmp_path, work)
    found = json.loads(target.read_text())
    assert sorted(row["columns"]["Owner"] for row in found["rows"]) == ["Bob", "Jane"]
    assert [(line["columns"]["Owner"], line["source"], line["lastError"]) for line in found["lines"]] == [
        ("Tom", "", "Line 3 of films.csv holds no link"),
        ("Ann", A, ""),
        ("Eve", "", "Oktopost can't fetch ftp links"),
    ]

    async def only_some(store: Store) -> None:
        assert await export(store, target, kind=Format.JSON, query=Query(search="b.mp4")) == 1

    with_store(tmp_path, only_some)
    assert list(json.loads(target.read_text())) == ["rows"]


def test_two_lists_come_back_one_below_the_other_and_then_the_rest(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    more = (("Autumn, draft",), ("link", "Note", "Cost"), (D, "new", 7), (A, "old", 9), ("later", "open", 1))
    (tmp_path / "more.xlsx").write_bytes(made({"More": more}))
    target = tmp_path / "batch.csv"

    async def work(store: Store) -> None:
        both = merge(from_text(C), from_file(tmp_path / "films.csv"), from_file(tmp_path / "more.xlsx"))
        keys = await taken(store, both)
        await taken(store, from_text("https://a.example/another.mp4"))
        batch = await store.create_batch("both", keys, 0.0)
        await export(store, target, query=Query(batch_id=batch.id))

    with_store(tmp_path, work)
    lines = csv_lines(target)
    told = [(line["Owner"], line["url"], line["Note"], line["link"], line["Cost"]) for line in lines]
    assert told == [
        ("Jane", A, "first", "", ""),
        ("Tom", "", "to come", "", ""),
        ("Ann", A, "the same again", "", ""),
        ("", "", "", "", ""),
        ("Eve", "ftp://a.example/x.mp4", "old server", "", ""),
        ("Bob", B, "last", "", ""),
        ("", "", "", "Autumn, draft", ""),  # what stood above the second list
        ("", "", "new", D, "7"),
        ("", "", "old", A, "9"),
        ("", "", "open", "later", "1"),
        ("", "", "", "", ""),
    ]
    assert [line["state"] for line in lines] == [
        *("waiting", "", "waiting", "", "", "waiting"),
        *("", "waiting", "waiting", "", "waiting"),
    ]
    assert (lines[-1]["source"], lines[9]["lastError"]) == (C, "Line 5 of more.xlsx holds no link")


def test_an_upload_that_only_joined_a_batch_brings_no_older_sheet_along(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    (tmp_path / "more.csv").write_text(f"link,Cost\n{A},7\n{D},9\n")
    target = tmp_path / "batch.csv"
    clock = FakeClock()

    async def main() -> None:
        store = await Store.open(tmp_path / "account", clock=clock)
        first, _second = await taken(store, from_file(tmp_path / "films.csv"))
        await arrived(store, first, "026000000000001")
        clock.advance(60.0)
        _known, new = await taken(store, from_file(tmp_path / "more.csv"))
        batch = await store.create_batch("two", [first, new], 0.0)  # "Use that one"
        await export(store, target, query=Query(batch_id=batch.id))
        await store.close()

    asyncio.run(main())
    lines = csv_lines(target)
    assert [(line["link"], line["Cost"], line["mediaId"]) for line in lines] == [
        (A, "7", "026000000000001"),
        (D, "9", ""),
    ]
    assert "Owner" not in lines[0]


def test_of_two_lists_a_filter_leaves_the_hidden_rows_lines_empty(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(f"url,Owner\n{A},Jane\n{B},Tom\n")
    (tmp_path / "more.csv").write_text(f"url,Owner\n{C},Ann\n{A},Bob\n")
    target = tmp_path / "batch.csv"

    async def work(store: Store) -> None:
        both = merge(from_file(tmp_path / "films.csv"), from_file(tmp_path / "more.csv"))
        keys = await taken(store, both)
        await arrived(store, keys[1], "026000000000002")
        await arrived(store, keys[2], "026000000000003")
        assert await export(store, target, query=Query(filter=Filter.IN_OKTOPOST)) == 2

    with_store(tmp_path, work)
    assert [line["Owner"] for line in csv_lines(target)] == ["", "Tom", "Ann", ""]


def test_a_link_that_needs_the_person_says_why(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(f"url,Owner\n{A},Jane\n{B},Tom\n")
    target = tmp_path / "copy.csv"

    async def work(store: Store) -> None:
        gone, _ = await taken(store, from_file(tmp_path / "films.csv"))
        problem = Problem("link_gone", {"status": 404})
        await store.update_links([LinkChange(key=gone, state=State.NEEDS_YOU, problem=problem)])
        await export(store, target)

    with_store(tmp_path, work)
    told = [(line["Owner"], line["state"], line["lastError"]) for line in csv_lines(target)]
    assert told == [("Jane", "needs_you", "There is no file at this address (404)"), ("Tom", "ready", "")]


def test_a_part_of_the_rows_leaves_the_others_lines_empty(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    target = tmp_path / "copy.csv"

    async def work(store: Store) -> None:
        first, _second = await taken(store, from_file(tmp_path / "films.csv"))
        await arrived(store, first, "026000000000001")
        await export(store, target, query=Query(filter=Filter.IN_OKTOPOST))

    with_store(tmp_path, work)
    assert [line["Owner"] for line in csv_lines(target)] == ["Jane", "Tom", "Ann", "", "Eve", ""]


def test_media_ids_in_the_order_of_the_sheet_have_one_a_line(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)

    async def work(store: Store) -> None:
        keys = await taken(store, from_file(tmp_path / "films.csv"))
        await arrived(store, keys[0], "026000000000001")
        layout = await layout_of(store, keys, is_batch=True)
        rows = [row async for part in chunks(store, layout) for row in part]
        ids = [row.media_id if isinstance(row, Row) else "" for row in rows]
        assert ids == ["026000000000001", "", "026000000000001", "", "", ""]

    with_store(tmp_path, work)


def test_a_link_that_stood_in_a_sheet_too_has_its_line_there(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    both = merge(from_text(A), from_file(tmp_path / "films.csv"))
    assert [(link.line, link.origin) for link in both.links] == [(2, "films.csv"), (7, "films.csv")]
    assert (both.merged, len(both.given)) == (2, 4)


def test_the_same_sheet_is_kept_once_and_goes_with_the_last_of_its_links(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)

    async def work(store: Store) -> None:
        intake = from_file(tmp_path / "films.csv")
        (sheet,) = intake.sheets
        keys = [*await taken(store, intake), *await taken(store, intake)]
        assert await store.sheets([sheet.id]) == {sheet.id: sheet}
        await arrived(store, keys[0], "026000000000001")
        await store.update_links([LinkChange(key=key, state=State.DROPPED) for key in keys[1:]])
        assert await store.purge_dropped(9e9) == 3
        assert await store.sheets([sheet.id])  # one of its links is in Oktopost

    with_store(tmp_path, work)

    async def another(store: Store) -> None:
        intake = from_file(tmp_path / "films.csv")
        keys = await taken(store, intake)
        await store.update_links([LinkChange(key=key, state=State.DROPPED) for key in keys])
        await store.purge_dropped(9e9)
        assert await store.sheets([intake.sheets[0].id]) == {}

    with_store(tmp_path / "another", another)


def test_a_sheet_goes_with_the_last_note_on_an_upload_that_came_in_it(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(f"url,sheet\n{A},Q3\n{B},Q4\n")  # a column of theirs, called like ours

    async def work(store: Store) -> None:
        intake = from_file(tmp_path / "films.csv")
        ids = [sheet.id for sheet in intake.sheets]
        keys = await taken(store, intake)
        for number, key in enumerate(keys):
            await arrived(store, key, f"02600000000000{number}")
        await store.forget_upload(keys[0])
        assert await store.purge_forgotten(9e9) == 1
        assert [*await store.sheets(ids)] == ids  # the other one is still known
        await store.forget_upload(keys[1])
        assert await store.purge_forgotten(0.0) == 0
        assert [*await store.sheets(ids)] == ids  # for a while it may turn up again
        assert await store.purge_forgotten(9e9) == 1
        assert await store.sheets(ids) == {}

    with_store(tmp_path, work)


def test_a_sheet_comes_along_to_another_account_and_out_of_a_damaged_file(tmp_path: Path) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    sheet = from_file(tmp_path / "films.csv").sheets[0]

    async def work(store: Store) -> None:
        await taken(store, from_file(tmp_path / "films.csv"))
        other = await Store.open(tmp_path / "other", clock=FakeClock())
        try:
            await store.hand_over(other)
            assert await other.sheets([sheet.id]) == {sheet.id: sheet}
            assert await store.sheets([sheet.id]) == {}
            await store.hand_over(other)  # a repetition
            assert await other.sheets([sheet.id]) == {sheet.id: sheet}
        finally:
            await other.close()

    with_store(tmp_path, work)
    saved = mended(salvage(tmp_path / "other" / "outbox.db"), Remembered(), 0.0)
    restored(tmp_path / "mended.db", saved, Problem("outbox_corrupt"))
    with closing(connect(tmp_path / "mended.db", synchronous="FULL")) as file:
        assert file.execute("SELECT id FROM sheet").fetchall() == [(sheet.id,)]


@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_a_sheet_that_makes_no_sense_any_more_leaves_the_rows_own_cells(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "films.csv").write_text(SHEET)
    target = tmp_path / "copy.csv"

    async def work(store: Store) -> None:
        await taken(store, from_file(tmp_path / "films.csv"))
        with closing(connect(store.outbox_path, synchronous="FULL")) as outbox:
            outbox.execute("UPDATE sheet SET content = ?", (content,))
        assert await export(store, target) == 2

    with_store(tmp_path, work)
    assert [line["Owner"] for line in csv_lines(target)] == ["Jane", "", "", "", "", "Bob"]
