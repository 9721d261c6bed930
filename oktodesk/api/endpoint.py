"""Where an account lives and who asks: addresses that a key may be sent to, and credentials that hide the key."""

import re
from urllib.parse import urlsplit

import msgspec

from oktodesk.problems import SignInTrouble
from oktodesk.system.addresses import SANDBOX_IDENTITY, host_of, is_loopback
from oktodesk.system.logs import redact
from oktodesk.system.secrets import Secret

_ACCOUNT_ID = re.compile(r"001[A-Za-z0-9]{12}")
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


class Endpoint(msgspec.Struct, frozen=True):
    """A base URL of the API. Made by ``parse`` where it comes from outside."""

    base_url: str
    region: str
    """``us``, ``eu`` or ``custom``."""

    @classmethod
    def parse(cls, base_url: str) -> "Endpoint":
        """Accept an https address, or a plain http one of this computer itself.

        Raises ``SignInTrouble`` (``base_url_invalid``) for anything a key must not be sent to: other schemes, an
        address with user info, query or fragment.
        """
        text = base_url.strip()
        if "://" not in text:
            text = f"https://{text}"
        url = _usable(text)
        if url is None:
            raise SignInTrouble("base_url_invalid", base_url=redact(base_url.strip()))
        for known in (US, EU):
            if host_of(url) == known.host:
                return known
        return cls(url, "custom")

    @property
    def host(self) -> str:
        """The host name."""
        return host_of(self.base_url)

    @property
    def is_loopback(self) -> bool:
        """Whether this is a local Oktopost."""
        return is_loopback(self.base_url)

    @property
    def identity_part(self) -> str:
        """What tells this endpoint's accounts from another's: ``us``, ``eu``, the host, or ``sandbox``."""
        if self.is_loopback:
            return SANDBOX_IDENTITY
        return self.region if self.region in {"us", "eu"} else self.host


US = Endpoint("https://api.oktopost.com/v2", "us")
EU = Endpoint("https://eu-api.oktopost.com/v2", "eu")


class Credentials(msgspec.Struct, frozen=True):
    """Account id and API key, as HTTP Basic sends them."""

    account_id: str
    api_key: Secret

    @classmethod
    def from_typed(cls, account_id: str, api_key: str) -> "Credentials":
        """Trim what a person typed or pasted. Raises ``SignInTrouble``: incomplete or swapped."""
        account_id, api_key = _visible(account_id), _visible(api_key)
        if not (account_id and api_key):
            raise SignInTrouble("incomplete_credentials")
        if looks_like_account_id(api_key) and not looks_like_account_id(account_id):
            raise SignInTrouble("swapped_fields")
        return cls(account_id, Secret(api_key))


def _visible(text: str) -> str:
    # Pages and e-mails add marks of no width and line breaks, which nobody sees in a field.
    return "".join(filter(str.isprintable, text)).strip()


def looks_like_account_id(text: str) -> bool:
    """Whether a text has the form of an account id: 15 characters that begin with 001."""
    return _ACCOUNT_ID.fullmatch(text.strip()) is not None


def _usable(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = parts.hostname or ""
    plain_http = parts.scheme == "http" and is_loopback(text)
    strange = "@" in parts.netloc or "\\" in text or "?" in text or "#" in text or port == 0
    if strange or not _HOST.fullmatch(host) or not (parts.scheme == "https" or plain_http):
        return None
    if re.search(r"[\s\x00-\x1f\x7f]", text):
        return None
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"
