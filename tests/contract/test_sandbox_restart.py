"""What a state keeps: uploads, media, faults in time, and downloads that were running."""

import asyncio
import os
import signal
import socket
from pathlib import Path

import pytest

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.system.resources import resource
from oktodesk.system.secrets import Secret
from tests.contract.sandbox_at_work import requests_logged, running, until
from tests.unit.sandbox.file_host import FileHost, honest

MIB = 1024**2


@pytest.fixture
def options(tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(state=tmp_path / "state", no_limits=True, allow_private=True)


def test_uploads_and_media_outlive_a_restart_and_links_to_samples_too(options: SandboxOptions) -> None:
    with running(options) as oktopost:
        source, port = oktopost.sample("Countdown-clip.mp4"), oktopost.process.origin
        before = oktopost.finished(oktopost.created(source)["Id"])
        verdicts = oktopost.get(f"/video-validate/{before['MediaId']}").text
        first_key = oktopost.process.api_key

    with running(options) as oktopost:
        assert oktopost.upload(before["Id"]) == before
        assert oktopost.get(f"/video-validate/{before['MediaId']}").text == verdicts
        media = oktopost.get(f"/media/{before['MediaId']}").json()["Media"]
        assert len(oktopost.http.get(media["Resource"]).content) == media["Size"]
        assert oktopost.process.origin == port
        assert oktopost.process.api_key != first_key
        assert oktopost.created(source)["Id"] > before["Id"]


def test_a_killed_download_goes_on_where_its_last_chunk_ended(options: SandboxOptions) -> None:
    film = resource("samples", "Launch-teaser.mp4").read_bytes()
    film += (24 * MIB).to_bytes(4, "big") + b"free" + bytes(24 * MIB - 8)
    with FileHost(honest(film)) as host:
        slow = SandboxOptions(state=options.state, no_limits=True, allow_private=True, download_rate=12 * MIB)
        with running(slow) as oktopost:
            upload_id = oktopost.created(f"{host.url}/film.mp4")["Id"]
            until(lambda: oktopost.upload(upload_id)["Downloaded"] > 10 * MIB)
            os.kill(oktopost.process.pid, signal.SIGKILL)
        host.asked.clear()

        with running(options) as oktopost:
            done = oktopost.finished(upload_id)
            validations = oktopost.get(f"/video-validate/{done['MediaId']}").json()["Validations"]
            stored = oktopost.http.get(oktopost.get(f"/media/{done['MediaId']}").json()["Media"]["Resource"])
        assert host.gets()[0].startswith(f"bytes={10 * MIB}-")

    assert (done["Status"], done["Downloaded"], done["Attempts"]) == ("complete", len(film), 0)
    assert all(verdict["isValid"] for verdict in validations.values())
    assert stored.content == film


def test_a_sample_that_was_being_fetched_goes_on_from_another_port(options: SandboxOptions) -> None:
    slow = SandboxOptions(state=options.state, no_limits=True, download_rate=50_000)
    with running(slow) as oktopost:
        first = oktopost.process.origin
        upload_id = oktopost.created(oktopost.sample("Launch-teaser.mp4"))["Id"]

    port = int(first.rpartition(":")[2])
    with FileHost(honest(b"somebody else's")) as taken:
        assert taken.port != port
        elsewhere = SandboxOptions(state=options.state, no_limits=True, port=_free_port())
        with running(elsewhere) as oktopost:
            assert oktopost.process.origin != first
            assert oktopost.finished(upload_id)["Status"] == "complete"


def test_a_lock_out_outlives_a_restart(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path)
    with running(options) as oktopost:
        assert [oktopost.get("/me").status_code for _ in range(61)][-1] == 429

    with running(options) as oktopost:
        assert oktopost.get("/me").status_code == 429


def test_seeded_uploads_are_there_once(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path, no_limits=True, seed_uploads=240)
    for _ in range(2):
        with running(options) as oktopost:
            assert oktopost.get("/upload").json()["Total"] == 240
            failed = oktopost.get("/upload", status="failed", _count=100).json()
            assert 0 < failed["Total"] < 60
            done = oktopost.get("/upload", status="complete").json()["Items"]
            validations = [oktopost.get(f"/video-validate/{one['MediaId']}").json()["Validations"] for one in done]
            assert any(validations)


def test_two_sandboxes_do_not_share_a_state(options: SandboxOptions) -> None:
    async def second() -> None:
        await SandboxProcess.start(options)

    with running(options), pytest.raises(LocalTrouble) as refused:
        asyncio.run(second())

    assert "is using the folder" in refused.value.problem.detail


def test_the_request_log_tells_everything_but_the_key(tmp_path: Path) -> None:
    options = SandboxOptions(state=tmp_path, no_limits=True, api_key=Secret("canary-key-0123456789"))
    with running(options) as oktopost:
        oktopost.created(oktopost.sample("Launch-teaser.mp4"), name="A.mp4")
        oktopost.get("/upload", status="pending")
        oktopost.get("/nowhere")
        form = {"source": oktopost.sample("Launch-teaser.mp4"), "name": "A.mp4"}

    entries = {entry["path"] + entry.get("query", ""): entry for entry in requests_logged(options)}
    assert entries["/v2/upload"]["form"] == form
    assert entries["/v2/uploadstatus=pending"]["operation"] == "list"
    assert entries["/v2/nowhere"]["unknown_route"] is True
    assert entries["/samples/Launch-teaser.mp4"]["status"] == 200
    for path in tmp_path.rglob("*"):
        assert path.is_dir() or b"canary" not in path.read_bytes()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
