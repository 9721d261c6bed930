"""Accounts from the first connection to the last goodbye, with a keyring of our own and a real local Oktopost."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest

from oktodesk.cli import main
from oktodesk.system.secrets import Secret
from tests.end2end.command_line import LocalOktopost, local_oktopost


class Vault:
    """Stands in for the system's keyring; shared by all commands of a test."""

    keys: ClassVar[dict[tuple[str, str], Secret]] = {}

    def __init__(self, service: str) -> None:
        self._service = service

    async def get(self, identity: str) -> Secret | None:
        return self.keys.get((self._service, identity))

    async def set(self, identity: str, secret: Secret) -> None:
        self.keys[self._service, identity] = secret

    async def delete(self, identity: str) -> None:
        self.keys.pop((self._service, identity), None)


class Answer(NamedTuple):
    code: int
    document: Any
    out: str


@pytest.fixture(scope="module")
def oktopost() -> Iterator[LocalOktopost]:
    with local_oktopost() as running:
        yield running


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, str], Secret]:
    monkeypatch.setattr(Vault, "keys", {})
    monkeypatch.setattr("oktodesk.system.key_vault.KeyVault", Vault)
    return Vault.keys


class Person(NamedTuple):
    """Somebody at a terminal."""

    profile: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def __call__(self, *arguments: str, stdin: str = "") -> Answer:
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = main(["--json", "--profile", str(self.profile), *arguments])
        out = self.capsys.readouterr().out
        return Answer(code, json.loads(out), out)

    def connect(self, oktopost: LocalOktopost, *options: str) -> Answer:
        arguments = ("add", oktopost.account_id, "--base-url", oktopost.base_url, "--key-stdin", *options)
        return self("accounts", *arguments, stdin=f" {oktopost.api_key}\n")


@pytest.fixture
def person(profile: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Person:
    return Person(profile, capsys, monkeypatch)


Keys = dict[tuple[str, str], Secret]


def test_connecting_keeps_the_key_in_the_keyring_only(person: Person, oktopost: LocalOktopost, keys: Keys) -> None:
    answer = person.connect(oktopost, "--label", "Practice")
    (account,) = answer.document["accounts"]
    assert (answer.code, account["label"], account["active"]) == (0, "Practice", True)
    assert [key.reveal() for key in keys.values()] == [oktopost.api_key]
    written = b"".join(path.read_bytes() for path in person.profile.rglob("*") if path.is_file())
    assert oktopost.api_key.encode() not in written
    assert oktopost.api_key not in answer.out


def test_a_connected_account_is_used(person: Person, oktopost: LocalOktopost, keys: Keys) -> None:
    person.connect(oktopost)
    answer = person("accounts", "test")
    assert answer.code == 0
    (account,) = answer.document["accounts"]
    assert [step["id"] for step in account["steps"]] == ["computer", "network", "oktopost", "key"]
    assert all(step["ok"] for step in account["steps"])


def test_the_step_that_fails_is_named(person: Person, keys: Keys) -> None:
    with local_oktopost() as gone:
        person.connect(gone)
    answer = person("accounts", "test", "sandbox")
    (account,) = answer.document["accounts"]
    assert answer.code == 4
    assert account["steps"][-1]["ok"] is False
    assert account["steps"][-1]["problem"]["id"] == "unreachable"


def test_a_key_that_was_cut_off_is_refused(person: Person, oktopost: LocalOktopost, keys: Keys) -> None:
    arguments = ("accounts", "add", oktopost.account_id, "--base-url", oktopost.base_url, "--key-stdin")
    answer = person(*arguments, stdin=oktopost.api_key[:-1])
    assert (answer.code, answer.document["error"]["id"]) == (3, "sign_in_refused")
    assert not keys
    assert person("accounts", "list").document == {"accounts": []}


def test_nobody_to_ask_for_the_key(person: Person, oktopost: LocalOktopost, keys: Keys) -> None:
    answer = person("accounts", "add", oktopost.account_id)
    assert (answer.code, answer.document["error"]["id"]) == (2, "usage")


def test_forgetting_an_account_forgets_its_key(person: Person, oktopost: LocalOktopost, keys: Keys) -> None:
    person.connect(oktopost, "--label", "Practice")
    assert person("accounts", "use", "practice").code == 0
    assert person("accounts", "remove", "practice").document == {"accounts": []}
    assert not keys
    assert person("accounts", "use", "practice").code == 3
