"""The main job in the real window, on real files that a real local Oktopost really fetches."""

import os
import signal
import sys
from functools import partial
from pathlib import Path

import msgspec
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.ui.notices import Help
from oktodesk.ui.row_actions import Action
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import Filter, State
from tests.end2end.window_program import offscreen, settings_of, use_window

pytestmark = offscreen

CLIP, STILL, FAILING = "Countdown-clip.mp4", "Event-banner.png", "broken.mp4"


@pytest.fixture
def practice(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(state=tmp_path / "oktopost")


async def add(stage: Stage, watch: Watch, links: list[str]) -> None:
    """Drop links, wait for their checks, add them, send them at once."""
    stage.hover(links)
    stage.drop()
    await watch.until(lambda: stage.window.new_strip.shown.addable == len(links))
    stage.press_add()
    await watch.until(lambda: bool(stage.window.new_strip.adding))
    stage.press_send_now()


def test_links_are_checked_taken_back_added_fetched_and_validated(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(CLIP), stage.sample(STILL)]
        stage.hover(links)
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)
        await watch.until(lambda: stage.in_state(State.READY, links))
        assert "Add 2" in stage.window.new_strip.add_button.text()

        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        await watch.until(lambda: "still here" in stage.window.status.sentence)
        stage.window.new_strip.take_back_button(stage.window.new_strip.adding[0]).click()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)
        assert not stage.window.new_strip.adding

        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        stage.press_send_now()
        await watch.until(lambda: stage.in_state(State.COMPLETE, links))
        await watch.until(lambda: stage.count(Filter.IN_OKTOPOST) == 2)
        await watch.until(lambda: stage.window.status.may_leave)

        stage.select(links[0])
        await watch.until(lambda: stage.is_confirmed(links[0]))
        verdicts = stage.window.detail.one.networks.texts
        assert verdicts["Facebook"].startswith("usable")
        assert verdicts["LinkedIn"].startswith("refused")
        row = stage.row(links[0])
        assert row is not None
        assert stage.window.detail.one.facts.texts["Media id"] == row.media_id

    use_window(profile, act, practice=practice)


def test_a_failing_link_is_explained_and_can_be_dealt_with(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        link = stage.sample(FAILING)
        await add(stage, watch, [link])
        await watch.until(lambda: stage.in_state(State.FAILED, [link]))
        stage.select(link)
        await watch.until(lambda: stage.is_explained(link) and stage.count(Filter.FAILED) == 1)
        sentence, advice = stage.window.detail.one.state.texts
        assert sentence.startswith("Failed:")
        assert "500" in stage.window.detail.one.technical.text
        assert advice
        assert stage.press_action(Action.DEAL_WITH)
        await watch.until(lambda: stage.count(Filter.FAILED) == 0)
        assert stage.action_button(Action.REOPEN) is not None

    use_window(profile, act, practice=practice)


def test_what_was_added_is_still_there_after_a_restart(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def first(stage: Stage, watch: Watch) -> None:
        link = stage.sample(STILL)
        await add(stage, watch, [link])
        await watch.until(lambda: stage.in_state(State.COMPLETE, [link]))
        stage.hover(["https://cdn.example.invalid/later.mp4"])
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.total == 1)
        stage.window.resize(1000, 600)

    async def second(stage: Stage, watch: Watch) -> None:
        await watch.until(lambda: stage.window.new_strip.shown.total == 1)
        await watch.until(lambda: any(row.state is State.COMPLETE for row in stage.rows))
        assert stage.window.width() == 1000

    use_window(profile, first, practice=practice)
    assert settings_of(profile).window is not None
    use_window(profile, second, practice=practice)


def is_left(stage: Stage, links: list[str]) -> bool:
    return stage.window.new_strip.shown.total == len(links) and (not links or stage.is_detail_of(links[0]))


def test_a_removed_link_comes_back(qtbot: QtBot, profile: Path, practice: SandboxOptions) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        link = stage.sample(STILL)
        stage.hover([link])
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)
        stage.select(link)
        await watch.until(lambda: stage.is_detail_of(link))
        assert stage.press_action(Action.REMOVE)
        await watch.until(lambda: stage.window.new_strip.shown.total == 0)
        await watch.until(lambda: bool(stage.window.banners.texts))
        stage.window.banners.press_help("removed_links")
        await watch.until(lambda: stage.window.new_strip.shown.total == 1)

        links = [stage.sample(STILL), stage.sample(CLIP)]
        stage.hover(links[1:])
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)
        stage.select(links[0])
        for left in links[1:], []:  # the next one is selected, and removed in its turn
            await watch.until(lambda: stage.action_button(Action.REMOVE) is not None)
            assert stage.press_action(Action.REMOVE)
            await watch.until(partial(is_left, stage, left))
        stage.window.undo_pressed.emit()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)
        assert not stage.window.banners.texts
        stage.press_add()
        await watch.until(lambda: bool(stage.window.new_strip.adding))
        stage.window.undo_pressed.emit()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)

    program = use_window(profile, act, practice=practice)
    assert not any(notice.help is Help.COPY_DETAILS for notice in program.kit.notices.shown)


def test_a_paste_anywhere_is_a_drop(qtbot: QtBot, profile: Path, practice: SandboxOptions) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        # Text, not a QMimeData of Python's: an offscreen clipboard would destroy that after Python has ended.
        QGuiApplication.clipboard().setText(f"Hello,\n{stage.sample(STILL)}\nand {stage.sample(CLIP)}")
        stage.window.paste()
        await watch.until(lambda: stage.window.new_strip.shown.total == 2)

    use_window(profile, act, practice=practice)


def test_nothing_in_a_drop_is_said_and_forgotten_with_the_next(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.window.toolbar.links.setText("just words")
        stage.window.toolbar.links.returnPressed.emit()
        await watch.until(lambda: bool(stage.window.banners.texts))
        assert stage.window.toolbar.links.text() == "just words"
        stage.hover([stage.sample(STILL)])
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1 and not stage.window.banners.texts)

    use_window(profile, act, practice=practice)


def test_search_and_filters_leave_a_way_back(qtbot: QtBot, profile: Path, practice: SandboxOptions) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(CLIP), stage.sample(STILL)]
        stage.hover(links)
        stage.drop()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 2)
        stage.window.toolbar.search.setText("Countdown")
        stage.window.toolbar.search.returnPressed.emit()
        await watch.until(lambda: len(stage.rows) == 1)
        stage.window.toolbar.search.setText("nothing has this name")
        stage.window.toolbar.search.returnPressed.emit()
        await watch.until(stage.window.nothing_found.isVisible)
        stage.window.nothing_found.show_all_pressed.emit()
        await watch.until(lambda: len(stage.rows) == 2)
        assert stage.window.toolbar.search.text() == ""

    use_window(profile, act, practice=practice)


def test_an_oktopost_out_of_reach_is_a_banner_and_the_links_wait(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    out_of_reach = msgspec.structs.replace(practice, faults=(parse_fault("drop-before@*"),))

    async def act(stage: Stage, watch: Watch) -> None:
        link = stage.sample(STILL)
        await add(stage, watch, [link])
        await watch.until(lambda: bool(stage.window.banners.texts) and stage.window.status.is_waiting)
        await watch.until(lambda: stage.in_state(State.WAITING, [link]))
        assert "connection" in stage.window.status.sentence

    use_window(profile, act, practice=out_of_reach)


def test_a_local_oktopost_that_was_killed_is_started_again(
    qtbot: QtBot, profile: Path, practice: SandboxOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oktodesk.app._SHORT_LIFE_S", 0.0)

    async def act(stage: Stage, watch: Watch) -> None:
        await add(stage, watch, [stage.sample(STILL)])
        await watch.until(lambda: stage.in_state(State.COMPLETE, [stage.sample(STILL)]))
        before = stage.practice
        os.kill(pids[0], signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        await watch.until(lambda: stage.practice is not before)
        await watch.until(lambda: any("started again" in text for text in stage.window.banners.texts))
        await watch.until(lambda: [row.state for row in stage.rows] == [State.COMPLETE])
        await add(stage, watch, [stage.sample(CLIP)])
        await watch.until(lambda: stage.in_state(State.COMPLETE, [stage.sample(CLIP)]))

    pids: list[int] = []
    start = SandboxProcess.start.__func__  # type: ignore[attr-defined]

    async def noted(cls: type[SandboxProcess], options: SandboxOptions) -> SandboxProcess:
        process: SandboxProcess = await start(cls, options)
        pids.append(process.pid)
        return process

    monkeypatch.setattr(SandboxProcess, "start", classmethod(noted))
    use_window(profile, act, practice=practice)
