"""What is remembered survives, and what is damaged is kept."""

import stat
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.problems import LocalTrouble
from oktodesk.system.settings import (
    AccountEntry,
    ColumnLayout,
    Settings,
    SettingsFile,
    TableLayout,
    Theme,
    WindowGeometry,
)

US = AccountEntry("001000000000001", "us", "https://api.oktopost.com/v2", "Acme", "Jane Roe", ("LinkedIn",))
EU = AccountEntry("001000000000001", "eu", "https://eu-api.oktopost.com/v2", "Acme EU")
LOCAL = AccountEntry("001000000000009", "custom", "http://127.0.0.1:5/v2")


def test_settings_survive(paths_file: Path) -> None:
    settings = Settings(
        accounts=(US, EU),
        active=EU.identity,
        theme=Theme.DARK,
        columns=TableLayout(columns=(ColumnLayout("name", 200), ColumnLayout("id", 80, visible=False))),
        window=WindowGeometry(1, 2, 800, 600, maximized=True),
        splitter=(700, 300),
        last_seen_at=1.5,
    )
    SettingsFile(paths_file).save(settings)
    assert SettingsFile(paths_file).load() == settings
    if sys.platform != "win32":
        assert stat.S_IMODE(paths_file.stat().st_mode) == 0o600
    assert [path.name for path in paths_file.parent.iterdir()] == ["settings.json"]


def test_no_file_means_defaults(paths_file: Path) -> None:
    file = SettingsFile(paths_file)
    assert file.load() == Settings()
    assert file.notice is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"accounts": 7}', b"\xff\xfe{}"])
def test_a_damaged_file_is_kept_aside(paths_file: Path, content: bytes) -> None:
    file = SettingsFile(paths_file)
    for number in (1, 2):
        paths_file.write_bytes(content)
        assert file.load() == Settings()
        assert file.notice is not None
        kept = Path(str(file.notice.values["kept_as"]))
        assert kept.name == f"settings.damaged-{number}.json"
        assert kept.read_bytes() == content
    file.save(Settings())
    file.load()
    assert file.notice is None


@given(st.binary(max_size=60))
def test_any_content_can_be_loaded(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "settings.json"
        path.write_bytes(content)
        file = SettingsFile(path)
        assert isinstance(file.load(), Settings)
        assert (file.notice is None) is path.exists()


def test_a_newer_programs_file_is_read(paths_file: Path) -> None:
    paths_file.write_text('{"theme":"sepia","hologram":true,"language":"de"}')
    settings = SettingsFile(paths_file).load()
    assert (settings.theme, settings.language) == (Theme.SYSTEM, "de")


def test_an_update_starts_from_what_is_on_disk(paths_file: Path) -> None:
    window, command_line = SettingsFile(paths_file), SettingsFile(paths_file)
    window.save(Settings(language="fr"))
    command_line.update(lambda settings: settings.with_account(US))
    settings = window.update(lambda settings: msgspec.structs.replace(settings, tray=True))
    assert (settings.language, settings.accounts, settings.tray) == ("fr", (US,), True)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(LocalTrouble):
        SettingsFile(tmp_path / "file" / "settings.json").save(Settings())
    with pytest.raises(LocalTrouble):
        SettingsFile(tmp_path).load()


def test_accounts_come_and_go() -> None:
    settings = Settings().with_account(US).with_account(EU).with_account(LOCAL)
    assert [entry.identity for entry in settings.accounts] == [
        "001000000000001-us",
        "001000000000001-eu",
        "sandbox",
    ]
    assert settings.active_account == LOCAL
    renamed = msgspec.structs.replace(US, label="New")
    settings = settings.with_account(renamed)
    assert settings.accounts == (renamed, EU, LOCAL)
    assert settings.active_account == renamed
    settings = settings.without_account(renamed.identity)
    assert settings.active_account == EU
    assert settings.without_account(LOCAL.identity).active_account == EU
    empty = settings.without_account(EU.identity).without_account(LOCAL.identity)
    assert (empty.accounts, empty.active, empty.active_account) == ((), "", None)


@pytest.fixture
def paths_file(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder / "settings.json"


def test_what_a_team_uses_is_kept_by_account() -> None:
    settings = Settings(accounts=(US, EU)).with_team(EU.identity, ("Youtube",)).with_team("sandbox", ("Twitter",))
    assert settings.team_of(US.identity) == ("LinkedIn",)
    assert settings.team_of(EU.identity) == ("Youtube",)
    assert settings.team_of("sandbox") == ("Twitter",), "an account from outside is no entry of its own"
    assert settings.team_of("nobody") == ()
    assert [each.identity for each in settings.accounts] == [US.identity, EU.identity]


def test_connecting_once_more_keeps_what_the_team_uses() -> None:
    again = msgspec.structs.replace(US, user_name="Dana Poe", networks=())
    (entry,) = Settings(accounts=(US,)).with_account(again).accounts
    assert (entry.user_name, entry.networks) == ("Dana Poe", ("LinkedIn",))
