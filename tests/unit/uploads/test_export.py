"""Rows as files that other programs read."""

import asyncio
import csv
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.uploads.export import Format, export
from oktodesk.uploads.rows import Filter, Query
from oktodesk.uploads.store import Store
from tests.clock import FakeClock

SOURCE = "https://a.example/x.mp4"


def with_rows(folder: Path, work: Callable[[Store], Awaitable[None]]) -> None:
    async def main() -> None:
        store = await Store.open(folder / "account", clock=FakeClock())
        try:
            (key,) = await store.add_links(
                [Link(SOURCE, SOURCE, name="=HYPERLINK(1)", columns={"Campaign": "@now", "Cost": "-5"})],
                checked=True,
            )
            await store.create_batch("one", [key], 0.0)
            await store.begin_intent(key, 0.0, 0.0)
            upload = Upload(
                "0up000000000001",
                "complete",
                source=SOURCE,
                name="=HYPERLINK(1)",
                media_id="026000000000001",
                total_size_bytes=5,
                created_at=1_760_000_000.0,
            )
            await store.cross_over(key, upload)
            await store.save_verdicts(
                key, [NetworkVerdict("LinkedIn", True), NetworkVerdict("Twitter", False, ("too long",))], 1.0
            )
            await store.add_links([Link("https://a.example/ü\n2", "")], checked=True)
            await work(store)
        finally:
            await store.close()

    asyncio.run(main())


def test_csv_opens_in_a_spreadsheet_and_evaluates_nothing(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"

    async def work(store: Store) -> None:
        assert await export(store, target, delimiter=";") == 2

    with_rows(tmp_path, work)
    text = target.read_text(encoding="utf-8-sig")
    new, uploaded = csv.DictReader(text.splitlines(keepends=True), delimiter=";")
    assert new["source"] == "https://a.example/ü\n2"
    assert uploaded["name"] == "'=HYPERLINK(1)"
    assert uploaded["created"] == "2025-10-09T08:53:20Z"
    assert (uploaded["usableOn"], uploaded["refusedBy"]) == ("LinkedIn", "Twitter")
    assert (uploaded["Campaign"], uploaded["Cost"]) == ("'@now", "-5")
    assert list(uploaded)[-2:] == ["Campaign", "Cost"]


def test_json_has_the_rows_that_are_shown(tmp_path: Path) -> None:
    target = tmp_path / "rows.json"

    async def work(store: Store) -> None:
        assert await export(store, target, query=Query(filter=Filter.IN_OKTOPOST), kind=Format.JSON) == 1

    with_rows(tmp_path, work)
    (row,) = json.loads(target.read_bytes())["rows"]
    assert (row["mediaId"], row["size"]) == ("026000000000001", 5)
    assert row["validations"]["Twitter"] == {"isValid": False, "errors": ["too long"]}


def test_a_file_that_cant_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    target = tmp_path / "taken"
    target.mkdir()

    async def work(store: Store) -> None:
        with pytest.raises(LocalTrouble) as caught:
            await export(store, target)
        assert caught.value.problem.id == "file_unwritable"

    with_rows(tmp_path, work)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["account", "taken"]
