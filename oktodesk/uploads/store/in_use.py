"""Whether the outbox is open elsewhere. Only a file that nobody else has open is moved aside: what another process
wrote into it afterwards would be lost.
"""

import time
from collections.abc import Callable

from oktodesk.problems import LocalTrouble
from oktodesk.system.in_use_lock import InUseLock
from oktodesk.uploads.store.connection import BUSY_S, damage

_ALONE_WITHIN_S = 3.0
"""A command that only reads has the files open for a moment."""
_TRY_EVERY_S = 0.02


def hold(lock: InUseLock) -> None:
    """Say that the outbox is open here, once nobody puts it in order. Raises ``LocalTrouble`` (``store_busy``)."""
    if not _within(BUSY_S, lock.share):
        raise LocalTrouble("store_busy", detail="it is being put in order")


def take_alone(lock: InUseLock) -> None:
    """Have a damaged outbox alone. Raises ``sqlite3.DatabaseError`` while another process has it open."""
    if not _within(_ALONE_WITHIN_S, lock.take):
        raise damage("another process has the outbox open")


def _within(limit_s: float, attempt: Callable[[], bool]) -> bool:
    ends_at = time.monotonic() + limit_s
    while not attempt():
        if time.monotonic() >= ends_at:
            return False
        time.sleep(_TRY_EVERY_S)
    return True
