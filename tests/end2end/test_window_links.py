"""Links that are not yet what they should be, in the real window: mended in the panel, taken back, told apart."""

from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from oktodesk.sandbox.options import SandboxOptions
from oktodesk.ui.row_actions import Action
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.uploads.rows import State
from tests.end2end.window_program import offscreen, use_window

pytestmark = offscreen

CLIP = "Countdown-clip.mp4"
VIDEO_PAGE = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def practice(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(state=tmp_path / "oktopost")


class Browser(QObject):
    """Keeps what would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        QDesktopServices.setUrlHandler("https", self, "visit")  # type: ignore[arg-type]  # the stubs want bytes

    @Slot(QUrl)
    def visit(self, url: QUrl) -> None:
        self.opened.append(url.toString())

    def close(self) -> None:
        QDesktopServices.unsetUrlHandler("https")


def test_a_page_is_opened_and_the_link_found_there_takes_its_place(
    qtbot: QtBot, profile: Path, practice: SandboxOptions
) -> None:
    async def act(stage: Stage, watch: Watch) -> None:
        stage.hover([VIDEO_PAGE])
        stage.drop()
        await watch.until(lambda: stage.in_state(State.NEEDS_YOU, [VIDEO_PAGE]))
        (row,) = stage.rows
        stage.select(VIDEO_PAGE)
        one = stage.window.detail.one
        await watch.until(one.mending.isVisible)
        assert one.state.texts[1].startswith("Videos can't be taken from this site.")

        browser = Browser()
        try:
            page = one.offered.button(Action.OPEN_PAGE)
            assert page is not None
            page.click()
            await watch.until(lambda: bool(browser.opened))
        finally:
            browser.close()
        assert browser.opened == [VIDEO_PAGE]

        QGuiApplication.clipboard().setText(stage.sample(CLIP))
        QTest.keyClick(one.mending.field, Qt.Key.Key_V, CONTROL)
        QTest.keyClick(one.mending.field, Qt.Key.Key_Return)
        await watch.until(lambda: stage.in_state(State.READY, [stage.sample(CLIP)]))
        (mended,) = stage.rows
        assert mended.key == row.key
        assert not one.mending.isVisible()
        await watch.until(lambda: stage.window.new_strip.shown.addable == 1)

    use_window(profile, act, practice=practice)
