"""What stands in the list's place until it is known what there is: never an invitation to a full account."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, cast

import msgspec
import pytest
from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from oktodesk.problems import Problem
from oktodesk.session import Session
from oktodesk.system.settings import Settings
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.empty import NothingYet
from oktodesk.ui.list_pane import ListPane
from oktodesk.ui.window import MainWindow
from oktodesk.uploads.allowance import AllowanceView
from oktodesk.uploads.rows import State
from oktodesk.uploads.status import EngineStatus
from tests.clock import FakeClock
from tests.ui.fake_store import NOW, FakeStore, upload

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

UNHEARD = EngineStatus(is_sender=True, allowance=AllowanceView(0, 2**35, at_least=True))


class _Session:
    """What the list asks of a session: an account that was not read yet."""

    identity = "test"

    def __init__(self, store: FakeStore, clock: FakeClock) -> None:
        self.store, self.clock, self.tracker = store, clock, self
        self.client: object | None = object()
        self.now = UNHEARD
        self._heard: list[Callable[[EngineStatus], None]] = []

    def live(self, _key: int) -> None:
        return None

    def status(self) -> EngineStatus:
        return self.now

    def subscribe_status(self, heard: Callable[[EngineStatus], None]) -> Callable[[], None]:
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def tell(self, **fields: Any) -> None:
        self.now = msgspec.structs.replace(self.now, **fields)
        for heard in self._heard:
            heard(self.now)


def _connect(signal: SignalInstance, slot: Callable[..., object]) -> None:
    signal.connect(slot)


class Desk:
    """A window with an account's list in it, and every page that was shown in the list's place."""

    def __init__(self, window: MainWindow, *rows: int) -> None:
        self.window = window
        self.clock = FakeClock(now=NOW)
        self.store = FakeStore(upload(key) for key in rows)
        self.session = _Session(self.store, self.clock)
        self.shown: list[str] = []
        window._pages.currentChanged.connect(lambda _: self.shown.append(self.page))
        self.scope = TaskScope("test", lambda _name, error: pytest.fail(str(error)))
        self.pane = ListPane(
            window,
            cast("Session", self.session),
            settings=Settings(),
            scope=self.scope,
            connect=_connect,
        )

    @property
    def page(self) -> str:
        return type(self.window._pages.currentWidget()).__name__

    async def settle(self) -> None:
        await self.clock.run_for(0.2)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.show()
    made.furnish(FakeClock())
    return made


def play(desk: Desk, scene: Coroutine[Any, Any, None]) -> None:
    async def whole() -> None:
        desk.pane.start()
        await scene
        desk.pane.stop()
        await desk.scope.close()

    asyncio.run(whole())


def test_nobody_is_told_that_a_full_account_is_empty(window: MainWindow) -> None:
    desk = Desk(window)

    async def scene() -> None:
        await desk.settle()
        assert desk.page == "NothingYet"
        desk.store.put(*(upload(key) for key in range(1, 30)), reordered=True)
        desk.session.tell(last_refresh_at=NOW)
        await desk.settle()
        assert desk.shown == ["UploadTable"]

    play(desk, scene())


def test_what_is_known_from_before_is_listed_at_once(window: MainWindow) -> None:
    desk = Desk(window, 1, 2, 3)

    async def scene() -> None:
        await desk.settle()
        assert desk.shown == ["UploadTable"]

    play(desk, scene())


@pytest.mark.parametrize(
    "heard", [{"last_refresh_at": NOW}, {"offline": Problem("offline")}, {"is_sender": False}]
)
def test_the_drop_target_comes_once_it_is_known_that_nothing_comes(
    window: MainWindow, heard: dict[str, Any]
) -> None:
    desk = Desk(window)

    async def scene() -> None:
        await desk.settle()
        desk.session.tell(**heard)
        await desk.settle()
        assert desk.shown == ["EmptyView"]

    play(desk, scene())


def test_without_an_account_there_is_nothing_to_wait_for(window: MainWindow) -> None:
    desk = Desk(window)
    desk.session.client = None

    async def scene() -> None:
        await desk.settle()
        assert desk.shown == ["EmptyView"]

    play(desk, scene())


def test_beside_what_goes_is_the_next_one_of_the_same_part(window: MainWindow) -> None:
    desk = Desk(window)
    desk.store.put(*(upload(key, State.READY, batch_id=0, position=key, created_at=NOW) for key in (1, 2, 3)))
    desk.store.put(upload(9))

    async def scene() -> None:
        await desk.settle()
        for going, beside in (([1], 2), ([2], 3), ([3], 2), ([2, 3], 1), ([1, 3], 2), ([1, 2, 3], None)):
            desk.pane.table.select_keys(going)
            assert desk.pane.beside(going) == beside
        desk.pane.table.select_keys([9])
        assert desk.pane.beside([1]) is None, "something else is selected"

    play(desk, scene())


def test_whoever_selects_another_row_while_some_go_keeps_it(window: MainWindow) -> None:
    desk = Desk(window, 1, 2, 3)

    async def scene() -> None:
        await desk.settle()
        for selected, kept in ((1, 2), (3, 3)):
            desk.pane.table.select_keys([selected])
            desk.pane.go_on_with(2, gone=[1])
            assert desk.pane.selected == [kept]

    play(desk, scene())


def test_what_is_beside_thousands_is_not_looked_for_in_each_of_them(window: MainWindow) -> None:
    """10,000 new links that were removed together held the window for more than a second."""

    class Keys(list[int]):
        def __contains__(self, key: object) -> bool:
            pytest.fail("gone through from the first on")

    desk = Desk(window)
    desk.store.put(*(upload(key, State.READY, batch_id=0, position=key, created_at=NOW) for key in range(1, 9)))

    async def scene() -> None:
        await desk.settle()
        desk.pane.table.select_keys([*range(2, 9)])
        assert desk.pane.beside(Keys(range(2, 9))) == 1

    play(desk, scene())


def test_a_wait_is_explained_after_a_moment_and_does_not_last(qtbot: QtBot, window: MainWindow) -> None:
    page = NothingYet()
    qtbot.addWidget(page)
    page._soon.setInterval(0)
    page._long.setInterval(1)
    with qtbot.waitSignal(page.waited):
        page.show()
        (text,) = page.findChildren(QLabel)
        assert not text.isVisible()
    assert text.isVisible()
    window.waiting.waited.emit()
    assert window.empty.isVisible()
