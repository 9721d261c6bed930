"""What is there already, or on its way, is used; and a question without an answer changes nothing."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Any, cast

import pytest

from oktodesk.api.wire import Upload, UploadPage
from oktodesk.cli.existing import use_existing
from oktodesk.problems import ConnectionLost
from oktodesk.uploads.rows import Row, State

THERE, OFFLINE = "https://a.example/there.mp4", "https://a.example/offline.mp4"
KNOWN = Row(key=90, state=State.COMPLETE, source=THERE, upload_id="0up000000000001")


class Desk:
    """Store, desk and Oktopost in one: one upload is there, and one link can't be asked about."""

    def __init__(self, *rows: Row) -> None:
        self.rows = {row.key: row for row in rows}
        self.removed: list[int] = []
        self.store = self.desk = self

    async def load(self, keys: Sequence[int]) -> list[Row]:
        return [self.rows[key] for key in keys]

    async def by_source(self, urls: set[str]) -> list[Row]:
        return [row for row in self.rows.values() if row.source in urls]

    async def by_upload_id(self, _upload_id: str) -> Row:
        return KNOWN

    async def save_uploads(self, _uploads: Sequence[Upload]) -> None:
        pass

    async def remove(self, keys: Collection[int]) -> None:
        self.removed += keys

    async def uploads(self, *, source: str) -> UploadPage:
        if source == OFFLINE:
            raise ConnectionLost("unreachable")
        found = [Upload(id=KNOWN.upload_id, status="complete", source=source)] if source == THERE else []
        return UploadPage(uploads=tuple(found), total=len(found))


def followed(desk: Desk, *keys: int) -> list[int]:
    return asyncio.run(use_existing(cast("Any", desk), cast("Any", desk), keys))


def new(key: int, source: str, **fields: Any) -> Row:
    return Row(key=key, source=source, **({"state": State.CHECKING} | fields))


def test_what_is_in_oktopost_is_used() -> None:
    desk = Desk(new(1, THERE), new(2, "https://a.example/new.mp4"))
    assert followed(desk, 1, 2) == [90, 2]
    assert desk.removed == [1]


def test_a_question_without_an_answer_changes_nothing() -> None:
    desk = Desk(new(1, THERE), new(2, OFFLINE))
    with pytest.raises(ConnectionLost):
        followed(desk, 1, 2)
    assert desk.removed == []


@pytest.mark.parametrize(
    "other",
    [
        new(7, OFFLINE, state=State.WAITING),
        new(7, OFFLINE, state=State.UNSURE),
        new(7, OFFLINE, state=State.CHECKING, batch_id=3),
        new(7, OFFLINE, state=State.UNCHECKED, batch_id=3),
    ],
)
def test_what_is_confirmed_needs_no_question(other: Row) -> None:
    assert followed(Desk(new(1, OFFLINE), other), 1) == [7]


def test_a_link_that_was_never_added_counts_less_than_an_upload() -> None:
    assert followed(Desk(new(1, THERE), new(7, THERE, state=State.READY)), 1) == [90]
    unsent = "https://a.example/unsent.mp4"
    assert followed(Desk(new(1, unsent), new(7, unsent, state=State.READY)), 1) == [7]
