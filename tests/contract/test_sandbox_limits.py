"""The call limits of a real sandbox, with their durations divided."""

from oktodesk.sandbox.options import SandboxOptions
from tests.contract.sandbox_at_work import running, until


def test_the_sixty_first_call_of_a_minute_locks_the_key_out_for_a_while() -> None:
    with running(SandboxOptions(clock_scale=900)) as oktopost:  # a minute is 67 ms, the lock-out 1 s
        statuses = [200]
        while statuses[-1] == 200 and len(statuses) < 5000:
            statuses.append(oktopost.get("/me").status_code)
        locked = oktopost.get("/upload")

        assert len(statuses) > 60
        assert set(statuses[:-1]) == {200}
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
