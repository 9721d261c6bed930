"""The real window in this process, on a real local Oktopost, driven by a test's coroutine."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from oktodesk.app import Program
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.ui.application import make_application
from oktodesk.ui.loop import DeskLoop
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch

LIMIT_S = 40.0
"""No test waits longer for something to show."""

Act = Callable[[Stage, Watch], Awaitable[None]]


def use_window(
    profile: Path,
    act: Act,
    *,
    practice: SandboxOptions | None = None,
    environment: Environment | None = None,
) -> Program:
    """Open the window on ``profile``, let ``act`` use it, close it; returns it for what is left to be seen."""
    application = make_application("en")
    look = application.styleSheet(), application.palette(), application.font()
    paths = Paths.default(profile)
    paths.prepare()
    settings_file = SettingsFile(paths.settings_file)
    quit_request = QuitRequest()
    program = Program(
        paths=paths,
        settings_file=settings_file,
        settings=settings_file.load(),
        theme=Theme(application),
        environment=environment or Environment(),
        practice=practice,
        quit_request=quit_request,
    )
    try:
        # Not ``loop.run``: its last resort would end this process while the next test runs.
        with asyncio.Runner(loop_factory=lambda: DeskLoop(application)) as runner:
            assert runner.run(program.run(lambda: _work(program, act))) == 0
    finally:
        program.window.deleteLater()
        application.setStyleSheet(look[0])
        application.setPalette(look[1])
        application.setFont(look[2])
    return program


async def _work(program: Program, act: Act) -> int:
    stage, watch = Stage(program.window, program.kit.shell), Watch(program.window)
    program.kit.notices.changed.connect(watch.stir)
    unsubscribe = stage.workspace.store.subscribe(watch.stir)
    try:
        async with asyncio.timeout(LIMIT_S):
            await act(stage, watch)
    finally:
        unsubscribe()
        watch.close()
    return 0


def settings_of(profile: Path) -> Settings:
    """What the window left behind."""
    return SettingsFile(Paths.default(profile).settings_file).load()


offscreen = pytest.mark.qt_log_ignore("propagateSizeHints")
"""The offscreen platform says so of every window."""
