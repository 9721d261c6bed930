"""What window tests share: the application, and asyncio on the window's own loop."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from oktodesk.ui.loop import DeskLoop

Run = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture
def desk_loop(qapp: QApplication) -> Any:
    """The window's loop; closed afterwards."""
    loop = DeskLoop(qapp)
    yield loop
    if not loop.is_closed():
        loop.close()
