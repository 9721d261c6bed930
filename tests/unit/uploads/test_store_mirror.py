"""Whatever happens, in whatever order, with crashes between the two files: the cache mirrors the outbox."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.media.report import Link
from oktodesk.uploads.rows import Filter, Query, Row, State, Wait
from oktodesk.uploads.store import LinkChange, Store, making_rows
from tests.clock import FakeClock

T = TypeVar("T")

UPLOAD_IDS = [f"0up{number:012}" for number in range(6)]
STATUSES = ["pending", "complete", "failed", "strange"]
LINK_STATES = [
    State.UNCHECKED,
    State.NEEDS_YOU,
    State.READY,
    State.WAITING,
    State.UNSURE,
    State.REFUSED,
    State.DROPPED,
]

pick = st.integers(0, 50)
an_upload = st.builds(
    lambda number, status, downloaded: Upload(
        UPLOAD_IDS[number],
        STATUSES[status],
        source=f"https://a.example/{number % 3}",
        downloaded_bytes=downloaded,
        created_at=1_000.0 + number,
    ),
    st.integers(0, len(UPLOAD_IDS) - 1),
    st.integers(0, len(STATUSES) - 1),
    st.integers(0, 3),
)


class Crash(Exception):
    """The process ends here."""


class StoreLife(RuleBasedStateMachine):
    """The store beside a model of what must be true: which key each link and each upload has."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = Path(tempfile.mkdtemp())
        self.links: set[int] = set()
        self.given: set[int] = set()
        self.uploads: dict[str, int] = {}
        self.crossed: set[str] = set()
        self.missed: dict[str, int] = {}
        """Uploads of which something is known here, and that Oktopost had no more; with their keys."""
        self.noted: set[str] = set()
        self.decided: dict[str, float | None] = {}

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(coroutine)

    @initialize()
    def open(self) -> None:
        self.store = self.wait(Store.open(self.folder, clock=FakeClock()))
        self.outbox_version = self.store.outbox_version()

    @rule(count=st.integers(1, 3), checked=st.booleans())
    def add(self, count: int, checked: bool) -> None:
        links = [Link(f"https://a.example/{number}", f"pasted {number}") for number in range(count)]
        self.new_keys(self.wait(self.store.add_links(links, checked=checked)))

    def new_keys(self, keys: list[int]) -> None:
        assert self.given.isdisjoint(keys), "a key is given out once"
        self.given.update(keys)
        self.links.update(keys)

    def a_link(self, number: int) -> int:
        return sorted(self.links)[number % len(self.links)]

    @precondition(lambda self: self.links)
    @rule(number=pick, state=st.sampled_from(LINK_STATES), name=st.sampled_from(["", "Clip 10.mp4"]))
    def change(self, number: int, state: State, name: str) -> None:
        key = self.a_link(number)
        change = LinkChange(key=key, state=state, name=name, wait=Wait.OFFLINE)
        assert self.wait(self.store.update_links([change])) == {key}

    @precondition(lambda self: self.links)
    @rule(number=pick)
    def confirm_and_send(self, number: int) -> None:
        key = self.a_link(number)
        joining = sorted(self.uploads)[:1]
        self.noted.update(joining)
        keys = [key, *(self.uploads[upload_id] for upload_id in joining)]
        batch = self.wait(self.store.create_batch("B", keys, 5.0))
        assert batch in self.store.batches()
        record = self.wait(self.store.link(key))
        assert record is not None
        may_send = record.state is State.WAITING
        assert self.wait(self.store.begin_intent(key, 1.0, 0.0)) is may_send

    @precondition(lambda self: self.links)
    @rule(number=pick, upload=an_upload)
    def cross(self, number: int, upload: Upload) -> None:
        key = self.a_link(number)
        lives_at = self.wait(self.store.cross_over(key, upload))
        self.note_crossing(key, upload.id, lives_at)
        assert self.wait(self.store.cross_over(key, upload)) == lives_at

    def note_crossing(self, key: int, upload_id: str, lives_at: int) -> None:
        missed = self.missed.pop(upload_id, None)
        if upload_id in self.crossed:
            self.uploads.setdefault(upload_id, missed or 0)
            assert lives_at == self.uploads[upload_id]
            return
        assert lives_at == key
        self.links.discard(key)
        self.crossed.add(upload_id)
        self.uploads[upload_id] = key

    @rule(uploads=st.lists(an_upload, max_size=4))
    def see(self, uploads: list[Upload]) -> None:
        changed = self.wait(self.store.save_uploads(uploads))
        for upload in uploads:
            row = self.wait(self.store.by_upload_id(upload.id))
            assert row is not None
            if upload.id in self.missed:
                self.uploads[upload.id] = self.missed.pop(upload.id)
                assert row.key == self.uploads[upload.id], "it is the same row again"
            elif upload.id not in self.uploads:
                assert row.key in changed
                assert row.key not in self.given, "a key is given out once"
                self.given.add(row.key)
                self.uploads[upload.id] = row.key

    @precondition(lambda self: self.uploads)
    @rule(number=pick, at=st.sampled_from([None, 7.0]))
    def decide(self, number: int, at: float | None) -> None:
        upload_id = sorted(self.uploads)[number % len(self.uploads)]
        self.wait(self.store.set_dealt_with([self.uploads[upload_id]], at))
        self.wait(self.store.set_meant_for([self.uploads[upload_id]], ["LinkedIn"]))
        self.wait(self.store.save_verdicts(self.uploads[upload_id], [NetworkVerdict("LinkedIn", True)], 1.0))
        self.noted.add(upload_id)
        self.decided[upload_id] = at

    @precondition(lambda self: self.uploads)
    @rule(number=pick)
    def forget(self, number: int) -> None:
        upload_id = sorted(self.uploads)[number % len(self.uploads)]
        key = self.uploads.pop(upload_id)
        self.wait(self.store.forget_upload(key))
        if upload_id in self.crossed | self.noted:
            self.missed[upload_id] = key

    @rule()
    def purge_missed(self) -> None:
        assert self.wait(self.store.purge_forgotten(float("inf"))) == len(self.missed)
        self.crossed -= self.missed.keys()
        self.noted -= self.missed.keys()
        self.decided = {each: at for each, at in self.decided.items() if each not in self.missed}
        self.missed.clear()

    @precondition(lambda self: self.links)
    @rule(number=pick, before=st.none() | pick)
    def move(self, number: int, before: int | None) -> None:
        self.wait(self.store.reorder([self.a_link(number)], before and self.a_link(before)))

    @rule()
    def purge(self) -> None:
        dropped = {record.key for record in self.wait(self.store.outbox_rows([State.DROPPED]))}
        assert self.wait(self.store.purge_dropped(float("inf"))) == len(dropped)
        self.links -= dropped

    @rule()
    def reopen(self) -> None:
        self.wait(self.store.close())
        self.open()

    @precondition(lambda self: self.links)
    @rule(number=pick, upload=an_upload)
    def crash_while_crossing(self, number: int, upload: Upload) -> None:
        key = self.a_link(number)
        self.crash(self.store.cross_over(key, upload))
        notes = self.wait(self.store.notes([upload.id]))
        self.note_crossing(key, upload.id, notes[upload.id].key)

    @rule()
    def crash_while_adding(self) -> None:
        before = {record.key for record in self.wait(self.store.outbox_rows(list(State)))}
        self.crash(self.store.add_links([Link("https://a.example/x", "x")], checked=False))
        self.new_keys(
            [record.key for record in self.wait(self.store.outbox_rows(list(State))) if record.key not in before]
        )

    def crash(self, write: Coroutine[Any, Any, object]) -> None:
        """End between the commit of the outbox and that of the cache, then start again."""

        def end() -> None:
            raise Crash

        self.store._machinery.keeper.mirror = end  # type: ignore[method-assign]
        try:
            self.wait(write)
        except Crash:
            self.reopen()
        else:
            raise AssertionError("it did not crash")

    @rule()
    def lose_the_cache(self) -> None:
        self.wait(self.store.close())
        for file in self.folder.glob("cache.db*"):
            file.unlink()
        for upload_id in self.uploads.keys() - self.crossed - self.noted:
            del self.uploads[upload_id]  # back with the next look at the account, under a new key
        seen_only = {upload_id for upload_id in self.uploads if upload_id not in self.crossed}
        self.open()
        for upload_id in seen_only:
            assert self.wait(self.store.by_upload_id(upload_id)) is None
            self.wait(self.store.save_uploads([Upload(upload_id, "failed")]))

    @invariant()
    def rows_mirror_the_outbox(self) -> None:
        records = self.wait(self.store.outbox_rows(list(State)))
        assert {record.key for record in records} == self.links
        shown = {
            record.key: making_rows.of_link(record) for record in records if record.state is not State.DROPPED
        }
        order = self.wait(self.store.ordered(Query())).keys
        assert len(order) == len(set(order))
        assert set(order) == shown.keys() | set(self.uploads.values())
        rows = self.store.rows(order)
        assert {key: rows[key] for key in shown} == shown
        notes = self.wait(self.store.notes(self.uploads))
        for upload_id, key in self.uploads.items():
            assert rows[key].upload_id == upload_id
            assert rows[key] == making_rows.with_note(rows[key], notes.get(upload_id))
            assert rows[key].dealt_with_at == self.decided.get(upload_id)
        self.counts_add_up(list(rows.values()))

    def counts_add_up(self, rows: list[Row]) -> None:
        counts = self.wait(self.store.counts())
        hidden = sum(row.state is State.FAILED and row.dealt_with_at is not None for row in rows)
        total = counts.by_filter[Filter.ALL]
        assert total == len(rows)
        assert sum(counts.by_filter.values()) - total == total - hidden
        for chosen in Filter:
            keys = self.wait(self.store.ordered(Query(filter=chosen))).keys
            assert len(keys) == counts.by_filter[chosen]

    @invariant()
    def the_outbox_version_never_falls(self) -> None:
        version = self.store.outbox_version()
        assert version >= self.outbox_version
        self.outbox_version = version

    def teardown(self) -> None:
        self.wait(self.store.close())
        self.loop.close()
        shutil.rmtree(self.folder)


StoreLife.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestStoreLife = StoreLife.TestCase
