"""What window tests share: the application in English, and asyncio on the window's own loop."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from oktodesk.ui.loop import DeskLoop


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    # As the program does: else a window that one test closes ends the loop of the next one before it begins.
    qapp.setQuitOnLastWindowClosed(False)
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture(autouse=True)
def _collected_here(qapp: QApplication) -> Iterator[None]:
    """As in the program: a store's thread that collected would destroy what Qt still uses."""
    was_enabled = gc.isenabled()
    gc.disable()
    yield
    gc.collect(1)
    if was_enabled:
        gc.enable()


@pytest.fixture
def desk_loop(qapp: QApplication) -> Iterator[DeskLoop]:
    """The window's loop; closed afterwards."""
    loop = DeskLoop(qapp)
    yield loop
    if not loop.is_closed():
        loop.close()


@pytest.fixture
def own_look(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which gets its palette, font and scheme back afterwards."""
    palette, font = qapp.palette(), qapp.font()
    scheme, sheet = qapp.styleHints().colorScheme(), qapp.styleSheet()
    yield qapp
    qapp.styleHints().setColorScheme(scheme)
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
