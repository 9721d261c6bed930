"""Without a display: a sentence for the window, pictures in memory for the tour."""

import os
import sys

import pytest

from oktodesk.cli.display import paint_in_memory_without_display, require_display
from oktodesk.problems import LocalTrouble


@pytest.fixture(autouse=True)
def _no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_a_window_needs_a_display() -> None:
    with pytest.raises(LocalTrouble) as caught:
        require_display()
    assert caught.value.problem.id == "no_display"


@pytest.mark.parametrize("name", ["DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_any_of_these_is_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "x")
    require_display()


def test_other_systems_always_have_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    require_display()


def test_the_tour_paints_in_memory_unless_told_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "QT_QPA_PLATFORM", "minimal")
    paint_in_memory_without_display()
    assert os.environ["QT_QPA_PLATFORM"] == "minimal"
    monkeypatch.delitem(os.environ, "QT_QPA_PLATFORM")
    paint_in_memory_without_display()
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
