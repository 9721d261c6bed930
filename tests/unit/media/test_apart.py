"""Checks in a process of their own: real ones, and ones that end, hang or talk nonsense."""

import asyncio
import io
import os
import select
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import msgspec
import pytest

from oktodesk.checking import checker_apart, checker_beside
from oktodesk.media.apart.checker import ApartChecker
from oktodesk.media.apart.life import BrokenCheckError, Life
from oktodesk.media.apart.messages import Ask, Begin, Forget, Ready, packed
from oktodesk.media.apart.serving import serve
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Cost, Link, LinkReport
from oktodesk.problems import Severity
from oktodesk.system.child_process import start_child
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import fixture
from tests.unit.media.wire_host import next_answer, serving

FILM = fixture("h264_moov_last.mp4")
BEGIN = Begin(local=True, x_premium=False, own_figures=b"none.toml")
CHILD = """
import os, sys, time
from oktodesk.media.apart.messages import *
from oktodesk.media.report import LinkReport
requests, answers = os.fdopen(0, "rb"), os.fdopen(1, "wb", 0)
def tell(text): print(text, file=sys.stderr, flush=True)
def say(message): answers.write(packed(message))
def report(ask, name=""): say(Reply(ask.number, LinkReport(ask.link.source, ask.link.source, name=name)))
premium = next_request(requests).x_premium
say(Ready())
while (request := next_request(requests)) is not None:
    match request:
        case UseXAccount(): premium = request.premium
        case Forget(): tell(f"forgotten {request.number}")
        case Ask(link=link) if "ends" in link.source: tell(f"it hurts {link.source}"); os._exit(3)
        case Ask(link=link) if "raises" in link.source: say(Broken(request.number, "Traceback: as it is"))
        case Ask(link=link) if "nonsense" in link.source: answers.write(b"hello, this is no message")
        case Ask(link=link) if "silent" in link.source: pass
        case Ask(): report(request, f"{os.getpid()} {premium} {os.environ.get('OKTOPOST_API_KEY', '')}")
"""
CHILD_PROGRAM = [sys.executable, "-c", CHILD]


def link(name: str) -> Link:
    return Link(f"https://files.example/{name}.mp4", "")


def apart(command: list[str]) -> ApartChecker:
    here = checker_beside(clock=SystemClock(), x_premium=False, local=True, own_figures=Path("none.toml"))
    return ApartChecker(here, begin=BEGIN, command=command, start_limit_s=20)


def with_checker(work: Callable[[ApartChecker], Awaitable[None]], command: list[str] = CHILD_PROGRAM) -> None:
    async def run() -> None:
        checker = apart(command)
        try:
            await work(checker)
        finally:
            await checker.aclose()

    asyncio.run(run())


def pid_in(report: LinkReport) -> int:
    return int(report.name.split()[0])


def test_many_checks_share_one_child_that_knows_no_account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OKTOPOST_API_KEY", "secret")

    async def work(checker: ApartChecker) -> None:
        reports = await asyncio.gather(*(checker.check(link(str(number))) for number in range(20)))
        assert [report.source for report in reports] == [link(str(number)).source for number in range(20)]
        assert {report.name.split(" ")[2] for report in reports} == {""}
        assert len({pid_in(report) for report in reports} - {os.getpid()}) == 1

    with_checker(work)


def test_the_kind_of_x_account_reaches_the_child_and_the_one_after_it() -> None:
    async def work(checker: ApartChecker) -> None:
        assert "False" in (await checker.check(link("a"))).name
        checker.use_x_account(premium=True)
        first = await checker.check(link("b"))
        assert "True" in first.name
        os.kill(pid_in(first), signal.SIGKILL)
        second = await checker.check(link("c"))
        assert "True" in second.name
        assert pid_in(second) != pid_in(first)

    with_checker(work)


def test_a_file_that_ends_the_child_costs_only_its_own_check(caplog: pytest.LogCaptureFixture) -> None:
    async def work(checker: ApartChecker) -> None:
        ends = Link("https://me:word@files.example/ends.mp4?key=of-its-own", "")
        links = [link("a"), ends, *map(link, "bcdefgh")]
        reports = await asyncio.gather(*map(checker.check, links))
        assert [report.source for report in reports] == [each.source for each in links]
        (finding,) = reports[1].findings
        assert (finding.id, finding.severity) == ("check_failed", Severity.WARNING)
        assert "it hurts https://files.example/ends.mp4" in finding.detail
        assert "word" not in finding.detail
        assert "of-its-own" not in finding.detail
        assert all(report.name for number, report in enumerate(reports) if number != 1)

    with_checker(work)
    assert "ended its process twice" in caplog.text
    caplog.clear()


def test_a_child_that_talks_nonsense_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    async def work(checker: ApartChecker) -> None:
        report = await checker.check(link("nonsense"))
        assert [finding.id for finding in report.findings] == ["check_failed"]
        assert (await checker.check(link("a"))).name

    with_checker(work)
    assert "makes no sense" in caplog.text
    caplog.clear()


def test_what_a_check_raises_there_is_raised_here() -> None:
    async def work(checker: ApartChecker) -> None:
        with pytest.raises(BrokenCheckError, match="as it is"):
            await checker.check(link("raises"))

    with_checker(work)


def test_a_check_that_is_not_wanted_any_more_is_forgotten_there(caplog: pytest.LogCaptureFixture) -> None:
    async def work(checker: ApartChecker) -> None:
        await checker.prepare()
        waiting = asyncio.create_task(checker.check(link("silent")))
        await checker.check(link("a"))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with_checker(work)
    assert "forgotten" in caplog.text
    caplog.clear()


def test_a_child_that_is_stuck_is_ended(caplog: pytest.LogCaptureFixture) -> None:
    async def run() -> None:
        life = Life(await start_child(CHILD_PROGRAM, os.environ), BEGIN, silent_s=0.05)
        await life.wait_ready(20)
        with pytest.raises(Exception, match="has ended"):
            await life.ask(link("silent"), None)
        assert life.has_ended
        await life.close()

    asyncio.run(run())
    assert "says nothing" in caplog.text
    caplog.clear()


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="a process is stopped")
def test_a_child_that_is_stopped_is_ended_without_a_word_of_it(caplog: pytest.LogCaptureFixture) -> None:
    async def work(checker: ApartChecker) -> None:
        await checker.prepare()
        assert checker.pid is not None
        os.kill(checker.pid, signal.SIGSTOP)

    with_checker(work)
    assert not caplog.text


@pytest.mark.parametrize("command", [["/no/such/program"], [sys.executable, "-c", "raise SystemExit(3)"]])
def test_where_no_child_can_be_had_this_process_checks(
    command: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    async def work(checker: ApartChecker) -> None:
        report = await checker.check(Link("ftp://files.example/a.mp4", ""))
        assert report.source == "ftp://files.example/a.mp4"
        assert "check_failed" not in {finding.id for finding in report.findings}

        await checker.check(link("b"))
        await checker.check(link("c"))

    with_checker(work, command)
    assert caplog.text.count("no other can be had") == 2
    caplog.clear()


def test_a_start_that_is_broken_off_leaves_no_child() -> None:
    async def run() -> None:
        checker = apart([sys.executable, "-c", "import sys; sys.stdin.read()"])
        starting = asyncio.create_task(checker.prepare())
        await asyncio.sleep(0)
        starting.cancel()
        await asyncio.gather(starting, return_exceptions=True)
        await checker.aclose()

    asyncio.run(run())


async def film_server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        head, body = await next_answer(reader, FILM)
        writer.write(head + body)
        await writer.drain()


def test_the_real_child_finds_what_a_check_in_this_process_finds() -> None:
    def found(report: LinkReport) -> LinkReport:
        return msgspec.structs.replace(report, cost=Cost())

    async def run() -> None:
        clock, figures = SystemClock(), Path("none.toml")
        there = checker_apart(clock=clock, x_premium=True, local=True, own_figures=figures)
        here = checker_beside(clock=clock, x_premium=True, local=True, own_figures=figures)
        async with serving(film_server) as port:
            film = Link(f"http://127.0.0.1:{port}/film.mp4", "", name="Film")
            try:
                reports = [await checker.check(film, free_bytes=10**9) for checker in (there, here)]
            finally:
                await there.aclose()
                await here.aclose()
        assert reports[0].media is not None
        assert reports[0].forecast
        assert found(reports[0]) == found(reports[1])

    asyncio.run(run())


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="every path is text there")
def test_limits_of_ones_own_are_found_in_a_folder_whose_name_is_no_text(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"h\xe4me")
    folder.mkdir()
    figures = folder / "networks.toml"
    figures.write_text("no figures [")

    async def run() -> tuple[LinkReport, LinkReport]:
        clock = SystemClock()
        there = checker_apart(clock=clock, x_premium=True, local=True, own_figures=figures)
        here = checker_beside(clock=clock, x_premium=True, local=True, own_figures=figures)
        async with serving(film_server) as port:
            film = Link(f"http://127.0.0.1:{port}/film.mp4", "", name="Film")
            try:
                return await there.check(film), await here.check(film)
            finally:
                await there.aclose()
                await here.aclose()

    there, here = asyncio.run(run())
    assert there.forecast == here.forecast
    assert there.findings == here.findings


class Waiting:
    """A checker whose checks last until they are cancelled."""

    def __init__(self) -> None:
        self.begun, self.cancelled = asyncio.Event(), asyncio.Event()

    def prepare(self) -> None: ...

    async def aclose(self) -> None: ...

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.set()
        raise AssertionError


def test_the_child_ends_a_check_that_is_forgotten_and_all_when_nobody_is_there() -> None:
    async def run() -> None:
        reading, writing = os.pipe()
        checker = Waiting()
        answers = io.BytesIO()
        with os.fdopen(reading, "rb") as requests, os.fdopen(writing, "wb", 0) as asking:
            serving = asyncio.create_task(
                serve(lambda _: cast("Checker", checker), requests=requests, answers=answers)
            )
            asking.write(packed(BEGIN) + packed(Ask(7, link("a"))))
            await checker.begun.wait()
            asking.write(packed(Forget(7)))
            await checker.cancelled.wait()
            checker.begun.clear()
            checker.cancelled.clear()
            asking.write(packed(Ask(8, link("b"))))
            await checker.begun.wait()
            asking.close()
            await serving
        assert checker.cancelled.is_set()
        assert answers.getvalue() == packed(Ready())

    asyncio.run(run())


PARENT = """
import asyncio, sys
from pathlib import Path
from oktodesk.checking import checker_apart
from oktodesk.system.clock import SystemClock
async def run():
    checker = checker_apart(clock=SystemClock(), x_premium=False, local=True, own_figures=Path("none.toml"))
    await checker.prepare()
    print(checker.pid, flush=True)
    await asyncio.Event().wait()
asyncio.run(run())
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="another process is waited for")
def test_the_child_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    with parent.stdout:
        child = os.pidfd_open(int(parent.stdout.readline()))
    try:
        parent.kill()
        parent.wait()
        assert select.select([child], [], [], 20)[0]
    finally:
        os.close(child)


@pytest.mark.parametrize("said", [b"", b"hi\n", b"\xff" * 64, packed(BEGIN) + b"\0\0\0\5hello"])
def test_the_child_ends_by_itself_when_nothing_or_nonsense_is_asked(said: bytes) -> None:
    command = [sys.executable, "-m", "oktodesk", "serve-checks"]
    done = subprocess.run(command, input=said, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert done.stdout in (b"", packed(Ready()))
    assert (b"makes no sense" in done.stderr) == (len(said) > 4)
    assert b"Traceback" not in done.stderr
