"""The command line when things go wrong: wrong key, dead server, lost replies, used-up limits."""

import asyncio
import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktodesk.system.clock import SystemClock
from oktodesk.system.identity_lock import OsLock
from oktodesk.system.paths import Paths
from oktodesk.uploads.store import Store
from tests.end2end.command_line import LIMIT_S, CommandLine, LocalOktopost, local_oktopost

LINK = "https://files.example/never-fetched.mp4"


def gone(profile: Path) -> CommandLine:
    """A command line whose Oktopost does not answer."""
    with local_oktopost() as oktopost:
        return oktopost.command_line(profile)


@pytest.fixture(scope="module")
def locked_out() -> Iterator[LocalOktopost]:
    """A local Oktopost that refuses all calls."""
    with local_oktopost("--fault", "status=429") as running:
        yield running


def test_a_wrong_key(profile: Path) -> None:
    with local_oktopost() as oktopost:
        line = oktopost.command_line(profile, OKTOPOST_API_KEY="wrong")
        for arguments in (
            ("list",),
            ("show", "0up000000000001"),
            ("validate", "026000000000001"),
            ("accounts", "test"),
        ):
            assert line.here(*arguments).code == 3, arguments
        ran = line.here("add", oktopost.samples[0])
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], ran.document["error"]["id"]) == (3, "waiting", "sign_in_refused")
        right = oktopost.command_line(profile)
        assert right.here("list").document["total"] == 0
        ran = right.here("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["complete"]) == (0, 1)


def test_a_dead_server(profile: Path) -> None:
    line = gone(profile)
    for arguments in (
        ("list",),
        ("show", "0up000000000001"),
        ("validate", "026000000000001"),
        ("accounts", "test"),
    ):
        assert line.here(*arguments).code == 4, arguments


def test_a_damaged_list_is_said_and_put_aside(profile: Path) -> None:
    line = gone(profile)
    assert line.here("list", "--search", "anything").code == 4
    (cache,) = profile.rglob("cache.db")
    cache.write_bytes(b"no database" * 1000)
    ran = line.run("list", "--search", "anything")
    assert ran.code == 4
    assert "The list kept on this computer was damaged" in ran.err
    assert list(cache.parent.glob("cache.db.damaged-*"))


def test_offline_links_wait_and_are_sent_later(profile: Path) -> None:
    with local_oktopost("--no-limits") as oktopost:
        source = oktopost.samples[0]
        offline = oktopost.command_line(profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2")
        ran = offline("add", source)
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], item["upload"]) == (4, "waiting", None)
        assert item["problem"]["class"] == "wait"
        online = oktopost.command_line(profile)
        ran = online.here("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["complete"]) == (0, 1)
        assert online.here("list", "--source", source).document["total"] == 1


def test_what_may_be_there_already_is_sent_once_however_often_it_was_tried_offline(profile: Path) -> None:
    with local_oktopost("--no-limits") as oktopost:
        source = oktopost.sample("Event-banner.png")
        offline = oktopost.command_line(profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2")
        for options in ((), (), ("--wait", "--timeout", "1")):
            ran = offline.here("add", "--skip-existing", *options, source)
            (item,) = ran.document["items"]
            assert (ran.code, item["state"], item["problem"]["id"]) == (4, "waiting", "unreachable")
        online = oktopost.command_line(profile)
        assert online.here("watch", "--until-done", "--timeout", "40").code == 0
        ids = {
            online.here("add", "--skip-existing", source).document["items"][0]["upload"]["Id"] for _ in range(3)
        }
        assert (len(ids), online.here("list", "--source", source).document["total"]) == (1, 1)


def test_with_wait_it_is_asked_again_whether_it_is_there(profile: Path) -> None:
    with local_oktopost("--fault", "drop-before@list:0.7", "--fault-seed", "4", "--clock-scale", "50") as oktopost:
        line = oktopost.command_line(profile, OKTODESK_CLOCK_SCALE="50")
        ran = line("add", "--skip-existing", "--wait", "--timeout", "50", oktopost.sample("Event-banner.png"))
        (item,) = ran.document["items"]
        assert (ran.code, item["upload"]["Status"]) == (0, "complete")


def test_offline_with_wait_ends_when_the_time_is_over(profile: Path) -> None:
    ran = gone(profile)("add", "--no-check", "--wait", "--timeout", "1", LINK)
    (item,) = ran.document["items"]
    assert (ran.code, item["state"]) == (4, "waiting")


def test_a_key_that_is_withdrawn_while_it_is_followed_is_a_sign_in(profile: Path) -> None:
    with local_oktopost("--fault", "sign-out=3", "--fault", "delay=600@download") as oktopost:
        line = oktopost.command_line(profile)
        ran = line("add", oktopost.samples[0], "--wait", "--timeout", "40")
        (item,) = ran.document["items"]
        assert (ran.code, item["upload"]["Status"]) == (3, "pending")
        assert item["problem"]["id"] == ran.document["error"]["id"] == "sign_in_refused"
        ran = line("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["error"]["id"]) == (3, "sign_in_refused")


def test_what_kept_a_link_from_being_followed_is_named(profile: Path) -> None:
    with local_oktopost("--fault", "html@list") as oktopost:
        ran = oktopost.command_line(profile)("add", oktopost.samples[0], "--wait", "--timeout", "3")
        (item,) = ran.document["items"]
        assert (ran.code, item["state"]) == (4, "created")
        assert item["problem"]["id"] == ran.document["error"]["id"] == "unreadable_reply"


def test_a_lost_reply_makes_no_double(profile: Path) -> None:
    with local_oktopost("--no-limits", "--clock-scale", "100", "--fault", "lost-reply@create") as oktopost:
        line = oktopost.command_line(profile, OKTODESK_CLOCK_SCALE="100")
        source = oktopost.samples[0]
        ran = line("add", source, "--wait", "--timeout", "40")
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], item["upload"]["Status"]) == (0, "created", "complete")
        assert line("list", "--source", source).document["total"] == 1


def test_a_lock_out_ends_at_once_and_keeps_the_link(profile: Path) -> None:
    with local_oktopost("--fault", "status=429@create") as oktopost:
        ran = oktopost.command_line(profile)("add", oktopost.samples[0])
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], ran.document["error"]["id"]) == (4, "waiting", "locked_out")


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--search", "x"),
        ("show", "0up000000000001"),
        ("show", "026000000000001"),
        ("validate", "0up000000000001"),
        ("validate", "026000000000001"),
    ],
)
def test_nothing_that_a_person_asks_waits_for_the_end_of_a_lock_out(
    profile: Path, locked_out: LocalOktopost, arguments: tuple[str, ...]
) -> None:
    line = locked_out.command_line(profile)
    for _ in range(2):  # the first may be the one that learns of it
        ran = line.here(*arguments)
        assert (ran.code, ran.document["error"]["id"]) == (4, "locked_out")


def test_a_watch_says_what_keeps_everything_back(profile: Path) -> None:
    with local_oktopost() as oktopost:
        wrong = oktopost.command_line(profile, OKTOPOST_API_KEY="wrong")
        assert wrong("add", oktopost.sample("Event-banner.png")).code == 3
        ran = wrong("watch", "--until-done")
        assert (ran.code, ran.documents[-1]["error"]["id"]) == (3, "sign_in_refused")
        assert ran.documents[-1]["summary"]["waiting"] == 1
        said = wrong.run("watch", "--until-done")
        assert (said.code, "does not accept" in said.err) == (3, True)


def test_a_failed_test_of_an_account_is_a_failure_like_any_other(profile: Path) -> None:
    with local_oktopost() as oktopost:
        ran = oktopost.command_line(profile, OKTOPOST_API_KEY="wrong").here("accounts", "test")
        (account,) = ran.document["accounts"]
        assert (ran.code, ran.document["error"]) == (3, account["steps"][-1]["problem"])


def test_a_used_up_allowance_parks_the_link(profile: Path) -> None:
    with local_oktopost("--no-limits", "--quota-bytes", "600000") as oktopost:
        line = oktopost.command_line(profile)
        teaser, story = oktopost.samples[:2]
        assert line.here("add", "--wait", "--timeout", "40", teaser).code == 0
        ran = line.here("add", "--wait", "--timeout", "40", story)
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], item["upload"]) == (0, "waiting", None)
        ran = line.here("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["parked"]) == (0, 1)


def test_another_sender_takes_the_link_over(profile: Path) -> None:
    with local_oktopost("--no-limits") as oktopost:
        line = oktopost.command_line(profile)
        assert line.here("list").code == 0  # makes the account's folder
        sender = OsLock(Paths.default(profile).account_dir("sandbox") / "sender.lock")
        assert sender.try_acquire()
        ran = line.here("add", oktopost.samples[0])
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], item["upload"]) == (0, "waiting", None)
        sender.release()
        ran = line.here("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["complete"]) == (0, 1)


def test_a_pause_is_said_and_can_be_ended(profile: Path) -> None:
    with local_oktopost("--no-limits") as oktopost:
        line = oktopost.command_line(profile)
        assert line.here("list").code == 0  # makes the account's folder
        folder = Paths.default(profile).account_dir("sandbox")
        asyncio.run(_paused(folder))
        ran = line.run("add", oktopost.samples[0])
        assert (ran.code, "oktodesk watch --resume" in ran.err) == (0, True)
        ran = line.here("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["paused"]) == (0, 1)
        assert ran.documents[0]["problem"]["id"] == "wait_paused"
        sender = OsLock(folder / "sender.lock")
        assert sender.try_acquire()
        ran = line.here("watch", "--resume")
        assert (ran.code, ran.document["error"]["id"]) == (1, "paused_elsewhere")
        sender.release()
        ran = line.here("watch", "--resume", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["complete"]) == (0, 1)
        ran = line.run("watch", "--until-done")
        assert "paused" not in ran.out + ran.err  # for good


async def _paused(folder: Path) -> None:
    store = await Store.open(folder, clock=SystemClock())
    await store.set_paused(paused=True)
    await store.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to a child")
def test_two_processes_share_an_account(profile: Path) -> None:
    with local_oktopost("--no-limits") as oktopost:
        first, second = oktopost.samples[:2]
        oktopost.command_line(profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2").here("add", first)
        line = oktopost.command_line(profile)
        with line.running("watch") as watching:
            assert watching.stdout is not None
            assert json.loads(watching.stdout.readline())["source"] == first  # it runs, and so it is the sender
            ran = line("add", "--wait", "--timeout", "40", second)
            (item,) = ran.document["items"]
            assert (ran.code, item["upload"]["Status"]) == (0, "complete")
            watching.send_signal(signal.SIGINT)
            *changes, last = [json.loads(text) for text in watching.stdout]
            assert second in {change["source"] for change in changes}
            assert last["summary"]["failed"] == 0
            assert watching.wait(timeout=LIMIT_S) == 0
        assert line.here("list").document["total"] == 2


def test_a_server_that_fails(profile: Path) -> None:
    with local_oktopost("--fault", "status=500@list", "--fault", "garbage@get") as oktopost:
        line = oktopost.command_line(profile)
        ran = line.here("list")
        assert (ran.code, ran.document["error"]["id"]) == (1, "server_failed")
        ran = line.here("show", "0up000000000001")
        assert (ran.code, ran.document["error"]["side"]) == (1, "Oktopost")


def test_an_upload_that_breaks_off(profile: Path) -> None:
    with local_oktopost("--no-limits", "--clock-scale", "100") as oktopost:
        line = oktopost.command_line(profile, OKTODESK_CLOCK_SCALE="100")
        ran = line.here("add", "--wait", "--timeout", "40", oktopost.sample("Interview-raw.mp4"))
        (item,) = ran.document["items"]
        assert (ran.code, item["state"], item["upload"]["Status"]) == (1, "created", "failed")
        assert (item["upload"]["Attempts"], item["problem"]["side"]) == (5, "the file's host")


def test_after_a_lock_out_it_goes_on_at_once(profile: Path, tmp_path: Path) -> None:
    """Told for how long, it asks nothing meanwhile, and is back within 5 s of the end (of the scaled clock)."""
    told_s, scale = 2.0, 4.0
    faults = ("--fault", "burst=429x1@create", "--fault", f"retry-after={told_s:g}")
    with local_oktopost(
        "--no-limits", "--clock-scale", f"{scale:g}", "--state", str(tmp_path), *faults
    ) as oktopost:
        line = oktopost.command_line(profile, OKTODESK_CLOCK_SCALE=f"{scale:g}")
        away = oktopost.command_line(profile, OKTOPOST_BASE_URL="http://127.0.0.1:1/v2")
        assert away.here("add", oktopost.samples[0]).code == 4  # so that it is left to the other process
        ran = line("watch", "--until-done", "--timeout", "40")
        assert (ran.code, ran.documents[-1]["summary"]["complete"]) == (0, 1)
    requests = [json.loads(entry) for entry in (tmp_path / "requests.jsonl").read_text().splitlines()]
    (refused,) = [entry["at"] for entry in requests if entry["status"] == 429]
    back_s = min(entry["at"] for entry in requests if entry["at"] > refused) - refused - told_s
    assert 0.0 <= back_s <= 5.0 / scale
