"""A real sandbox in a process of its own, and a plain HTTP client for it."""

import asyncio
import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx

from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess

PATIENCE_S = 120.0


class Oktopost:
    """Raw calls; bodies are plain JSON."""

    def __init__(self, process: SandboxProcess, http: httpx.Client) -> None:
        self.process = process
        self.http = http

    def get(self, path: str, **query: str | int) -> httpx.Response:
        return self.http.get(path, params=query)

    def create(self, source: str, **form: str) -> httpx.Response:
        return self.http.post("/upload", data={"source": source} | form)

    def created(self, source: str, **form: str) -> dict[str, Any]:
        """The upload of a create that succeeds."""
        answer = self.create(source, **form)
        assert answer.status_code == 200, answer.text
        upload: dict[str, Any] = answer.json()["Upload"]
        return upload

    def upload(self, upload_id: str) -> dict[str, Any]:
        upload: dict[str, Any] = self.get(f"/upload/{upload_id}").json()["Upload"]
        return upload

    def finished(self, upload_id: str) -> dict[str, Any]:
        """The upload, once it is not pending any more."""
        until(lambda: self.upload(upload_id)["Status"] != "pending")
        return self.upload(upload_id)

    def sample(self, name: str) -> str:
        return f"{self.process.origin}/samples/{name}"


@contextlib.contextmanager
def running(options: SandboxOptions) -> Iterator[Oktopost]:
    """Start a sandbox, end it with the block."""
    with asyncio.Runner() as runner:
        process = runner.run(SandboxProcess.start(options))
        try:
            account = (process.account_id, process.api_key.reveal())
            with httpx.Client(base_url=process.base_url, auth=account, trust_env=False, timeout=30) as http:
                yield Oktopost(process, http)
        finally:
            runner.run(process.stop())


def requests_logged(options: SandboxOptions) -> list[dict[str, Any]]:
    """The request log of a sandbox with a state."""
    assert options.state is not None
    return [json.loads(line) for line in (options.state / "requests.jsonl").read_text().splitlines()]


def until(happened: Callable[[], bool]) -> None:
    """Ask again and again; the question itself takes its time."""
    deadline = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
