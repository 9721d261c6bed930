"""Connecting: the region is found, and a failure names its step."""

import asyncio
from collections.abc import Callable

import httpx
import pytest

from oktodesk.api.connection import Step, connection_steps, find_region
from oktodesk.api.endpoint import EU, US, Credentials, Endpoint
from oktodesk.problems import Forbidden, NotSent, OktodeskError, SignInRefused
from oktodesk.system.secrets import Secret
from tests.clock import FakeClock

CREDENTIALS = Credentials("001000000000001", Secret("key"))
ME = {"Result": True, "User": {"Id": "00A000000000000", "Name": "Jane"}, "Account": {"Id": "001000000000001"}}
Server = Callable[[], httpx.Response]


def accepts() -> httpx.Response:
    return httpx.Response(200, json=ME)


def refuses() -> httpx.Response:
    return httpx.Response(401)


def forbids() -> httpx.Response:
    return httpx.Response(403)


def fails() -> httpx.Response:
    return httpx.Response(500)


def detours() -> httpx.Response:
    return httpx.Response(302, headers={"location": "https://wifi.example/"})


def is_away() -> httpx.Response:
    raise httpx.ConnectError("no route")


def world(us: Server, eu: Server) -> httpx.MockTransport:
    return httpx.MockTransport(lambda request: us() if request.url.host == US.host else eu())


@pytest.mark.parametrize(
    ("us", "eu", "found"),
    [
        (accepts, fails, US),
        (refuses, accepts, EU),
        (is_away, accepts, EU),
        (fails, accepts, EU),
        (refuses, refuses, SignInRefused),
        (forbids, accepts, Forbidden),
        (is_away, refuses, NotSent),
        (refuses, is_away, NotSent),
    ],
)
def test_the_region_is_found(
    fake_clock: FakeClock, us: Server, eu: Server, found: Endpoint | type[OktodeskError]
) -> None:
    async def main() -> Endpoint:
        return await find_region(CREDENTIALS, clock=fake_clock, transport=world(us, eu))

    if isinstance(found, Endpoint):
        assert asyncio.run(main()) == found
    else:
        with pytest.raises(found):
            asyncio.run(main())


@pytest.mark.parametrize(
    ("server", "routed", "steps", "problem_id"),
    [
        (accepts, True, ["computer", "network", "oktopost", "key"], ""),
        (accepts, False, ["computer", "network", "oktopost", "key"], ""),
        (is_away, False, ["computer"], "no_network"),
        (is_away, True, ["computer", "network"], "unreachable"),
        (detours, True, ["computer", "network"], "redirected"),
        (fails, True, ["computer", "network", "oktopost"], "server_failed"),
        (fails, False, ["computer", "network", "oktopost"], "server_failed"),
        (refuses, True, ["computer", "network", "oktopost", "key"], "sign_in_refused"),
        (forbids, True, ["computer", "network", "oktopost", "key"], "forbidden"),
    ],
)
def test_the_failing_step_is_the_last(
    fake_clock: FakeClock, server: Server, routed: bool, steps: list[str], problem_id: str
) -> None:
    async def main() -> list[Step]:
        testing = connection_steps(
            CREDENTIALS, clock=fake_clock, transport=world(server, server), has_route=lambda: routed
        )
        return [step async for step in testing]

    taken = asyncio.run(main())
    assert [step.id for step in taken] == steps
    assert all(step.ok for step in taken[:-1])
    last = taken[-1]
    assert (last.problem.id if last.problem else "") == problem_id
    assert last.ok is not bool(problem_id)
    if last.ok:
        assert last.endpoint == US
        assert last.me is not None
        assert last.me.user_name == "Jane"


def test_a_local_oktopost_needs_no_network(fake_clock: FakeClock) -> None:
    def never() -> bool:
        raise AssertionError("asked for a route")

    async def main() -> list[Step]:
        local = Endpoint.parse("http://127.0.0.1:9/v2")
        transport = httpx.MockTransport(lambda _: accepts())
        testing = connection_steps(
            CREDENTIALS, clock=fake_clock, endpoints=[local], transport=transport, has_route=never
        )
        return [step async for step in testing]

    assert len(asyncio.run(main())) == 4
