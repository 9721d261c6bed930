"""Reading the issuer out of a certificate that nobody vouches for."""

import asyncio
import ssl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oktodesk.api import issuer
from oktodesk.api.issuer import issuer_name, issuer_of
from tests.unit.api.servers import SELF_SIGNED, serving, silent

PEM = SELF_SIGNED.read_text()
DER = ssl.PEM_cert_to_DER_cert(PEM[PEM.index("-----BEGIN CERT") :].strip())


def test_organisation_and_common_name() -> None:
    assert issuer_name(DER) == "Example Corp Ürün, Corporate Proxy CA"


@given(st.integers(0, len(DER) - 1))
def test_a_cut_certificate_is_reported(length: int) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        issuer_name(DER[:length])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_reported(data: bytes) -> None:
    try:
        issuer_name(data)
    except ValueError:
        return


def test_it_looks_and_sends_nothing() -> None:
    async def main() -> str:
        async with serving(silent, tls=True) as port:
            return await issuer_of("127.0.0.1", port)

    assert asyncio.run(main()) == "Example Corp Ürün, Corporate Proxy CA"


def test_without_tls_the_issuer_is_unknown() -> None:
    async def main() -> str:
        async with serving(greeting) as port:
            return await issuer_of("127.0.0.1", port)

    assert asyncio.run(main()) == "unknown"


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuer, "_TIME_OUT_S", 0.5)  # not over before the server has the connection

    async def main() -> str:
        async with serving(silent) as port:
            return await issuer_of("127.0.0.1", port)

    assert asyncio.run(main()) == "unknown"


@pytest.mark.parametrize(
    ("status", "issuer_shown"), [(200, "Example Corp Ürün, Corporate Proxy CA"), (407, "unknown"), (0, "unknown")]
)
def test_behind_a_proxy_it_is_the_certificate_that_comes_through_it(
    monkeypatch: pytest.MonkeyPatch, status: int, issuer_shown: str
) -> None:
    asked: list[bytes] = []

    async def main() -> str:
        async with serving(silent, tls=True) as behind:

            async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                asked.append(await reader.readuntil(b"\r\n\r\n"))
                if not status:
                    return  # hangs up
                writer.write(b"HTTP/1.1 %d Said\r\n\r\n" % status)
                await writer.drain()
                if status == 200:
                    there, onward = await asyncio.open_connection("127.0.0.1", behind)
                    await asyncio.gather(carried(reader, onward), carried(there, writer))

            async with serving(proxy) as port:
                monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
                return await issuer_of("files.acme.example", 443)

    assert asyncio.run(main()) == issuer_shown
    assert asked == [b"CONNECT files.acme.example:443 HTTP/1.1\r\nHost: files.acme.example:443\r\n\r\n"]


async def carried(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(4096):
            writer.write(data)
    except ConnectionError:
        return
    finally:
        writer.close()


async def greeting(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Speaks first and without TLS, as a mail server does."""
    writer.write(b"220 ready\r\n")
    await writer.drain()
