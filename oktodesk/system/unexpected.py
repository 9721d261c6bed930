"""What nobody foresaw, written down so that it can be sent to a support desk."""

import contextlib
import os
import platform
import re
import sys
import time
import traceback
from pathlib import Path

import msgspec

from oktodesk import __version__
from oktodesk.system.logs import redact, seen, shortened
from oktodesk.system.private_files import private_opener

_KEPT_REPORTS = 10
_LONGEST = 30_000
_PATH_OF_URL = re.compile(r"""(?i)\b(https?://[^\s/'"<>]+/)[^\s'"<>]+""")


class Happening(msgspec.Struct, frozen=True):
    """One failure that nobody foresaw. ``kind`` is the same whenever the same thing fails at the same place."""

    kind: str
    report: str


def happening(where: str, error: BaseException) -> Happening:
    """Write down an exception, without the values of variables, which may be keys."""
    last = traceback.extract_tb(error.__traceback__)[-1:]
    place = f"{last[0].filename}:{last[0].lineno}" if last else ""
    trace = "".join(traceback.format_exception(error))
    return Happening(f"{where} {type(error).__name__} {place}", told(f"{where}\n\n{trace}"))


def told(text: str) -> str:
    """A report of ``text``: where it was, then the text as strangers may read it."""
    return f"{computer()}\n{time.strftime('%Y-%m-%d %H:%M:%S %z')}\n\n{shareable(text)}"


def shareable(text: str) -> str:
    """``text`` for strangers: no keys, of links only the host, and nobody's home folder."""
    plain = _PATH_OF_URL.sub(r"\1…", seen(redact(text)))
    home = str(Path.home())
    return shortened(plain.replace(home, "~") if len(home) > 1 else plain, _LONGEST)


def computer() -> str:
    """``oktodesk 0.1.0, Python 3.11.2, Linux-6.1 x86_64``."""
    frozen = ", standalone" if getattr(sys, "frozen", False) else ""
    return f"oktodesk {__version__}{frozen}, Python {platform.python_version()}, {platform.platform()}"


def keep_report(folder: Path, report: str) -> None:
    """Write a report to a file; only the newest few are kept. A disk in the way is no second failure."""
    with contextlib.suppress(OSError):
        name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}-{time.monotonic_ns() % 1_000_000:06}.txt"
        with open(folder / name, "x", encoding="utf-8", errors="replace", opener=private_opener) as file:
            file.write(report + "\n")
        for old in sorted(folder.glob("*-*-*-*.txt"))[:-_KEPT_REPORTS]:
            old.unlink(missing_ok=True)
