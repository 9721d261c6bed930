"""oktodesk's own children: the same program with another command, which end with the process that started them."""

import asyncio
import contextlib
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence

STOP_LIMIT_S = 3.0
_LAST_LINES = 20
_PIPE = asyncio.subprocess.PIPE

if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW
else:
    _FLAGS = 0


def own_command(name: str) -> list[str]:
    """How this program starts itself with a command; a frozen one is its own executable.

    ``-P``: what is called like it or one of its libraries in the folder the person is in is none of it.
    """
    frozen = getattr(sys, "frozen", False)  # set by PyInstaller
    return [sys.executable, name] if frozen else [sys.executable, "-P", "-m", "oktodesk", name]


async def start_child(words: Sequence[str], variables: Mapping[str, str]) -> asyncio.subprocess.Process:
    """Start it with pipes. Raises ``OSError``."""
    return await asyncio.create_subprocess_exec(
        *words,
        stdin=_PIPE,
        stdout=_PIPE,
        stderr=_PIPE,
        env=variables,
        start_new_session=True,  # Ctrl+C is for the parent, which then ends the child in good order
        creationflags=_FLAGS,
    )


async def end_child(process: asyncio.subprocess.Process, *, limit_s: float = STOP_LIMIT_S) -> None:
    """End it by its stdin, else by a signal, else kill it, each after it was waited for ``limit_s`` seconds.

    Where this is cancelled, it is killed at once: nobody comes back for it.
    """
    if process.stdin is not None:
        process.stdin.close()
    try:
        for harder in (process.terminate, process.kill):
            if await _has_ended(process, limit_s):
                return
            _send(harder)
        await process.wait()
    except asyncio.CancelledError:
        _send(process.kill)
        raise


async def _has_ended(process: asyncio.subprocess.Process, limit_s: float) -> bool:
    try:
        async with asyncio.timeout(limit_s):
            await process.wait()
    except TimeoutError:
        return False
    return True


def _send(signal: Callable[[], None]) -> None:
    with contextlib.suppress(ProcessLookupError):
        signal()


class LastWords:
    """Empties a child's stderr, so that it never waits for us, and keeps the newest lines."""

    def __init__(
        self, process: asyncio.subprocess.Process, name: str, heard: Callable[[str], None] | None = None
    ) -> None:
        assert process.stderr is not None
        self._lines: deque[str] = deque(maxlen=_LAST_LINES)
        self._heard = heard
        self._task = asyncio.create_task(self._read(process.stderr), name=f"{name} stderr")

    @property
    def text(self) -> str:
        """The newest lines."""
        return "\n".join(self._lines)

    async def close(self, *others: "asyncio.Task[None]") -> None:
        """Read what is left of a child that has ended. ``others``: what reads its other pipes."""
        done, late = await asyncio.wait((self._task, *others), timeout=STOP_LIMIT_S)
        for task in late:  # a grandchild holds the pipe
            task.cancel()
        await asyncio.gather(*done, *late, return_exceptions=True)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while raw := await _line(stream):
            line = raw.decode("utf-8", "replace").rstrip()
            self._lines.append(line)
            if self._heard is not None and line:
                self._heard(line)


async def _line(stream: asyncio.StreamReader) -> bytes:
    """The next line, empty at the end; one that is endless is left out."""
    while True:
        with contextlib.suppress(ValueError):
            return await stream.readline()
