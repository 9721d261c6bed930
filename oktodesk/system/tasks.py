"""Tasks have an owner and a name; their failures reach one sink."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class TaskScope:
    """Owns tasks from start to end.

    A failure that is not a cancellation goes to ``on_failure(name, error)`` exactly once, also when somebody
    awaits the task too. After ``close`` began, new tasks are cancelled before their first step.
    """

    def __init__(self, name: str, on_failure: Callable[[str, BaseException], None]) -> None:
        self._name = name
        self._on_failure = on_failure
        self._tasks: set[asyncio.Task[Any]] = set()
        self._latest: dict[str, asyncio.Task[Any]] = {}
        self._closed = False

    def start(self, coro: Coroutine[Any, Any, T], *, name: str) -> asyncio.Task[T]:
        """Run a coroutine until it ends or the scope closes."""
        task = asyncio.get_running_loop().create_task(coro, name=f"{self._name}: {name}")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        if self._closed:
            task.cancel()
        return task

    def latest(self, name: str, coro: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run a coroutine and cancel the one that was started under this name before."""
        earlier = self._latest.get(name)
        if earlier is not None:
            earlier.cancel()
        task = self.start(coro, name=name)
        self._latest[name] = task
        return task

    async def close(self) -> None:
        """Cancel all tasks and wait until they have ended. The caller sets a time limit if it needs one."""
        self._closed = True
        while others := self._tasks - {asyncio.current_task()}:
            for task in others:
                task.cancel()
            await asyncio.wait(others)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        for name in [name for name, latest in self._latest.items() if latest is task]:
            del self._latest[name]
        if not task.cancelled() and (error := task.exception()) is not None:
            self._on_failure(task.get_name(), error)
