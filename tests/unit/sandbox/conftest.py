"""A state and shelves on a clock that only moves when told."""

import contextlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktodesk.sandbox.options import ListOrder
from oktodesk.sandbox.state import State
from oktodesk.sandbox.upload_shelf import UploadShelf
from tests.clock import FakeClock


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    with contextlib.closing(State(tmp_path / "state")) as state:
        yield state


@pytest.fixture
def shelf(state: State, fake_clock: FakeClock) -> UploadShelf:
    return UploadShelf(state.db, now=fake_clock.now, rng=random.Random(3), order=ListOrder.CREATED_DESC)
