"""What the window and the command line remember; keys are in the keyring, never here."""

import contextlib
import os
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path

import msgspec

from oktodesk.problems import Problem
from oktodesk.system.addresses import account_identity
from oktodesk.system.disk import write_trouble
from oktodesk.system.private_files import make_folders


class Theme(StrEnum):
    """Which colours the window wears."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"

    @classmethod
    def _missing_(cls, _value: object) -> "Theme":
        return cls.SYSTEM  # a newer program may know more


class AccountEntry(msgspec.Struct, frozen=True):
    """One account as it was connected."""

    account_id: str
    region: str
    """``us``, ``eu`` or ``custom``."""
    base_url: str
    label: str = ""
    user_name: str = ""
    """Whose key it is."""
    networks: tuple[str, ...] = ()
    """API network keys that the team uses; empty: all."""

    @property
    def identity(self) -> str:
        """The account's name on this computer, see ``account_identity``."""
        return account_identity(self.account_id, self.region, self.base_url)


class ColumnLayout(msgspec.Struct, frozen=True):
    """One column as the person arranged it."""

    id: str
    width: int
    visible: bool = True
    chosen: bool = False
    """The person asked for it by name: where there is little room, others go first."""


class TableLayout(msgspec.Struct, frozen=True):
    """All columns in their order; ``version`` rises when a column changes its meaning."""

    version: int = 1
    columns: tuple[ColumnLayout, ...] = ()


class WindowGeometry(msgspec.Struct, frozen=True):
    """Where the window was, in device-independent pixels."""

    x: int
    y: int
    width: int
    height: int
    maximized: bool = False


class Settings(msgspec.Struct, frozen=True):
    """Everything remembered. Fields of a newer program are ignored, absent ones have their default."""

    accounts: tuple[AccountEntry, ...] = ()
    active: str = ""
    """The identity of the account in use."""
    theme: Theme = Theme.SYSTEM
    language: str = ""
    """A language code; empty: the system's."""
    x_premium: bool = False
    """Whether the team's X account has Premium, which allows longer videos."""
    teams: dict[str, tuple[str, ...]] = {}
    """The same as ``AccountEntry.networks`` for accounts that come from outside (practice mode, the environment),
    by identity."""
    columns: TableLayout = TableLayout()
    sort: str = "default"
    sort_descending: bool = True
    window: WindowGeometry | None = None
    detail_visible: bool = True
    splitter: tuple[int, ...] = ()
    last_seen_at: float | None = None
    """When the window was last looked at, Unix seconds; the start of "while you were away"."""
    tray: bool = False
    notifications: bool = True

    def account(self, identity: str) -> AccountEntry | None:
        """The account with this identity."""
        return next((entry for entry in self.accounts if entry.identity == identity), None)

    @property
    def active_account(self) -> AccountEntry | None:
        """The account in use, if it is still there."""
        return self.account(self.active)

    def with_account(self, entry: AccountEntry) -> "Settings":
        """The same with ``entry`` added, or in the place of the one with its identity, and in use."""
        before = self.account(entry.identity)
        if before is not None and not entry.networks:  # connected once more: what the team uses is still true
            entry = msgspec.structs.replace(entry, networks=before.networks)
        known = any(each.identity == entry.identity for each in self.accounts)
        replaced = tuple(entry if each.identity == entry.identity else each for each in self.accounts)
        accounts = replaced if known else (*self.accounts, entry)
        return msgspec.structs.replace(self, accounts=accounts, active=entry.identity)

    def team_of(self, identity: str) -> tuple[str, ...]:
        """API keys of the networks that an account's team uses; empty: all."""
        entry = self.account(identity)
        return entry.networks if entry is not None else self.teams.get(identity, ())

    def with_team(self, identity: str, networks: tuple[str, ...]) -> "Settings":
        """The same with other networks for an account's team."""
        accounts = tuple(
            msgspec.structs.replace(each, networks=networks) if each.identity == identity else each
            for each in self.accounts
        )
        if self.account(identity) is not None:
            return msgspec.structs.replace(self, accounts=accounts)
        return msgspec.structs.replace(self, teams={**self.teams, identity: networks})

    def without_account(self, identity: str) -> "Settings":
        """The same without an account; if it was in use, the first of the others is."""
        accounts = tuple(entry for entry in self.accounts if entry.identity != identity)
        active = self.active
        if active == identity:
            active = accounts[0].identity if accounts else ""
        return msgspec.structs.replace(self, accounts=accounts, active=active)


class SettingsFile:
    """Settings on disk. A file that can't be read is kept aside, never overwritten.

    Reading and writing take milliseconds and wait for the disk: the window calls ``save`` from a thread.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.notice: Problem | None = None
        """Set by ``load`` if the file was damaged."""

    def load(self) -> Settings:
        """The settings; the defaults where there is no file or a damaged one. Raises ``LocalTrouble``."""
        self.notice = None
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Settings)
        except FileNotFoundError:
            return Settings()
        except OSError as error:
            raise write_trouble(self._path.parent, error) from error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            kept_as = self._keep_aside()
            self.notice = Problem("settings_unreadable", {"kept_as": str(kept_as)}, str(error))
            return Settings()

    def save(self, settings: Settings) -> None:
        """Replace the file in one step, readable by this person only. Raises ``LocalTrouble``."""
        text = msgspec.json.format(msgspec.json.encode(settings), indent=2)
        try:
            make_folders(self._path.parent)
            _replace(self._path, text)
        except OSError as error:
            raise write_trouble(self._path.parent, error) from error

    def update(self, change: Callable[[Settings], Settings]) -> Settings:
        """Apply ``change`` to what is on disk now, so that window and command line don't undo each other."""
        settings = change(self.load())
        self.save(settings)
        return settings

    def _keep_aside(self) -> Path:
        number = 1
        while (aside := self._path.with_suffix(f".damaged-{number}.json")).exists():
            number += 1
        try:
            self._path.rename(aside)
        except OSError as error:
            raise write_trouble(self._path.parent, error) from error
        return aside


def _replace(path: Path, content: bytes) -> None:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)  # made with mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
