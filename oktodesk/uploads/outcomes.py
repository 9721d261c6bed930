"""What became of ``POST /upload``: the one table that decides between sent, not sent, refused and unsure.

=====================================================================  =====================================
what happened                                                          then
=====================================================================  =====================================
name, refused, TLS, connect or pool time-out                           ``NOT_SENT``: back to waiting
429                                                                    ``LOCKED_OUT``: back to waiting
401, 403                                                               ``ACCOUNT``: waiting, account paused
other 4xx, ``Result: false``                                           ``REFUSED``, with Oktopost's words
the same, when the words are about the daily allowance                 ``ALLOWANCE``: waiting
a reply with an upload                                                 ``CREATED``
cut or timed out after sending, 5xx, 3xx, unreadable 2xx, all else     ``UNSURE``: look before sending again
=====================================================================  =====================================

A crash, a kill and a computer put to sleep leave no outcome: the link is found with its intent, unsure too.
"""

import re
from enum import StrEnum

from oktodesk.problems import LinkTrouble, LockedOut, NotSent, Refused, SignInTrouble


class Outcome(StrEnum):
    """How a create ended."""

    CREATED = "created"
    NOT_SENT = "not_sent"
    LOCKED_OUT = "locked_out"
    ACCOUNT = "account"
    ALLOWANCE = "allowance"
    REFUSED = "refused"
    UNSURE = "unsure"


_ALLOWANCE_WORDS = re.compile(
    r"quota|allowance|\b24[ -]?h(ou)?rs?\b|\bper day\b|\b(daily|upload) (upload )?(limit|volume)\b|\b32 ?gi?b\b",
    re.IGNORECASE,
)
"""The wording is not documented; a single file's limit (``maximum file size``) has other words."""


_BY_CLASS: tuple[tuple[type[Exception], Outcome], ...] = (
    (NotSent, Outcome.NOT_SENT),
    (LockedOut, Outcome.LOCKED_OUT),
    (SignInTrouble, Outcome.ACCOUNT),
    (Refused, Outcome.REFUSED),
    (LinkTrouble, Outcome.REFUSED),
)


def outcome_of(error: Exception | None) -> Outcome:
    """The outcome of a create that raised ``error``; None: it returned an upload."""
    if error is None:
        return Outcome.CREATED
    if isinstance(error, Refused) and is_about_allowance(error.words):
        return Outcome.ALLOWANCE
    return next((outcome for kind, outcome in _BY_CLASS if isinstance(error, kind)), Outcome.UNSURE)


def is_about_allowance(words: str) -> bool:
    """Whether Oktopost's words speak of the bytes of the last 24 hours, not of the one file."""
    return _ALLOWANCE_WORDS.search(words) is not None
