"""Where the probe's bytes come from."""

import asyncio
from pathlib import Path
from typing import Protocol


class Reader(Protocol):
    """Random access to a file, here or far away."""

    @property
    def size(self) -> int | None:
        """The file's length in bytes; None: not known."""
        ...

    async def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only where the file ends."""
        ...


class FileReader:
    """A file on this computer."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size: int | None = None

    @property
    def size(self) -> int | None:
        """The file's length in bytes, taken once."""
        if self._size is None:
            self._size = self._path.stat().st_size
        return self._size

    async def read(self, offset: int, length: int) -> bytes:
        """Read from the disk, off the event loop's thread."""
        return await asyncio.to_thread(self._read, offset, length)

    def _read(self, offset: int, length: int) -> bytes:
        with self._path.open("rb") as file:
            file.seek(offset)
            return file.read(length)
