"""Everything that can go wrong, and every remark on a link: ids and named values, never sentences.

A leaf that every room may import. An *error* is raised (``errors``), a *problem* is the value it carries
(``values``), a *finding* is a remark on a link or a medium. English lives in the ``texts_*`` modules, one per
subject; ``render`` makes sentences of it. The command line prints them; the window translates them first.
"""

from oktodesk.problems.errors import (
    ConnectionLost,
    Forbidden,
    LinkTrouble,
    LocalTrouble,
    LockedOut,
    NotFound,
    NotSent,
    OktodeskError,
    OktopostTrouble,
    Refused,
    ReplyLost,
    ServerFailed,
    SignInRefused,
    SignInTrouble,
    UnreadableReply,
    UsageTrouble,
)
from oktodesk.problems.values import Finding, Problem, Remedy, Severity, Side, Value

__all__ = [
    "ConnectionLost",
    "Finding",
    "Forbidden",
    "LinkTrouble",
    "LocalTrouble",
    "LockedOut",
    "NotFound",
    "NotSent",
    "OktodeskError",
    "OktopostTrouble",
    "Problem",
    "Refused",
    "Remedy",
    "ReplyLost",
    "ServerFailed",
    "Severity",
    "Side",
    "SignInRefused",
    "SignInTrouble",
    "UnreadableReply",
    "UsageTrouble",
    "Value",
]
