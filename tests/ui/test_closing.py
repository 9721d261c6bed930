"""The window's end in practice mode: the local Oktopost ends beside the rest, not after it."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from oktodesk import app
from oktodesk.app import Program
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.ui.loop import QUIT_WITHIN_S, DeskLoop
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme


class Practice:
    """Stands for the local Oktopost."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()

    async def stop(self, *, limit_s: float) -> None:
        assert limit_s == app._PRACTICE_ENDS_WITHIN_S
        self.asked.set()


class Kit:
    """Closes slowly: until the local Oktopost was asked to end."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self.closed = False

    async def close(self) -> None:
        await self._practice.asked.wait()
        self.closed = True


def test_a_slow_close_does_not_keep_the_local_oktopost_waiting(
    own_look: QApplication, desk_loop: DeskLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths.default(tmp_path)
    program = Program(
        paths=paths,
        settings_file=SettingsFile(paths.settings_file),
        settings=Settings(),
        theme=Theme(own_look),
        environment=Environment(),
        practice=None,
        quit_request=QuitRequest(),
    )
    ended: list[bool] = []
    parts: Any = program
    monkeypatch.setattr(app, "_REPLIES_WITHIN_S", 0.01)

    async def close() -> Kit:
        practice = Practice()
        parts._practice, parts._kit = practice, Kit(practice)
        parts._end_logging = lambda: ended.append(True)
        async with asyncio.timeout(60):
            await program._close()
        kit = parts._kit
        assert isinstance(kit, Kit)
        return kit

    assert desk_loop.run_until_complete(close()).closed
    assert ended == [True]
    program.window.deleteLater()


def test_even_a_local_oktopost_that_has_to_be_killed_is_gone_in_time() -> None:
    assert app._REPLIES_WITHIN_S + 2 * app._PRACTICE_ENDS_WITHIN_S < QUIT_WITHIN_S
