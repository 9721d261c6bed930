"""What the window knows of practice mode: that it is on, and what there is to try."""

import msgspec

from oktodesk.ui.accounts import Account


class Practice(msgspec.Struct, frozen=True):
    """A local Oktopost that somebody else started."""

    account: Account
    samples: tuple[str, ...]
    """Links that work."""
    failing: tuple[str, ...] = ()
    """Links that fail, to see how that looks."""
