"""What the engine's tests share."""

from pathlib import Path

import pytest

from oktodesk.uploads.role import OutboxWatch
from oktodesk.uploads.store import store as store_module
from tests.unit.uploads.world import InlineWorker, World


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A profile, a clock and a server that stand still until the test lets time pass."""
    monkeypatch.setattr(store_module, "Worker", InlineWorker)
    monkeypatch.setattr(InlineWorker, "disk_is_full", False)
    monkeypatch.setattr(OutboxWatch, "run", OutboxWatch.read)  # no thread watches the files
    return World(tmp_path / "account")
