"""A certificate that nobody knows, made at start: what a company's inspecting proxy or a forged server shows.

Python's standard library makes none, and no dependency that every platform has does, hence the few lines of
P-256 and DER. The key lives as long as the sandbox and protects nothing: nobody is meant to trust it.
"""

import hashlib
import secrets
import ssl
import tempfile
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

ISSUER = "oktodesk practice, unknown issuer"
_VALID = timedelta(days=2)

# The curve NIST P-256: y² = x³ - 3x + b modulo P, with N points from G on.
_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_Point = tuple[int, int] | None

_SEQUENCE, _SET, _INTEGER, _BITS, _OCTETS, _OID, _UTF8, _TIME = 0x30, 0x31, 0x02, 0x03, 0x04, 0x06, 0x0C, 0x17
_EC_KEY = bytes.fromhex("2a8648ce3d0201")
_CURVE = bytes.fromhex("2a8648ce3d030107")
_ECDSA_SHA256 = bytes.fromhex("2a8648ce3d040302")
_COMMON_NAME, _ALT_NAMES = bytes.fromhex("550403"), bytes.fromhex("551d11")


class Certificate(msgspec.Struct, frozen=True):
    """A self-signed certificate for this computer."""

    certificate: bytes
    """DER."""
    key: bytes
    """DER; secret for as long as it lives, and kept out of ``repr``."""

    def __repr__(self) -> str:
        return f"Certificate({len(self.certificate)} bytes)"

    @property
    def pem(self) -> str:
        """The certificate as text."""
        return _pem("CERTIFICATE", self.certificate)

    def server_context(self) -> ssl.SSLContext:
        """What a server needs to show it. ``ssl`` reads it only from a file, which is gone right after."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory(prefix="oktodesk-") as folder:
            path = Path(folder) / "shown.pem"
            path.touch(0o600)
            path.write_text(self.pem + _pem("EC PRIVATE KEY", self.key))
            context.load_cert_chain(path)
        return context


def self_signed(now: datetime | None = None) -> Certificate:
    """A new certificate for ``127.0.0.1`` and ``localhost``, valid for a day around now."""
    secret = secrets.randbelow(_N - 1) + 1
    public = b"\x04" + b"".join(each.to_bytes(32, "big") for each in _times(secret, _G) or ())
    body = _body(public, now or datetime.now(UTC))
    algorithm = _der(_SEQUENCE, _der(_OID, _ECDSA_SHA256))
    signature = _der(_BITS, b"\0" + _signature(secret, body))
    key = _der(
        _SEQUENCE,
        _number(1) + _der(_OCTETS, secret.to_bytes(32, "big")) + _der(0xA0, _der(_OID, _CURVE)),
    )
    return Certificate(_der(_SEQUENCE, body + algorithm + signature), key)


def _body(public: bytes, now: datetime) -> bytes:
    name = _der(_OID, _COMMON_NAME) + _der(_UTF8, ISSUER.encode())
    issuer = _der(_SEQUENCE, _der(_SET, _der(_SEQUENCE, name)))
    until = b"".join(_der(_TIME, f"{at:%y%m%d%H%M%S}Z".encode()) for at in (now - _VALID / 2, now + _VALID / 2))
    holder = _der(_SEQUENCE, _der(_OID, _EC_KEY) + _der(_OID, _CURVE))
    names = _der(_SEQUENCE, _der(0x82, b"localhost") + _der(0x87, bytes((127, 0, 0, 1))))
    extension = _der(_SEQUENCE, _der(_OID, _ALT_NAMES) + _der(_OCTETS, names))
    return _der(
        _SEQUENCE,
        _der(0xA0, _number(2))  # version 3
        + _number(secrets.randbits(63) + 1)
        + _der(_SEQUENCE, _der(_OID, _ECDSA_SHA256))
        + issuer
        + _der(_SEQUENCE, until)
        + issuer
        + _der(_SEQUENCE, holder + _der(_BITS, b"\0" + public))
        + _der(0xA3, _der(_SEQUENCE, extension)),
    )


def _signature(secret: int, message: bytes) -> bytes:
    digest = int.from_bytes(hashlib.sha256(message).digest(), "big")
    while True:
        once = secrets.randbelow(_N - 1) + 1
        point = _times(once, _G)
        r = point[0] % _N if point else 0
        s = pow(once, -1, _N) * (digest + r * secret) % _N
        if r and s:
            return _der(_SEQUENCE, _number(r) + _number(s))


def _times(factor: int, point: _Point) -> _Point:
    total: _Point = None
    while factor:
        if factor & 1:
            total = _sum(total, point)
        point = _sum(point, point)
        factor >>= 1
    return total


def _sum(one: _Point, other: _Point) -> _Point:
    if one is None or other is None:
        return one or other
    (x1, y1), (x2, y2) = one, other
    if x1 == x2 and (y1 + y2) % _P == 0:
        return None
    steep = (3 * x1 * x1 - 3) * pow(2 * y1, -1, _P) if one == other else (y2 - y1) * pow(x2 - x1, -1, _P)
    x = (steep * steep - x1 - x2) % _P
    return x, (steep * (x1 - x) - y1) % _P


def _number(value: int) -> bytes:
    return _der(_INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def _pem(kind: str, der: bytes) -> str:
    return f"-----BEGIN {kind}-----\n{encodebytes(der).decode()}-----END {kind}-----\n"
