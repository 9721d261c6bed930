"""What oktodesk reads from environment variables; nothing else reads them."""

import math
from collections.abc import Mapping, MutableMapping

import msgspec

from oktodesk.problems import UsageTrouble
from oktodesk.system.addresses import is_loopback
from oktodesk.system.secrets import Secret

ACCOUNT_ID, API_KEY, BASE_URL = "OKTOPOST_ACCOUNT_ID", "OKTOPOST_API_KEY", "OKTOPOST_BASE_URL"
CLOCK_SCALE = "OKTODESK_CLOCK_SCALE"


class Environment(msgspec.Struct, frozen=True):
    """An account for scripts, and the clock scale for tests.

    Account id and key count only together, and the base URL only with them: a key from the keyring never goes
    to an address that somebody put into the environment.
    """

    account_id: str = ""
    api_key: Secret | None = None
    base_url: str = ""
    requested_scale: float = 1.0

    @classmethod
    def read(cls, variables: Mapping[str, str]) -> "Environment":
        """Read ``os.environ``. Raises ``UsageTrouble`` for a clock scale that is no positive number."""
        scale = _scale(variables.get(CLOCK_SCALE, ""))
        account_id, api_key = _text(variables, ACCOUNT_ID), _text(variables, API_KEY)
        if not (account_id and api_key):
            return cls(requested_scale=scale)
        return cls(account_id, Secret(api_key), _text(variables, BASE_URL), scale)

    @property
    def has_account(self) -> bool:
        """Whether the environment replaces the stored account."""
        return self.api_key is not None

    @property
    def clock_scale(self) -> float:
        """The scale for the environment's own account: 1 unless its base URL is loopback."""
        return self.scale_for(self.base_url)

    def scale_for(self, base_url: str) -> float:
        """The scale for an account at ``base_url``; only loopback may have another than 1."""
        return self.requested_scale if is_loopback(base_url) else 1.0


def hide_key(variables: MutableMapping[str, str]) -> None:
    """Take the key out of ``os.environ`` once it is read: what the window starts would inherit it."""
    variables.pop(API_KEY, None)


def without_account(variables: Mapping[str, str]) -> dict[str, str]:
    """The environment of a child that has no business with the person's account."""
    return {name: value for name, value in variables.items() if name not in {ACCOUNT_ID, API_KEY, BASE_URL}}


def _text(variables: Mapping[str, str], name: str) -> str:
    """A variable without spaces around it. Bytes that are no text stay wrong, but can be shown and sent."""
    return variables.get(name, "").strip().encode("utf-8", "replace").decode()


def _scale(text: str) -> float:
    if not text.strip():
        return 1.0
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not (math.isfinite(scale) and scale > 0):
        raise UsageTrouble("usage", reason=f"{CLOCK_SCALE} must be a number above 0, not {text!r}")
    return scale
