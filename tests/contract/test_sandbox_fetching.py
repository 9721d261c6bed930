"""How a real sandbox fetches from real hosts, and what of it a client sees."""

from collections.abc import Iterator

import pytest

from oktodesk.sandbox.options import SandboxOptions
from oktodesk.system.resources import resource
from tests.contract.sandbox_at_work import Oktopost, running, until
from tests.unit.sandbox.file_host import Answer, FileHost, honest

MIB = 1024**2
TEASER = resource("samples", "Launch-teaser.mp4").read_bytes()
PADDED = TEASER + (22 * MIB).to_bytes(4, "big") + b"free" + bytes(22 * MIB - 8)


@pytest.fixture(scope="module")
def oktopost() -> Iterator[Oktopost]:
    with running(SandboxOptions(no_limits=True, allow_private=True)) as oktopost:
        yield oktopost


def test_a_file_is_asked_for_before_it_is_fetched(oktopost: Oktopost) -> None:
    with FileHost(honest(PADDED)) as host:
        upload = oktopost.created(f"{host.url}/spring/Launch%20film.mp4?sig=1")
        done = oktopost.finished(upload["Id"])
        chunks = ["bytes=0-10485759", "bytes=10485760-20971519", f"bytes=20971520-{len(PADDED) - 1}"]
        assert [asked.method for asked in host.asked] == ["HEAD", "HEAD", "GET", "GET", "GET"]
        assert host.gets() == chunks

    assert (upload["Name"], upload["TotalSize"]) == ("Launch film.mp4", len(PADDED))
    assert (done["Status"], done["Downloaded"]) == ("complete", len(PADDED))
    validations = oktopost.get(f"/video-validate/{done['MediaId']}").json()["Validations"]
    assert all(verdict["isValid"] for verdict in validations.values())


def test_a_share_link_is_followed_to_its_file(oktopost: Oktopost) -> None:
    def answer(asked: object) -> Answer:
        if getattr(asked, "path", "") == "/s/abc":
            return Answer(302, {"Location": "/files/Real%20name.png"})
        return honest(b"\x89PNG\r\n\x1a\n" + bytes(100), "image/png")(asked)  # type: ignore[arg-type]

    with FileHost(answer) as host:
        done = oktopost.finished(oktopost.created(f"{host.url}/s/abc")["Id"])

    assert (done["Name"], done["MimeType"], done["Status"]) == ("Real name.png", "image/png", "complete")


def test_a_host_that_fails_at_first_is_tried_again(oktopost: Oktopost) -> None:
    left = [2]

    def answer(asked: object) -> Answer:
        if getattr(asked, "method", "") == "GET" and left[0]:
            left[0] -= 1
            return Answer(503)
        return honest(TEASER)(asked)  # type: ignore[arg-type]

    with FileHost(answer) as host:
        done = oktopost.finished(oktopost.created(f"{host.url}/film.mp4")["Id"])

    assert (done["Status"], done["Attempts"], done["LastError"]) == ("complete", 2, None)


def test_a_dead_link_is_taken_and_fails(oktopost: Oktopost) -> None:
    with FileHost(lambda _: Answer(404)) as host:
        upload = oktopost.created(f"{host.url}/gone.mp4")
        done = oktopost.finished(upload["Id"])

    assert (upload["Status"], upload["TotalSize"]) == ("pending", None)
    assert (done["Status"], done["Attempts"]) == ("failed", 5)
    assert done["LastError"] == "Could not download file, error 404"


def test_what_comes_in_is_seen_growing() -> None:
    seen: list[int] = []
    with running(SandboxOptions(no_limits=True, download_rate=800_000)) as oktopost:
        upload_id = oktopost.created(oktopost.sample("Customer-story.mp4"))["Id"]

        def look() -> bool:
            upload = oktopost.upload(upload_id)
            seen.append(upload["Downloaded"])
            return bool(upload["Status"] == "complete")

        until(look)

    assert seen == sorted(seen)
    assert len(set(seen)) >= 3


def test_private_addresses_are_refused_unless_allowed() -> None:
    with running(SandboxOptions(no_limits=True)) as oktopost, FileHost(honest(TEASER)) as host:
        for source in (f"{host.url}/f.mp4", f"http://localhost:{host.port}/f.mp4", "http://10.0.0.1/f.mp4"):
            answer = oktopost.create(source)
            assert answer.status_code == 400
            assert "not public" in answer.text
        assert host.asked == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (SandboxOptions(no_limits=True, max_file_bytes=300_000), "maximum file size"),
        (SandboxOptions(no_limits=True, quota_bytes=300_000), "quota"),
    ],
)
def test_the_limits_on_bytes(options: SandboxOptions, words: str) -> None:
    with running(options) as oktopost:
        too_much = oktopost.create(oktopost.sample("Launch-teaser.mp4"))
        assert too_much.status_code == 400
        assert words in too_much.json()["Errors"]["API"]["Error"]
        assert oktopost.create(oktopost.sample("Countdown-clip.mp4")).status_code == 200


def test_an_allowance_frees_up_after_its_scaled_day() -> None:
    options = SandboxOptions(no_limits=True, quota_bytes=400_000, clock_scale=86_400 / 0.2)
    with running(options) as oktopost:
        source = oktopost.sample("Launch-teaser.mp4")
        assert oktopost.create(source).status_code == 200
        until(lambda: oktopost.create(source).status_code == 200)
