"""A list of links that is read again and again makes anew only what changed, and never shows what is gone."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from oktodesk.media.report import Link, LinkReport
from oktodesk.uploads.rows import NEW_STATES, UNSENT_STATES, State
from oktodesk.uploads.store import LinkChange, LinkRecord, Store, outbox_reads
from tests.clock import FakeClock

SOURCES = [f"https://a.example/{number}.mp4" for number in range(4)]


def in_a_store(folder: Path, act: Callable[[Store], Awaitable[None]]) -> None:
    async def run() -> None:
        store = await Store.open(folder / "account", clock=FakeClock())
        try:
            await act(store)
        finally:
            await store.close()

    asyncio.run(run())


def test_only_what_changed_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def act(store: Store) -> None:
        keys = await store.add_links([Link(source, source) for source in SOURCES], checked=False)
        made: list[int] = []
        read = outbox_reads.links

        def noting(connection: sqlite3.Connection, wanted: list[int]) -> list[LinkRecord]:
            made.extend(wanted)
            return read(connection, wanted)

        monkeypatch.setattr(outbox_reads, "links", noting)
        first = await store.outbox_rows(NEW_STATES)
        assert await store.outbox_rows(NEW_STATES) == first
        assert made == keys
        report = LinkReport(SOURCES[1], SOURCES[1], size_bytes=7)
        await store.update_links([LinkChange(key=keys[1], state=State.READY, report=report)])
        made.clear()  # what the writer read to change it
        assert [each.size_bytes for each in await store.outbox_rows(NEW_STATES)] == [None, 7, None, None]
        assert made == [keys[1]]

    in_a_store(tmp_path, act)


def test_order_and_what_went_follow(tmp_path: Path) -> None:
    async def act(store: Store) -> None:
        keys = await store.add_links([Link(source, source) for source in SOURCES], checked=True)
        assert len(await store.outbox_rows(UNSENT_STATES)) == len(SOURCES)
        await store.reorder([keys[3]], keys[0])
        await store.update_links([LinkChange(key=keys[1], state=State.DROPPED)])
        assert [each.key for each in await store.outbox_rows(NEW_STATES)] == [keys[3], keys[0], keys[2]]
        await store.purge_dropped(before=float("inf"))
        waiting = await store.outbox_rows({State.READY})
        assert [each.key for each in waiting] == [keys[3], keys[0], keys[2]]
        assert not await store.outbox_rows({State.DROPPED})

    in_a_store(tmp_path, act)
