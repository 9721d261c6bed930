"""Faults as a client meets them: each does what its name says, to its operation and to no other."""

from pathlib import Path

import httpx
import pytest

from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import SandboxOptions
from tests.contract.sandbox_at_work import requests_logged, running, until


def with_faults(*texts: str, state: Path | None = None, seed: int | None = None) -> SandboxOptions:
    faults = tuple(parse_fault(text) for text in texts)
    return SandboxOptions(no_limits=True, faults=faults, state=state, fault_seed=seed)


@pytest.mark.parametrize(("fault", "processed"), [("lost-reply", True), ("drop-before", False)])
def test_a_cut_create_was_processed_or_not(fault: str, processed: bool, tmp_path: Path) -> None:
    options = with_faults(f"{fault}@create", state=tmp_path)
    with running(options) as oktopost:
        with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
            oktopost.create(oktopost.sample("Launch-teaser.mp4"))
        found = oktopost.get("/upload", source=oktopost.sample("Launch-teaser.mp4")).json()
        assert found["Total"] == int(processed)

    create = next(entry for entry in requests_logged(options) if entry.get("operation") == "create")
    assert (create["status"], create["faults"]) == (0, [f"{fault}@create"])


def test_garbage_is_200_and_no_json_and_the_create_is_processed() -> None:
    with running(with_faults("garbage@create")) as oktopost:
        answer = oktopost.create(oktopost.sample("Launch-teaser.mp4"))

        assert answer.status_code == 200
        with pytest.raises(ValueError, match="Expecting value"):
            answer.json()
        assert oktopost.get("/upload").json()["Total"] == 1


@pytest.mark.parametrize("status", [302, 503])
def test_a_status_is_answered_and_nothing_processed(status: int) -> None:
    with running(with_faults(f"status={status}@create")) as oktopost:
        assert oktopost.create(oktopost.sample("Launch-teaser.mp4")).status_code == status
        assert oktopost.get("/upload").json()["Total"] == 0


def test_a_delay_is_waited_and_adds_to_others() -> None:
    with running(with_faults("delay=0.2@me", "delay=0.1", "status=503@me")) as oktopost:
        slow, quick = oktopost.get("/me"), oktopost.get("/upload")

        assert slow.status_code == 503
        assert slow.elapsed.total_seconds() >= 0.3
        assert quick.elapsed.total_seconds() >= 0.1


def test_a_late_upload_is_found_by_its_id_before_it_is_listed() -> None:
    with running(with_faults("late-visibility=0.5")) as oktopost:
        source = oktopost.sample("Launch-teaser.mp4")
        upload_id = oktopost.created(source)["Id"]

        assert oktopost.get("/upload", source=source).json()["Total"] == 0
        assert oktopost.upload(upload_id)["Source"] == source
        until(lambda: oktopost.get("/upload", source=source).json()["Total"] == 1)
        until(lambda: oktopost.get("/upload").json()["Total"] == 1)


def test_with_a_seed_a_bad_day_comes_again() -> None:
    def day() -> list[int]:
        with running(with_faults("status=500@me:0.5", seed=11)) as oktopost:
            return [oktopost.get("/me").status_code for _ in range(30)]

    first = day()

    assert first == day()
    assert set(first) == {200, 500}


def test_a_wrong_key_is_refused_whatever_the_faults_say() -> None:
    with running(with_faults("status=500", "garbage")) as oktopost:
        assert oktopost.http.get("/me", auth=("001000000000001", "wrong")).status_code == 401


def test_a_fault_of_the_fetching_makes_its_tries_fail() -> None:
    with running(with_faults("status=403@download")) as oktopost:
        upload_id = oktopost.created(oktopost.sample("Launch-teaser.mp4"))["Id"]

        until(lambda: oktopost.upload(upload_id)["Attempts"] >= 2)
        assert oktopost.upload(upload_id)["Downloaded"] == 0
