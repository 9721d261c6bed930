"""The client against every sampled reply: what it asks for, and what it makes of the answer."""

import asyncio
import base64
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest

from oktodesk import problems
from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import US, Credentials
from oktodesk.api.wire import NetworkVerdict, UploadPage
from oktodesk.problems import LockedOut, OktodeskError, Refused
from oktodesk.problems.catalogue import CATALOGUE
from oktodesk.system.secrets import Secret
from tests.clock import FakeClock
from tests.contract.sample_replies import Sample, samples

SAMPLES = samples()


@pytest.mark.parametrize("name", SAMPLES)
def test_the_client_sends_the_request_and_reads_the_reply(name: str, fake_clock: FakeClock) -> None:
    sample = SAMPLES[name]
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(sample.reply.status, headers=sample.reply.headers, content=sample.reply.content)

    outcome = asyncio.run(_outcome(sample, answer, fake_clock))
    [request] = requests
    _check_request(sample, request)
    if sample.expect.error:
        _check_error(sample, outcome)
    else:
        assert _picked(_plain(outcome), sample.expect.value) == sample.expect.value


def test_every_operation_is_sampled() -> None:
    assert {sample.operation for sample in SAMPLES.values()} == {
        "me",
        "get",
        "list",
        "create",
        "validate",
        "media",
    }


async def _outcome(sample: Sample, answer: Callable[[httpx.Request], httpx.Response], clock: FakeClock) -> object:
    client = OktopostClient(
        US,
        Credentials("001000000000001", Secret("the-key")),
        budget=CallBudget(MemoryLedger(), clock),
        clock=clock,
        transport=httpx.MockTransport(answer),
    )
    operations: dict[str, Callable[..., Awaitable[object]]] = {
        "me": client.me,
        "get": client.upload,
        "list": client.uploads,
        "create": client.create_upload,
        "validate": client.validate,
        "media": client.media,
    }
    arguments = dict(sample.arguments)
    positional = [arguments.pop(name) for name in ("upload_id", "media_id") if name in arguments]
    if sample.operation == "create":
        positional = [arguments.pop("source")]
    try:
        return await operations[sample.operation](*positional, **arguments)
    except OktodeskError as error:
        return error
    finally:
        await client.aclose()


def _check_request(sample: Sample, request: httpx.Request) -> None:
    assert request.method == sample.request.method
    assert request.url.path == f"/v2{sample.request.path}"
    assert dict(request.url.params) == sample.request.query
    form = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
    assert form == sample.request.form
    if form:
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    token = base64.b64encode(b"001000000000001:the-key").decode()
    assert request.headers["authorization"] == f"Basic {token}"


def _check_error(sample: Sample, outcome: object) -> None:
    assert type(outcome) is getattr(problems, sample.expect.error)
    assert isinstance(outcome, OktodeskError)
    assert outcome.problem.id == sample.expect.id
    assert outcome.problem.id in CATALOGUE
    if isinstance(outcome, Refused) and sample.expect.words is not None:
        assert outcome.words == sample.expect.words
    if isinstance(outcome, LockedOut):
        assert outcome.retry_after_s == sample.expect.retry_after_s


def _plain(outcome: object) -> object:
    if isinstance(outcome, UploadPage):
        return {"total": outcome.total, "ids": [upload.id for upload in outcome.uploads]}
    if isinstance(outcome, tuple):
        verdicts = [each for each in outcome if isinstance(each, NetworkVerdict)]
        return [[verdict.network, verdict.is_valid, list(verdict.errors)] for verdict in verdicts]
    return msgspec.to_builtins(outcome)


def _picked(value: object, wanted: object) -> object:
    if isinstance(value, dict) and isinstance(wanted, dict):
        return {name: value[name] for name in wanted}
    return value
