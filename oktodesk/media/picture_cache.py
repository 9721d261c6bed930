"""Pictures kept on disk, so that a list is complete at once the next day; the oldest go where it is too much."""

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from oktodesk.system.private_files import make_private_folder

MOST_BYTES = 64 * 1024 * 1024
SWEEP_TO = 0.8
"""A sweep goes down to this share of the cap, so that not every picture brings one."""


class PictureCache:
    """One file per picture, named by its address; a file that is read counts as new. Disk trouble: no picture.

    Its methods block on the disk, so they are called on threads, from several at once.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes

    def read(self, url: str) -> bytes | None:
        """The picture that was kept for an address."""
        path = self._path(url)
        try:
            content = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return content

    def keep(self, url: str, content: bytes) -> None:
        """Keep a picture; whole or not at all."""
        with contextlib.suppress(OSError):
            make_private_folder(self._folder)
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(self._path(url))
            self._sweep()

    def _sweep(self) -> None:
        kept = [(status.st_mtime, status.st_size, path) for path, status in self._files()]
        total = sum(size for _, size, _ in kept)
        if total <= self._most_bytes:
            return
        for _, size, path in sorted(kept):
            path.unlink(missing_ok=True)
            total -= size
            if total <= self._most_bytes * SWEEP_TO:
                return

    def _files(self) -> list[tuple[Path, os.stat_result]]:
        with os.scandir(self._folder) as entries:
            return [(Path(entry.path), entry.stat()) for entry in entries if entry.is_file()]

    def _path(self, url: str) -> Path:
        # The address may hold what opens the file, so it is not written down.
        return self._folder / hashlib.sha256(url.encode()).hexdigest()
