"""The two HTTP clients: one for the world, with the system's proxy and certificates, one for this computer."""

import contextlib
import importlib
from http.cookiejar import CookieJar
from typing import Any

import httpx

from oktodesk import __version__
from oktodesk.media.fetching.reach import is_here
from oktodesk.system.async_library import settle_async_library
from oktodesk.system.certificates import SystemTrust

TIME_OUT = httpx.Timeout(connect=5.0, read=6.0, write=5.0, pool=15.0)
LIMITS = httpx.Limits(max_connections=24, max_keepalive_connections=12, keepalive_expiry=5.0)
HEADERS = {
    "User-Agent": f"oktodesk/{__version__}",
    "Accept": "*/*",
    "Accept-Encoding": "identity",
}
"""No compression: a range counts bytes of the file, and nothing here may be unpacked."""

LATE_MODULES = ("anyio.streams.tls", "anyio._backends._asyncio")
"""What httpx's parts import only when they first connect: a tenth of a second, too long for a window."""


class _NoCookies(CookieJar):
    """Takes none. A policy that says so is only asked once every header was read a second time."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """Leave them where they are."""


class Clients:
    """Makes each client when it is first needed. Neither keeps cookies, because Oktopost would have none."""

    def __init__(self, *, trust_env: bool, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._trust_env = trust_env
        self._transport = transport
        self._world: httpx.AsyncClient | None = None
        self._here: httpx.AsyncClient | None = None

    def for_host(self, host: str) -> httpx.AsyncClient:
        """The client that may talk to ``host``."""
        if is_here(host):
            self._here = self._here or self._make(trust_env=False)
            return self._here
        self._world = self._world or self._make(trust_env=self._trust_env)
        return self._world

    def prepare(self) -> None:
        """Make both clients now: reading certificates for the first takes a tenth of a second, as do imports."""
        for name in LATE_MODULES:
            with contextlib.suppress(ImportError):  # moved: then the first check takes longer, no more
                importlib.import_module(name)
        self.for_host("127.0.0.1")
        self._world = self._world or self._make(trust_env=self._trust_env)

    async def aclose(self) -> None:
        """Close what was made."""
        for client in (self._world, self._here):
            if client is not None:
                await client.aclose()

    def _make(self, *, trust_env: bool) -> httpx.AsyncClient:
        settle_async_library()
        return httpx.AsyncClient(
            headers=HEADERS,
            cookies=_NoCookies(),
            timeout=TIME_OUT,
            limits=LIMITS,
            follow_redirects=False,
            trust_env=trust_env,
            verify=SystemTrust(),
            transport=self._transport,
        )
