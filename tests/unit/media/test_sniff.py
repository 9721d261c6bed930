"""Files are known by their first bytes."""

import pytest

from oktodesk.media.probe import sniff
from tests.unit.media.media_files import fixture


@pytest.mark.parametrize(
    ("first", "mime_type"),
    [
        (fixture("h264_faststart.mp4")[:64], "video/mp4"),
        (fixture("quicktime.mov")[:64], "video/quicktime"),
        (fixture("sound_only.m4a")[:64], "audio/mp4"),
        (fixture("other.webm")[:64], "video/webm"),
        (fixture("picture.png"), "image/png"),
        (fixture("picture.jpg"), "image/jpeg"),
        (fixture("animation.gif")[:20], "image/gif"),
        (b"\0\0\0\x14ftyp3gp4", "video/3gpp"),
        (b"\0\0\0\x14ftypheic", "image/heic"),
        (b"\0\0\0\x08wide\0\0", "video/quicktime"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"\x1a\x45\xdf\xa3\0\0matroska", "video/x-matroska"),
        ((b"\x47" + bytes(187)) * 2, "video/mp2t"),
        ((bytes(4) + b"\x47" + bytes(187)) * 2, "video/mp2t"),
        (b"%PDF-1.7", "application/pdf"),
        (b"  \n<!doctype HTML><p>", "text/html"),
        (b"\xef\xbb\xbf<html lang=en>", "text/html"),
        (b"<!-- saved --><head>", "text/html"),
        (b'<?xml version="1.0"?><Error>', "application/xml"),
        (b'{"error": 1}', "application/json"),
        (b"PK\x03\x04", "application/zip"),
        (b"hello", ""),
        (b"", ""),
    ],
)
def test_known_beginnings(first: bytes, mime_type: str) -> None:
    assert sniff(first) == mime_type
