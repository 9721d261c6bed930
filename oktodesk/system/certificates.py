"""Which servers this computer trusts: the system's certificates, a company's own among them, and no others."""

import asyncio
import ssl
import sys
from typing import Self, cast

import truststore

_READ_AS_A_FILE = sys.platform not in {"win32", "darwin"}
"""Elsewhere the system itself judges each certificate; there is nothing to read."""


class SystemTrust(truststore.SSLContext):
    """The system's certificates, read once.

    truststore (0.10.5) reads them for every single connection: 37 ms on whichever thread makes it where they are
    one long file (measured on Debian 12 with ``SSL_CERT_FILE``), and that would be the window's. It can go when
    truststore reads once.
    """

    def __new__(cls) -> Self:
        """Whatever ssl needs to know is settled here."""
        return cast("Self", super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT))

    def __init__(self) -> None:
        super().__init__(ssl.PROTOCOL_TLS_CLIENT)
        self._is_read = False

    async def read(self) -> None:
        """Read the certificates in a thread, unless they are read. Raises ``OSError``."""
        if _READ_AS_A_FILE and not self._is_read:
            unused = ssl.MemoryBIO()
            await asyncio.to_thread(self.wrap_bio, unused, unused, server_hostname="localhost")

    def read_again(self) -> None:
        """Read them anew for the next connection: somebody may have installed the one that was missing."""
        self._is_read = False

    def wrap_bio(
        self,
        incoming: ssl.MemoryBIO,
        outgoing: ssl.MemoryBIO,
        server_side: bool = False,  # noqa: FBT001, FBT002 - the signature of ssl.SSLContext
        server_hostname: str | None = None,
        session: ssl.SSLSession | None = None,
    ) -> ssl.SSLObject:
        """What asyncio calls for each connection."""
        if self._is_read:
            return self._ctx.wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        wrapped = super().wrap_bio(incoming, outgoing, server_side, server_hostname, session)
        self._is_read = _READ_AS_A_FILE
        return wrapped
