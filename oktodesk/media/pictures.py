"""Fetches pictures that are only to be looked at: bounded, with nobody's credentials, decoded by the window."""

import asyncio

import httpx

from oktodesk.media.fetching.asking import MAX_BYTES, Asker
from oktodesk.media.fetching.clients import Clients
from oktodesk.media.fetching.gate import Gate
from oktodesk.media.fetching.reach import Reach, Resolve
from oktodesk.media.fetching.trouble import FetchTrouble
from oktodesk.media.picture_cache import PictureCache
from oktodesk.system.clock import Clock

FETCH_LIMIT_S = 10.0
PICTURE_BYTES = MAX_BYTES - 1
"""Larger pictures are not shown."""
_SIGNS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


class Pictures:
    """``reachable_private``: pictures on this computer and its network are fine, as for a local Oktopost."""

    def __init__(
        self,
        *,
        clock: Clock,
        reachable_private: bool = False,
        trust_env: bool = True,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve | None = None,
        cache: PictureCache | None = None,
    ) -> None:
        self._cache = cache
        self._clients = Clients(trust_env=trust_env, transport=transport)
        self._reach = Reach(clock=clock, private_allowed=reachable_private, trust_env=trust_env, resolve=resolve)
        self._gate = Gate(hosts=2, each=1)

    async def fetch(self, url: str) -> bytes | None:
        """A PNG, JPEG or GIF, whole; None where there is none, or a larger one. Never raises for a server."""
        kept = await asyncio.to_thread(self._cache.read, url) if self._cache else None
        if kept is not None and kept.startswith(_SIGNS):  # a power cut leaves files without what was in them
            return kept
        fetched = await self._ask(url)
        if fetched is not None and self._cache:
            await asyncio.to_thread(self._cache.keep, url, fetched)
        return fetched

    async def _ask(self, url: str) -> bytes | None:
        asker = Asker(clients=self._clients, gate=self._gate, reach=self._reach)
        try:
            async with asyncio.timeout(FETCH_LIMIT_S):
                answer = await asker.part(url, 0, PICTURE_BYTES)
        except (FetchTrouble, TimeoutError):
            return None
        if not answer.ok or answer.encoded or len(answer.body) >= PICTURE_BYTES:
            return None
        return answer.body if answer.body.startswith(_SIGNS) else None

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.aclose()
