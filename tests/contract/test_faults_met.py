"""Every fault over real HTTP, as the program's own client meets it: what it says, and what was processed."""

import contextlib
import time
from pathlib import Path

import httpx
import msgspec
import pytest

from oktodesk.api import exchange
from oktodesk.api.translate import http_date
from oktodesk.problems import (
    ConnectionLost,
    Forbidden,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    Refused,
    ServerFailed,
    SignInRefused,
    UnreadableReply,
)
from oktodesk.sandbox.call_limits import CallTally
from oktodesk.sandbox.certificate import ISSUER
from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.state import State
from tests.contract.sandbox_within import Within, with_sandbox

CREATES = [
    ("drop-before", ConnectionLost, "reply_lost", False),
    ("lost-reply", ConnectionLost, "reply_lost", True),
    ("half-reply", ConnectionLost, "reply_lost", True),
    ("garbage", UnreadableReply, "unreadable_reply", True),
    ("html", UnreadableReply, "unreadable_reply", True),
    ("endless", UnreadableReply, "reply_too_large", True),
    ("status=204", UnreadableReply, "unreadable_reply", False),
    ("status=302", ServerFailed, "redirected", False),
    ("status=400", Refused, "refused", False),
    ("status=401", SignInRefused, "sign_in_refused", False),
    ("status=403", Forbidden, "forbidden", False),
    ("status=404", Refused, "refused", False),
    ("status=429", LockedOut, "locked_out", False),
    ("burst=500x1", ServerFailed, "server_failed", False),
    ("burst=502x2", ServerFailed, "server_failed", False),
    ("burst=503x3", ServerFailed, "server_failed", False),
    ("sign-out=0", SignInRefused, "sign_in_refused", False),
    ("result-false", Refused, "refused", False),
    ("result-false=api-error", Refused, "refused", False),
    ("result-false=api-message", Refused, "refused", False),
    ("result-false=param", Refused, "refused", False),
    ("result-false=empty", Refused, "refused_without_words", False),
]


@pytest.mark.parametrize("case", CREATES, ids=[each[0] for each in CREATES])
def test_a_create_that_goes_wrong(
    case: tuple[str, type[OktodeskError], str, bool], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fault, kind, problem, processed = case
    monkeypatch.setattr(exchange, "MAX_REPLY_BYTES", 1024**2)

    async def test(oktopost: Within) -> None:
        with pytest.raises(kind) as met:
            await oktopost.client.create_upload(oktopost.sample)

        assert type(met.value) is kind
        assert met.value.problem.id == problem
        assert oktopost.kept() == int(processed)

    with_sandbox(tmp_path, f"{fault}@create", test=test)


HARMLESS = ["wrong-type", "string-numbers", "delay=0.01", "jitter=0.02", "slow-headers=0.1", "dedupe-source"]


@pytest.mark.parametrize("fault", HARMLESS)
def test_what_the_client_does_not_mind(fault: str, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        created = await oktopost.client.create_upload(oktopost.sample)
        listed = await oktopost.client.uploads(source=oktopost.sample)

        assert created.total_size_bytes > 0
        assert ([each.id for each in listed.uploads], listed.total) == ([created.id], 1)

    with_sandbox(tmp_path, fault, test=test)


def test_every_fault_is_met_by_a_test() -> None:
    text = Path(__file__).read_text("utf-8")

    assert [name for name in FaultName if f'"{name}' not in text] == []


def test_numbers_come_as_strings(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        raw = (await oktopost.create()).json()
        total = (await oktopost.get("/upload")).json()["Total"]

        assert raw["Result"] is True
        assert raw["Upload"]["TotalSize"].isdecimal()
        assert raw["Upload"]["MediaId"] is None
        assert total == "1"

    with_sandbox(tmp_path, "string-numbers", test=test)


def test_the_wrong_type_is_the_right_answer_all_the_same(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        answer = await oktopost.get("/me")

        assert answer.headers["Content-Type"] == "text/plain"
        assert answer.json()["Result"] is True

    with_sandbox(tmp_path, "wrong-type", test=test)


def test_slow_headers_take_their_time_and_never_more_than_a_call_may(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        began = time.monotonic()
        with pytest.raises(ConnectionLost):
            await oktopost.client.me()

        assert 0.1 <= time.monotonic() - began < 5

    with_sandbox(tmp_path, "slow-headers=60", test=test, total_s=0.1)


def test_an_answer_without_end_goes_on_until_the_client_leaves(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        came = 0
        async with oktopost.http.stream("GET", "/me") as answer:
            async for piece in answer.aiter_raw():
                came += len(piece)
                if came > 3_000_000:
                    break
        assert (await oktopost.get("/media")).status_code == 200

    with_sandbox(tmp_path, "endless@me", test=test)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 503])
def test_an_endless_error_page_still_is_that_error(status: int, tmp_path: Path) -> None:
    kinds = {401: SignInRefused, 403: Forbidden, 404: NotFound, 429: LockedOut, 503: ServerFailed}

    async def test(oktopost: Within) -> None:
        with pytest.raises(kinds[status]):
            await oktopost.client.uploads()

    with_sandbox(tmp_path, "endless", f"status={status}", test=test)


@pytest.mark.parametrize(("faults", "wait_s"), [(["retry-after=7"], 7.0), ([], None)])
def test_a_lock_out_names_its_wait_or_not(faults: list[str], wait_s: float | None, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        with pytest.raises(LockedOut) as met:
            await oktopost.client.uploads()

        assert met.value.retry_after_s == wait_s

    with_sandbox(tmp_path, "status=429@list", *faults, test=test)


def test_the_call_limits_too_name_the_wait(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        answer = await oktopost.get("/me")

        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")

    with contextlib.closing(State(tmp_path / "state")) as state:
        state.remember("calls", msgspec.json.encode(CallTally(locked_until=time.time() + 3600)).decode())

    with_sandbox(tmp_path, "retry-after=7", test=test, options=SandboxOptions())


def test_a_burst_ends_and_comes_again(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        statuses = [(await oktopost.get("/me")).status_code for _ in range(8)]

        assert statuses == [503, 503, 200, 200] * 2
        assert (await oktopost.get("/upload")).status_code == 200

    with_sandbox(tmp_path, "burst=503x2@me", test=test)


@pytest.mark.parametrize(
    ("fault", "expected"), [("sign-out=2", [200, 200, 401, 401]), ("sign-out=1x2", [200, 401, 401, 200])]
)
def test_the_key_is_refused_in_the_middle(fault: str, expected: list[int], tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        assert [(await oktopost.get("/me")).status_code for _ in expected] == expected

    with_sandbox(tmp_path, fault, test=test)


SEEDED = SandboxOptions(no_limits=True, seed_uploads=60)


async def pages(oktopost: Within) -> list[list[str]]:
    return [
        [item["Id"] for item in (await oktopost.get("/upload", _count=20, _page=page)).json()["Items"]]
        for page in range(3)
    ]


@pytest.mark.parametrize(("fault", "starts"), [("page-shift=3", [0, 17, 34]), ("page-shift=-3", [0, 23, 46])])
def test_pages_shift_while_they_are_read(fault: str, starts: list[int], tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        everything = [item["Id"] for item in (await oktopost.get("/upload", _count=100)).json()["Items"]]

        assert await pages(oktopost) == [everything[start : start + 20] for start in starts]

    with_sandbox(tmp_path, fault, test=test, options=SEEDED)


def test_shifted_pages_are_read_to_the_end_once_each(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        seen = [upload.id async for page in oktopost.client.all_uploads(count=20) for upload in page.uploads]

        assert len(set(seen)) == 60

    with_sandbox(tmp_path, "page-shift", test=test, options=SEEDED)


def test_a_page_that_comes_again_ends_the_reading(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        first, *others = await pages(oktopost)

        assert others == [first, first]
        assert len([page async for page in oktopost.client.all_uploads(count=20)]) == 1

    with_sandbox(tmp_path, "repeat-page", test=test, options=SEEDED)


def test_a_list_without_total_is_read_to_its_end(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        answer = (await oktopost.get("/upload")).json()
        seen = [upload.id async for page in oktopost.client.all_uploads(count=20) for upload in page.uploads]

        assert sorted(answer) == ["Items", "Result"]
        assert len(set(seen)) == len(seen) == 60

    with_sandbox(tmp_path, "missing-total", test=test, options=SEEDED)


@pytest.mark.parametrize(
    ("fault", "status"), [("unknown-status", "processing"), ("unknown-status=queued", "queued")]
)
def test_an_unknown_status_is_kept_as_it_is(fault: str, status: str, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        created = await oktopost.client.create_upload(oktopost.sample)
        (listed,) = (await oktopost.client.uploads()).uploads

        assert {created.status, listed.status, (await oktopost.client.upload(created.id)).status} == {status}

    with_sandbox(tmp_path, fault, test=test)


def test_late_visibility_with_a_lost_reply_is_the_worst_of_both(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        with pytest.raises(ConnectionLost):
            await oktopost.client.create_upload(oktopost.sample)
        assert (await oktopost.client.uploads(source=oktopost.sample)).total == 0
        assert oktopost.kept() == 1

    with_sandbox(tmp_path, "late-visibility=3600", "lost-reply@create", test=test)


@pytest.mark.parametrize("skew_s", [7200, -7200])
def test_the_clock_is_off_in_everything_that_it_writes(skew_s: int, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        created = await oktopost.client.create_upload(oktopost.sample)

        assert created.created_at is not None
        assert created.created_at - time.time() == pytest.approx(skew_s, abs=60)
        assert oktopost.client.server_offset_s == pytest.approx(skew_s, abs=60)
        refused = await oktopost.http.get("/me", auth=("001000000000001", "wrong"))
        assert http_date(refused.headers["Date"]) == pytest.approx(time.time() + skew_s, abs=60)

    with_sandbox(tmp_path, f"clock-skew={skew_s}", test=test)


def test_without_a_skew_the_date_is_right(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        dates = (await oktopost.get("/me")).headers.get_list("Date")

        assert len(dates) == 1
        assert http_date(dates[0]) == pytest.approx(time.time(), abs=60)

    with_sandbox(tmp_path, test=test)


def test_the_same_link_is_the_same_upload(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        first = await oktopost.client.create_upload(oktopost.sample)
        second = await oktopost.client.create_upload(oktopost.sample)
        other = await oktopost.client.create_upload(oktopost.sample.replace("Launch-teaser", "Interview-raw"))

        assert first.id == second.id != other.id
        assert oktopost.kept() == 1

    with_sandbox(tmp_path, "dedupe-source", test=test)


def test_an_unknown_issuer_is_named_and_nothing_is_sent(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        with pytest.raises(NotSent) as met:
            await oktopost.client.create_upload(oktopost.sample)

        assert (met.value.problem.id, met.value.problem.values["issuer"]) == ("tls_failed", ISSUER)
        assert oktopost.kept() == 0

    with_sandbox(tmp_path, "unknown-issuer", test=test)


def test_behind_an_unknown_issuer_is_a_whole_sandbox(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        found = (await oktopost.create()).json()["Upload"]
        while found["Status"] == "pending":
            found = (await oktopost.get(f"/upload/{found['Id']}")).json()["Upload"]

        assert oktopost.sample.startswith("https://127.0.0.1:")
        assert found["Status"] == "complete", found["LastError"]

    with_sandbox(tmp_path, "unknown-issuer", test=test)


def test_several_at_once_each_do_their_part(tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        with pytest.raises(httpx.RemoteProtocolError):
            await oktopost.create()
        listed = await oktopost.get("/upload")

        assert oktopost.kept() == 1
        assert "Total" not in listed.json()
        assert listed.headers["Content-Type"] == "text/plain"
        assert listed.json()["Items"][0]["Attempts"] == "0"
        assert listed.json()["Items"][0]["Status"] == "processing"
        assert listed.elapsed.total_seconds() >= 0.05

    faults = [
        "half-reply@create",
        "delay=0.05@list",
        "missing-total",
        "wrong-type",
        "string-numbers",
        "unknown-status",
    ]
    with_sandbox(tmp_path, *faults, test=test)


@pytest.mark.parametrize(
    "fault", ["lost-reply@download", "half-reply@download", "drop-before@download", "status=503@download"]
)
def test_a_source_that_fails_for_a_while(fault: str, tmp_path: Path) -> None:
    async def test(oktopost: Within) -> None:
        found = (await oktopost.create()).json()["Upload"]
        while found["Attempts"] == 0:
            found = (await oktopost.get(f"/upload/{found['Id']}")).json()["Upload"]

        assert found["Status"] == "pending"

    with_sandbox(tmp_path, fault, test=test)


def test_the_source_may_have_a_burst_too() -> None:
    assert str(parse_fault("burst=503x2@download:0.5")) == "burst=503x2@download:0.5"
