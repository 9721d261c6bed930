"""Which address a source is fetched from: resolved once, judged, and then the one that is connected to.

Judging the name and connecting later would let a name point elsewhere in between, so both happen on one address.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

import msgspec

from oktodesk.sandbox.source_trouble import SourceTrouble
from oktodesk.system.addresses import is_loopback_host

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""All addresses of a host name; raises ``OSError`` for none."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out for the internet so far."""
_UNREACHABLE = ("host not found", "the address is not public")


class OwnOrigin(msgspec.Struct, frozen=True):
    """The sandbox's own address, always allowed; links from before a restart may name an earlier port."""

    port: int
    earlier_ports: frozenset[int] = frozenset()
    scheme: str = "http"

    @property
    def url(self) -> str:
        """Where the sandbox answers."""
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def owns(self, scheme: str, host: str, port: int) -> bool:
        """Whether a URL leads to the sandbox itself."""
        return (
            scheme in {"http", self.scheme} and is_loopback_host(host) and port in self.earlier_ports | {self.port}
        )


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Reachability:
    """Finds the address for a host, or says why there is none."""

    def __init__(self, *, allow_private: bool, look_up: Resolve = resolve) -> None:
        self._allow_private = allow_private
        self._look_up = look_up

    async def address_of(self, host: str, port: int) -> str:
        """The first address that may be fetched from. Raises ``SourceTrouble``."""
        try:
            found = await self._look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise SourceTrouble(_UNREACHABLE[0]) from error
        for address in found:
            if self._allow_private or is_public(address):
                return address
        if not found:
            raise SourceTrouble(_UNREACHABLE[0])
        raise SourceTrouble(_UNREACHABLE[1], permanent=True)


def is_public(address: str) -> bool:
    """Whether an IP address is reachable from the internet; disguises of IPv4 in IPv6 are seen through."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1] or _nat64(ip)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
        if ip not in _GLOBAL_UNICAST:  # older disguises, site-local ones, translators of a local network
            return False
    return ip.is_global and not ip.is_multicast


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
