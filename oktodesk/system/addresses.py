"""Base URLs as far as this computer must judge them: what is loopback, and which files belong to an account."""

import ipaddress
from urllib.parse import urlsplit

SANDBOX_IDENTITY = "sandbox"
"""The identity of every account on a loopback address, whatever its port."""


def host_of(url: str) -> str:
    """The lower-case host name of a URL; empty where there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def is_loopback_host(host: str) -> bool:
    """Whether a host name or address can only mean this computer."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this computer itself, where plain http and a clock scale are allowed."""
    return is_loopback_host(host_of(url))


def account_identity(account_id: str, region: str, base_url: str) -> str:
    """The name of an account on this computer: its files, its lock, its entry in the keyring.

    The same account id in another region is another account. A custom host counts with its port unless that is
    the usual one; loopback counts without, because the sandbox listens elsewhere on every start.
    """
    if is_loopback(base_url):
        return SANDBOX_IDENTITY
    return f"{account_id}-{region if region in {'us', 'eu'} else _host_and_port(base_url)}"


def _host_and_port(base_url: str) -> str:
    port = urlsplit(base_url).port
    return host_of(base_url) if port in {None, 443} else f"{host_of(base_url)}-{port}"
