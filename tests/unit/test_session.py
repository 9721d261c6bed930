"""Sessions as the window and the command line open them: real threads, real files, several at a time."""

import asyncio
import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from oktodesk.api.endpoint import US, Credentials, Endpoint
from oktodesk.media.report import Link
from oktodesk.problems import LocalTrouble
from oktodesk.session import UNASSIGNED, Session
from oktodesk.system.clock import SystemClock
from oktodesk.system.paths import Paths
from oktodesk.system.secrets import Secret
from oktodesk.system.settings import AccountEntry, Settings
from oktodesk.uploads.rows import Filter, State
from tests.unit.uploads.model_server import Fate, ModelServer

A = "https://files.example/a.mp4"
ACCOUNT = "001000000000001"
SETTINGS = Settings(accounts=(AccountEntry(ACCOUNT, "us", US.base_url, label="Acme"),))


@contextlib.asynccontextmanager
async def opened(paths: Paths, server: ModelServer | None) -> AsyncIterator[Session]:
    failures: list[tuple[str, BaseException]] = []
    session = await Session.open(
        paths=paths,
        clock=SystemClock(),
        settings=SETTINGS,
        endpoint=US if server else None,
        credentials=Credentials(ACCOUNT, Secret("key")) if server else None,
        transport=server.transport() if server else None,
        on_failure=lambda name, error: failures.append((name, error)),
    )
    try:
        yield session
    finally:
        await session.close()
    assert not failures


async def until(session: Session, happened: Callable[[], Awaitable[bool]], limit_s: float = 8.0) -> None:
    """Wait for something to happen; woken by the store's announcements."""
    changed = asyncio.Event()
    stop = session.store.subscribe(lambda _: changed.set())
    try:
        async with asyncio.timeout(limit_s):
            while not await happened():
                await changed.wait()
                changed.clear()
    finally:
        stop()


async def is_in(session: Session, key: int, state: State) -> bool:
    row = await session.store.row(key)
    return row is not None and row.state is state


async def has_rows(session: Session, count: int) -> bool:
    return (await session.store.counts()).by_filter[Filter.ALL] == count


def test_without_an_account_links_are_kept_and_later_handed_over(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, None) as unassigned, opened(paths, server) as account:
            assert (unassigned.identity, unassigned.client) == (UNASSIGNED, None)
            assert (account.identity, account.account_label) == (f"{ACCOUNT}-us", "Acme")
            await unassigned.start()
            await account.start()
            await unassigned.desk.take([Link(A, A)], check=False)
            (key,) = await unassigned.hand_over_to(account)
            assert (await unassigned.store.counts()).unsent == 0
            await account.outbox.add([key], grace_s=0)
            await until(account, lambda: is_in(account, key, State.PENDING))
            assert server.sources == [A]

    asyncio.run(story())


def test_one_process_sends_and_takes_what_others_enqueue(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, server) as sender, opened(paths, server) as other:
            await sender.start()
            await other.start()
            assert (sender.status().is_sender, other.status().is_sender) == (True, False)
            (key,) = await other.desk.take([Link(A, A)], check=False)
            await other.outbox.add([key], grace_s=0)
            await until(other, lambda: is_in(other, key, State.PENDING))
            assert server.sources == [A]

    asyncio.run(story())


def test_the_role_passes_on_when_the_sender_ends(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        async with contextlib.AsyncExitStack() as ended:
            async with opened(paths, server) as sender:
                await sender.start()
                heir = await ended.enter_async_context(opened(paths, server))
                await heir.start()
                assert not heir.status().is_sender
            (key,) = await heir.desk.take([Link(A, A)], check=False)
            await heir.outbox.add([key], grace_s=0)
            await until(heir, lambda: is_in(heir, key, State.PENDING))
            assert heir.status().is_sender

    asyncio.run(story())


def test_who_opens_first_sends_also_if_it_starts_last(paths: Paths) -> None:
    """Else both might put damaged files in order at the same time."""

    async def story() -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, server) as first, opened(paths, server) as second:
            await second.start()
            await first.start()
            assert (first.status().is_sender, second.status().is_sender) == (True, False)

    asyncio.run(story())


def test_a_session_that_only_reads_keeps_nobody_from_sending(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        reader = await Session.open(
            paths=paths,
            clock=SystemClock(),
            settings=SETTINGS,
            endpoint=US,
            credentials=Credentials(ACCOUNT, Secret("key")),
            transport=server.transport(),
            sends=False,
        )
        async with opened(paths, server) as sender:
            await sender.start()
            assert sender.status().is_sender
        await reader.close()

    asyncio.run(story())


def test_closing_takes_less_than_three_seconds_even_with_a_create_on_its_way(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        server.fates.append(Fate.HANGS_AFTER)
        async with opened(paths, server) as session:
            await session.start()
            (key,) = await session.desk.take([Link(A, A)], check=False)
            await session.outbox.add([key], grace_s=0)
            await until(session, lambda: is_in(session, key, State.SENDING))
            began = time.monotonic()
            await session.close()
            assert time.monotonic() - began < 3
        async with opened(paths, server) as again:
            await again.start()
            await until(again, lambda: is_in(again, key, State.PENDING))
        assert server.sources == [A]

    asyncio.run(story())


def test_opening_makes_no_call_and_closing_twice_is_fine(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, server) as session:
            assert session.status().me is None
            await session.close()
        assert not server.calls

    asyncio.run(story())


def test_the_owner_of_the_key_is_remembered_for_the_next_start(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, server) as session:
            told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            session.subscribe_status(
                lambda status: told.set_result(status.me.user_name) if status.me and not told.done() else None
            )
            await session.start()
            assert await asyncio.wait_for(told, 5) == "Jane"
        server.down = True
        async with opened(paths, server) as session:
            await session.start()
            me = session.status().me
            assert me is not None
            assert me.user_name == "Jane"

    asyncio.run(story())


def test_a_damaged_list_is_said_and_read_again(paths: Paths) -> None:
    async def story() -> None:
        server = ModelServer(SystemClock())
        server.add(A).finish()
        async with opened(paths, server) as session:
            await session.tracker.catch_up()
        (paths.account_dir(session.identity) / "cache.db").write_bytes(b"no database" * 1000)
        told: list[tuple[str, BaseException]] = []
        session = await Session.open(
            paths=paths,
            clock=SystemClock(),
            settings=SETTINGS,
            endpoint=US,
            credentials=Credentials(ACCOUNT, Secret("key")),
            transport=server.transport(),
            on_failure=lambda name, error: told.append((name, error)),
        )
        await session.start()
        ((_, trouble),) = told
        assert isinstance(trouble, LocalTrouble)
        assert trouble.problem.id == "store_corrupt"
        assert (paths.account_dir(session.identity) / str(trouble.problem.values["kept_as"])).exists()
        await until(session, lambda: has_rows(session, 1))
        await session.close()

    asyncio.run(story())


def test_a_local_oktopost_may_be_given_local_links(paths: Paths) -> None:
    async def story() -> None:
        session = await Session.open(
            paths=paths,
            clock=SystemClock(),
            settings=Settings(),
            endpoint=Endpoint.parse("http://127.0.0.1:9/v2"),
            credentials=Credentials(ACCOUNT, Secret("key")),
        )
        try:
            assert session.identity == "sandbox"
            report = await session.checker.check(Link("http://127.0.0.1:9/x.mp4", ""))
            assert "address_private" not in {finding.id for finding in report.findings}
        finally:
            await session.close()

    asyncio.run(story())


def test_nothing_heavy_is_loaded_before_a_session_opens() -> None:
    heavy = ("PySide6", "qasync", "httpx", "keyring")
    program = f"import oktodesk.session, sys; print([name for name in {heavy} if name in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ended.stdout.strip() == "[]"


_HOLDS_THE_ROLE = """
import asyncio, sys
from pathlib import Path
from oktodesk.api.endpoint import US, Credentials
from oktodesk.session import Session
from oktodesk.system.clock import SystemClock
from oktodesk.system.paths import Paths
from oktodesk.system.secrets import Secret
from oktodesk.system.settings import Settings
from tests.unit.uploads.model_server import ModelServer

async def main():
    session = await Session.open(
        paths=Paths.default(Path(sys.argv[1])), clock=SystemClock(), settings=Settings(), endpoint=US,
        credentials=Credentials(sys.argv[2], Secret("key")), transport=ModelServer(SystemClock()).transport(),
    )
    await session.start()
    print(session.status().is_sender, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_stopped_sender_keeps_its_role_and_a_killed_one_loses_it_at_once(paths: Paths) -> None:
    assert paths.profile is not None
    arguments = [sys.executable, "-c", _HOLDS_THE_ROLE, str(paths.profile), ACCOUNT]

    async def story(holder: "subprocess.Popen[str]") -> None:
        server = ModelServer(SystemClock())
        async with opened(paths, server) as session:
            await session.start()
            assert not session.status().is_sender
            holder.send_signal(signal.SIGSTOP)
            (key,) = await session.desk.take([Link(A, A)], check=False)
            await session.outbox.add([key], grace_s=0)
            # The follower asks for the role every two seconds: let it ask in vain.
            with contextlib.suppress(TimeoutError):
                await until(session, lambda: is_in(session, key, State.PENDING), limit_s=2.5)
            assert not session.status().is_sender
            assert server.calls == [], "who was stopped may wake up: nobody else calls"
            killed_at = time.monotonic()
            holder.kill()
            await until(session, lambda: is_in(session, key, State.PENDING), limit_s=20)
            assert session.status().is_sender
            assert time.monotonic() - killed_at < 15
            assert server.sources == [A]

    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline() == "True\n"
            asyncio.run(story(holder))
        finally:
            holder.kill()
