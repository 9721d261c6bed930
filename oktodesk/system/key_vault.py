"""API keys on this computer: kept in the system's keyring and nowhere else."""

import asyncio
import concurrent.futures
import queue
import sys
import threading
from collections.abc import Callable
from typing import Protocol, TypeVar, cast

from oktodesk.problems import LocalTrouble
from oktodesk.system.secrets import Secret

T = TypeVar("T")


class KeyringBackend(Protocol):
    """What is used of a ``keyring`` back end."""

    def get_password(self, service: str, username: str) -> str | None:
        """The stored text, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store a text."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Remove a text; fails where there is none."""
        ...


_Job = tuple[concurrent.futures.Future[object], Callable[[], object]]


class KeyVault:
    """The system's keyring behind a thread and a time limit.

    A locked Secret Service may block for ever (secretstorage#33), so every call runs on one daemon thread, which
    starts with the first call. A call that runs out of time is abandoned, and one that waits behind it is never
    carried out late.
    """

    def __init__(self, service: str, *, backend: KeyringBackend | None = None, timeout_s: float = 8.0) -> None:
        self._service = service
        self._backend = backend
        self._timeout_s = timeout_s
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._worker: threading.Thread | None = None

    async def get(self, identity: str) -> Secret | None:
        """The key of an account, or None. Raises ``LocalTrouble``: keyring missing, locked or silent."""
        return await self._run(lambda keyring: _read(keyring, self._service, identity))

    async def set(self, identity: str, key: Secret) -> None:
        """Keep the key of an account. Raises ``LocalTrouble`` as ``get`` does."""
        await self._run(lambda keyring: _write_if_changed(keyring, self._service, identity, key))

    async def delete(self, identity: str) -> None:
        """Forget the key of an account; nothing happens if there is none. Raises ``LocalTrouble``."""
        await self._run(lambda keyring: _delete_if_there(keyring, self._service, identity))

    def close(self) -> None:
        """Let the thread end once it is free."""
        self._jobs.put(None)

    async def _run(self, call: Callable[[KeyringBackend], T]) -> T:
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="keyring", daemon=True)
            self._worker.start()
        result: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._jobs.put((result, lambda: call(self._open())))  # type: ignore[arg-type]
        try:
            return await asyncio.wait_for(asyncio.wrap_future(result), self._timeout_s)
        except TimeoutError as error:
            raise LocalTrouble("keyring_locked", detail=f"no answer in {self._timeout_s:g} s") from error

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            result, call = job
            if not result.set_running_or_notify_cancel():
                continue
            try:
                result.set_result(_translated(call))
            except BaseException as error:  # noqa: BLE001 - handed to whoever waits
                result.set_exception(error)

    def _open(self) -> KeyringBackend:
        if self._backend is None:
            self._backend = _system_keyring()
        return self._backend


def _read(keyring: KeyringBackend, service: str, identity: str) -> Secret | None:
    # Made secret here: the future that carries it shows its result in its ``repr``.
    value = keyring.get_password(service, identity)
    return None if value is None else Secret(value)


def _write_if_changed(keyring: KeyringBackend, service: str, identity: str, key: Secret) -> None:
    # macOS asks the person about every write.
    if keyring.get_password(service, identity) != key.reveal():
        keyring.set_password(service, identity, key.reveal())


def _delete_if_there(keyring: KeyringBackend, service: str, identity: str) -> None:
    if keyring.get_password(service, identity) is not None:
        keyring.delete_password(service, identity)


def _system_keyring() -> KeyringBackend:
    # Chosen by name: faster than keyring's search, works frozen, and no planted plug-in gets the key.
    if sys.platform == "darwin":
        from keyring.backends.macOS import Keyring as Backend  # noqa: PLC0415
    elif sys.platform == "win32":
        from keyring.backends.Windows import WinVaultKeyring as Backend  # noqa: PLC0415
    else:
        from keyring.backends.SecretService import Keyring as Backend  # noqa: PLC0415
    if Backend.priority <= 0:  # raises RuntimeError where the service is missing
        raise RuntimeError("no usable keyring")
    return cast("KeyringBackend", Backend())  # type: ignore[no-untyped-call]


def _translated(call: Callable[[], T]) -> T:
    try:
        return call()
    except (ImportError, RuntimeError) as error:
        raise LocalTrouble("keyring_missing", detail=str(error)) from error
    except Exception as error:
        # keyring is imported by now. Its back ends also let foreign errors through (D-Bus, Security.framework).
        from keyring.errors import InitError, NoKeyringError  # noqa: PLC0415

        missing = isinstance(error, InitError | NoKeyringError)
        raise LocalTrouble("keyring_missing" if missing else "keyring_locked", detail=str(error)) from error
