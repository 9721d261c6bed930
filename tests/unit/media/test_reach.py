"""Whether Oktopost can reach an address: names are judged once, and not at all behind a proxy."""

import asyncio
import socket
import threading
from collections.abc import Iterator

import pytest

from oktodesk.media.fetching import reach as reach_module
from oktodesk.media.fetching.reach import REMEMBERED_S, Reach, is_here
from oktodesk.media.fetching.trouble import FetchTrouble
from tests.clock import FakeClock


class Names:
    """A name server that knows one answer and counts questions."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = list(addresses)
        self.asked = 0

    async def __call__(self, _: str) -> list[str]:
        self.asked += 1
        return self.addresses


def judged(names: Names, url: str, *, trust_env: bool = False) -> str:
    reach = Reach(clock=FakeClock(), private_allowed=False, trust_env=trust_env, resolve=names)
    try:
        asyncio.run(reach.judge(url))
    except FetchTrouble as trouble:
        return trouble.finding.id
    return ""


@pytest.mark.parametrize(
    ("addresses", "problem"),
    [
        (["93.184.216.34"], ""),
        (["10.0.0.1"], "name_private"),
        (["10.0.0.1", "93.184.216.34"], ""),
        (["fe80::1%eth0"], "name_private"),
        (["2606:2800:220:1::1"], ""),
        (["224.0.0.1"], "name_private"),
        ([], ""),
    ],
)
def test_names_are_judged_by_their_addresses(addresses: list[str], problem: str) -> None:
    assert judged(Names(*addresses), "https://files.acme.com/x") == problem


def test_names_are_remembered_for_a_while() -> None:
    names, clock = Names("93.184.216.34"), FakeClock()
    reach = Reach(clock=clock, private_allowed=False, trust_env=False, resolve=names)

    async def run() -> None:
        await reach.judge("https://acme.com/1")
        await reach.judge("https://acme.com/2")
        assert names.asked == 1
        clock.advance(REMEMBERED_S + 1)
        await reach.judge("https://acme.com/3")
        assert names.asked == 2

    asyncio.run(run())


@pytest.mark.parametrize(("trust_env", "asked"), [(True, 0), (False, 1)])
def test_behind_a_proxy_names_say_nothing(monkeypatch: pytest.MonkeyPatch, *, trust_env: bool, asked: int) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.acme.com:3128")
    names = Names("10.0.0.1")
    assert judged(names, "https://files.acme.com/x", trust_env=trust_env) == ("" if trust_env else "name_private")
    assert names.asked == asked
    assert judged(names, "https://10.0.0.1/x", trust_env=trust_env) == "address_private"
    assert judged(names, "https://nas.local/x", trust_env=trust_env) == "address_private"


def test_this_computer_is_known() -> None:
    assert [is_here(host) for host in ("127.0.0.1", "::1", "localhost", "127.8.8.8")] == [True] * 4
    assert not is_here("10.0.0.1")
    assert not is_here("acme.com")


@pytest.fixture
def stuck_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A system whose look-ups end with the event, which is set by itself after some seconds."""
    released = threading.Event()
    watchdog = threading.Timer(5, released.set)
    watchdog.start()

    def stuck(*_: object, **__: object) -> list[object]:
        released.wait()
        raise socket.gaierror(socket.EAI_AGAIN, "late")

    monkeypatch.setattr(socket, "getaddrinfo", stuck)
    yield released
    released.set()
    watchdog.cancel()


def test_a_name_server_that_hangs_holds_up_neither_other_work_nor_the_end(
    stuck_names: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach_module, "LOOKUP_LIMIT_S", 0.05)
    reach = Reach(clock=FakeClock(), private_allowed=False, trust_env=False)

    async def run() -> set[str]:
        asked = (reach.judge(f"https://host{number}.acme.com/f.mp4") for number in range(40))
        told = await asyncio.gather(*asked, return_exceptions=True)
        await asyncio.to_thread(int)  # the shared threads are free
        return {each.finding.id for each in told if isinstance(each, FetchTrouble)}

    assert asyncio.run(run()) == {"name_lookup_failed"}
    assert not stuck_names.is_set()
