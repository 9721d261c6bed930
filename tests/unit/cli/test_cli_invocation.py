"""Which account is meant, and whose key opens it."""

import asyncio
import io
from pathlib import Path

import pytest

from oktodesk.cli.arguments import Globals
from oktodesk.cli.invocation import Account, Invocation, named_account
from oktodesk.cli.output import Output
from oktodesk.problems import SignInTrouble
from oktodesk.system.secrets import Secret
from oktodesk.system.settings import AccountEntry, Settings

ACME = AccountEntry("001000000000001", "us", "https://api.oktopost.com/v2", label="Acme")
BETA = AccountEntry("001000000000002", "eu", "https://eu-api.oktopost.com/v2", label="Beta")
SETTINGS = Settings(accounts=(ACME, BETA), active=BETA.identity)
ENVIRONMENT = {
    "OKTOPOST_ACCOUNT_ID": "001000000000009",
    "OKTOPOST_API_KEY": "environment-key",
    "OKTOPOST_BASE_URL": "http://127.0.0.1:8000/v2",
}


class Vault:
    """A keyring with a key for every account."""

    def __init__(self, service: str) -> None:
        self.service = service

    async def get(self, identity: str) -> Secret | None:
        return Secret(f"{self.service} {identity}")


class EmptyVault(Vault):
    async def get(self, identity: str) -> Secret | None:
        return None


def invocation(profile: Path, *, account: str = "", **variables: str) -> Invocation:
    output = Output(io.StringIO(), io.StringIO(), as_json=True, color=False)
    return Invocation(Globals(profile=profile, account=account), output, variables)


def chosen(call: Invocation, monkeypatch: pytest.MonkeyPatch, vault: type[Vault] = Vault) -> Account:
    monkeypatch.setattr("oktodesk.system.key_vault.KeyVault", vault)
    return asyncio.run(call.account(SETTINGS))


def test_the_active_account_with_the_keyrings_key(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    call = invocation(profile)
    account = chosen(call, monkeypatch)
    assert (account.identity, account.label) == (BETA.identity, "Beta")
    assert account.credentials.api_key.reveal() == f"{call.paths.keyring_service} {BETA.identity}"


def test_the_environment_replaces_the_stored_account(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = chosen(invocation(profile, **ENVIRONMENT), monkeypatch)
    assert account.credentials.account_id == "001000000000009"
    assert account.credentials.api_key.reveal() == "environment-key"
    assert account.endpoint.base_url == "http://127.0.0.1:8000/v2"
    assert account.identity == "sandbox"


def test_a_key_of_the_keyring_never_goes_to_an_address_of_the_environment(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = chosen(invocation(profile, OKTOPOST_BASE_URL="https://evil.example/v2"), monkeypatch)
    assert account.endpoint.base_url == BETA.base_url


def test_a_named_account_comes_before_the_environment(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    account = chosen(invocation(profile, account="acme", **ENVIRONMENT), monkeypatch)
    assert account.identity == ACME.identity
    assert account.endpoint.base_url == ACME.base_url
    assert account.credentials.api_key.reveal() != "environment-key"


def test_an_account_without_key_must_be_connected_again(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SignInTrouble) as caught:
        chosen(invocation(profile), monkeypatch, EmptyVault)
    assert caught.value.problem.id == "no_account"


@pytest.mark.parametrize("name", ["Acme", "ACME", "001000000000001", "001000000000001-us"])
def test_an_account_has_several_names(name: str) -> None:
    assert named_account(SETTINGS, name) is ACME


def test_only_loopback_has_another_clock(profile: Path) -> None:
    call = invocation(profile, OKTODESK_CLOCK_SCALE="60")
    assert call.clock("http://127.0.0.1:8000/v2").scale == 60
    assert call.clock("https://api.oktopost.com/v2").scale == 1


def test_damaged_settings_are_mentioned_not_fatal(profile: Path) -> None:
    profile.mkdir()
    (profile / "settings.json").write_text("{")
    said = io.StringIO()
    output = Output(io.StringIO(), said, as_json=False, color=False)
    with Invocation(Globals(profile=profile), output, {}) as call:
        assert call.prepare() == Settings()
    assert "settings" in said.getvalue()
