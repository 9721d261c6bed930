import asyncio
import random
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from oktodesk.sandbox.allowance import Allowance
from oktodesk.sandbox.byte_store import ByteStore, Part
from oktodesk.sandbox.download import CHUNK_BYTES, DownloadRules
from oktodesk.sandbox.downloader import Downloader
from oktodesk.sandbox.fault_plan import FaultPlan, Lateness
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.fetcher import Fetcher
from oktodesk.sandbox.options import ListOrder
from oktodesk.sandbox.reachability import OwnOrigin, Reachability
from oktodesk.sandbox.records import NewUpload, Status, Upload
from oktodesk.sandbox.state import State
from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.tasks import TaskScope
from tests.clock import FakeClock
from tests.unit.sandbox.file_host import Answer, Answering, Asked, FileHost, honest

SMALL = b"small film" * 100
LARGE = bytes(range(256)) * (25 * 4096)  # 25 MiB: three chunks


class HastyClock(FakeClock):
    """Sleeps at once and remembers for how long."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, duration_s: float) -> None:
        self.slept.append(round(duration_s, 6))
        self.advance(duration_s)
        await asyncio.sleep(0)


class Desk:
    """A downloader over a real state, with everything it did at hand."""

    def __init__(self, state: State, tmp_path: Path) -> None:
        self.clock = HastyClock()
        self.state = state
        self.shelf = UploadShelf(state.db, now=self.clock.now, rng=random.Random(1), order=ListOrder.CREATED_ASC)
        self.folder = tmp_path
        self.rules = DownloadRules(8 * 1024**3)
        self.quota_bytes = 32 * 1024**3
        self.cap_bytes = 10**9
        self.faults: tuple[str, ...] = ()
        self.fetched = b""
        self.whole = True
        self.failures: list[BaseException] = []

    def add(self, source: str, size: int | None) -> int:
        return self.shelf.add(NewUpload(source, "film.mp4", "video/mp4", size), Lateness()).number

    def run(self, *, until: Callable[[], bool] | None = None) -> None:
        """Download everything pending, or stop it in the middle as soon as ``until``."""
        asyncio.run(self._run(until))
        assert self.failures == []

    async def _run(self, until: Callable[[], bool] | None) -> None:
        scope = TaskScope("test", lambda _, error: self.failures.append(error))
        fetcher = Fetcher(Reachability(allow_private=True), OwnOrigin(1), tls=ssl.create_default_context())
        Downloader(
            fetcher=fetcher,
            shelf=self.shelf,
            store=ByteStore(self.folder, cap_bytes=self.cap_bytes),
            clock=self.clock,
            faults=FaultPlan([parse_fault(text) for text in self.faults], random.Random(1)),
            rules=self.rules,
            allowance=Allowance(self.shelf, self.clock, self.quota_bytes),
            complete=self._complete,
            scope=scope,
        ).go_on()
        while self.shelf.pending() and not self.failures and not (until and until()):  # noqa: ASYNC110
            await asyncio.sleep(0)
        await scope.close()
        await fetcher.close()

    async def _complete(self, upload: Upload, part: Part, size: int) -> None:
        self.fetched, self.whole = await part.read(0, size + 1), part.whole
        self.shelf.complete(upload.number, size=size, make_media=lambda: 1)
        part.drop()


@pytest.fixture
def desk(state: State, tmp_path: Path) -> Desk:
    folder = tmp_path / "bytes"
    folder.mkdir()
    return Desk(state, folder)


def failing(times: int, answering: Answering, broken: Answer, *, only: str = "") -> Answering:
    """Fails so many GETs (whose range contains ``only``) before it is good."""
    left = [times]

    def answer(asked: Asked) -> Answer:
        if asked.method == "GET" and only in asked.range and left[0]:
            left[0] -= 1
            return broken
        return answering(asked)

    return answer


def test_a_small_file_comes_in_one_get_after_a_head(desk: Desk) -> None:
    with FileHost(honest(SMALL)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(SMALL))
        desk.run()
        assert [asked.method for asked in host.asked] == ["HEAD", "GET"]
        assert host.gets() == [""]

    upload = desk.shelf.at(number)
    assert (upload.status, upload.downloaded, upload.attempts) == (Status.COMPLETE, len(SMALL), 0)
    assert desk.fetched == SMALL


def test_a_large_file_comes_in_chunks_one_after_another(desk: Desk) -> None:
    with FileHost(honest(LARGE)) as host:
        desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run()
        mib = 1024**2
        assert host.gets() == [
            f"bytes=0-{10 * mib - 1}",
            f"bytes={10 * mib}-{20 * mib - 1}",
            f"bytes={20 * mib}-{25 * mib - 1}",
        ]

    assert desk.fetched == LARGE


def test_exactly_ten_mebibytes_still_come_in_one_get(desk: Desk) -> None:
    with FileHost(honest(LARGE[:CHUNK_BYTES])) as host:
        desk.add(f"{host.url}/film.mp4", CHUNK_BYTES)
        desk.run()
        assert host.gets() == [""]


def test_a_failing_chunk_is_tried_again_with_growing_waits(desk: Desk) -> None:
    with FileHost(failing(3, honest(LARGE), Answer(503), only="bytes=10485760-")) as host:
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run()
        assert len(host.gets()) == 6

    assert desk.shelf.at(number).attempts == 3
    assert desk.clock.slept == [0.2, 0.4, 0.8]
    assert desk.fetched == LARGE


def test_the_fifth_failed_try_is_the_last(desk: Desk) -> None:
    with FileHost(failing(99, honest(LARGE), Answer(500), only="bytes=10485760-")) as host:
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run()
        assert len(host.gets()) == 6

    upload = desk.shelf.at(number)
    assert (upload.status, upload.attempts) == (Status.FAILED, 5)
    assert upload.last_error == "Could not download file, error 500"
    assert upload.downloaded == CHUNK_BYTES
    assert desk.clock.slept == [0.2, 0.4, 0.8, 1.6]
    assert list(desk.folder.iterdir()) == []


def test_a_cut_chunk_comes_again_and_what_is_shown_never_shrinks(desk: Desk) -> None:
    good = honest(LARGE)

    def cut(asked: Asked) -> Answer:
        answer = good(asked)
        return Answer(answer.status, answer.headers, answer.body, cut_after=6 * 1024**2)

    seen: list[int] = []
    with FileHost(good) as host:
        cuts = [2]

        def answer(asked: Asked) -> Answer:
            if asked.range.startswith("bytes=10485760-") and cuts[0]:
                cuts[0] -= 1
                return cut(asked)
            return good(asked)

        host.answer = answer
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.rules = DownloadRules(8 * 1024**3, rate=2_000_000)  # so that progress is written down on the way

        def look() -> bool:
            seen.append(desk.shelf.at(number).downloaded)
            return False

        desk.run(until=look)

    assert desk.fetched == LARGE
    assert desk.shelf.at(number).attempts == 2
    assert seen == sorted(seen)
    assert any(CHUNK_BYTES < size < 2 * CHUNK_BYTES for size in seen)


def test_a_stopped_download_goes_on_behind_its_last_whole_chunk(desk: Desk) -> None:
    with FileHost(honest(LARGE)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run(until=lambda: desk.shelf.at(number).kept >= CHUNK_BYTES)
        assert desk.shelf.at(number).status is Status.PENDING
        host.asked.clear()
        desk.run()
        assert all(not asked.range.startswith("bytes=0-") for asked in host.asked)

    assert desk.fetched == LARGE


def test_a_file_that_changed_in_between_is_fetched_from_its_beginning(desk: Desk) -> None:
    with FileHost(honest(LARGE)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run(until=lambda: desk.shelf.at(number).kept >= CHUNK_BYTES)
        host.answer = honest(LARGE[1:])
        desk.run()

    assert desk.fetched == LARGE[1:]
    assert desk.shelf.at(number).total_size == len(LARGE) - 1


def test_a_host_without_range_fails_large_files(desk: Desk) -> None:
    with FileHost(lambda asked: Answer(body=LARGE)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(LARGE))
        desk.run()

    assert desk.shelf.at(number).last_error == (
        "Could not download file, the server does not support Range requests"
    )


def test_a_host_that_does_not_say_the_size_is_read_to_the_end(desk: Desk) -> None:
    with FileHost(lambda asked: Answer(body=SMALL, length=False)) as host:
        number = desk.add(f"{host.url}/film.mp4", None)
        desk.run()

    assert desk.fetched == SMALL
    assert desk.shelf.at(number).total_size == len(SMALL)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (Answer(headers={"Content-Length": "1001"}), "it is larger than the maximum file size"),
        (Answer(), "it is empty"),
        (Answer(headers={"Content-Length": "900"}), "the upload quota of 24 hours is used up"),
    ],
)
def test_what_can_not_get_better_is_tried_once(desk: Desk, answer: Answer, words: str) -> None:
    desk.rules, desk.quota_bytes = DownloadRules(1000), 800
    with FileHost(lambda _: answer) as host:
        number = desk.add(f"{host.url}/film.mp4", None)
        desk.run()
        assert len(host.asked) == 1

    upload = desk.shelf.at(number)
    assert (upload.status, upload.attempts) == (Status.FAILED, 1)
    assert upload.last_error == f"Could not download file, {words}"


def test_an_endless_host_is_cut_off_at_the_largest_size(desk: Desk) -> None:
    desk.rules = DownloadRules(500)
    with FileHost(lambda _: Answer(body=SMALL, length=False)) as host:
        number = desk.add(f"{host.url}/film.mp4", None)
        desk.run()

    assert desk.shelf.at(number).status is Status.FAILED


def test_the_rate_is_kept(desk: Desk) -> None:
    desk.rules = DownloadRules(10**9, rate=100)
    with FileHost(honest(SMALL)) as host:
        desk.add(f"{host.url}/film.mp4", len(SMALL))
        desk.run()

    assert sum(desk.clock.slept) == pytest.approx(len(SMALL) / 100)
    assert max(desk.clock.slept) <= 0.2 + 1e-6
    assert desk.fetched == SMALL


def test_bytes_beyond_the_disk_cap_are_counted(desk: Desk) -> None:
    desk.cap_bytes = 100
    with FileHost(honest(SMALL)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(SMALL))
        desk.run()

    assert not desk.whole
    assert desk.shelf.at(number).downloaded == len(SMALL)


@pytest.mark.parametrize(
    ("fault", "attempts", "words"),
    [
        ("status=403@download", 5, "Could not download file, error 403"),
        ("drop-before@download", 5, "Could not download file, connection failed"),
        ("lost-reply@download", 5, "Could not download file, connection lost"),
    ],
)
def test_faults_of_the_fetching(desk: Desk, fault: str, attempts: int, words: str) -> None:
    desk.faults = (fault,)
    with FileHost(honest(SMALL)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(SMALL))
        desk.run()

    upload = desk.shelf.at(number)
    assert (upload.status, upload.attempts, upload.last_error) == (Status.FAILED, attempts, words)


def test_garbled_bytes_complete_and_late_ones_come_late(desk: Desk) -> None:
    desk.faults = ("garbage@download", "delay=3@download")
    with FileHost(honest(SMALL)) as host:
        number = desk.add(f"{host.url}/film.mp4", len(SMALL))
        desk.run()

    assert desk.shelf.at(number).status is Status.COMPLETE
    assert len(desk.fetched) == len(SMALL)
    assert desk.fetched != SMALL
    assert desk.clock.slept == [3]
