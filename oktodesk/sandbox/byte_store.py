"""Fetched bytes on disk, up to a cap. Beyond it they are counted, and only a file's end is held for the probe."""

from collections import deque
from pathlib import Path

from oktodesk.sandbox import ids

TAIL_BYTES = 16 * 1024**2
"""How much of the end is held of a file that is not stored: enough for the index of a film of some hours."""


class ByteStore:
    """The folder of fetched bytes and what it still has room for."""

    def __init__(self, folder: Path, *, cap_bytes: int) -> None:
        self._folder = folder
        self._room = cap_bytes - sum(path.stat().st_size for path in folder.iterdir())

    def part(self, number: int, *, kept: int) -> "Part":
        """The bytes fetched so far of an upload's file; what lies behind ``kept`` is fetched again."""
        return Part(self, self._folder / f"{ids.id_of(ids.UPLOAD, number)}.part", kept)

    def path_of(self, media_number: int) -> Path:
        """Where a medium's bytes are, if they are stored."""
        return self._folder / f"{ids.id_of(ids.MEDIA, media_number)}.bin"

    def take_room(self, size: int) -> bool:
        """Reserve room for some bytes, if there is."""
        if size > self._room:
            return False
        self._room -= size
        return True

    def give_back(self, size: int) -> None:
        """Free room."""
        self._room += size


class Part:
    """A file while it is fetched. Also a ``Reader`` for the probe: what was not stored reads as zeros."""

    def __init__(self, store: ByteStore, path: Path, kept: int) -> None:
        self._store = store
        self._path = path
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        before = self._file.seek(0, 2)
        self._stored = self._file.truncate(min(before, kept))
        store.give_back(before - self._stored)
        self._tail: deque[tuple[int, bytes]] = deque()
        self._end = kept

    @property
    def size(self) -> int:
        """How many bytes came in, stored or not."""
        return self._end

    @property
    def whole(self) -> bool:
        """Whether every byte is stored."""
        return self._stored == self._end

    def rewind(self, offset: int) -> None:
        """The bytes from ``offset`` on come again."""
        if offset < self._stored:
            self._store.give_back(self._stored - offset)
            self._stored = self._file.truncate(offset)
        self._tail = deque((start, data) for start, data in self._tail if start + len(data) <= offset)
        self._end = offset

    def append(self, data: bytes) -> None:
        """The next bytes."""
        if self.whole and self._store.take_room(len(data)):
            self._file.seek(self._stored)
            self._file.write(data)
            self._stored += len(data)
        else:
            self._tail.append((self._end, data))
            while self._tail and self._tail[0][0] < self._end - TAIL_BYTES:
                self._tail.popleft()
        self._end += len(data)

    async def read(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``; fewer only at the end."""
        wanted = bytearray(max(0, min(length, self._end - offset)))
        if offset < self._stored:
            self._file.seek(offset)
            found = self._file.read(min(len(wanted), self._stored - offset))
            wanted[: len(found)] = found
        for start, data in self._tail:
            first, last = max(start, offset), min(start + len(data), offset + len(wanted))
            if first < last:
                wanted[first - offset : last - offset] = data[first - start : last - start]
        return bytes(wanted)

    def keep_as(self, media_number: int) -> None:
        """Make it the file of a medium; without all of its bytes it would not be one, and is dropped."""
        if not self.whole:
            self.drop()
            return
        self._file.close()
        self._path.replace(self._store.path_of(media_number))

    def drop(self) -> None:
        """Remove what is stored."""
        self._store.give_back(self._stored)
        self.close()
        self._path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file; a later start goes on with it."""
        self._file.close()
