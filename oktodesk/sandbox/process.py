"""A sandbox as a child process, for the window's practice mode, the tour and the tests."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from typing import Self

import msgspec

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.options import KEY_VARIABLE, SandboxOptions, to_arguments
from oktodesk.sandbox.samples import BREAKS_OFF, BROKEN
from oktodesk.system.child_process import STOP_LIMIT_S, LastWords, end_child, own_command, start_child
from oktodesk.system.environment import without_account
from oktodesk.system.secrets import Secret

START_LIMIT_S = 20.0


class Ready(msgspec.Struct, frozen=True):
    """The ready line of ``oktodesk sandbox --json``."""

    base_url: str
    account_id: str
    api_key: str
    samples: tuple[str, ...]
    pid: int


class _Problem(msgspec.Struct):
    title: str
    detail: str = ""


class _Failed(msgspec.Struct):
    error: _Problem


class SandboxProcess:
    """A running sandbox. It ends with ``stop``, and with this process: its stdin is a pipe from here."""

    def __init__(self, process: asyncio.subprocess.Process, ready: Ready, listeners: "_Listeners") -> None:
        self._process = process
        self._listeners = listeners
        self.base_url = ready.base_url
        self.account_id = ready.account_id
        self.api_key = Secret(ready.api_key)
        self.samples = ready.samples
        self.pid = ready.pid

    @classmethod
    async def start(
        cls,
        options: SandboxOptions,
        *,
        command: Sequence[str] | None = None,
        limit_s: float = START_LIMIT_S,
    ) -> Self:
        """Start a child and wait until it answers. Raises ``LocalTrouble`` (``sandbox_failed``)."""
        words = [*(command or own_command("sandbox")), *to_arguments(msgspec.structs.replace(options, json=True))]
        try:
            process = await start_child(words, _environment(options))
        except OSError as error:
            raise LocalTrouble("sandbox_failed", detail=str(error)) from error
        listeners = _Listeners(process)
        try:
            return cls(process, await _first_words(process, listeners, limit_s), listeners)
        except BaseException:
            await end_child(process)
            await listeners.close()
            raise

    @property
    def origin(self) -> str:
        """Where everything beside the API is served."""
        return self.base_url.removesuffix("/v2")

    @property
    def broken_sample(self) -> str:
        """A link that a check warns of and that fails: HEAD answers, every GET does not."""
        return f"{self.origin}/samples/{BROKEN.name}"

    @property
    def breaking_sample(self) -> str:
        """A link that a check likes and that fails while it is fetched."""
        return f"{self.origin}/samples/{BREAKS_OFF.name}"

    @property
    def last_words(self) -> str:
        """The newest lines of its stderr."""
        return self._listeners.text

    async def ended(self) -> None:
        """Until the child is gone, for whatever reason."""
        await self._process.wait()

    async def stop(self, *, limit_s: float = STOP_LIMIT_S) -> None:
        """End the child and wait for it: by its stdin, then by signals. May be called twice.

        ``limit_s``: how long each of them may take to have its effect.
        """
        await end_child(self._process, limit_s=limit_s)
        await self._listeners.close()


def _environment(options: SandboxOptions) -> Mapping[str, str]:
    environ = without_account(os.environ)
    environ.pop(KEY_VARIABLE, None)
    if options.api_key is not None:
        environ[KEY_VARIABLE] = options.api_key.reveal()
    return environ


class _Listeners:
    """Empties the child's pipes, so that it never waits for us; the first line of stdout is what it has to say."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        self._last_words = LastWords(process, "sandbox")
        self.first: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read(process.stdout), name="sandbox stdout")

    @property
    def text(self) -> str:
        """The newest lines of stderr."""
        return self._last_words.text

    async def close(self) -> None:
        """Read what is left of a child that has ended."""
        await self._last_words.close(self._reading)

    async def _read(self, stream: asyncio.StreamReader) -> None:
        first = await stream.readline()
        if not self.first.done():
            self.first.set_result(first)
        while await stream.read(65536):
            pass


async def _first_words(process: asyncio.subprocess.Process, listeners: _Listeners, limit_s: float) -> Ready:
    try:
        async with asyncio.timeout(limit_s):
            line = await listeners.first
            return msgspec.json.decode(line, type=Ready)
    except TimeoutError as error:
        raise LocalTrouble("sandbox_failed", detail=f"not ready after {limit_s:g} s\n{listeners.text}") from error
    except msgspec.DecodeError as error:
        await end_child(process)
        await listeners.close()
        raise LocalTrouble("sandbox_failed", detail=f"{_complaint(line)}\n{listeners.text}".strip()) from error


def _complaint(line: bytes) -> str:
    """What the child said instead of the ready line: the command line's problem, or whatever it is."""
    try:
        problem = msgspec.json.decode(line, type=_Failed).error
    except msgspec.DecodeError:
        return line.decode("utf-8", "replace").strip()
    return f"{problem.title}. {problem.detail}".strip()
