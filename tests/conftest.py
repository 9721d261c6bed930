"""What every test gets: no display, no internet, no profile of the person who runs it."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before anything imports Qt; xcb would abort without a display

from pathlib import Path

import hypothesis
import pytest
import pytest_socket

from oktodesk.system.paths import Paths
from tests.clock import FakeClock

hypothesis.settings.register_profile("oktodesk", deadline=None, max_examples=60)
hypothesis.settings.load_profile("oktodesk")

LOOPBACK = ["127.0.0.0/8", "::1", "localhost"]
_FOREIGN_VARIABLES = ("OKTOPOST_", "OKTODESK_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    # Before the fixtures are made; pytest-socket lifts it after the test.
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.upper().startswith(_FOREIGN_VARIABLES):
            monkeypatch.delenv(name)
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name.lower()))


@pytest.fixture
def fake_clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile folder, as for ``--profile DIR``."""
    return tmp_path / "profile"


@pytest.fixture
def paths(profile: Path) -> Paths:
    """The prepared paths of ``profile``."""
    paths = Paths.default(profile)
    paths.prepare()
    return paths
