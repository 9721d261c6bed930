"""How many times, and how many at once, the probe goes to a file."""

import asyncio

import pytest

from oktodesk.media.probe import Sight, probe
from oktodesk.media.probe import look as look_module
from tests.unit.media.media_files import fixture, free, padded

MOOV_FIRST, MOOV_LAST = fixture("h264_faststart.mp4"), fixture("h264_moov_last.mp4")


class Far:
    """A file whose reads take a turn each; ``turns`` holds what was on its way at once."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._turn: asyncio.Event | None = None
        self.turns: list[list[tuple[int, int]]] = []

    @property
    def size(self) -> int:
        return len(self._content)

    async def read(self, offset: int, length: int) -> bytes:
        if self._turn is None:
            self._turn = asyncio.Event()
            self.turns.append([])
            asyncio.get_running_loop().call_later(0.01, self._end_turn)
        self.turns[-1].append((offset, length))
        await self._turn.wait()
        return self._content[offset : offset + length]

    def _end_turn(self) -> None:
        assert self._turn is not None
        self._turn.set()
        self._turn = None


def look(film: bytes) -> list[list[int]]:
    """What was read in each turn: offsets."""
    far = Far(film)
    result = asyncio.run(probe(far))
    assert result.media is not None
    assert (result.media.video_codec, result.media.audio_codec) == ("h264", "aac")
    return [[offset for offset, _ in turn] for turn in far.turns]


def test_what_stands_behind_a_long_index_is_read_beside_its_second_track() -> None:
    film = padded(MOOV_FIRST, 200_000) + bytes(100_000)
    sound, behind = film.rindex(b"trak") - 4, film.rindex(b"free") - 4
    first, beside = look(film)
    assert first == [0]
    assert sorted(beside) == [sound, behind]


def with_long_picture(film: bytes, longer: int) -> bytes:
    """The film with so much more at the end of its first track, and of what stands behind the index."""
    moov, picture, sound = film.index(b"moov") - 4, film.index(b"trak") - 4, film.rindex(b"trak") - 4
    index, track = (int.from_bytes(film[at : at + 4], "big") + longer for at in (moov, picture))
    heads = index.to_bytes(4, "big") + film[moov + 4 : picture] + track.to_bytes(4, "big")
    return film[:moov] + heads + film[picture + 4 : sound] + free(longer) + film[sound:] + bytes(longer)


def test_a_second_track_is_asked_for_before_the_first_is_worked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    far, sight, asked = Far(with_long_picture(MOOV_FIRST, 200_000)), Sight(), list[int]()
    monkeypatch.setattr(sight, "saw", lambda _: asked.append(sum(map(len, far.turns))))
    asyncio.run(probe(far, sight=sight))
    assert asked[0] == 3, "the beginning, what is behind the index, and the sound"


def test_the_rest_of_a_short_index_comes_in_one_go() -> None:
    film = padded(MOOV_FIRST, 30_000, 15_000) + bytes(100_000)
    assert [len(turn) for turn in look(film)] == [1, 1]


def test_a_short_index_at_the_end_comes_in_one_go() -> None:
    film = padded(MOOV_LAST, 25_000)
    cut = film.rindex(b"moov") - 4
    assert [len(turn) for turn in look(film[:cut] + free(100_000) + film[cut:])] == [1, 1]


def test_the_end_of_a_file_is_read_beside_what_is_no_index_behind_its_data(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(look_module, "LONGEST_INDEX_BYTES", 50_000)
    cut = MOOV_LAST.rindex(b"moov") - 4
    film = MOOV_LAST[:cut] + free(50_000) + free(50_000) + MOOV_LAST[cut:]
    first, beside, *more = look(film)
    assert first == [0]
    assert sorted(beside) == [cut + 50_000, len(film) - 24 * 1024]
    assert more == []
