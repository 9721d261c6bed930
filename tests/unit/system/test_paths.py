"""Where files live, and that two profiles or accounts never share a place."""

import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.problems import LocalTrouble
from oktodesk.system.paths import Paths


def test_a_profile_holds_everything(tmp_path: Path) -> None:
    paths = Paths.default(tmp_path / "p")
    for place in (paths.settings_file, paths.data_dir, paths.cache_dir, paths.log_dir, paths.crash_dir):
        assert place.is_relative_to(tmp_path / "p")


@pytest.mark.skipif(sys.platform != "linux", reason="the XDG variables are Linux's")
def test_without_a_profile_the_systems_folders_are_used(tmp_path: Path) -> None:
    paths = Paths.default()
    assert paths.settings_file == tmp_path / "home" / "xdg_config_home" / "oktodesk" / "settings.json"
    assert paths.data_dir == tmp_path / "home" / "xdg_data_home" / "oktodesk"


def test_prepare_makes_private_folders_twice(tmp_path: Path) -> None:
    paths = Paths.default(tmp_path / "p")
    paths.prepare()
    paths.prepare()
    assert paths.crash_dir.is_dir()
    if sys.platform != "win32":
        assert stat.S_IMODE(paths.data_dir.stat().st_mode) == 0o700


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "p").write_text("")
    with pytest.raises(LocalTrouble) as caught:
        Paths.default(tmp_path / "p").prepare()
    assert caught.value.problem.id == "profile_unwritable"


def test_profiles_do_not_share_keys_or_windows(tmp_path: Path) -> None:
    one, other, own = Paths.default(tmp_path / "a"), Paths.default(tmp_path / "b"), Paths.default()
    assert len({paths.keyring_service for paths in (one, other, own)}) == 3
    assert len({paths.runtime_name for paths in (one, other, own)}) == 3
    assert own.keyring_service == "oktodesk"
    assert len(one.runtime_name) < 40  # socket paths are short on macOS


def test_usual_identities_are_readable_folder_names(paths: Paths) -> None:
    for identity in ("001000000000001-eu", "sandbox", "unassigned", "001000000000001-gw.example.com-8443"):
        assert paths.account_dir(identity).name == identity


@given(st.sets(st.text(max_size=30), min_size=2, max_size=2))
def test_folder_names_never_collide_and_never_leave(identities: set[str]) -> None:
    paths = Paths.default(Path("/p"))
    folders = [paths.account_dir(identity) for identity in identities]
    assert len({folder.name.lower() for folder in folders}) == 2
    for folder in folders:
        assert folder.parent == Path("/p/data/accounts")
        assert folder.name not in {"", ".", ".."}
        assert not set(folder.name) & set('/\\:*?"<>|')
