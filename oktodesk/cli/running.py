"""Runs a command's coroutine to its end; Ctrl+C and SIGTERM ask it to stop."""

import asyncio
import contextlib
import signal
from argparse import Namespace
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation

Work = Coroutine[Any, Any, int]


def in_loop(work: "Callable[[Invocation, Namespace], Work]") -> "Callable[[Invocation, Namespace], int]":
    """Make an async command one that can be called. Raises ``KeyboardInterrupt`` if it was asked to stop."""

    def run(invocation: "Invocation", options: Namespace) -> int:
        try:
            return asyncio.run(_stoppable(work(invocation, options)))
        except asyncio.CancelledError:
            raise KeyboardInterrupt from None

    return run


async def _stoppable(work: Work) -> int:
    task = asyncio.current_task()
    assert task is not None
    for name in (signal.SIGINT, signal.SIGTERM):
        # Windows has no handlers in the loop, nor has another thread: there Ctrl+C ends it through asyncio.run.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    return await work
