"""The certificate that nobody knows: what others read in it."""

import ssl
from datetime import UTC, datetime

import pytest

from oktodesk.api.issuer import issuer_name
from oktodesk.sandbox.certificate import ISSUER, Certificate, self_signed


def handshake(shown: Certificate, client: ssl.SSLContext, *, name: str = "127.0.0.1") -> None:
    """Both sides in memory, until the client has judged."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = shown.server_context().wrap_bio(to_server, to_client, server_side=True)
    asking = client.wrap_bio(to_client, to_server, server_hostname=name)
    for side in (asking, server, asking):
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            continue


def knowing(shown: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=shown.pem)
    return context


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_whoever_knows_it_trusts_it(name: str) -> None:
    shown = self_signed()

    handshake(shown, knowing(shown), name=name)


def test_whoever_does_not_know_it_refuses_it() -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(self_signed(), ssl.create_default_context())
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(self_signed(), knowing(self_signed()))


def test_it_is_for_no_other_name_and_no_other_day() -> None:
    shown = self_signed()
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch"):
        handshake(shown, knowing(shown), name="cdn.example")
    old = self_signed(datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        handshake(old, knowing(old))


def test_each_start_has_its_own_and_keeps_its_key_to_itself() -> None:
    one, other = self_signed(), self_signed()

    assert one.key != other.key
    assert issuer_name(one.certificate) == ISSUER
    assert repr(one.key) not in repr(one)
