"""Which files other processes have open: a lock that they share, and that one can have alone.

The operating system holds it, so that it can't go stale: a process that is killed is counted no more.
"""

import os
import sys
from pathlib import Path


class InUseLock:
    """Made for one user of the files; ``share`` and ``take`` don't wait. Both raise ``OSError``.

    On Windows it does nothing: a file that another process has open can't be moved there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def share(self) -> bool:
        """Say that the files are in use here; False: another process has them alone."""
        return self._lock(alone=False)

    def take(self) -> bool:
        """Have the files alone; False: they are in use elsewhere, and then not said to be in use here either."""
        return self._lock(alone=True)

    def release(self) -> None:
        """The files are in use here no more. May be called twice."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def _lock(self, *, alone: bool) -> bool:
        if sys.platform == "win32":
            return True
        import fcntl  # noqa: PLC0415 - not there on Windows

        if self._descriptor is None:
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
