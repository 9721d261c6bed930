"""Whether Oktopost, which comes from the internet, can reach an address; judged before any request is made."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
import urllib.request
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from oktodesk.media.fetching.trouble import from_lookup, trouble
from oktodesk.problems import Severity
from oktodesk.system.clock import Clock

Resolve = Callable[[str], Awaitable[list[str]]]
"""All addresses of a host name; raises ``OSError``."""

LOCAL_ENDINGS = (
    ".local",
    ".localhost",
    ".internal",
    ".intranet",
    ".lan",
    ".home",
    ".corp",
    ".private",
    ".home.arpa",
)
LOOKUP_LIMIT_S = 5.0
REMEMBERED_S = 60.0


class Reach:
    """Judges hosts. Behind a proxy names are not resolved here: that would say nothing."""

    def __init__(
        self, *, clock: Clock, private_allowed: bool, trust_env: bool, resolve: Resolve | None = None
    ) -> None:
        self._clock = clock
        self._private_allowed = private_allowed
        self._trust_env = trust_env
        self._resolve = resolve or _resolve
        self._public: dict[str, float] = {}

    async def judge(self, url: str) -> None:
        """Raises ``FetchTrouble`` if the URL's host is private or has no address."""
        if self._private_allowed:
            return
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        if _is_local_name(host):
            raise _private(host)
        literal = _address(host)
        if literal is not None:
            if not _is_public(literal):
                raise _private(host)
        elif not self._is_remembered(host) and not self._has_proxy(parts.scheme, host):
            await self._judge_name(host)

    async def _judge_name(self, host: str) -> None:
        try:
            async with asyncio.timeout(LOOKUP_LIMIT_S):
                found = await self._resolve(host)
        except OSError as error:  # a time-out is one too
            raise from_lookup(error, host) from error
        except UnicodeError as error:  # a label that no name server could be asked for
            raise trouble("name_not_resolved", Severity.ERROR, str(error), host=host) from error
        addresses = [address for text in found if (address := _address(text.partition("%")[0]))]
        if addresses and not any(_is_public(address) for address in addresses):
            raise trouble("name_private", Severity.ERROR, ", ".join(found), host=host)
        self._public[host] = self._clock.monotonic()

    def _is_remembered(self, host: str) -> bool:
        at = self._public.get(host)
        return at is not None and self._clock.monotonic() - at < REMEMBERED_S

    def _has_proxy(self, scheme: str, host: str) -> bool:
        if not self._trust_env:
            return False
        proxies = urllib.request.getproxies()
        return bool(proxies.get(scheme) or proxies.get("all")) and not urllib.request.proxy_bypass(host)


def is_here(host: str) -> bool:
    """Whether a host is this computer, which no proxy can reach."""
    address = _address(host)
    return host == "localhost" or bool(address and address.is_loopback)


def _private(host: str) -> Exception:
    return trouble("address_private", Severity.ERROR, host=host)


def _is_local_name(host: str) -> bool:
    if _address(host) is not None:
        return False
    return "." not in host or host.endswith(LOCAL_ENDINGS)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.is_global and not address.is_multicast


async def _resolve(host: str) -> list[str]:
    """On a thread nobody waits for: the system may think for minutes, and the shared ones are few.

    A look-up given up must neither hold up other work nor keep the program from ending.
    """
    loop = asyncio.get_running_loop()
    found: asyncio.Future[list[str]] = loop.create_future()

    def tell(addresses: list[str], error: Exception | None) -> None:
        if found.done():
            return  # given up meanwhile
        if error is None:
            found.set_result(addresses)
        else:
            found.set_exception(error)

    def look_up() -> None:
        addresses, error = _looked_up(host)
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(tell, addresses, error)

    threading.Thread(target=look_up, name="oktodesk-lookup", daemon=True).start()
    return await found


def _looked_up(host: str) -> tuple[list[str], Exception | None]:
    try:
        return [str(address[0]) for *_, address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)], None
    except (OSError, ValueError) as error:
        return [], error
