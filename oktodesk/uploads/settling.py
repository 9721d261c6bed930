"""How long to look for a create whose reply was lost, and what to do when nothing is found.

ASSUMPTION: a create that Oktopost accepted is visible in ``GET /upload?source=…`` within ``SETTLE_S`` after its
connection ended. Only under it can a link be sent again without risking a second upload; Oktopost documents no
idempotency key.
"""

from enum import StrEnum

SETTLE_S = 120.0
"""Seconds after the connection ended; scaled by the clock."""
AUTOMATIC_RESENDS = 1
_LOOKS = 8
_ROUNDING_S = 1e-6
"""Timers may wake this much too early."""


class Verdict(StrEnum):
    """What to do about an unsure link that was looked for and not found."""

    LOOK_AGAIN = "look_again"
    RESEND = "resend"
    ASK = "ask"


def next_look_s(looked_s: float | None, settle_s: float) -> float:
    """When to look next, in seconds after the connection ended: at once, then ever more seldom, last at the end.

    ``looked_s``: when it was last looked for, on the same scale; None: never.
    """
    if looked_s is None:
        return 0.0
    moments = (settle_s / 2**power for power in range(_LOOKS - 1, -1, -1))
    return next((moment for moment in moments if moment > looked_s + _ROUNDING_S), settle_s)


def verdict(looked_s: float, resends: int, settle_s: float) -> Verdict:
    """What follows from a look that found nothing and began ``looked_s`` seconds after the connection ended."""
    if looked_s < settle_s - _ROUNDING_S:
        return Verdict.LOOK_AGAIN
    return Verdict.RESEND if resends < AUTOMATIC_RESENDS else Verdict.ASK
