"""The system's certificates: the same verdict as ever, without reading them for each connection."""

import asyncio
import contextlib
import importlib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from oktodesk.system.certificates import SystemTrust

SELF_SIGNED = Path(__file__).parents[1] / "api" / "data" / "self_signed_for_tests.pem"


def shake_hands(trust: SystemTrust, host: str = "localhost") -> None:
    """A handshake in memory with a server that shows the self-signed certificate. Raises ``ssl.SSLError``."""
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(SELF_SIGNED)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trust.wrap_bio(back, there, server_hostname=host)
    server = serving.wrap_bio(there, back, server_side=True)
    for side in (client, server, client, server):
        with contextlib.suppress(ssl.SSLWantReadError):
            side.do_handshake()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """How often truststore configured a context with the system's certificates."""
    counted: list[object] = []
    api = importlib.import_module("truststore._api")
    genuine = api._configure_context

    @contextlib.contextmanager
    def counting(context: ssl.SSLContext) -> Iterator[None]:
        counted.append(context)
        with genuine(context):
            yield

    monkeypatch.setattr(api, "_configure_context", counting)
    return counted


@pytest.mark.skipif("sys.platform in ('win32', 'darwin')", reason="the system judges each certificate there")
def test_certificates_are_read_once_and_again_on_request(readings: list[object]) -> None:
    trust = SystemTrust()
    asyncio.run(trust.read())
    for _ in range(3):
        trust.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    asyncio.run(trust.read())
    assert len(readings) == 1

    trust.read_again()
    trust.wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(), server_hostname="localhost")
    assert len(readings) == 2


def test_nobody_is_trusted_the_second_time_either() -> None:
    trust = SystemTrust()
    for _ in range(2):
        with pytest.raises(ssl.SSLCertVerificationError):
            shake_hands(trust)


@pytest.mark.skipif("sys.platform in ('win32', 'darwin')", reason="SSL_CERT_FILE is OpenSSL's")
def test_a_certificate_that_was_installed_meanwhile_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    trust = SystemTrust()
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(trust)

    monkeypatch.setenv("SSL_CERT_FILE", str(SELF_SIGNED))
    trust.read_again()
    for _ in range(2):
        shake_hands(trust)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(trust, "oktopost.example")
