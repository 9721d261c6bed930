"""About, in the real window on a real local Oktopost."""

from pathlib import Path

from oktodesk.sandbox.options import SandboxOptions
from oktodesk.ui.about_sheet import AboutSheet
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from oktodesk.ui.window_controls import WindowControls
from tests.end2end.window_program import offscreen, use_window

pytestmark = offscreen


def test_about_tells_of_the_running_engine(profile: Path) -> None:
    said: list[str] = []

    async def act(stage: Stage, _watch: Watch) -> None:
        controls = stage.window.findChild(WindowControls)
        assert controls is not None
        await controls._open_about()
        sheet = stage.window.findChild(AboutSheet)
        assert sheet is not None
        said.append(sheet.shown.toPlainText())
        sheet.accept()

    use_window(profile, act, practice=SandboxOptions())
    for wanted in ("sending: here", "connected: True", "rows: ", "Log:"):
        assert wanted in said[0]
