"""Bad days in the real window: locked out, out of reach and back, paused, asked to quit in the middle."""

import time
from pathlib import Path

from pytestqt.qtbot import QtBot

from oktodesk.api.endpoint import Endpoint
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.system.environment import Environment
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.paths import Paths
from oktodesk.ui.loop import QUIT_WITHIN_S
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import State
from tests.end2end.test_window_accounts import connect
from tests.end2end.window_program import offscreen, use_window

pytestmark = offscreen

CLIP, STILL = "Countdown-clip.mp4", "Event-banner.png"
FAST = 300.0
"""Divides the lock-out's 15 minutes, so that it takes 3 seconds."""


async def add(stage: Stage, watch: Watch, links: list[str]) -> None:
    """Drop links, wait for their checks, add them, send them at once."""
    stage.hover(links)
    stage.drop()
    await watch.until(lambda: stage.window.new_strip.shown.addable == len(links))
    stage.press_add()
    await watch.until(lambda: bool(stage.window.new_strip.adding))
    stage.press_send_now()


def told(stage: Stage, words: str) -> bool:
    """Whether a banner says these words."""
    return any(words in text for text in stage.window.banners.texts)


def test_a_lock_out_counts_down_and_ends_by_itself(qtbot: QtBot, profile: Path, tmp_path: Path) -> None:
    practice = SandboxOptions(
        state=tmp_path / "oktopost", clock_scale=FAST, faults=(parse_fault("status=429@create:0.5"),), fault_seed=4
    )

    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL), stage.sample(CLIP)]
        await add(stage, watch, links)
        await watch.until(lambda: told(stage, "left)"))
        assert not stage.window.status.may_leave
        await watch.until(lambda: stage.in_state(State.COMPLETE, links))
        await watch.until(lambda: not told(stage, "left)") and stage.window.status.may_leave)

    use_window(profile, act, practice=practice, environment=Environment(requested_scale=FAST))


def test_a_window_that_follows_another_process_says_what_it_can_not_do(
    qtbot: QtBot, profile: Path, tmp_path: Path
) -> None:
    folder = Paths.default(profile).account_dir("sandbox")
    folder.mkdir(parents=True)
    other = OsLock(folder / "sender.lock")
    assert other.try_acquire()

    async def act(stage: Stage, watch: Watch) -> None:
        refresh = stage.window.toolbar.refresh
        await watch.until(lambda: not refresh.isEnabled())
        assert "Another oktodesk" in refresh.toolTip()
        assert not stage.workspace.is_sender
        link = stage.sample(STILL)
        await add(stage, watch, [link])
        await watch.until(lambda: stage.in_state(State.WAITING, [link]))
        other.release()  # it ended: this one takes over
        await watch.until(lambda: stage.in_state(State.COMPLETE, [link]))
        await watch.until(refresh.isEnabled)
        assert stage.workspace.is_sender

    use_window(profile, act, practice=SandboxOptions(state=tmp_path / "oktopost"))


def test_the_connection_comes_back_by_itself(qtbot: QtBot, profile: Path, tmp_path: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        first = await SandboxProcess.start(SandboxOptions(state=tmp_path / "oktopost"))
        await connect(stage, watch, Endpoint.parse(first.base_url), first.account_id, first.api_key)
        await watch.until(lambda: stage.workspace.is_connected and stage.window.status.may_leave)
        await first.stop()
        stage.window.toolbar.refresh.click()
        await watch.until(lambda: told(stage, "can't be reached"))
        back = SandboxOptions(state=tmp_path / "oktopost", api_key=first.api_key)  # on the same port
        again = await SandboxProcess.start(back)
        try:
            assert again.base_url == first.base_url
            await watch.until(lambda: not told(stage, "can't be reached"))
        finally:
            await again.stop()

    use_window(profile, act, environment=Environment(requested_scale=FAST))


def test_paused_links_stay_until_it_goes_on(qtbot: QtBot, profile: Path, tmp_path: Path) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        links = [stage.sample(STILL)]
        stage.workspace.pause(True)
        await watch.until(lambda: bool(stage.window.banners.texts))
        await add(stage, watch, links)
        await watch.until(
            lambda: stage.in_state(State.WAITING, links) and "paused" in stage.window.status.sentence
        )

    async def go_on(stage: Stage, watch: Watch) -> None:
        await watch.until(lambda: "paused" in stage.window.status.sentence and bool(stage.window.banners.texts))
        assert {row.state for row in stage.rows} == {State.WAITING}, "closing the window lets nothing go"
        stage.window.banners.press_help("wait_paused")
        await watch.until(lambda: {row.state for row in stage.rows} == {State.COMPLETE})
        await watch.until(lambda: not stage.window.banners.texts)

    for each in (act, go_on):
        use_window(profile, each, practice=SandboxOptions(state=tmp_path / "oktopost"))


def test_a_quit_while_a_file_is_being_fetched_takes_no_longer(qtbot: QtBot, profile: Path, tmp_path: Path) -> None:
    asked_at: list[float] = []

    async def act(stage: Stage, watch: Watch) -> None:
        link = stage.sample("Keynote-recording.mp4")
        await add(stage, watch, [link])
        await watch.until(lambda: stage.is_fetching(link))
        asked_at.append(time.monotonic())

    use_window(profile, act, practice=SandboxOptions(state=tmp_path / "oktopost", download_rate=512 * 1024))
    assert time.monotonic() - asked_at[0] < QUIT_WITHIN_S + 2.0  # a busy machine's share
