"""What a person does with links in the real window: batches, names, types, duplicates, files, keys."""

import asyncio
import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from oktodesk.media.networks import NETWORKS
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.settings import Settings
from oktodesk.ui.detail.verdicts import network_lines
from oktodesk.ui.edit_sheets import BatchSheet, MeantForSheet, NamesSheet, TypeSheet
from oktodesk.ui.row_actions import Action, Offer
from oktodesk.ui.settings_sheet import SettingsSheet
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.ui.window_controls import WindowControls
from oktodesk.uploads.rows import Query, Sort, State, Wait
from tests.end2end.window_program import offscreen, settings_of, use_window

pytestmark = offscreen

CLIP, STILL, SHOT = "Countdown-clip.mp4", "Event-banner.png", "Product-shot.jpg"


@pytest.fixture
def practice(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(state=tmp_path / "oktopost")


async def take(stage: Stage, watch: Watch, links: list[str]) -> None:
    """Drop links and wait for their checks."""
    stage.hover(links)
    stage.drop()
    await watch.until(lambda: stage.in_state(State.READY, links))
    await watch.until(lambda: stage.window.new_strip.shown.addable >= len(links))


async def add(stage: Stage, watch: Watch, links: list[str]) -> None:
    """Drop links, wait for their checks, add them, send them at once."""
    await take(stage, watch, links)
    stage.press_add()
    await watch.until(lambda: bool(stage.window.new_strip.adding))
    stage.press_send_now()
    await watch.until(lambda: stage.in_state(State.COMPLETE, links))


def do(stage: Stage, action: Action, links: list[str]) -> None:
    """As the context menu does it."""
    keys = tuple(row.key for row in stage.rows if row.source in links)
    stage.workspace._deeds.do(Offer(action, keys))


async def sheet(stage: Stage, watch: Watch, kind: "type[QWidget]") -> QWidget:
    """The dialog that is open."""
    found: list[QWidget] = []

    def is_open() -> bool:
        found[:] = [each for each in stage.window.findChildren(kind) if each.isVisible()]
        return bool(found)

    await watch.until(is_open)
    return found[0]


def test_a_batch_is_shown_alone_renamed_copied_and_exported(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, tmp_path: Path
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        first, second = [stage.sample(STILL), stage.sample(CLIP)], [stage.sample(SHOT)]
        await add(stage, watch, first)
        await add(stage, watch, second)
        bar = stage.window.batch_bar
        assert not bar.isVisible()

        menu = stage.workspace._batches.make_menu()
        titles = [action.text() for action in menu.actions() if action.text()]
        assert len(titles) == 3
        assert titles[1].startswith("1 link,")
        assert titles[2].startswith("2 links,")
        menu.close()
        menu.deleteLater()
        do(stage, Action.SHOW_BATCH, first[:1])
        await watch.until(lambda: {row.source for row in stage.rows} == set(first))
        assert bar.isVisible()
        assert bar.text.startswith("Only the batch “2 links")

        bar.rename.click()
        dialog = await sheet(stage, watch, BatchSheet)
        assert isinstance(dialog, BatchSheet)
        dialog.field.setText("Autumn launch")
        dialog.go.click()
        await watch.until(lambda: "Autumn launch" in bar.text)

        ids = [row.media_id for row in stage.rows]
        bar.copy.click()
        await watch.until(lambda: QGuiApplication.clipboard().text() == "\n".join(ids))

        file = tmp_path / "batch.csv"
        await stage.workspace._exporting.write(file, stage.workspace.list.rows.query)
        lines = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
        assert {line[0] for line in lines[1:]} == set(first)

        bar.show_all.click()
        await watch.until(lambda: len(stage.rows) == 3)
        assert not bar.isVisible()
        stage.select(first[0])
        await watch.until(lambda: stage.window.detail.one.facts.texts.get("Added with") == "Autumn launch")

    use_window(profile, act, practice=practice)


def test_many_names_and_a_type_are_changed_before_they_are_sent(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL), stage.sample(SHOT)]
        await take(stage, watch, links)
        do(stage, Action.RENAME, links)
        names = await sheet(stage, watch, NamesSheet)
        assert isinstance(names, NamesSheet)
        names.field.setPlainText("\n".join(f"picture {number}" for number in range(2)))
        names.go.click()
        await watch.until(lambda: {row.name for row in stage.rows} == {"picture 0", "picture 1"})

        do(stage, Action.CHANGE_TYPE, links[:1])
        types = await sheet(stage, watch, TypeSheet)
        assert isinstance(types, TypeSheet)
        types.choice.setCurrentIndex(types.choice.findData("image/png"))
        types.go.click()
        await watch.until(lambda: (row := stage.row(links[0])) is not None and row.mime_type == "image/png")
        await watch.until(lambda: stage.in_state(State.READY, links))

    use_window(profile, act, practice=practice)


def test_a_link_that_oktopost_has_already_is_looked_at_instead(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        link = stage.sample(STILL)
        await add(stage, watch, [link])
        done = stage.row(link)
        assert done is not None
        stage.hover([link])
        stage.drop()
        await watch.until(lambda: len(stage.rows) == 2)
        new = next(row for row in stage.rows if row.key != done.key)
        await watch.until(lambda: any(row.key == new.key and row.report is not None for row in stage.rows))
        await stage.workspace._deeds.rename(new.key, "once more")
        stage.window.toolbar.search.setText("once more")
        stage.window.toolbar.search.returnPressed.emit()
        await watch.until(lambda: len(stage.rows) == 1)
        stage.workspace.list.table.reveal(new.key)
        await watch.until(lambda: stage.action_button(Action.USE_THAT) is not None)
        assert stage.press_action(Action.USE_THAT)
        # It is hidden by the search at first; the search goes, and the upload is selected.
        await watch.until(lambda: stage.window.detail.key == done.key)
        await watch.until(lambda: [row.key for row in stage.rows] == [done.key])
        assert any("Not sent again" in text for text in stage.window.banners.texts)
        assert any(done.shown_name in text for text in stage.window.banners.texts)
        stage.window.banners.press_help("removed_links")
        await watch.until(lambda: new.key in {row.key for row in stage.rows})

    use_window(profile, act, practice=practice)


def test_the_upload_that_is_used_instead_is_in_the_batch_of_the_links_it_was_dropped_with(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        still, clip = stage.sample(STILL), stage.sample(CLIP)
        await add(stage, watch, [still])
        done = stage.row(still)
        assert done is not None
        stage.hover([still, clip])
        stage.drop()
        await watch.until(lambda: len(stage.rows) == 3)
        known = next(row.key for row in stage.rows if row.source == still and row.key != done.key)
        await watch.until(lambda: any(row.key == known and row.state is State.READY for row in stage.rows))
        await watch.until(lambda: stage.in_state(State.READY, [clip]))
        stage.workspace._deeds.do(Offer(Action.USE_THAT, (known,)))
        await watch.until(lambda: len(stage.rows) == 2)
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        await watch.until(lambda: len({row.batch_id for row in stage.rows}) == 1)
        (batch_id,) = {row.batch_id for row in stage.rows}
        assert batch_id != done.batch_id
        names = {batch.id: batch.name for batch in stage.workspace.store.batches()}
        assert names[batch_id].startswith("2 links")

    use_window(profile, act, practice=practice)


def test_waiting_links_are_held_and_moved_in_the_list(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL), stage.sample(CLIP), stage.sample(SHOT)]
        stage.workspace.pause(True)
        await take(stage, watch, links)
        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        stage.press_send_now()
        await watch.until(lambda: {row.wait for row in stage.rows} == {Wait.PAUSED})
        stage.select(links[2])
        await watch.until(lambda: stage.action_button(Action.SEND_FIRST) is not None)
        stage.press_action(Action.SEND_FIRST)
        await watch.until(lambda: [row.source for row in stage.rows] == [links[2], *links[:2]])
        last = stage.rows[-1].key
        stage.workspace.list.table.line_moved.emit(last)
        await watch.until(lambda: [row.source for row in stage.rows] == [links[0], links[2], links[1]])

        stage.press_action(Action.HOLD)
        await watch.until(lambda: stage.action_button(Action.GO_ON) is not None)
        stage.workspace.pause(False)
        await watch.until(lambda: stage.in_state(State.COMPLETE, links[:2]))
        await watch.until(lambda: "held back" in stage.window.status.sentence)
        assert stage.in_state(State.WAITING, links[2:])
        stage.press_action(Action.GO_ON)
        await watch.until(lambda: stage.in_state(State.COMPLETE, links))

    use_window(profile, act, practice=practice)


def test_settings_take_effect_at_once_and_are_kept(qtbot: QtBot, profile: Path, practice: SandboxOptions) -> None:
    def placement(stage: Stage, link: str) -> str:
        row = stage.row(link)
        assert row is not None
        assert row.report is not None
        return next(each.placement for each in row.report.forecast if each.network == "Twitter")

    def wanted(stage: Stage, link: str) -> set[str]:
        row = stage.row(link)
        assert row is not None
        lines = stage.workspace.detail._surroundings(row)
        return {line.network for line in network_lines(row, team=lines.team) if line.wanted}

    async def act(stage: Stage, watch: Watch) -> None:
        clip = stage.sample(CLIP)
        await take(stage, watch, [clip])
        assert placement(stage, clip) == "post_video_default"
        assert wanted(stage, clip) == set(NETWORKS)

        controls = stage.window.findChild(WindowControls)
        assert controls is not None
        controls._on_more_settings()  # the offscreen platform can't open menus
        dialog = await sheet(stage, watch, SettingsSheet)
        assert isinstance(dialog, SettingsSheet)
        dialog.premium.click()
        for network in NETWORKS:
            if network != "LinkedIn":
                dialog.team.box(network).click()
        dialog.save.click()
        await watch.until(lambda: placement(stage, clip) == "post_video_premium")
        await watch.until(lambda: wanted(stage, clip) == {"LinkedIn"})

        do(stage, Action.MEANT_FOR, [clip])
        meant = await sheet(stage, watch, MeantForSheet)
        assert isinstance(meant, MeantForSheet)
        meant.choice.choose(["Youtube", "Facebook"])
        meant.go.click()
        await watch.until(lambda: wanted(stage, clip) == {"Youtube", "Facebook"})

    use_window(profile, act, practice=practice)
    kept = settings_of(profile)
    assert kept.x_premium
    assert kept.team_of("sandbox") == ("LinkedIn",)
    assert not kept.accounts, "practice mode is no account to choose"


def test_how_the_window_is_arranged_is_remembered_before_it_is_closed(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A computer that is switched off, or a program that is killed, closes nothing."""

    async def act(stage: Stage, watch: Watch) -> None:
        await take(stage, watch, [stage.sample(STILL)])
        kept, accounts = asyncio.Event(), stage.shell._accounts
        change = accounts.change

        async def keep(changed: Callable[[Settings], Settings]) -> None:
            await change(changed)
            kept.set()

        monkeypatch.setattr(accounts, "change", keep)
        stage.window.resize(1000, 700)
        table = stage.workspace.list.table
        table._header.set_column_visible("size", visible=False)
        table.sort_requested.emit(Sort("name", descending=False))
        await kept.wait()
        now = settings_of(profile)
        assert now.window is not None
        assert (now.window.width, now.sort) == (1000, "name")
        assert {each.id for each in now.columns.columns if not each.visible} >= {"size"}
        assert now.splitter

    use_window(profile, act, practice=practice)


def test_selected_rows_that_a_filter_hides_are_counted(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL), stage.sample(CLIP)]
        await take(stage, watch, links)
        stage.workspace.list.table.selectAll()
        await watch.until(lambda: "2 links" in stage.window.detail.several._title.text())
        stage.window.toolbar.search.setText("Countdown")
        stage.window.toolbar.search.returnPressed.emit()
        await watch.until(lambda: len(stage.rows) == 1)
        await watch.until(lambda: "1 of them is hidden" in stage.window.detail.several._hidden.text())

    use_window(profile, act, practice=practice)


def test_the_list_is_worked_by_keyboard(qtbot: QtBot, profile: Path, practice: SandboxOptions) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL), stage.sample(CLIP)]
        await take(stage, watch, links)
        table = stage.workspace.list.table
        table.setFocus()
        table.selectionModel().setCurrentIndex(
            table.model().index(0, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        table.selectRow(0)
        await watch.until(lambda: len(table.selected_keys) == 1)
        QTest.keyClick(table, Qt.Key.Key_Space)
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
        QTest.keyClick(table, Qt.Key.Key_Escape)
        assert table.selected_keys == []
        table.selectAll()
        QTest.keyClick(table, Qt.Key.Key_F2)
        names = await sheet(stage, watch, NamesSheet)
        names.close()
        stage.window.want_detail(wanted=False)
        table.reveal(table.selected_keys[0])
        QTest.keyClick(table, Qt.Key.Key_Return)
        await watch.until(stage.window.detail.isVisible)
        stage.window.toolbar.search.setText("Countdown")
        stage.window.toolbar.search.returnPressed.emit()
        await watch.until(lambda: len(stage.rows) == 1)
        stage.window.toolbar.search.setFocus()
        QTest.keyClick(stage.window.toolbar.search, Qt.Key.Key_Escape)
        await watch.until(lambda: len(stage.rows) == 2)

    use_window(profile, act, practice=practice)


def test_an_export_tells_how_many_rows_are_there(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, tmp_path: Path
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        await take(stage, watch, [stage.sample(STILL)])
        await stage.workspace._exporting.write(tmp_path / "all.json", Query())
        await watch.until(lambda: any("1 row exported" in text for text in stage.window.banners.texts))

    use_window(profile, act, practice=practice)
    assert (tmp_path / "all.json").read_text().startswith('{"rows":[')
