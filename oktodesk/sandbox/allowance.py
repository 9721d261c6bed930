"""The sum of what may be uploaded in a sliding 24 hours."""

from oktodesk.sandbox.upload_shelf import UploadShelf
from oktodesk.system.clock import Clock

WINDOW_S = 86_400.0


class Allowance:
    """Counts uploads by when they were created; failed ones with what they fetched."""

    def __init__(self, shelf: UploadShelf, clock: Clock, limit_bytes: int) -> None:
        self._shelf = shelf
        self._clock = clock
        self._limit_bytes = limit_bytes

    def fits(self, size: int) -> bool:
        """Whether ``size`` more bytes are allowed now; a file of unknown size counts 0 until it is looked at."""
        used = self._shelf.used_bytes(self._clock.now() - self._clock.scaled(WINDOW_S))
        return used + size <= self._limit_bytes and used < self._limit_bytes
