"""The panel: one row in words, several as a sum, and what it never does behind the person's back."""

import asyncio
from collections.abc import Sequence
from urllib.parse import quote

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.networks import NETWORKS
from oktodesk.media.report import LinkReport, MediaInfo, NetworkForecast
from oktodesk.problems import Finding, Problem, Severity
from oktodesk.problems.texts_steps import STEPS
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
    assert lines["Twitter"].splitlines() == ["refused · expected: usable", "Too long"]
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


def test_a_name_that_was_made_up_for_the_list_is_no_name_that_was_given(panel: DetailPanel, qtbot: QtBot) -> None:
    direct = "https://www.dropbox.com/scl/fi/abc123?rlkey=k&dl=1"
    panel.show_one(view(Row(key=7, state=State.READY, source=direct, pasted=direct.replace("dl=1", "dl=0"))))
    panel.edit_name()
    field = panel.one.name.field
    assert field.text() == "Dropbox file"
    with qtbot.assertNotEmitted(panel.renamed):
        field.returnPressed.emit()
    panel.edit_name()
    field.setText("Keynote.mp4")
    with qtbot.waitSignal(panel.renamed) as renamed:
        field.returnPressed.emit()
    assert renamed.args == [7, "Keynote.mp4"]


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


def test_what_only_our_check_says_of_several_is_called_expected(panel: DetailPanel) -> None:
    forecast = (NetworkForecast("LinkedIn", is_valid=True, placement=""),)
    foreseen = Row(key=9, state=State.READY, source=SOURCE, report=LinkReport(SOURCE, SOURCE, forecast=forecast))
    picture = Row(key=10, state=State.COMPLETE, source=SOURCE, mime_type="image/png", size_bytes=5)
    for rows, said in (
        ([COMPLETE, foreseen], "All of them are expected to be usable on"),
        ([foreseen, picture], "All of the others are expected to be usable on"),
    ):
        panel.show_several(sum_of(rows), ())
        assert panel.several._networks_title.text() == said


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


FOLDER = Row(
    key=8,
    state=State.NEEDS_YOU,
    source="https://www.dropbox.com/scl/fo/abc/def?rlkey=1",
    problem=Problem("folder_or_page", {"service": "Dropbox", "steps": STEPS["dropbox_folder"]}),
)


def test_a_folder_brings_its_page_its_steps_and_a_field_for_the_link(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.show_one(view(FOLDER))
    _, steps = panel.one.state.texts
    assert steps.startswith("Open the folder, point at the file, choose Share")
    assert panel.one.offered.button(Action.OPEN_PAGE) is not None
    assert panel.one.offered.button(Action.CHANGE_LINK) is None, "the field is in its place"
    field = panel.one.mending.field
    assert field.isVisible()
    QGuiApplication.clipboard().setText(f"  {SOURCE}\n")
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(panel.link_given) as given:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert given.args == [Action.CHANGE_LINK, FOLDER.key, SOURCE]
    assert not field.text()


def test_what_is_no_link_stays_in_the_field(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.show_one(view(FOLDER))
    field = panel.one.mending.field
    QTest.keyClicks(field, "teaser")
    with qtbot.assertNotEmitted(panel.link_given):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.one.mending.trouble
    assert field.text() == "teaser"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), panel.one.mending.trouble) == ("", "")


def test_a_link_that_is_being_typed_outlives_a_refresh_but_not_another_row(panel: DetailPanel) -> None:
    panel.show_one(view(FOLDER))
    field = panel.one.mending.field
    QTest.keyClicks(field, "https://")
    panel.show_one(view(msgspec.structs.replace(FOLDER, name="Teaser.mp4")))
    assert field.text() == "https://"
    panel.show_one(view(msgspec.structs.replace(FOLDER, key=9)))
    assert field.text() == ""
    panel.show_one(view(COMPLETE))
    assert not field.isVisible()


SHARED = "https://www.dropbox.com/scl/fi/abc/Teaser.mp4?rlkey=1&dl=0"
DIRECT = "https://www.dropbox.com/scl/fi/abc/Teaser.mp4?rlkey=1&dl=1"
WRAPPED = f"https://eur01.safelinks.protection.outlook.com/?url={quote(SHARED, safe='')}&data=05"


def test_what_was_made_of_a_link_is_shown_and_undone_with_one_click(panel: DetailPanel, qtbot: QtBot) -> None:
    made = Row(key=11, state=State.READY, source=DIRECT, pasted=WRAPPED)
    panel.show_one(view(made))
    one = panel.one
    facts = {fact.label: fact.value for fact in view(made).facts}
    assert facts == {"Pasted as": WRAPPED, "Unwrapped": SHARED, "Sent as": DIRECT}
    assert "wrapped the link; it leads to www.dropbox.com." in one.provenance.text
    assert "The Dropbox link was turned into its direct form." in one.provenance.text
    with qtbot.waitSignal(panel.as_pasted_pressed) as undone:
        one.provenance.button.click()
    assert undone.args == [11]

    panel.show_one(view(Row(key=11, state=State.READY, source=WRAPPED, pasted=WRAPPED)))
    assert one.provenance.text == "It is sent as you pasted it."
    assert "Link" in one.facts.texts
    with qtbot.waitSignal(panel.as_made_pressed) as again:
        one.provenance.button.click()
    assert again.args == [11]


@pytest.mark.parametrize("state", [State.WAITING, State.COMPLETE])
def test_what_was_made_of_a_sent_link_is_told_but_not_changed(panel: DetailPanel, state: State) -> None:
    panel.show_one(view(Row(key=11, state=state, source=DIRECT, pasted=SHARED)))
    assert panel.one.provenance.text == "The Dropbox link was turned into its direct form."
    assert not panel.one.provenance.button.isVisible()


def test_a_short_link_that_was_followed_tells_where_it_led(panel: DetailPanel) -> None:
    led = Finding("link_unwrapped", Severity.INFO, {"service": "Mimecast", "host": "cdn.example.com"})
    short = "https://protect-eu.mimecast.com/s/abc"
    report = LinkReport(short, SOURCE, findings=(led,), send_source=SOURCE)
    panel.show_one(view(Row(key=11, state=State.READY, source=SOURCE, pasted=short, report=report)))
    assert panel.one.provenance.text == "Mimecast had wrapped the link; it leads to cdn.example.com."
    panel.show_one(view(Row(key=11, state=State.READY, source=short, pasted=short, report=report)))
    assert panel.one.provenance.button.isVisible()


def test_a_plain_link_has_no_story(panel: DetailPanel) -> None:
    panel.show_one(view(Row(key=11, state=State.READY, source=SOURCE, pasted=SOURCE)))
    assert not panel.one.provenance.isVisible()


LINE = "ffmpeg -i input.mp4 -t 139.5 -c copy output.mp4"
PAGE = "https://help.example.com/limits (2026-05-01), official docs"
LONG = Finding(
    "rule_duration_long",
    Severity.ERROR,
    {"network": "Twitter", "placement": "post_video_default", "measured_s": 190, "limit_s": 140, "command": LINE},
    PAGE,
)
SPARSE = Finding("rule_gop", Severity.WARNING, {"measured_s": 8.0, "limit_s": 5.0})
WIDE = Finding("rule_aspect_advised", Severity.INFO, {"measured": "16:9", "limit": "1:1"})


def with_forecast(*forecasts: NetworkForecast) -> Row:
    return Row(key=12, state=State.READY, source=SOURCE, mime_type="video/mp4", forecast=forecasts)


def test_a_missed_limit_is_told_mended_and_sourced(panel: DetailPanel, qtbot: QtBot) -> None:
    refused = NetworkForecast(
        "Twitter", False, "post_video_default", (LONG,), (SPARSE,), unchecked=("closed_gop",)
    )
    panel.show_one(view(with_forecast(refused)))
    line = panel.one.networks.line("Twitter")
    assert line.text.splitlines() == [
        "expected: refused",
        "Too long: 3:10, at most 2:20. Use a shorter cut.",
        "Key frames are 8 s apart; the limit is 5 s. Export it with a key frame every 2 seconds.",
    ]
    (copy,) = line.reasons.copy_buttons
    assert LINE in copy.toolTip()
    with qtbot.waitSignal(panel.copy_pressed) as copied:
        copy.click()
    assert copied.args == [LINE]
    reason = copy.parentWidget()
    assert reason is not None
    assert "help.example.com/limits (2026-05-01)" in reason.toolTip()
    assert PAGE in panel.one.technical.text
    assert "not checked: closed_gop" in panel.one.technical.text


def test_a_network_that_takes_it_in_one_way_only_says_in_which(panel: DetailPanel) -> None:
    both = NetworkForecast("Facebook", True, "page_video", refused_as=("reels",))
    neither = NetworkForecast("Instagram", False, "reels", (LONG,), refused_as=("reels", "story_video"))
    panel.show_one(view(with_forecast(both, neither)))
    lines = panel.one.networks.texts
    assert lines["Facebook"].splitlines() == ["expected: usable", "As Page video, not as Reel"]
    assert lines["Instagram"].splitlines()[:2] == ["expected: refused", "As Reel:"]


def test_what_is_only_recommended_is_folded_away(panel: DetailPanel, qtbot: QtBot) -> None:
    panel.show_one(view(with_forecast(NetworkForecast("LinkedIn", True, "video", advice=(WIDE,)))))
    line = panel.one.networks.line("LinkedIn")
    assert line.text == "expected: usable"
    assert line.unfold.text().startswith("1 recommendation")
    line.unfold.click()
    assert line.text.splitlines()[1].startswith("The frame is 16:9; 1:1 is advised.")
    assert line.advice.isVisible()
    panel.show_one(view(COMPLETE))
    assert not panel.one.networks.line("LinkedIn").advice.isVisible()


def test_oktopost_and_our_check_stand_side_by_side_where_they_differ(panel: DetailPanel) -> None:
    expected = NetworkForecast("LinkedIn", False, "video", (LONG,))
    row = msgspec.structs.replace(COMPLETE, forecast=(expected,))
    panel.show_one(view(row))
    assert panel.one.networks.texts["LinkedIn"].splitlines() == [
        "usable · expected: refused",
        "Our check expected this trouble:",
        "Too long: 3:10, at most 2:20. Use a shorter cut.",
    ]


def test_all_that_a_check_found_is_told_the_gravest_first(panel: DetailPanel) -> None:
    found = (
        Finding("redirected_to", Severity.INFO, {"host": "cdn.example.com"}, "a \u2192 b"),
        Finding("range_unsupported", Severity.WARNING),
        Finding("credentials_in_link", Severity.WARNING),
    )
    report = LinkReport(SOURCE, SOURCE, findings=found)
    row = Row(key=13, state=State.READY, source=SOURCE, report=report)
    panel.show_one(view(row))
    assert "can't send parts of a file" in panel.one.state.texts[0]
    first, second = panel.one.findings.texts
    assert first.startswith("The link carries a user name or password. Everyone in your")
    assert second.startswith("The link leads on to cdn.example.com.")
    panel.show_one(view(msgspec.structs.replace(row, state=State.PENDING)))
    assert not panel.one.findings.isVisible(), "too late to do anything about it"


TALL = LinkReport(
    SOURCE,
    SOURCE,
    mime_type="video/mp4",
    name="Launch.mp4",
    media=MediaInfo("video", "mp4", width=1080, height=1920),
    forecast=tuple(NetworkForecast(network, network != "LinkedIn", "video") for network in NETWORKS),
)


def test_what_a_link_is_meant_for_is_guessed_and_corrected_with_one_click(
    panel: DetailPanel, qtbot: QtBot
) -> None:
    row = Row(key=14, state=State.READY, source=SOURCE, report=TALL)
    panel.show_one(view(row))
    purpose = panel.one.purpose
    assert purpose.text == "Guessed from the upright frame: meant for Facebook, Instagram, YouTube."
    assert panel.one.networks.texts["LinkedIn"] == "refused (not needed)"
    with qtbot.waitSignal(panel.meant_for_given) as right:
        purpose.right.click()
    assert right.args == [14, ("Facebook", "Instagram", "Youtube")]
    with qtbot.waitSignal(panel.meant_for_given) as every:
        purpose.every.click()
    assert every.args == [14, NETWORKS]

    panel.show_one(view(msgspec.structs.replace(row, meant_for=NETWORKS)))
    assert not purpose.isVisible()
    assert panel.one.networks.texts["LinkedIn"] == "expected: refused"
    panel.show_one(view(row, Surroundings(team=("LinkedIn", "Facebook"))))
    with qtbot.waitSignal(panel.meant_for_given) as whole_team:
        purpose.every.click()
    assert whole_team.args == [14, NETWORKS], "the team's networks of today would stay when the team's change"


def test_only_what_the_team_uses_is_guessed(panel: DetailPanel) -> None:
    row = Row(key=14, state=State.READY, source=SOURCE, report=TALL)
    panel.show_one(view(row, Surroundings(team=("LinkedIn", "Facebook"))))
    assert panel.one.purpose.text == "Guessed from the upright frame: meant for Facebook."
    panel.show_one(view(row, Surroundings(team=("LinkedIn",))))
    assert not panel.one.purpose.isVisible(), "it would leave none of the team's networks"
