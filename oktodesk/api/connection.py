"""Connecting an account: which region its key belongs to, and if it fails, at which step.

One call of ``/me`` tells all; the steps are read from how far it came.
"""

import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from enum import StrEnum

import msgspec

from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import EU, US, Credentials, Endpoint
from oktodesk.api.exchange import Transport
from oktodesk.api.wire import Me
from oktodesk.problems import NotSent, OktodeskError, Problem, ReplyLost, Side, SignInRefused, SignInTrouble
from oktodesk.problems.catalogue import text_of
from oktodesk.system.clock import Clock

REGIONS = (US, EU)


class StepId(StrEnum):
    """The steps of a connection, in their order."""

    COMPUTER = "computer"
    NETWORK = "network"
    OKTOPOST = "oktopost"
    KEY = "key"


class Step(msgspec.Struct, frozen=True):
    """A step that was passed, or the one that failed and why. The last one passed names account and endpoint."""

    id: StepId
    ok: bool
    problem: Problem | None = None
    me: Me | None = None
    endpoint: Endpoint | None = None


async def find_region(
    credentials: Credentials,
    *,
    clock: Clock,
    endpoints: Sequence[Endpoint] = REGIONS,
    transport: Transport | None = None,
) -> Endpoint:
    """The first endpoint that accepts the key. Raises what the most telling of them answered."""
    endpoint, _ = await _first_accepting(credentials, clock=clock, endpoints=endpoints, transport=transport)
    return endpoint


async def connection_steps(
    credentials: Credentials,
    *,
    clock: Clock,
    endpoints: Sequence[Endpoint] = REGIONS,
    transport: Transport | None = None,
    has_route: Callable[[], bool] | None = None,
) -> AsyncIterator[Step]:
    """Test a connection step by step; ends with the first step that fails, or with the key's owner.

    With several endpoints the region is found on the way.
    """
    routed = all(endpoint.is_loopback for endpoint in endpoints) or (has_route or computer_has_route)()
    if routed:
        yield Step(StepId.COMPUTER, ok=True)
    try:
        endpoint, me = await _first_accepting(credentials, clock=clock, endpoints=endpoints, transport=transport)
    except OktodeskError as error:
        for step in _steps_until(error, routed=routed):
            yield step
        return
    if not routed:  # through a proxy, for instance
        yield Step(StepId.COMPUTER, ok=True)
    yield Step(StepId.NETWORK, ok=True)
    yield Step(StepId.OKTOPOST, ok=True)
    yield Step(StepId.KEY, ok=True, me=me, endpoint=endpoint)


def computer_has_route() -> bool:
    """Whether this computer knows a way to the internet at all. Sends nothing: a UDP connect only looks it up."""
    for family, documentation_address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((documentation_address, 9))
            return True
    return False


async def _first_accepting(
    credentials: Credentials,
    *,
    clock: Clock,
    endpoints: Sequence[Endpoint],
    transport: Transport | None,
) -> tuple[Endpoint, Me]:
    errors: list[OktodeskError] = []
    for endpoint in endpoints:
        budget = CallBudget(MemoryLedger(), clock)
        client = OktopostClient(endpoint, credentials, budget=budget, clock=clock, transport=transport)
        try:
            return endpoint, await client.me()
        except (SignInRefused, NotSent, ReplyLost) as error:  # another region may know the key
            errors.append(error)
        finally:
            await client.aclose()
    # A region that could not be asked may be the right one, so its error says more than the other's refusal.
    raise next((error for error in errors if not isinstance(error, SignInRefused)), errors[0])


def _steps_until(error: OktodeskError, *, routed: bool) -> list[Step]:
    failed = _failed_step(error)
    if not routed and failed is StepId.NETWORK:
        return [Step(StepId.COMPUTER, ok=False, problem=Problem("no_network", detail=error.problem.detail))]
    order = list(StepId)
    passed = order[1 if routed else 0 : order.index(failed)]
    return [*(Step(each, ok=True) for each in passed), Step(failed, ok=False, problem=error.problem)]


def _failed_step(error: OktodeskError) -> StepId:
    if isinstance(error, SignInTrouble):
        return StepId.KEY
    return StepId.NETWORK if text_of(error.problem.id).side is Side.NETWORK else StepId.OKTOPOST
