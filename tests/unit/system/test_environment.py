"""Environment variables: together or not at all."""

import pytest

from oktodesk.problems import UsageTrouble
from oktodesk.system.environment import Environment, hide_key, without_account
from oktodesk.system.secrets import Secret

BOTH = {"OKTOPOST_ACCOUNT_ID": " 001000000000001 ", "OKTOPOST_API_KEY": "canary\n"}


def test_an_account_for_scripts() -> None:
    environment = Environment.read(BOTH)
    assert environment.has_account
    assert (environment.account_id, environment.api_key) == ("001000000000001", Secret("canary"))
    assert "canary" not in repr(environment)


@pytest.mark.parametrize("missing", BOTH)
def test_one_without_the_other_counts_for_nothing(missing: str) -> None:
    half = {name: value for name, value in BOTH.items() if name != missing}
    environment = Environment.read(half | {"OKTOPOST_BASE_URL": "https://evil.example/v2"})
    assert environment == Environment()


def test_the_scale_is_for_loopback_only() -> None:
    scaled = BOTH | {"OKTODESK_CLOCK_SCALE": "60"}
    assert Environment.read(scaled | {"OKTOPOST_BASE_URL": "http://127.0.0.1:9/v2"}).clock_scale == 60
    assert Environment.read(scaled | {"OKTOPOST_BASE_URL": "https://api.oktopost.com/v2"}).clock_scale == 1
    assert Environment.read(scaled).clock_scale == 1
    alone = Environment.read({"OKTODESK_CLOCK_SCALE": "60"})
    assert alone.clock_scale == 1
    assert alone.scale_for("http://localhost:9/v2") == 60


@pytest.mark.parametrize("text", ["fast", "0", "-1", "nan", "inf"])
def test_a_scale_that_is_no_number_above_0_is_told(text: str) -> None:
    with pytest.raises(UsageTrouble):
        Environment.read({"OKTODESK_CLOCK_SCALE": text})


def test_no_child_inherits_the_account() -> None:
    variables = {
        "OKTOPOST_API_KEY": "canary",
        "OKTOPOST_ACCOUNT_ID": "1",
        "OKTOPOST_BASE_URL": "x",
        "PATH": "/bin",
    }
    assert without_account(variables) == {"PATH": "/bin"}
    hide_key(variables)
    assert "canary" not in variables.values()
