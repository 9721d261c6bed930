"""Which batch an upload is in that was used instead of a link."""

import asyncio
from collections.abc import Collection, Sequence

from oktodesk.ui.joining import Joining
from oktodesk.uploads.rows import Batch, Row, State
from oktodesk.uploads.store.records import LinkRecord

NOW = 1_760_000_000.0


class Batches:
    """Stands for the store: which links are new, and which batch each upload is in."""

    def __init__(self, *new: LinkRecord) -> None:
        self.new = list(new)
        self.batch_of: dict[int, int] = {}
        self.made: list[Batch] = []

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        return [record for record in self.new if record.state in states]

    async def join_batch(self, keys: Collection[int], batch_id: int) -> None:
        self.batch_of.update(dict.fromkeys(keys, batch_id))

    async def create_batch(self, name: str, keys: Sequence[int], sends_at: float) -> Batch:
        self.made.append(Batch(100 + len(self.made), name, NOW, sends_at))
        self.batch_of.update(dict.fromkeys(keys, self.made[-1].id))
        return self.made[-1]


def joining(store: Batches) -> Joining:
    return Joining(store, now=lambda: NOW, name_of=lambda links: f"{links} links")


def link(key: int, *, batch_id: int = 0) -> Row:
    return Row(key, State.READY, f"https://a.example/{key}", batch_id=batch_id)


def upload(key: int, *, batch_id: int = 0) -> Row:
    return Row(key, State.COMPLETE, f"https://a.example/{key}", batch_id=batch_id)


def new(key: int) -> LinkRecord:
    return LinkRecord(key, State.READY, f"https://a.example/{key}", taken_at=NOW)


def test_it_waits_for_the_add_of_the_links_it_was_dropped_with() -> None:
    async def story() -> None:
        store = Batches(new(2))
        uses = joining(store)
        await uses.use(link(1), upload(9))
        await uses.settle()
        assert uses.keys == [9]
        assert not store.made
        uses.added()
        assert not uses.keys

    asyncio.run(story())


def test_with_nothing_left_to_add_it_is_a_batch_of_its_own() -> None:
    async def story() -> None:
        store = Batches()
        uses = joining(store)
        await uses.use(link(1), upload(9))
        await uses.settle()
        assert [batch.name for batch in store.made] == ["1 links"]
        assert store.batch_of == {9: 100}
        assert not uses.keys

    asyncio.run(story())


def test_alone_it_stays_in_the_batch_it_is_in() -> None:
    async def story() -> None:
        store = Batches()
        uses = joining(store)
        await uses.use(link(1), upload(9, batch_id=4))
        await uses.settle()
        assert not store.made
        assert not store.batch_of

    asyncio.run(story())


def test_a_link_that_was_added_before_leaves_its_place_in_its_batch() -> None:
    async def story() -> None:
        store = Batches(new(2))
        uses = joining(store)
        await uses.use(link(1, batch_id=7), upload(9, batch_id=4))
        assert store.batch_of == {9: 7}
        assert not uses.keys
        await uses.undo([1])
        assert store.batch_of == {9: 4}

    asyncio.run(story())


def test_an_undone_removal_undoes_this_too() -> None:
    async def story() -> None:
        store = Batches(new(2))
        uses = joining(store)
        await uses.use(link(1), upload(9))
        await uses.undo([1, 5])
        assert not uses.keys
        assert store.batch_of == {9: 0}

    asyncio.run(story())
