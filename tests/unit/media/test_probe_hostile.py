"""Foreign bytes never crash the probe, never make it read on and on, and always end in findings."""

import asyncio
import struct

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oktodesk.media.probe import Limits, ProbeResult, probe
from oktodesk.media.probe.fields import Bits, Fields
from oktodesk.media.probe.trouble import Damaged
from tests.unit.media.media_files import EXPECTED, BytesReader, fixture, padded

FILES = {name: fixture(name) for name in EXPECTED}


def box(code: str, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, code.encode()) + body


def look(data: bytes, *, told: bool = True) -> ProbeResult:
    reader = BytesReader(data, told=told)
    result = asyncio.run(probe(reader))
    limits = Limits()
    assert reader.reads <= limits.reads
    assert reader.bytes <= limits.bytes
    assert result.media is not None or result.findings
    return result


def ids(result: ProbeResult) -> set[str]:
    return {finding.id for finding in result.findings}


@settings(max_examples=300)
@given(st.sampled_from(sorted(FILES)), st.data(), st.booleans())
def test_mutated_files_end_in_findings(name: str, data: st.DataObject, told: bool) -> None:
    mutated = bytearray(FILES[name])
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(mutated) - 1))
        mutated[at] = data.draw(st.integers(0, 255))
    look(bytes(mutated), told=told)


@settings(max_examples=150)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_words_of_headers_swapped(name: str, data: st.DataObject) -> None:
    mutated = bytearray(FILES[name])
    at = data.draw(st.integers(0, len(mutated) - 4))
    mutated[at : at + 4] = data.draw(
        st.sampled_from([b"\0\0\0\0", b"\0\0\0\1", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"])
    )
    look(bytes(mutated))


@settings(max_examples=100)
@given(st.sampled_from(sorted(FILES)), st.data())
def test_cut_files_end_in_findings(name: str, data: st.DataObject) -> None:
    whole = FILES[name]
    look(whole[: data.draw(st.integers(0, len(whole)))])


@given(st.binary(max_size=400))
@example(b"")
@example(b"\0\0\0\x08ftyp")
@example(b"\0\0\0\x01ftypisom\0\0\0\0\0\0\0\x10\0\0\0\0moov")
def test_any_bytes_end_in_findings(data: bytes) -> None:
    look(data)
    look(b"\0\0\0\x10ftypisom\0\0\0\0" + data)
    look(b"\x89PNG\r\n\x1a\n" + data)
    look(b"\xff\xd8\xff" + data)
    look(b"GIF89a" + data)


@given(st.binary(max_size=40))
def test_bits_and_fields_complain_or_answer(data: bytes) -> None:
    bits, fields = Bits(data), Fields(data)
    for read in (bits.golomb, bits.signed_golomb, lambda: bits.unsigned(7), lambda: fields.unsigned(3)):
        try:
            while True:
                read()
        except Damaged:
            continue


def test_cut_off_upload_is_told() -> None:
    assert ids(look(FILES["h264_moov_last.mp4"][:3000])) == {"media_truncated"}
    whole = FILES["h264_faststart.mp4"]
    torn = look(whole[:-200])
    assert "media_truncated" in ids(torn)
    assert torn.media is not None


def test_endless_boxes_are_cut_short() -> None:
    result = look(box("ftyp", b"isom\0\0\0\0") + box("free") * 3_000 + box("moov"))
    assert ids(result) == {"media_probe_limited"}
    assert not result.complete


def test_many_tracks_are_cut_short() -> None:
    movie = FILES["h264_faststart.mp4"]
    start = movie.index(b"trak") - 4
    track = movie[start : start + struct.unpack(">I", movie[start : start + 4])[0]]
    header = movie[movie.index(b"mvhd") - 4 :][:108]
    header = header[:-4] + b"\xff\xff\xff\xff"
    assert ids(look(box("ftyp", b"isom\0\0\0\0") + box("moov", header, track * 80))) == {"media_probe_limited"}


def test_boxes_over_gaps_stay_within_the_reads() -> None:
    # Each box lies too far from the last for one read to hold both.
    far = b"".join(box("free", bytes(17_000)) for _ in range(100))
    assert ids(look(box("ftyp", b"isom\0\0\0\0") + far)) == {"media_probe_limited"}


def test_wide_sizes_and_boxes_to_the_end() -> None:
    movie = FILES["h264_faststart.mp4"]
    at = movie.index(b"mdat") - 4
    wide = struct.pack(">I4sQ", 1, b"mdat", len(movie) - at + 8) + movie[at + 8 :]
    to_the_end = struct.pack(">I4s", 0, b"mdat") + movie[at + 8 :]
    for data in (movie[:at] + wide, movie[:at] + to_the_end):
        media = look(data).media
        assert media is not None
        assert media.faststart is True


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "media_unreadable"),
        (b"PK\x03\x04" + bytes(100), "media_unreadable"),
        (FILES["other.webm"], "media_wrong_container"),
        (FILES["sound_only.m4a"], "media_no_video"),
        (FILES["h264_encrypted.mp4"], "media_encrypted"),
        (FILES["h264_moov_last.mp4"], "media_not_faststart"),
    ],
)
def test_what_is_wrong_is_told(data: bytes, problem: str) -> None:
    assert problem in ids(look(data))


@pytest.mark.parametrize("name", ["h264_faststart.mp4", "h264_moov_last.mp4", "h264_fragmented.mp4"])
def test_whichever_read_a_look_is_cut_short_at_what_is_kept_is_true(name: str) -> None:
    film = padded(FILES[name], 70_000) if "fragmented" not in name else FILES[name] + box("free", bytes(50_000))
    whole = look(film).media
    assert whole is not None
    kept = [asyncio.run(probe(BytesReader(film), limits=Limits(reads=reads))) for reads in range(8)]
    assert kept[0].media is None
    assert [each.complete for each in kept] == sorted(each.complete for each in kept)
    for each in kept:
        if each.media is not None:
            assert each.complete is ("media_probe_limited" not in ids(each))
            assert not (each.complete and each.media.partial)
            assert not ids(each) & {"media_no_video", "media_truncated", "media_unreadable"}
            for field in msgspec.structs.fields(each.media):
                value = getattr(each.media, field.name)
                assert field.name == "partial" or value in (None, getattr(whole, field.name)), field.name


def test_slow_reader_is_given_up() -> None:
    class Stuck(BytesReader):
        async def read(self, offset: int, length: int) -> bytes:
            await asyncio.Event().wait()
            return b""

    result = asyncio.run(probe(Stuck(b"x" * 100), limits=Limits(seconds=0.01)))
    assert ids(result) == {"media_probe_limited"}
