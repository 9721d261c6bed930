"""One process per account sends: a lock that the operating system holds, so that it can't go stale."""

from pathlib import Path

from filelock import FileLock, Timeout

from oktodesk.problems import LocalTrouble
from oktodesk.system.disk import write_trouble


class OsLock:
    """An exclusive lock on a file. It stays with a stopped process and is free the moment its process dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Never the library's fallback of a mere marker file: that one survives its owner's death.
        self._lock = FileLock(path, mode=0o600, thread_local=False, fallback_to_soft=False)

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def try_acquire(self) -> bool:
        """Take the lock if it is free, without waiting. True if it is ours, also if it already was."""
        if self.held:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        except OSError as error:
            raise write_trouble(self._path.parent, error) from error
        except NotImplementedError as error:  # a file system without locks
            folder = str(self._path.parent)
            raise LocalTrouble("profile_unwritable", folder=folder, detail=str(error)) from error
        return True

    def release(self) -> None:
        """Give the lock back; nothing happens if it is not held."""
        if self.held:
            self._lock.release()
