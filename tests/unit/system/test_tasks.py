"""Tasks that somebody owns."""

import asyncio

import pytest

from oktodesk.system.tasks import TaskScope


class Sink:
    """Collects failures."""

    def __init__(self) -> None:
        self.failures: list[tuple[str, str]] = []

    def __call__(self, name: str, error: BaseException) -> None:
        self.failures.append((name, str(error)))


async def fail(words: str) -> None:
    await asyncio.sleep(0)
    raise ValueError(words)


async def forever() -> None:
    await asyncio.Event().wait()


def test_a_failure_reaches_the_sink_once_also_if_awaited() -> None:
    async def main() -> None:
        sink = Sink()
        scope = TaskScope("engine", sink)
        scope.start(fail("unseen"), name="a")
        with pytest.raises(ValueError, match="seen"):
            await scope.start(fail("seen"), name="b")
        await scope.close()
        assert sink.failures == [("engine: a", "unseen"), ("engine: b", "seen")]

    asyncio.run(main())


def test_results_come_back() -> None:
    async def answer() -> int:
        return 42

    async def main() -> None:
        scope = TaskScope("engine", Sink())
        assert await scope.start(answer(), name="a") == 42
        await scope.close()

    asyncio.run(main())


def test_the_latest_wins() -> None:
    async def main() -> None:
        sink = Sink()
        scope = TaskScope("table", sink)
        first = scope.latest("search", forever())
        other = scope.latest("count", forever())
        second = scope.latest("search", asyncio.sleep(0, "found"))
        assert await second == "found"
        assert first.cancelled()
        assert not other.done()
        third = scope.latest("search", asyncio.sleep(0, "again"))
        assert await third == "again"
        await scope.close()
        assert sink.failures == []

    asyncio.run(main())


def test_close_cancels_waits_and_reports_what_fails_on_the_way_out() -> None:
    async def stubborn() -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0)
            raise OSError("disk")

    async def main() -> None:
        sink = Sink()
        scope = TaskScope("engine", sink)
        tasks = [scope.start(forever(), name="a"), scope.start(stubborn(), name="b")]
        await asyncio.sleep(0)
        await scope.close()
        assert all(task.done() for task in tasks)
        assert sink.failures == [("engine: b", "disk")]

    asyncio.run(main())


def test_after_close_nothing_runs() -> None:
    ran = []

    async def late() -> None:
        ran.append(1)

    async def main() -> None:
        scope = TaskScope("engine", Sink())
        await scope.close()
        task = scope.start(late(), name="late")
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())
    assert ran == []


def test_a_task_may_close_its_own_scope() -> None:
    async def main() -> None:
        scope = TaskScope("engine", Sink())
        scope.start(forever(), name="other")
        await asyncio.wait_for(scope.start(scope.close(), name="closer"), 5)

    asyncio.run(main())
