"""What a file is, by its first bytes: what the server calls it may be wrong, and often is."""

import re

SNIFF_BYTES = 512
ISO_BRANDS = {
    "qt  ": "video/quicktime", "M4A ": "audio/mp4", "M4B ": "audio/mp4", "heic": "image/heic",
    "heix": "image/heic", "mif1": "image/heif", "avif": "image/avif", "avis": "image/avif",
    "crx ": "image/x-canon-cr3", "f4v ": "video/x-f4v",
}  # fmt: skip
OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-wmv"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (b"OggS", "video/ogg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
)
RIFF = {b"AVI ": "video/x-msvideo", b"WEBP": "image/webp", b"WAVE": "audio/wav"}
TRANSPORT_PACKETS = ((0, 188), (4, 192))
"""Where the first sync byte stands, and how far the next one: as broadcast, and as cameras keep it."""
HTML = re.compile(
    rb"(?i)^(?:(?><!--.*?-->)\s*+)*+<(!doctype\s+html|html|head|body|script|title|meta)[\s>]", re.DOTALL
)
"""A comment ends where it ends: tried in every other way too, seventy of them would take for ever."""


def sniff(first: bytes) -> str:
    """The MIME type that the first bytes (``SNIFF_BYTES`` are enough) show; ``""`` if they show none."""
    for signature, mime_type in SIGNATURES:
        if first.startswith(signature):
            return mime_type
    return _iso(first) or _container(first) or _text(first)


def _iso(first: bytes) -> str:
    if first[4:8] == b"ftyp":
        usual = "video/3gpp" if first[8:10] == b"3g" else "video/mp4"
        return ISO_BRANDS.get(first[8:12].decode("latin-1"), usual)
    return "video/quicktime" if first[4:8] in OLD_QUICKTIME else ""


def _container(first: bytes) -> str:
    if first[:4] == b"RIFF":
        return RIFF.get(first[8:12], "")
    if first[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in first[:64] else "video/x-matroska"
    return "video/mp2t" if any(_is_transport_stream(first, *each) for each in TRANSPORT_PACKETS) else ""


def _is_transport_stream(first: bytes, at: int, length: int) -> bool:
    return len(first) > at + length and first[at] == first[at + length] == 0x47


def _text(first: bytes) -> str:
    plain = first.removeprefix(b"\xef\xbb\xbf").lstrip()
    if HTML.match(plain):
        return "text/html"
    if plain.startswith((b"<?xml", b"<svg")):
        return "image/svg+xml" if b"<svg" in plain else "application/xml"
    if plain.startswith((b"{", b"[")) and b'"' in plain:
        return "application/json"
    return ""
