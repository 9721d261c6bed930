"""Who signed the certificate that we refused: the one fact a company's IT needs.

The failed handshake doesn't tell, so a second one is made that only looks at the certificate. It checks nothing,
carries nothing, and is closed at once; no request ever goes over such a connection.
"""

import asyncio
import contextlib
import ssl
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from oktodesk.api.translate import UNKNOWN_ISSUER

_TIME_OUT_S = 5.0
_PROXY_PORT = 80
_COMMON_NAME, _ORGANISATION = b"\x55\x04\x03", b"\x55\x04\x0a"  # OIDs 2.5.4.3 and 2.5.4.10
_TEXT_TAGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1E: "utf-16-be"}
_SEQUENCE, _CONTEXT_0 = 0x30, 0xA0


async def issuer_of(host: str, port: int) -> str:
    """The issuer named in the certificate that ``host`` shows to this computer; ``unknown`` if it can't be had."""
    with contextlib.suppress(OSError, TimeoutError, ValueError, EOFError, asyncio.LimitOverrunError):
        async with asyncio.timeout(_TIME_OUT_S):
            return issuer_name(await _certificate(host, port)) or UNKNOWN_ISSUER
    return UNKNOWN_ISSUER


def issuer_name(certificate: bytes) -> str:
    """``Organisation, Common name`` of the issuer of a DER certificate; empty if it names none.

    Raises ``ValueError`` for what is no certificate.
    """
    _, body = next(_elements(certificate), (0, b""))
    _, to_be_signed = next(_elements(body), (0, b""))
    fields = [value for tag, value in _elements(to_be_signed) if tag != _CONTEXT_0]  # [0] is the version
    if len(fields) < 3:
        raise ValueError("not a certificate")
    _serial, _algorithm, issuer, *_ = fields
    names = dict(_names(issuer))
    return ", ".join(dict.fromkeys(names[oid] for oid in (_ORGANISATION, _COMMON_NAME) if names.get(oid)))


async def _certificate(host: str, port: int) -> bytes:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    writer = await _connected(host, port, context)
    try:
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        return bytes(shown or b"")
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _connected(host: str, port: int, context: ssl.SSLContext) -> asyncio.StreamWriter:
    """As requests go: through the system's proxy, which may be the one that shows a certificate of its own."""
    proxy = _proxy_for(host)
    if proxy is None:
        _, writer = await asyncio.open_connection(host, port, ssl=context, server_hostname=host)
        return writer
    reader, writer = await asyncio.open_connection(*proxy)
    try:
        writer.write(f"CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        _check_passage(await reader.readuntil(b"\r\n\r\n"))
        await writer.start_tls(context, server_hostname=host)
    except BaseException:
        writer.close()
        raise
    return writer


def _check_passage(answer: bytes) -> None:
    if answer.split(b" ", 2)[1:2] != [b"200"]:
        raise ConnectionRefusedError("the proxy lets nobody through")


def _proxy_for(host: str) -> tuple[str, int] | None:
    """Host and port of a proxy that speaks plainly itself; None: there is none on the way to ``host``."""
    proxies = urllib.request.getproxies()
    proxy = urlsplit(proxies.get("https") or proxies.get("all") or "")
    if proxy.scheme != "http" or not proxy.hostname or _is_here(host) or urllib.request.proxy_bypass(host):
        return None
    return proxy.hostname, proxy.port or _PROXY_PORT


def _is_here(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _names(issuer: bytes) -> Iterator[tuple[bytes, str]]:
    for _, relative in _elements(issuer):
        for tag, attribute in _elements(relative):
            parts = list(_elements(attribute)) if tag == _SEQUENCE else []
            if len(parts) == 2:
                (_, oid), (text_tag, text) = parts
                yield oid, text.decode(_TEXT_TAGS.get(text_tag, "latin-1"), "replace")


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    # The tag-length-value elements of DER, one level deep.
    at = 0
    while at + 2 <= len(data):
        tag, length = data[at], data[at + 1]
        at += 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[at : at + size], "big")
            at += size
        if at + length > len(data):
            raise ValueError("cut short")
        yield tag, data[at : at + length]
        at += length
