"""The committed media files, and readers over bytes."""

import json
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"
EXPECTED: dict[str, dict[str, Any]] = json.loads((FIXTURES / "expected.json").read_text())
MOVIES = sorted(name for name in EXPECTED if name.endswith((".mp4", ".mov", ".m4a")))
RULES = Path(__file__).parents[3] / "resources" / "networks.toml"


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def free(length: int) -> bytes:
    """A box of nothing."""
    return length.to_bytes(4, "big") + b"free" + bytes(length - 8)


def padded(film: bytes, between: int, behind: int = 8) -> bytes:
    """The film with a longer index: so many bytes between its two tracks, and behind them."""
    moov = film.index(b"moov") - 4
    length = int.from_bytes(film[moov : moov + 4], "big")
    sound, end = film.rindex(b"trak") - 4, moov + length
    head = (length + between + behind).to_bytes(4, "big")
    tracks = film[moov + 4 : sound] + free(between) + film[sound:end]
    return film[:moov] + head + tracks + free(behind) + film[end:]


class BytesReader:
    """A ``Reader`` over bytes that counts; ``told`` False hides the size, as some servers do."""

    def __init__(self, data: bytes, *, told: bool = True) -> None:
        self._data = data
        self._told = told
        self.reads = 0
        self.bytes = 0

    @property
    def size(self) -> int | None:
        return len(self._data) if self._told else None

    async def read(self, offset: int, length: int) -> bytes:
        piece = self._data[offset : offset + length]
        self.reads += 1
        self.bytes += len(piece)
        return piece
