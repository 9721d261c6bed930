"""The NEW strip: what Add would take, and what can still be taken back."""

import asyncio
from collections.abc import Collection, Sequence

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from oktodesk.media.report import LinkReport
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.application import translate
from oktodesk.ui.elided import ElidedLabel
from oktodesk.ui.new_links import NewLinksPresenter, still_to_take_back
from oktodesk.ui.new_strip import Adding, NewLinks, NewStrip
from oktodesk.ui.new_tally import NewTally, sum_up
from oktodesk.ui.origins import CLIPBOARD, EMAIL
from oktodesk.uploads.rows import Batch, State, Wait
from oktodesk.uploads.store import LinkRecord
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

MB = 1024**2


@pytest.fixture(autouse=True)
def _plurals(qapp: QApplication) -> None:
    translate(qapp, "en")


def link(key: int, state: State, *, size: int | None = MB, batch: int = 0, wait: Wait = Wait.NONE) -> LinkRecord:
    source = f"https://cdn.example/{key}.mp4"
    report = LinkReport(source, source, size_bytes=size)
    return LinkRecord(key=key, state=state, source=source, report=report, batch_id=batch, wait=wait)


def looked(tally: NewTally, records: Sequence[LinkRecord], ticked: Collection[int] = ()) -> int:
    """Look at them all; returns in how many slices."""
    return sum(1 for _ in tally.looked(records, ticked)) + 1


def test_add_takes_what_is_ready_and_ticked() -> None:
    records = [
        link(1, State.READY),
        link(2, State.READY, size=3 * MB),
        link(3, State.READY),
        link(4, State.CHECKING),
        link(5, State.NEEDS_YOU),
        link(6, State.NEEDS_YOU, batch=9),
        link(7, State.WAITING, batch=8),
    ]
    new = sum_up(records, ticked={1, 2, 4, 5, 7})
    assert new == NewLinks(
        total=5,
        checking=1,
        need_you=1,
        ready=3,
        addable=2,
        addable_bytes=4 * MB,
        size_known=True,
        origins=frozenset({""}),
    )


def test_page_links_need_nobody_until_they_are_ticked() -> None:
    records = [
        link(1, State.READY),
        msgspec.structs.replace(link(2, State.NEEDS_YOU), looks_like_media=False),
        msgspec.structs.replace(link(3, State.READY), looks_like_media=False),
        msgspec.structs.replace(link(4, State.READY), looks_like_media=False),
        msgspec.structs.replace(link(5, State.CHECKING), looks_like_media=False),
        link(6, State.NEEDS_YOU),
    ]
    new = sum_up(records, ticked={1, 4, 6})
    assert (new.total, new.checking, new.need_you, new.pages, new.addable) == (6, 1, 1, 2, 2)


def test_an_unknown_size_makes_the_sum_a_lower_bound() -> None:
    new = sum_up([link(1, State.READY), link(2, State.READY, size=None)], ticked={1, 2})
    assert (new.addable_bytes, new.size_known) == (MB, False)


def test_only_the_seconds_of_grace_can_be_taken_back() -> None:
    tally = NewTally()
    looked(
        tally,
        [
            link(1, State.WAITING, batch=1, wait=Wait.GRACE),
            link(2, State.WAITING, batch=1, wait=Wait.GRACE),
            link(3, State.WAITING, batch=2, wait=Wait.ORDER),
        ],
    )
    batches = [Batch(1, "two", 0.0, 109.5), Batch(2, "one", 0.0, 90.0), Batch(3, "gone", 0.0, 120.0)]
    assert still_to_take_back(tally.in_grace, batches, now=100.0) == (Adding(1, 2, 10),)
    assert still_to_take_back(tally.in_grace, batches, now=110.0) == ()


def test_sums_that_are_kept_are_those_of_a_fresh_look() -> None:
    tally = NewTally()
    keys = range(1, 40)
    every = [State.UNCHECKED, State.CHECKING, State.NEEDS_YOU, State.READY, State.WAITING]
    records = {key: link(key, every[key % 5], size=key if key % 3 else None, batch=key // 30) for key in keys}
    for step in keys:
        records[step] = link(step, every[step * 3 % 5], wait=Wait.GRACE, batch=step % 2)
        records.pop(step - 4, None)
        ticked = {key for key in keys if key * step % 3}
        looked(tally, list(records.values()), ticked)
        assert tally.sums == sum_up(list(records.values()), ticked)
        fresh = NewTally()
        looked(fresh, list(records.values()), ticked)
        assert (tally.new, tally.addable) == (fresh.new, fresh.addable)
        assert tally.in_grace == fresh.in_grace


def test_thousands_of_new_links_are_counted_in_slices_and_then_only_what_changed() -> None:
    tally = NewTally()
    records = [link(key, State.CHECKING) for key in range(2_000)]
    assert looked(tally, records) > 5
    records[7] = link(7, State.READY)
    assert looked(tally, records, {7}) == 1
    assert (tally.sums.total, tally.sums.checking, tally.addable) == (2_000, 1_999, (7,))


def test_the_strip_says_how_many_and_how_much(qtbot: QtBot) -> None:
    strip = NewStrip()
    qtbot.addWidget(strip)
    strip.show_new(NewLinks(total=12, need_you=3, ready=9, addable=9, addable_bytes=int(3.2 * 1024**3)))
    assert strip.add_button.text() == "Add 9 of 12 (3.2 GB)"
    assert strip.add_button.isEnabled()
    strip.show_new(NewLinks(total=2, ready=2, addable=1, addable_bytes=2048, size_known=False))
    assert strip.add_button.text() == "Add 1 of 2 (at least 2 KB)"
    strip.show_new(NewLinks(total=2, ready=2, addable=1, size_known=False))
    assert strip.add_button.text() == "Add 1 of 2 (size unknown)"
    strip.show_new(NewLinks(total=3, checking=3))
    assert not strip.add_button.isEnabled()
    strip.show_new(NewLinks())
    assert strip.isHidden()


@pytest.mark.parametrize(
    ("origins", "said"),
    [
        ({EMAIL}, "from an e-mail · all checked"),
        ({CLIPBOARD}, "from the clipboard · all checked"),
        ({"list.xlsx"}, "from list.xlsx · all checked"),
        ({"a.webloc", "b.url", "c.desktop"}, "from shortcuts · all checked"),
        ({EMAIL, "list.xlsx"}, "all checked"),
        ({EMAIL, ""}, "all checked"),
        ({""}, "all checked"),
    ],
)
def test_the_strip_says_where_the_links_came_from(qtbot: QtBot, origins: set[str], said: str) -> None:
    strip = NewStrip()
    qtbot.addWidget(strip)
    strip.show_new(NewLinks(total=3, ready=3, origins=frozenset(origins)))
    told = strip.findChild(ElidedLabel)
    assert told is not None
    assert told.text() == said


def test_the_strip_says_which_batch_is_taken_back(qtbot: QtBot) -> None:
    strip = NewStrip()
    qtbot.addWidget(strip)
    strip.show_adding([Adding(4, 9, 8), Adding(5, 1, 10)])
    assert list(strip.adding) == [4, 5]
    with qtbot.waitSignal(strip.take_back_pressed) as pressed:
        strip.take_back_button(5).click()
    assert pressed.args == [5]
    strip.show_adding([Adding(4, 9, 7)])
    assert list(strip.adding) == [4]


def test_a_double_click_on_add_neither_takes_back_nor_sends_at_once(qtbot: QtBot) -> None:
    strip = NewStrip()
    qtbot.addWidget(strip)
    strip.show_new(NewLinks(total=1, ready=1, addable=1, addable_bytes=MB))
    strip.show_adding([Adding(5, 1, 10)])
    heard: list[str] = []
    strip.add_pressed.connect(lambda: heard.append("add"))
    strip.take_back_pressed.connect(lambda _: heard.append("take back"))
    strip.send_now_pressed.connect(lambda _: heard.append("send now"))
    strip.show()
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for button in (strip.take_back_button(5), strip.send_now_button(5), strip.add_button):
        # What Qt sends where the second click of two lands: a button that the first one brought under the pointer.
        place = QPointF(button.rect().center())
        QApplication.sendEvent(
            button, QMouseEvent(QEvent.Type.MouseButtonDblClick, place, place, left, left, none)
        )
        QTest.mouseRelease(button, left)
    assert heard == []
    QTest.mouseClick(strip.take_back_button(5), left)
    assert heard == ["take back"]


class FakeView:
    def __init__(self) -> None:
        self.seconds: list[tuple[int, ...]] = []

    def show_new(self, new: NewLinks) -> None:
        self.new = new

    def show_adding(self, adding: Sequence[Adding]) -> None:
        self.seconds.append(tuple(each.seconds_left for each in adding))


class FakeStore:
    def __init__(self, records: list[LinkRecord], batch: Batch) -> None:
        self.records, self.batch = records, batch

    async def outbox_rows(self, states: Collection[State]) -> list[LinkRecord]:
        return [record for record in self.records if record.state in states]

    def batches(self) -> tuple[Batch, ...]:
        return (self.batch,)


class FakeOutbox:
    async def take_back(self, batch_id: int) -> list[int]:
        raise NotImplementedError

    async def send_now(self, batch_id: int) -> None:
        raise NotImplementedError


def test_it_counts_down_second_by_second_and_stops(fake_clock: FakeClock) -> None:
    async def main() -> list[tuple[int, ...]]:
        view = FakeView()
        batch = Batch(1, "two", fake_clock.now(), fake_clock.now() + 3)
        store = FakeStore([link(1, State.WAITING, batch=1, wait=Wait.GRACE)], batch)
        scope = TaskScope("test", lambda _name, error: pytest.fail(str(error)))
        presenter = NewLinksPresenter(
            view, store=store, outbox=FakeOutbox(), scope=scope, clock=fake_clock, ticked=frozenset
        )
        presenter.refresh()
        await fake_clock.run_for(4.0)
        await scope.close()
        return view.seconds

    assert asyncio.run(main()) == [(3,), (2,), (1,), ()]
