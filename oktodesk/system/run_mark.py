"""How the last run ended; asked before the first painting, so it imports next to nothing."""

import contextlib
import faulthandler
from pathlib import Path
from typing import TextIO

from oktodesk.system.private_files import private_opener

_LONGEST = 30_000


class RunMark:
    """A file that is there while the program runs: one that is found at a start was left by a run that broke off.

    The interpreter writes into it where each thread was when it died of a signal. One window a profile holds it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.broke_off = False
        """Whether the run before this one did not end in good order; set by ``begin``."""
        self.last_words = ""
        """What the interpreter wrote then: which function each thread was in."""

    def begin(self) -> None:
        """Look at what the last run left, then begin anew. Without a place to write there is no mark."""
        with contextlib.suppress(OSError):
            self.broke_off = self._path.exists()
            if self.broke_off:
                self.last_words = self._path.read_text("utf-8", errors="replace")[:_LONGEST].strip()
            self._file = open(self._path, "w", encoding="utf-8", opener=private_opener)  # noqa: SIM115 - until ``end``
            faulthandler.enable(self._file)

    def end(self) -> None:
        """The program ended in good order."""
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
