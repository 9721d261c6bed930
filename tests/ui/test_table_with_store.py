"""The list on the real store, on the window's own loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QApplication

from oktodesk.api.wire import COMPLETE, FAILED, PENDING, NetworkVerdict, Upload
from oktodesk.media.report import Link, LinkReport
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.loop import run
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.ui.table_presenter import TablePresenter
from oktodesk.uploads.rows import Counts, Filter, Query, Sort, State
from oktodesk.uploads.store import LinkChange, Store
from tests.clock import FakeClock
from tests.ui.fake_store import NOW


class Desk:
    """Store, model, view and presenter, as a window puts them together."""

    def __init__(self, store: Store, clock: FakeClock) -> None:
        self.failures: list[BaseException] = []
        self.store = store
        self.clock = clock
        self.model = UploadModel(store, clock)
        self.table = UploadTable(self.model)
        self.table.resize(1100, 700)
        self.table.show()
        self.scope = TaskScope("test", lambda _name, error: self.failures.append(error))
        self.presenter = TablePresenter(store, self.model, scope=self.scope, clock=clock)
        self.shown = asyncio.Event()
        self.counted = asyncio.Event()
        self.presenter.ordering_changed.connect(self.shown.set)
        self.presenter.counts_changed.connect(self.counted.set)

    def names(self) -> list[str]:
        shown = [self.model.shown(row) for row in range(self.model.rowCount())]
        return [each.title for each in shown if each is not None]

    async def settle(self) -> None:
        """Until the list has followed what was just written."""
        self.counted.clear()
        self.clock.advance(1)
        async with asyncio.timeout(60):
            await self.counted.wait()

    async def ask(self, query: Query) -> None:
        self.shown.clear()
        self.presenter.ask(query)
        async with asyncio.timeout(60):
            await self.shown.wait()


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    clock = FakeClock(now=NOW)
    store = await Store.open(folder, clock=clock)
    desk = Desk(store, clock)
    desk.presenter.start()
    await desk.settle()
    yield desk
    desk.presenter.stop()
    await desk.scope.close()
    desk.table.close()
    await store.close()
    assert desk.failures == []


def upload(number: int, status: str = COMPLETE, **values: object) -> Upload:
    plain: dict[str, object] = {
        "id": f"0up{number:012}",
        "status": status,
        "source": f"https://cdn.acme.com/{number}.mp4",
        "name": f"Clip {number}.mp4",
        "mime_type": "video/mp4",
        "total_size_bytes": 1_000_000 * number,
        "media_id": f"026{number:012}" if status == COMPLETE else "",
        "created_at": NOW - 3600 * number,
    }
    return Upload(**(plain | values))  # type: ignore[arg-type]


def test_the_list_follows_the_store(qapp: QApplication, tmp_path: Path) -> None:
    async def scene() -> int:
        async with opened(tmp_path) as desk:
            counts: list[Counts] = []
            desk.presenter.counts_changed.connect(counts.append)
            await desk.store.save_uploads([upload(2), upload(1, PENDING), upload(40), upload(3, FAILED)])
            await desk.settle()
            assert desk.names() == ["Clip 1.mp4", "Clip 2.mp4", "Clip 3.mp4", "Clip 40.mp4"]
            headings = [desk.model.heading_at(row) for row in range(desk.model.rowCount())]
            assert [each.id for each in headings if each] == ["on_its_way", "2025-11-21", "2025-11-19"]
            assert counts[-1].by_filter[Filter.FAILED] == 1
            reset = QSignalSpy(desk.model.modelReset)
            desk.table.select_keys([desk.model.key_at(1) or 0])
            await desk.store.save_uploads([upload(1, COMPLETE), upload(50)])
            await desk.settle()
            assert desk.names() == ["Clip 1.mp4", "Clip 2.mp4", "Clip 3.mp4", "Clip 40.mp4", "Clip 50.mp4"]
            assert [(await desk.store.row(key)).name for key in desk.table.selected_keys] == ["Clip 1.mp4"]  # type: ignore[union-attr]
            assert reset.count() == 0
            assert not desk.table.grab().isNull()
        return 0

    assert run(scene) == 0


def test_filters_searches_and_every_sortable_column_are_understood(qapp: QApplication, tmp_path: Path) -> None:
    async def scene() -> int:
        async with opened(tmp_path) as desk:
            await desk.store.save_uploads([upload(n, FAILED if n == 3 else COMPLETE) for n in (10, 2, 3, 1)])
            await desk.settle()
            await desk.ask(Query(filter=Filter.FAILED))
            assert desk.names() == ["Clip 3.mp4"]
            await desk.ask(Query(search="clip 1"))
            assert desk.names() == ["Clip 1.mp4", "Clip 10.mp4"]
            await desk.ask(Query(sort=Sort("name", descending=False)))
            assert desk.names() == ["Clip 1.mp4", "Clip 2.mp4", "Clip 3.mp4", "Clip 10.mp4"]
            await desk.ask(Query(sort=Sort("size")))
            assert desk.names() == ["Clip 10.mp4", "Clip 3.mp4", "Clip 2.mp4", "Clip 1.mp4"]
            for column in ("state", "networks", "created", "source"):
                await desk.ask(Query(sort=Sort(column)))
                assert len(desk.names()) == 4
                assert all(desk.model.heading_at(row) is None for row in range(4))
        return 0

    assert run(scene) == 0


def test_new_links_are_ticked_as_their_checks_come_in(qapp: QApplication, tmp_path: Path) -> None:
    async def scene() -> int:
        async with opened(tmp_path) as desk:
            links = [
                Link("https://a.example/1.mp4", "https://a.example/1.mp4"),
                Link("https://a.example/page", "https://a.example/page", looks_like_media=False),
            ]
            media, page = await desk.store.add_links(links, checked=False)
            await desk.settle()
            assert desk.model.key_at(0) == media
            assert desk.presenter.ticked == {media}
            address = "https://a.example/page"
            report = LinkReport(address, address, mime_type="video/mp4", name="page.mp4")
            await desk.store.update_links([LinkChange(key=page, state=State.READY, report=report)])
            await desk.settle()
            assert desk.presenter.ticked == {media, page}
            assert desk.names() == ["a.example/1.mp4", "page.mp4"]
        return 0

    assert run(scene) == 0


def test_verdicts_appear_in_their_row(qapp: QApplication, tmp_path: Path) -> None:
    async def scene() -> int:
        async with opened(tmp_path) as desk:
            await desk.store.save_uploads([upload(1)])
            await desk.settle()
            key = desk.model.key_at(1)
            assert key is not None
            await desk.store.save_verdicts(key, (NetworkVerdict("LinkedIn", is_valid=False),), NOW)
            await desk.settle()
            shown = desk.model.shown(1)
            assert shown is not None
            assert shown.note == "Refused by LinkedIn"
        return 0

    assert run(scene) == 0
