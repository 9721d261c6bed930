"""Which accounts there are, which one is in use, and where their keys come from."""

import asyncio
from collections.abc import Callable

import msgspec

from oktodesk.api.endpoint import US, Credentials, Endpoint
from oktodesk.problems import LocalTrouble, Problem
from oktodesk.system.environment import Environment
from oktodesk.system.key_vault import KeyVault
from oktodesk.system.secrets import Secret
from oktodesk.system.settings import AccountEntry, Settings, SettingsFile


class Account(msgspec.Struct, frozen=True):
    """An account that can be used: where it is and what opens it."""

    entry: AccountEntry
    endpoint: Endpoint
    credentials: Credentials


class Accounts:
    """The accounts of one profile. A key that the keyring does not take is kept until the program ends."""

    def __init__(self, settings_file: SettingsFile, settings: Settings, vault: KeyVault) -> None:
        self._file = settings_file
        self._vault = vault
        self._fixed: Account | None = None
        self._kept: dict[str, Secret] = {}
        self.settings = settings
        """As last read or written."""

    def fix(self, account: Account) -> None:
        """Use this one, which comes from outside, and nothing else."""
        self._fixed = account

    @property
    def is_fixed(self) -> bool:
        """Whether the account comes from outside (practice mode, the environment) and can't be changed here."""
        return self._fixed is not None

    @property
    def entry(self) -> AccountEntry | None:
        """The account in use, with or without its key."""
        return self._fixed.entry if self._fixed is not None else self.settings.active_account

    async def active(self) -> Account | None:
        """The account in use with its key; None if there is none. Raises ``LocalTrouble`` for the keyring."""
        if self._fixed is not None:
            return self._fixed
        entry = self.settings.active_account
        return await self._with_key(entry) if entry is not None else None

    async def change(self, change: Callable[[Settings], Settings]) -> None:
        """Change what is remembered, on disk too."""
        self.settings = await asyncio.to_thread(self._file.update, change)

    async def choose(self, identity: str) -> None:
        """Use another account from now on."""
        await self.change(lambda now: msgspec.structs.replace(now, active=identity))

    async def keep(self, account: Account) -> Problem | None:
        """Remember an account, use it, keep its key; returns why the keyring does not have it, if so."""
        identity = account.entry.identity
        self._kept[identity] = account.credentials.api_key
        await self.change(lambda now: now.with_account(account.entry))
        try:
            await self._vault.set(identity, account.credentials.api_key)
        except LocalTrouble as error:
            return error.problem
        return None

    async def forget(self, identity: str) -> Problem | None:
        """Remove an account and its key from this computer; returns why the keyring still has it, if so."""
        self._kept.pop(identity, None)
        await self.change(lambda now: now.without_account(identity))
        try:
            await self._vault.delete(identity)
        except LocalTrouble as error:
            return error.problem
        return None

    async def _with_key(self, entry: AccountEntry) -> Account | None:
        key = self._kept.get(entry.identity) or await self._vault.get(entry.identity)
        if key is None:
            return None
        return Account(entry, Endpoint.parse(entry.base_url), Credentials(entry.account_id, key))


def environment_account(environment: Environment) -> Account | None:
    """The account that scripts put into the environment. Raises ``SignInTrouble`` for its base URL."""
    if environment.api_key is None:
        return None
    endpoint = Endpoint.parse(environment.base_url) if environment.base_url else US
    return account_at(endpoint, Credentials(environment.account_id, environment.api_key))


def account_at(endpoint: Endpoint, credentials: Credentials, *, label: str = "", user_name: str = "") -> Account:
    """An account with its entry for the settings."""
    entry = AccountEntry(
        account_id=credentials.account_id,
        region=endpoint.region,
        base_url=endpoint.base_url,
        label=label,
        user_name=user_name,
    )
    return Account(entry, endpoint, credentials)
