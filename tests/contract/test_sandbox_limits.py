"""The call limits of a real sandbox, with their durations divided."""

import re
import socket

import httpx

from oktodesk.sandbox.options import SandboxOptions
from tests.contract.sandbox_at_work import Oktopost, running, until


def burst(oktopost: Oktopost, calls: int) -> list[int]:
    """The statuses of calls that are all sent at once: one by one, a slow computer makes too few in its minute."""
    account = httpx.BasicAuth(oktopost.process.account_id, oktopost.process.api_key.reveal())
    request = next(account.auth_flow(oktopost.http.build_request("GET", "/me")))
    lines = "".join(f"{name}: {request.headers[name]}\r\n" for name in ("host", "authorization"))
    one = f"GET /v2/me HTTP/1.1\r\n{lines}"
    with socket.create_connection((request.url.host, request.url.port or 0)) as server:
        server.sendall((f"{one}\r\n" * (calls - 1) + f"{one}connection: close\r\n\r\n").encode())
        with server.makefile("rb") as answers:
            return [int(status) for status in re.findall(rb"HTTP/1.1 (\d{3})", answers.read())]


def test_the_sixty_first_call_of_a_minute_locks_the_key_out_for_a_while() -> None:
    with running(SandboxOptions(clock_scale=300)) as oktopost:  # a minute is 0.2 s, the lock-out 3 s
        first = burst(oktopost, 61)
        until(lambda: 429 in first or 429 in burst(oktopost, 61))
        locked = oktopost.get("/upload")

        assert first[:60] == [200] * 60
        assert locked.status_code == 429
        assert locked.json()["Result"] is False
        assert "Retry-After" not in locked.headers
        until(lambda: oktopost.get("/me").status_code == 200)


def test_a_lock_out_is_for_the_key_and_not_for_the_samples() -> None:
    with running(SandboxOptions()) as oktopost:
        statuses = [oktopost.get("/me").status_code for _ in range(61)]

        assert statuses == [200] * 60 + [429]
        assert oktopost.http.head(oktopost.sample("Launch-teaser.mp4")).status_code == 200
        assert oktopost.http.get("/me", auth=("001", "wrong")).status_code == 401


def test_without_limits_nothing_is_refused() -> None:
    with running(SandboxOptions(no_limits=True)) as oktopost:
        assert {oktopost.get("/me").status_code for _ in range(130)} == {200}
