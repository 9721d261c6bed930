"""A keyring that may be missing, locked or silent."""

import asyncio
import threading

import pytest
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError, PasswordDeleteError

from oktodesk.problems import LocalTrouble
from oktodesk.system.key_vault import KeyVault
from oktodesk.system.secrets import Secret


class Drawer:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.writes = 0
        self.threads: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.add(threading.current_thread().name)
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.writes += 1
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not found")
        del self.kept[service, username]


class Failing(Drawer):
    """A keyring that fails."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error


class Stuck(Drawer):
    """A locked Secret Service whose prompt nobody answers."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.answered.wait(30)
        return super().get_password(service, username)


def test_keys_are_kept_read_and_forgotten() -> None:
    async def main() -> None:
        drawer = Drawer()
        vault = KeyVault("oktodesk", backend=drawer)
        assert await vault.get("a-us") is None
        await vault.set("a-us", Secret("one"))
        await vault.set("a-us", Secret("one"))
        assert drawer.writes == 1
        assert drawer.kept == {("oktodesk", "a-us"): "one"}
        assert await vault.get("a-us") == Secret("one")
        await vault.delete("a-us")
        await vault.delete("a-us")
        assert await vault.get("a-us") is None
        assert drawer.threads == {"keyring"}
        vault.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("error", "problem_id"),
    [
        (NoKeyringError(), "keyring_missing"),
        (InitError("no bus"), "keyring_missing"),
        (RuntimeError("no service"), "keyring_missing"),
        (KeyringLocked("dismissed"), "keyring_locked"),
        (KeyringError("(-128, 'cancelled')"), "keyring_locked"),
        (OSError("bus gone"), "keyring_locked"),
    ],
)
def test_what_a_keyring_can_fail_at(error: Exception, problem_id: str) -> None:
    async def main() -> None:
        vault = KeyVault("oktodesk", backend=Failing(error))
        with pytest.raises(LocalTrouble) as caught:
            await vault.get("a-us")
        assert caught.value.problem.id == problem_id
        assert caught.value.__cause__ is error
        vault.close()

    asyncio.run(main())


def test_a_silent_keyring_is_given_up_and_nothing_is_done_late() -> None:
    async def main() -> Drawer:
        drawer = Stuck()
        vault = KeyVault("oktodesk", backend=drawer, timeout_s=0.05)
        for call in (vault.get("a-us"), vault.set("a-us", Secret("late"))):
            with pytest.raises(LocalTrouble) as caught:
                await call
            assert caught.value.problem.id == "keyring_locked"
        drawer.answered.set()
        vault.close()
        worker = vault._worker
        assert worker is not None
        worker.join(5)
        assert not worker.is_alive()
        return drawer

    assert asyncio.run(main()).kept == {}
