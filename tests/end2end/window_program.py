"""The real window in this process, on a real local Oktopost, driven by a test's coroutine."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

import pytest

from oktodesk.app import Program
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.ui.application import make_application
from oktodesk.ui.instance import Call
from oktodesk.ui.loop import DeskLoop
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from tests.real_program import program_on

LIMIT_S = 120.0
"""No test waits longer for something to show."""

Act = Callable[[Stage, Watch], Awaitable[None]]
Work = Callable[[Program, QuitRequest], Coroutine[Any, Any, int]]


def use_window(
    profile: Path,
    act: Act,
    *,
    practice: SandboxOptions | None = None,
    environment: Environment | None = None,
) -> Program:
    """Open the window on ``profile``, let ``act`` use it, close it; returns it for what is left to be seen."""

    def work(program: Program, _quit: QuitRequest) -> Coroutine[Any, Any, int]:
        return program.run(lambda: _work(program, act))

    return _run(profile, work, practice=practice, environment=environment)


def start_and_quit(profile: Path, *, links: Sequence[str]) -> Program:
    """Start with links and quit before the account is open."""

    def work(program: Program, quit_request: QuitRequest) -> Coroutine[Any, Any, int]:
        program.on_called(Call(links=tuple(links)))
        quit_request.request()
        return program.run()

    return _run(profile, work, practice=None, environment=None)


def _run(
    profile: Path, work: Work, *, practice: SandboxOptions | None, environment: Environment | None
) -> Program:
    application = make_application("en")
    look = application.styleSheet(), application.palette(), application.font()
    theme, quit_request = Theme(application), QuitRequest()
    program = program_on(
        profile, theme=theme, quit_request=quit_request, practice=practice, environment=environment
    )
    try:
        running = work(program, quit_request)
        program.appear()
        # Not ``loop.run``: its last resort would end this process while the next test runs.
        with asyncio.Runner(loop_factory=lambda: DeskLoop(application)) as runner:
            assert runner.run(running) == 0
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
