"""Nobody else can read what oktodesk keeps, not for a moment, whatever the umask is."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktodesk.system.paths import Paths
from oktodesk.system.private_files import make_private_folder, private_opener, private_umask
from oktodesk.system.settings import Settings, SettingsFile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")


@pytest.fixture(autouse=True)
def _open_to_all() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_every_folder_of_a_profile_is_private(tmp_path: Path) -> None:
    paths = Paths.default(tmp_path / "new" / "profile")
    paths.prepare()
    make_private_folder(paths.account_dir("sandbox"))
    SettingsFile(paths.settings_file).save(Settings())
    folders = [tmp_path / "new", *(path for path in (tmp_path / "new").rglob("*") if path.is_dir())]
    assert {mode(folder) for folder in folders} == {0o700}
    assert mode(paths.settings_file) == 0o600


def test_a_folder_that_stands_open_is_closed(tmp_path: Path) -> None:
    paths = Paths.default(tmp_path)
    paths.accounts_dir.mkdir(parents=True)
    assert mode(paths.accounts_dir) == 0o777
    before = mode(tmp_path)
    paths.prepare()
    assert mode(paths.accounts_dir) == mode(paths.data_dir) == 0o700
    assert mode(tmp_path) == before  # the person's own choice


def test_what_is_opened_here_is_made_private(tmp_path: Path) -> None:
    with open(tmp_path / "a", "w", opener=private_opener):
        assert mode(tmp_path / "a") == 0o600


def test_what_others_make_meanwhile_is_private(tmp_path: Path) -> None:
    with private_umask():
        (tmp_path / "a").touch()
    (tmp_path / "b").touch()
    assert (mode(tmp_path / "a"), mode(tmp_path / "b")) == (0o600, 0o666)
