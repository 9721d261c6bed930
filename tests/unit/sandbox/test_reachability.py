import asyncio

import pytest

from oktodesk.sandbox.reachability import OwnOrigin, Reachability, is_public
from oktodesk.sandbox.source_trouble import SourceTrouble


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "not an address",
        "::7f00:1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1",
    ],
)  # fmt: skip
def test_addresses_that_oktopost_could_not_reach(address: str) -> None:
    assert not is_public(address)


def chosen(found: list[str] | OSError, *, allow_private: bool = False) -> str:
    async def look_up(_host: str, _port: int) -> list[str]:
        if isinstance(found, OSError):
            raise found
        return found

    return asyncio.run(Reachability(allow_private=allow_private, look_up=look_up).address_of("cdn.example", 443))


def test_the_first_public_address_is_taken() -> None:
    assert chosen(["10.0.0.1", "93.184.216.34", "93.184.216.35"]) == "93.184.216.34"


def test_with_private_ones_allowed_it_is_the_first() -> None:
    assert chosen(["10.0.0.1", "93.184.216.34"], allow_private=True) == "10.0.0.1"


def test_only_private_addresses_are_refused_for_good() -> None:
    with pytest.raises(SourceTrouble) as refused:
        chosen(["10.0.0.1", "::1"])

    assert refused.value.permanent


@pytest.mark.parametrize("found", [[], OSError("no such host")])
def test_an_unknown_host_may_be_known_later(found: list[str] | OSError) -> None:
    with pytest.raises(SourceTrouble, match="host not found") as refused:
        chosen(found)

    assert not refused.value.permanent


def test_the_own_origin_under_all_its_names_and_ports() -> None:
    own = OwnOrigin(4000, frozenset({3000}))

    assert own.url == "http://127.0.0.1:4000"
    assert own.owns("http", "127.0.0.1", 4000)
    assert own.owns("http", "localhost", 3000)
    assert not own.owns("https", "127.0.0.1", 4000)
    assert not own.owns("http", "127.0.0.1", 5000)
    assert not own.owns("http", "cdn.example", 4000)


def test_with_a_certificate_old_links_lead_to_it_too() -> None:
    own = OwnOrigin(4000, frozenset({3000}), "https")

    assert own.url == "https://127.0.0.1:4000"
    assert own.owns("https", "127.0.0.1", 4000)
    assert own.owns("http", "127.0.0.1", 3000)
