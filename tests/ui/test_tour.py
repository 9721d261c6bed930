"""A tour that does not get through says so; that it gets through is tested end to end."""

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from oktodesk.ui.loop import DeskLoop
from oktodesk.ui.shell import Shell
from oktodesk.ui.tour import guide
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.steps import STEPS, Step
from oktodesk.ui.tour.watch import Watch
from oktodesk.ui.window import MainWindow
from tests.clock import FakeClock

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # the offscreen platform says so of every window


async def _see(_stage: Stage, watch: Watch) -> None:
    await watch.until(lambda: True)


async def _never(_stage: Stage, watch: Watch) -> None:
    await watch.until(lambda: False)


def test_a_step_that_does_not_happen_fails_the_tour(
    desk_loop: DeskLoop,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.furnish(FakeClock())
    store = SimpleNamespace(subscribe=lambda _heard: lambda: None)
    shell = cast("Shell", SimpleNamespace(workspace=SimpleNamespace(store=store)))
    monkeypatch.setattr(guide, "STEPS", (Step("seen", _see), Step("missed", _never), Step("after", _see)))
    monkeypatch.setattr(guide, "_LIMIT_S", 2.0)
    with caplog.at_level("CRITICAL"):
        assert desk_loop.run_until_complete(asyncio.wait_for(guide.take_tour(window, shell, tmp_path), 20)) == 1
    report = json.loads((tmp_path / "report.json").read_text())
    assert not report["ok"]
    assert [step["ok"] for step in report["steps"]] == [True, False, False]
    assert not QImage(str(tmp_path / report["steps"][1]["picture"])).isNull()
    assert report["steps"][2]["picture"] == ""


def test_the_tour_takes_six_pictures_at_least_and_names_each_step_once() -> None:
    names = [step.name for step in STEPS]
    assert len(names) >= 6
    assert len(set(names)) == len(names)
