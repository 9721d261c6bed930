"""What every command stands on: output, profile, settings, clock, and which account is meant."""

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from oktodesk.cli.arguments import Globals
from oktodesk.cli.output import Output
from oktodesk.problems import SignInTrouble
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.settings import AccountEntry, Settings, SettingsFile

if TYPE_CHECKING:
    from oktodesk.api.endpoint import Credentials, Endpoint
    from oktodesk.system.clock import SystemClock


class Account(msgspec.Struct, frozen=True):
    """An account that can be used: where it is and what opens it."""

    endpoint: "Endpoint"
    credentials: "Credentials"
    label: str

    @property
    def identity(self) -> str:
        """The account's name on this computer."""
        return account_entry(self).identity


class Invocation:
    """One run of a command. Nothing is written before ``prepare``; logging begins there too."""

    def __init__(self, options: Globals, output: Output, variables: Mapping[str, str]) -> None:
        self.options = options
        self.output = output
        self.variables = variables
        self.paths = Paths.default(options.profile)
        self.environment = Environment.read(variables)
        self.settings_file = SettingsFile(self.paths.settings_file)
        self._end_logging: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._end_logging is not None:
            self._end_logging()

    def prepare(self) -> Settings:
        """Make the profile's folders, begin logging, read the settings. Raises ``LocalTrouble``."""
        from oktodesk.system.logs import configure

        self.paths.prepare()
        if self._end_logging is None:
            self._end_logging = configure(self.paths.log_dir, verbose=self.options.verbose)
        settings = self.settings_file.load()
        if self.settings_file.notice is not None:
            for line in self.output.sentences(self.settings_file.notice, sign="!"):
                self.output.note(line)
        return settings

    def meaning(self, account_name: str) -> "Invocation":
        """The same invocation, for another account than the one its options mean."""
        options = msgspec.structs.replace(self.options, account=account_name)
        return Invocation(options, self.output, self.variables)

    def clock(self, base_url: str) -> "SystemClock":
        """The clock for an account there; only loopback may run at another scale."""
        from oktodesk.system.clock import SystemClock

        return SystemClock(scale=self.environment.scale_for(base_url))

    def entry(self, settings: Settings) -> AccountEntry | None:
        """Which account is meant: ``--account``, else the environment's, else the active one; None for none.

        Raises ``SignInTrouble`` if ``--account`` names one that is not there.
        """
        if self.options.account:
            return named_account(settings, self.options.account)
        if self.environment.has_account:
            return _environment_entry(self.environment)
        return settings.active_account

    async def account(self, settings: Settings) -> Account:
        """The account that is meant, with its key.

        Raises ``SignInTrouble``, or ``LocalTrouble`` where the keyring fails.
        """
        from oktodesk.api.endpoint import Credentials, Endpoint
        from oktodesk.system.key_vault import KeyVault

        entry = self.entry(settings)
        if entry is None:
            raise SignInTrouble("no_account")
        key = self.environment.api_key if not self.options.account else None
        if key is None:
            key = await KeyVault(self.paths.keyring_service).get(entry.identity)
        if key is None:
            raise SignInTrouble("no_account")
        endpoint = Endpoint.parse(entry.base_url)
        return Account(endpoint, Credentials(entry.account_id, key), entry.label or entry.account_id)


def named_account(settings: Settings, name: str) -> AccountEntry:
    """The stored account with this identity, account id or label. Raises ``SignInTrouble``."""
    for entry in settings.accounts:
        if name in {entry.identity, entry.account_id} or name.casefold() == entry.label.casefold():
            return entry
    raise SignInTrouble("no_such_account", account=name)


def account_entry(account: Account) -> AccountEntry:
    """An account as settings keep it."""
    endpoint = account.endpoint
    return AccountEntry(account.credentials.account_id, endpoint.region, endpoint.base_url, account.label)


def _environment_entry(environment: Environment) -> AccountEntry:
    from oktodesk.api.endpoint import US, Endpoint

    endpoint = Endpoint.parse(environment.base_url) if environment.base_url else US
    return AccountEntry(environment.account_id, endpoint.region, endpoint.base_url)
