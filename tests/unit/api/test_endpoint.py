"""Which addresses may get a key, and what people paste into the two fields."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api.endpoint import EU, US, Credentials, Endpoint
from oktodesk.problems import SignInTrouble
from oktodesk.system.addresses import account_identity, is_loopback
from oktodesk.system.secrets import Secret


@pytest.mark.parametrize(
    ("text", "base_url", "region"),
    [
        ("https://api.oktopost.com/v2", US.base_url, "us"),
        ("  https://API.oktopost.com/v2/ ", US.base_url, "us"),
        ("eu-api.oktopost.com", EU.base_url, "eu"),
        ("https://gateway.example.com/okto/v2", "https://gateway.example.com/okto/v2", "custom"),
        ("https://gateway.example.com:8443/v2/", "https://gateway.example.com:8443/v2", "custom"),
        ("http://127.0.0.1:8080/v2", "http://127.0.0.1:8080/v2", "custom"),
        ("http://[::1]:8080/v2", "http://[::1]:8080/v2", "custom"),
        ("http://localhost:8080/v2", "http://localhost:8080/v2", "custom"),
    ],
)
def test_usable_addresses(text: str, base_url: str, region: str) -> None:
    assert Endpoint.parse(text) == Endpoint(base_url, region)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://api.oktopost.com/v2",
        "http://192.168.1.4/v2",
        "http://localhost.example.com/v2",
        "http://127.0.0.1@evil.example/v2",
        "http://127.0.0.1\\@evil.example/v2",
        "https://user:pass@api.oktopost.com/v2",
        "https://api.oktopost.com/v2?x=1",
        "https://api.oktopost.com/v2#x",
        "https://api.oktopost.com:0/v2",
        "https://api.oktopost.com:99999/v2",
        "https://[::1/v2",
        "https://exa mple.com/v2",
        "https://example.com/v2\r\nX: y",
        "ftp://example.com",
        "file:///etc/passwd",
        "https://",
    ],
)
def test_addresses_that_never_get_a_key(text: str) -> None:
    with pytest.raises(SignInTrouble) as caught:
        Endpoint.parse(text)
    assert caught.value.problem.id == "base_url_invalid"
    assert "pass" not in str(caught.value.problem.values).replace("passwd", "")


@given(st.text(max_size=40))
def test_plain_http_is_for_loopback_only(text: str) -> None:
    try:
        endpoint = Endpoint.parse(text)
    except SignInTrouble:
        return
    assert endpoint.base_url.startswith("https://") or endpoint.is_loopback


@pytest.mark.parametrize(
    ("base_url", "part"),
    [
        (US.base_url, "us"),
        (EU.base_url, "eu"),
        ("https://gateway.example.com/v2", "gateway.example.com"),
        ("http://127.0.0.1:1234/v2", "sandbox"),
        ("http://127.9.9.9:1234/v2", "sandbox"),
        ("http://[::1]:1234/v2", "sandbox"),
    ],
)
def test_identity_part_agrees_with_the_accounts_identity(base_url: str, part: str) -> None:
    endpoint = Endpoint.parse(base_url)
    assert endpoint.identity_part == part
    identity = account_identity("001000000000001", endpoint.region, endpoint.base_url)
    assert identity == (part if part == "sandbox" else f"001000000000001-{part}")


def test_two_ports_of_one_host_are_two_accounts() -> None:
    one, other = (account_identity("001", "custom", f"https://g.example:{port}/v2") for port in (8443, 9443))
    assert one != other


def test_a_host_that_only_begins_like_loopback_is_none() -> None:
    assert not is_loopback("http://127.0.0.1.example.com/")
    assert not is_loopback("not a url")


def test_credentials_are_trimmed() -> None:
    credentials = Credentials.from_typed(" 001000000000001\n", "\tkey ")
    assert credentials == Credentials("001000000000001", Secret("key"))


def test_marks_that_nobody_sees_are_taken_out() -> None:
    credentials = Credentials.from_typed("\ufeff001000000\u200b000001\u00a0", "ke\r\ny\u200b")
    assert credentials == Credentials("001000000000001", Secret("key"))


@pytest.mark.parametrize(
    ("account_id", "api_key", "problem_id"),
    [
        ("", "key", "incomplete_credentials"),
        ("001000000000001", " ", "incomplete_credentials"),
        ("abcdef", "001000000000001", "swapped_fields"),
    ],
)
def test_what_can_be_told_before_a_call(account_id: str, api_key: str, problem_id: str) -> None:
    with pytest.raises(SignInTrouble) as caught:
        Credentials.from_typed(account_id, api_key)
    assert caught.value.problem.id == problem_id


def test_credentials_hide_the_key() -> None:
    credentials = Credentials("001000000000001", Secret("canary"))
    assert "canary" not in repr(credentials)
    with pytest.raises(TypeError):
        pickle.dumps(credentials)
