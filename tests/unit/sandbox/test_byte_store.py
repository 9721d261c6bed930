import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.sandbox import byte_store
from oktodesk.sandbox.byte_store import ByteStore

WHOLE = bytes(range(256)) * 4


def read(part: byte_store.Part, offset: int, length: int) -> bytes:
    return asyncio.run(part.read(offset, length))


@given(
    pieces=st.lists(st.integers(1, 200), min_size=1, max_size=8),
    offset=st.integers(0, 1200),
    length=st.integers(0, 400),
    cap=st.sampled_from([0, 64, 300, 10_000]),
)
def test_whatever_fits_or_not_it_is_read_as_it_came(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[int], offset: int, length: int, cap: int
) -> None:
    store = ByteStore(tmp_path_factory.mktemp("bytes"), cap_bytes=cap)
    part = store.part(1, kept=0)
    for size in pieces:
        part.append(WHOLE[part.size : part.size + size])
    came = part.size

    # Nothing here is longer than what is held of an end, so no byte is missing.
    assert read(part, offset, length) == WHOLE[:came][offset : offset + length]
    assert part.whole == (came <= cap)
    part.close()


def test_beyond_the_cap_only_the_end_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byte_store, "TAIL_BYTES", 100)
    store = ByteStore(tmp_path, cap_bytes=50)
    part = store.part(1, kept=0)
    for start in range(0, 1000, 50):
        part.append(WHOLE[start : start + 50])

    assert read(part, 0, 50) == WHOLE[:50]
    assert read(part, 900, 200) == WHOLE[900:1000]
    assert read(part, 400, 50) == bytes(50)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) == 50
    part.drop()


def test_a_restart_goes_on_behind_what_was_kept(tmp_path: Path) -> None:
    first = ByteStore(tmp_path, cap_bytes=1000).part(1, kept=0)
    first.append(WHOLE[:300])
    first.close()

    again = ByteStore(tmp_path, cap_bytes=1000).part(1, kept=200)
    assert again.size == 200
    again.append(WHOLE[200:400])

    assert read(again, 0, 500) == WHOLE[:400]
    assert again.whole
    again.close()


def test_bytes_that_come_again_replace_the_first_ones(tmp_path: Path) -> None:
    part = ByteStore(tmp_path, cap_bytes=1000).part(1, kept=0)
    part.append(b"a" * 10)
    part.append(b"broken")
    part.rewind(10)
    part.append(b"mended")

    assert read(part, 0, 99) == b"a" * 10 + b"mended"
    part.close()


def test_a_whole_file_becomes_a_medium_and_keeps_its_room(tmp_path: Path) -> None:
    store = ByteStore(tmp_path, cap_bytes=100)
    part = store.part(1, kept=0)
    part.append(b"x" * 80)

    part.keep_as(7)

    assert store.path_of(7).read_bytes() == b"x" * 80
    assert not store.take_room(21)
    assert not ByteStore(tmp_path, cap_bytes=100).take_room(21)
    assert store.take_room(20)


@pytest.mark.parametrize("size", [80, 120])
def test_what_is_dropped_gives_its_room_back(tmp_path: Path, size: int) -> None:
    store = ByteStore(tmp_path, cap_bytes=100)
    part = store.part(1, kept=0)
    part.append(b"x" * size)

    if size > 100:
        part.keep_as(7)
    else:
        part.drop()

    assert list(tmp_path.iterdir()) == []
    assert store.take_room(100)
