"""The engine against a real local Oktopost in a process of its own: real HTTP, real files, real faults."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.media.report import Link
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.process import SandboxProcess
from oktodesk.session import Session
from oktodesk.system.clock import SystemClock
from oktodesk.system.paths import Paths
from oktodesk.system.settings import Settings
from oktodesk.uploads.rows import Row, State, Wait
from oktodesk.uploads.status import EngineStatus

LIMIT_S = 120.0
SCALE = 60.0
ENDED = frozenset({State.COMPLETE, State.FAILED, State.REFUSED})


@contextlib.asynccontextmanager
async def session_on(sandbox: SandboxProcess, paths: Paths, *, scale: float = 1.0) -> AsyncIterator[Session]:
    failures: list[tuple[str, BaseException]] = []
    session = await Session.open(
        paths=paths,
        clock=SystemClock(scale=scale),
        settings=Settings(),
        endpoint=Endpoint.parse(sandbox.base_url),
        credentials=Credentials(sandbox.account_id, sandbox.api_key),
        on_failure=lambda name, error: failures.append((name, error)),
    )
    try:
        yield session
    finally:
        await session.close()
    assert not failures


def play(options: SandboxOptions, story: Callable[[SandboxProcess], Coroutine[Any, Any, None]]) -> None:
    async def whole() -> None:
        sandbox = await SandboxProcess.start(options)
        try:
            async with asyncio.timeout(LIMIT_S):
                await story(sandbox)
        finally:
            await sandbox.stop()

    asyncio.run(whole())


async def add(session: Session, sources: Sequence[str]) -> list[int]:
    keys = await session.desk.take([Link(source, source) for source in sources])
    await session.desk.checked(keys)
    await session.outbox.add(keys, grace_s=0)
    return keys


async def rows_when(session: Session, keys: Sequence[int], done: Callable[[Row], bool]) -> list[Row]:
    """The rows once all of them are as wanted; woken by the store."""
    changed = asyncio.Event()
    stop = session.store.subscribe(lambda _: changed.set())
    try:
        while True:
            rows = await session.store.load(keys)
            if len(rows) == len(keys) and all(map(done, rows)):
                return rows
            await changed.wait()
            changed.clear()
    except asyncio.CancelledError:
        raise AssertionError(f"not as wanted: {await session.store.load(keys)}") from None
    finally:
        stop()


async def status_when(session: Session, wanted: Callable[[EngineStatus], bool]) -> EngineStatus:
    """The status once it is as wanted."""
    changed = asyncio.Event()
    stop = session.subscribe_status(lambda _: changed.set())
    try:
        while not wanted(session.status()):
            await changed.wait()
            changed.clear()
        return session.status()
    finally:
        stop()


def is_settled(row: Row) -> bool:
    """Fetched or failed, and validated if it is a video."""
    is_video = row.state is State.COMPLETE and row.mime_type.startswith("video/")
    return row.state in ENDED and (row.verdicts is not None or not is_video)


async def sources_at(session: Session) -> Counter[str]:
    """How many uploads of each source the server has."""
    assert session.client is not None
    found: dict[str, str] = {}
    async for page in session.client.all_uploads():
        found |= {upload.id: upload.source for upload in page.uploads}
    return Counter(found.values())


def test_three_samples_are_checked_sent_fetched_and_validated(paths: Paths) -> None:
    async def story(sandbox: SandboxProcess) -> None:
        async with session_on(sandbox, paths) as session:
            await session.start()
            keys = await add(session, sandbox.samples[:3])
            rows = await rows_when(session, keys, is_settled)
            assert [row.state for row in rows] == [State.COMPLETE] * 3
            assert all(row.media_id and row.report is not None for row in rows)
            videos = [row for row in rows if row.mime_type == "video/mp4"]
            assert len(videos) >= 2
            for row in videos:
                assert row.verdicts is not None
                expected = {each.network: each.is_valid for each in row.forecast}
                assert expected == {each.network: each.is_valid for each in row.verdicts}
            assert await sources_at(session) == Counter(sandbox.samples[:3])
            status = await status_when(session, lambda status: status.in_line == 0)
            assert status.me is not None
            assert (status.offline, status.account) == (None, None)

    play(SandboxOptions(), story)


def test_lost_replies_and_late_lists_make_no_second_upload(paths: Paths) -> None:
    faults = ("lost-reply@create:0.5", "status=503@create:0.2", "late-visibility=1", "garbage@create:0.2")
    options = SandboxOptions(
        faults=tuple(map(parse_fault, faults)), fault_seed=7, clock_scale=SCALE, no_limits=True
    )

    async def story(sandbox: SandboxProcess) -> None:
        async with session_on(sandbox, paths, scale=SCALE) as session:
            await session.start()
            wanted = [f"{sandbox.samples[number % 3]}?copy={number}" for number in range(12)]
            keys = await add(session, wanted)
            rows = await rows_when(session, keys, lambda row: row.state in ENDED or asks(row))
            there = await sources_at(session)
            # What was created a moment ago is in the list only after its second.
            while there.keys() < {row.source for row in rows if row.state is State.COMPLETE}:
                there = await sources_at(session)
            for row in rows:
                assert there[row.source] == (1 if row.state is State.COMPLETE else 0)
            assert sum(row.state is State.COMPLETE for row in rows) >= 9

    play(options, story)


def test_a_session_that_ends_in_the_middle_goes_on_where_it_was(paths: Paths) -> None:
    async def story(sandbox: SandboxProcess) -> None:
        async with session_on(sandbox, paths, scale=SCALE) as session:
            await session.start()
            wanted = [f"{sandbox.samples[0]}?copy={number}" for number in range(10)]
            keys = await add(session, wanted)
            await rows_when(session, keys[:1], lambda row: row.state not in {State.READY, State.WAITING})
        async with session_on(sandbox, paths, scale=SCALE) as session:
            await session.start()
            rows = await rows_when(session, keys, is_settled)
            assert [row.state for row in rows] == [State.COMPLETE] * 10
            assert await sources_at(session) == Counter(wanted)

    play(SandboxOptions(clock_scale=SCALE), story)


def test_a_link_that_breaks_off_fails_with_oktoposts_words_and_is_explained(paths: Paths) -> None:
    async def story(sandbox: SandboxProcess) -> None:
        async with session_on(sandbox, paths) as session:
            await session.start()
            (key,) = await add(session, [sandbox.breaking_sample])
            (row,) = await rows_when(session, [key], is_settled)
            assert row.state is State.FAILED
            assert row.last_error
            assert row.problem is not None
            assert row.attempts == 5

    play(SandboxOptions(), story)


def test_an_allowance_that_is_used_up_is_waited_for_and_the_rest_goes_on(paths: Paths) -> None:
    async def story(sandbox: SandboxProcess) -> None:
        async with session_on(sandbox, paths, scale=SCALE) as session:
            await session.start()
            keys = await add(session, [f"{sandbox.samples[1]}?copy={number}" for number in range(3)])
            rows = await rows_when(
                session, keys, lambda row: row.state is State.COMPLETE or row.wait is Wait.ALLOWANCE
            )
            assert Counter(row.state for row in rows) == {State.COMPLETE: 2, State.WAITING: 1}
            await status_when(session, lambda status: status.in_line == 1)

    play(SandboxOptions(quota_bytes=1_000_000, clock_scale=SCALE), story)


def asks(row: Row) -> bool:
    return row.problem is not None and row.problem.id == "unsure_ask"
