"""The panel: one row in words, several as a sum, and what it never does behind the person's back."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.report import LinkReport, MediaInfo, NetworkForecast
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.detail.breakable import BreakableLabel
from oktodesk.ui.detail.panel import DetailPanel
from oktodesk.ui.detail.presenter import DetailPresenter
from oktodesk.ui.detail.several import Sum, sum_of
from oktodesk.ui.detail.view import DetailView, Surroundings, detail_of
from oktodesk.ui.row_actions import Action, Offer, offers_for
from oktodesk.uploads.rows import Change, Row, State
from oktodesk.uploads.speed import Live
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window

NOW = 1_760_000_000.0
SOURCE = "https://cdn.example.com/Teaser.mp4"
MEDIA = MediaInfo("video", "mp4", duration_s=190.0, width=1920, height=1080, video_codec="h264")
REPORT = LinkReport(
    SOURCE,
    SOURCE,
    size_bytes=300 * 2**20,
    mime_type="video/mp4",
    name="Teaser.mp4",
    media=MEDIA,
    forecast=(NetworkForecast("Twitter", is_valid=True, placement="video"),),
)
COMPLETE = Row(
    key=5,
    state=State.COMPLETE,
    source=SOURCE,
    name="Teaser.mp4",
    mime_type="video/mp4",
    size_bytes=300 * 2**20,
    upload_id="0up000000000001",
    media_id="026000000000001",
    created_at=NOW - 100,
    modified_at=NOW - 60,
    report=REPORT,
    verdicts=(
        NetworkVerdict("Twitter", is_valid=False, errors=("Too long",)),
        NetworkVerdict("LinkedIn", is_valid=True),
    ),
    verdicts_at=NOW - 30,
)
FAILED = Row(
    key=6,
    state=State.FAILED,
    source=SOURCE,
    problem=Problem("download_http_error", {"status": 500}, "Could not download file, error 500"),
    last_error="Could not download file, error 500",
    upload_id="0up000000000002",
)


@pytest.fixture
def panel(qtbot: QtBot) -> DetailPanel:
    made = DetailPanel()
    qtbot.addWidget(made)
    made.show()
    return made


def view(row: Row, around: Surroundings | None = None) -> DetailView:
    return detail_of(row, around or Surroundings(), now=NOW)


def test_a_complete_video_in_words(panel: DetailPanel) -> None:
    panel.show_one(view(COMPLETE, Surroundings(batch_name="12 links, Fri 16:02")))
    one = panel.one
    assert one.name.name.replace("\u200b", "") == "Teaser.mp4"
    assert one.summary.text() == "MP4 video · 300 MB · 3:10 · 1920 \u00d7 1080"
    assert one.state.texts[0].startswith("In Oktopost since")
    assert one.facts.texts["Media id"] == "026000000000001"
    assert one.facts.texts["Added with"] == "12 links, Fri 16:02"
    lines = one.networks.texts
    assert lines["Twitter"].splitlines() == ["refused", "Too long", "Our check expected usable."]
    assert lines["LinkedIn"] == "usable"
    assert lines["Facebook"] == "not checked"


def test_a_failure_says_what_happened_what_to_do_and_offers_it(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.show_one(view(FAILED))
    sentence, advice = panel.one.state.texts
    assert sentence == "Failed: The file's server answered Oktopost with error 500"
    assert advice.startswith("Open the link in a private browser window")
    assert "Could not download file, error 500" in panel.one.technical.text
    retry = panel.one.offered.button(Action.RETRY)
    assert retry is not None
    with qtbot.waitSignal(panel.action_pressed) as pressed:
        retry.click()
    assert pressed.args == [Offer(Action.RETRY, (6,), helps=True)]


def test_networks_nobody_needs_are_grey_and_no_problem(panel: DetailPanel) -> None:
    panel.show_one(view(COMPLETE, Surroundings(team=("LinkedIn",))))
    assert panel.one.networks.texts["Twitter"].startswith("refused (not needed)")
    assert panel.one.networks.texts["LinkedIn"] == "usable"


def test_an_expectation_is_labelled(panel: DetailPanel) -> None:
    too_long = Finding("rule_duration_max", Severity.ERROR, {"measured": "3:10", "limit": "2:20"})
    forecast = NetworkForecast("Twitter", is_valid=False, placement="video", errors=(too_long,))
    report = msgspec.structs.replace(REPORT, forecast=(forecast,))
    panel.show_one(view(Row(key=7, state=State.READY, source=SOURCE, report=report)))
    assert panel.one.networks.texts["Twitter"].startswith("expected: refused")


def test_a_name_can_be_changed_until_it_is_sent(panel: DetailPanel, qtbot: QtBot) -> None:
    ready = Row(key=7, state=State.READY, source=SOURCE, name="Teaser.mp4")
    panel.show_one(view(ready))
    panel.edit_name()
    field = panel.one.name.field
    assert field.text() == "Teaser.mp4"
    panel.show_one(view(ready))  # a refresh behind the field
    assert field.isVisible()
    field.setText("Launch.mp4")
    with qtbot.waitSignal(panel.renamed) as renamed:
        field.returnPressed.emit()
    assert renamed.args == [7, "Launch.mp4"]
    panel.show_one(view(COMPLETE))
    panel.edit_name()
    assert not field.isVisible()


def test_escape_leaves_the_name_as_it_was(panel: DetailPanel, qtbot: QtBot) -> None:

    panel.show_one(view(Row(key=7, state=State.READY, source=SOURCE, name="Teaser.mp4")))
    panel.edit_name()
    panel.one.name.field.setText("half a na")
    with qtbot.assertNotEmitted(panel.renamed):
        QTest.keyClick(panel.one.name.field, Qt.Key.Key_Escape)
    assert not panel.one.name.field.isVisible()


def test_several_are_summed_up() -> None:
    other = msgspec.structs.replace(COMPLETE, key=8, size_bytes=None)
    total = sum_of([COMPLETE, other], hidden=1)
    assert (total.count, total.size_bytes, total.size_known, total.hidden) == (2, 300 * 2**20, False, 1)
    assert total.usable_on == ("LinkedIn",)
    assert total.duration_s == 380.0


def test_pictures_are_not_counted_against_the_networks(panel: DetailPanel) -> None:
    picture = Row(key=9, state=State.COMPLETE, source=SOURCE, mime_type="image/png", size_bytes=5)
    panel.show_several(sum_of([COMPLETE, picture]), ())
    several = panel.several
    assert several._networks_title.text() == "All of the others are usable on"
    assert "no video: Oktopost checks only videos" in several._unjudged.text()
    assert len(several._network_rows) == 1
    panel.show_several(sum_of([picture, picture]), ())
    assert not several._networks_title.isVisibleTo(several)
    assert "None of them is a video" in several._unjudged.text()
    panel.show_several(sum_of([COMPLETE, COMPLETE]), ())
    assert several._networks_title.text() == "All of them are usable on"
    assert not several._unjudged.isVisibleTo(several)


def test_what_is_not_checked_yet_is_no_picture() -> None:
    unchecked = Row(key=9, state=State.CHECKING, source=SOURCE)
    assert sum_of([COMPLETE, unchecked]).usable_on == ()
    assert sum_of([COMPLETE, unchecked]).without_verdicts == 0


def test_the_panel_says_that_a_failure_was_dealt_with() -> None:
    dealt = view(msgspec.structs.replace(FAILED, dealt_with_at=NOW - 60))
    assert dealt.note.startswith("Dealt with")
    assert any(fact.label == "Dealt with" and fact.value for fact in dealt.facts)
    assert not view(FAILED).note.startswith("Dealt with")


def test_foreign_text_is_shown_as_it_is(panel: DetailPanel) -> None:
    nasty = '<img src="file://host/share/x.png">'
    panel.show_one(view(msgspec.structs.replace(COMPLETE, name=nasty)))
    assert panel.one.name.name.replace("\u200b", "") == nasty


class FakeStore:
    def __init__(self, *rows: Row) -> None:
        self.by_key = {row.key: row for row in rows}

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        return {key: self.by_key[key] for key in keys if key in self.by_key}

    async def load(self, keys: Sequence[int]) -> list[Row]:
        return list(self.rows(keys).values())


class FakeTracker:
    def __init__(self) -> None:
        self.asked: list[tuple[int, ...]] = []
        self.answer = asyncio.Event()

    async def validate(self, keys: Sequence[int]) -> None:
        self.asked.append(tuple(keys))
        await self.answer.wait()

    def live(self, key: int) -> Live | None:
        return Live(2.0 * 2**20, 95.0) if key == 9 else None


class NoPictures:
    async def picture(self, row: Row) -> QImage | None:
        return None


class FakePanel:
    def __init__(self) -> None:
        self.shown: list[object] = []

    def show_nothing(self) -> None:
        self.shown.append(None)

    def show_one(self, view: DetailView) -> None:
        self.shown.append(view)

    def show_picture(self, key: int, image: QImage) -> None:
        self.shown.append((key, image))

    def show_several(self, total: Sum, offers: tuple[Offer, ...]) -> None:
        self.shown.append(total)


def presenting(*rows: Row) -> tuple[DetailPresenter, FakePanel, FakeTracker, TaskScope]:
    panel, tracker = FakePanel(), FakeTracker()
    scope = TaskScope("test", lambda _name, error: pytest.fail(str(error)))
    presenter = DetailPresenter(
        panel,
        store=FakeStore(*rows),
        tracker=tracker,
        scope=scope,
        clock=FakeClock(),
        surroundings=lambda _row: Surroundings(),
        pictures=NoPictures(),
    )
    return presenter, panel, tracker, scope


def test_an_older_video_is_validated_once_when_it_is_looked_at() -> None:
    async def main() -> None:
        unknown = msgspec.structs.replace(COMPLETE, verdicts=None)
        presenter, panel, tracker, scope = presenting(unknown)
        presenter.select([5])
        presenter.select([])
        presenter.select([5])
        await asyncio.sleep(0)
        assert tracker.asked == [(5,)]
        last = panel.shown[-1]
        assert isinstance(last, DetailView)
        assert {line.standing.value for line in last.verdicts.lines} == {"checking"}
        await scope.close()

    asyncio.run(main())


def test_only_changes_of_what_is_selected_are_shown() -> None:
    async def main() -> None:
        presenter, panel, _tracker, scope = presenting(COMPLETE, FAILED)
        presenter.select([5])
        count = len(panel.shown)
        presenter.apply(Change(frozenset({6}), reordered=True))
        assert len(panel.shown) == count
        presenter.apply(Change(frozenset({5, 6}), reordered=False))
        assert len(panel.shown) == count + 1
        await scope.close()

    asyncio.run(main())


def test_what_is_gone_is_not_shown() -> None:
    async def main() -> None:
        presenter, panel, _tracker, scope = presenting()
        presenter.select([5])
        assert panel.shown == [None]
        await scope.close()

    asyncio.run(main())


def test_the_pace_of_a_download_is_the_trackers() -> None:
    async def main() -> None:
        fetched = Row(
            key=9, state=State.PENDING, source=SOURCE, size_bytes=200 * 2**20, downloaded_bytes=20 * 2**20
        )
        presenter, panel, _tracker, scope = presenting(fetched)
        presenter.select([9])
        last = panel.shown[-1]
        assert isinstance(last, DetailView)
        assert "2 min left" in last.note
        await scope.close()

    asyncio.run(main())


def test_several_selected_come_from_the_reader() -> None:
    async def main() -> None:
        presenter, panel, _tracker, scope = presenting(COMPLETE, FAILED)
        presenter.select([5, 6])
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        last = panel.shown[-1]
        assert isinstance(last, Sum)
        assert last.count == 2
        await scope.close()

    asyncio.run(main())
    assert offers_for([COMPLETE, FAILED])


def test_what_is_copied_out_of_a_name_is_the_name(qtbot: QtBot) -> None:
    name = "a-very_long.name/" + "x" * 40 + ".mp4"
    label = BreakableLabel(name)
    qtbot.addWidget(label)
    label.setSelection(0, len(label.text()))
    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == name
    assert label.plain_text == name


def test_short_words_are_not_broken(qtbot: QtBot) -> None:
    label = BreakableLabel("Oktopost takes up to 8.0 GB, not/more")
    qtbot.addWidget(label)
    assert label.text() == label.plain_text


def test_a_name_without_any_place_to_break_is_wrapped_too(qtbot: QtBot) -> None:
    label = BreakableLabel("x" * 200)
    qtbot.addWidget(label)
    assert label.minimumSizeHint().width() < 100
    assert label.heightForWidth(200) > 3 * label.fontMetrics().height()


def test_what_is_typed_for_one_row_is_not_given_to_another(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.show_one(view(Row(1, State.READY, SOURCE, name="one.mp4")))
    panel.edit_name()
    assert panel.one.name.field.isVisible()
    panel.show_one(view(Row(2, State.READY, SOURCE, name="two.mp4")))
    assert not panel.one.name.field.isVisible()
    assert panel.one.name.name == "two.mp4"


def test_the_panel_is_as_wide_with_a_scroll_bar_as_without(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.resize(340, 900)
    panel.show_one(view(FAILED))
    area = next(each for each in panel.findChildren(QScrollArea) if each.isVisible())
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)
    wide = panel.one.picture.width()
    panel.resize(340, 240)
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: panel.one.picture.width() == wide)
