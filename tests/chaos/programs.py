"""The processes of a run: each is the real program, and each ends with the supervisor, by its id."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

MODULE = (sys.executable, "-m", "oktodesk")
_ROOT = Path(__file__).resolve().parents[2]


class Program:
    """One process. Its output goes to files, so that nobody has to read pipes; ``pipe``: its stdin is one."""

    def __init__(
        self, name: str, words: Sequence[str], *, environment: Mapping[str, str], log: Path, pipe: bool = False
    ) -> None:
        self.name = name
        self.out, self._err = log.with_suffix(".out"), log.with_suffix(".err")
        with self.out.open("wb") as out, self._err.open("ab") as err:
            self._process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE if pipe else subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                cwd=_ROOT,
                env=dict(environment),
            )

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs, or is stopped."""
        return self._process.poll() is None

    @property
    def errors(self) -> str:
        """The end of what it said on stderr."""
        return self._err.read_text(errors="replace")[-2_000:]

    @property
    def code(self) -> int | None:
        """How it ended."""
        return self._process.poll()

    def hand(self, links: Sequence[str]) -> bool:
        """Hand links to a window's hands; False if it is gone."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write((" ".join(links) + "\n").encode())
            self._process.stdin.flush()
        except OSError:
            return False
        return True

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it is still there."""
        if self.is_alive:
            self._process.send_signal(number)

    def limit_files(self, most_bytes: int | None) -> None:
        """No file may grow beyond so many bytes, from now on; None: any may again."""
        import resource  # noqa: PLC0415 - not on Windows, where the tests of this folder are collected too

        if self.is_alive:
            hard = resource.RLIM_INFINITY
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (hard if most_bytes is None else most_bytes, hard))

    async def ended(self, limit_s: float) -> bool:
        """Wait for its end; False: it did not end in time."""
        ends_at = asyncio.get_running_loop().time() + limit_s
        while self.is_alive:
            if asyncio.get_running_loop().time() >= ends_at:
                return False
            await asyncio.sleep(0.02)
        return True

    def kill(self) -> None:
        """End it at once, and wait for that."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """What every process sees; with its bytecode kept, or most of the time would go into compiling."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OKTOPOST_", "OKTODESK_"))}
    own.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**own, "QT_QPA_PLATFORM": "offscreen", **variables}
