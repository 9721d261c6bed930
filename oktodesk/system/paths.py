"""Where a person's files live. The only place that asks platformdirs."""

import getpass
import hashlib
import re
from pathlib import Path

import msgspec
import platformdirs

from oktodesk.system.disk import write_trouble
from oktodesk.system.private_files import make_folders, make_private_folder

APP = "oktodesk"
_PLAIN_NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,78}[a-z0-9])?")


class Paths(msgspec.Struct, frozen=True):
    """All folders and names of one profile. Without ``profile`` they are the system's usual ones."""

    profile: Path | None = None

    @classmethod
    def default(cls, profile: Path | None = None) -> "Paths":
        """The paths of ``--profile DIR``, or of the person's own profile."""
        return cls(profile.expanduser().absolute() if profile else None)

    @property
    def settings_file(self) -> Path:
        """What the window and the command line remember."""
        folder = self.profile or platformdirs.user_config_path(APP, appauthor=False)
        return folder / "settings.json"

    @property
    def own_figures_file(self) -> Path:
        """Limits of the networks as the person wants them; need not exist."""
        return self.settings_file.parent / "networks.toml"

    @property
    def data_dir(self) -> Path:
        """What must not be lost: the accounts' outboxes."""
        return self.profile / "data" if self.profile else platformdirs.user_data_path(APP, appauthor=False)

    @property
    def cache_dir(self) -> Path:
        """What can be fetched again: pictures."""
        return self.profile / "cache" if self.profile else platformdirs.user_cache_path(APP, appauthor=False)

    @property
    def log_dir(self) -> Path:
        """Bounded, redacted logs."""
        return self.profile / "logs" if self.profile else platformdirs.user_log_path(APP, appauthor=False)

    @property
    def crash_dir(self) -> Path:
        """Reports of what ended unexpectedly."""
        return self.log_dir / "crashes"

    def account_dir(self, identity: str) -> Path:
        """The folder of one account's two databases and lock."""
        return self.accounts_dir / _folder_name(identity)

    @property
    def accounts_dir(self) -> Path:
        """One folder an account."""
        return self.data_dir / "accounts"

    @property
    def keyring_service(self) -> str:
        """The service name of the keyring's entries; a profile never sees another profile's keys."""
        return f"{APP}-{_digest(str(self.profile))}" if self.profile else APP

    @property
    def runtime_name(self) -> str:
        """A short name that only this person's windows on this profile share, for the single instance."""
        return f"{APP}-{_digest(f'{getpass.getuser()}|{self.settings_file}')}"

    def prepare(self) -> None:
        """Make the folders, readable by this person only.

        Raises ``LocalTrouble`` where that can't be done.
        """
        folder = self.settings_file.parent
        try:
            make_folders(folder)  # may be a folder of the person's that others use: it stays as open as it is
            for folder in (self.data_dir, self.accounts_dir, self.cache_dir, self.log_dir, self.crash_dir):
                make_private_folder(folder)
        except OSError as error:
            raise write_trouble(folder, error) from error


def _folder_name(identity: str) -> str:
    # Account ids are case-sensitive, the file systems of Windows and macOS are not: a name that is not plain
    # lower case gets a digest of the exact spelling.
    if _PLAIN_NAME.fullmatch(identity):
        return identity
    plain = re.sub(r"[^a-z0-9._-]+", "_", identity.lower()).strip("._-")[:60]
    return f"{plain or 'account'}-{_digest(identity)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
