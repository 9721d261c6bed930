"""Logs that may be sent to a support desk: bounded, free of keys and of what links carry in their query."""

import contextlib
import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from oktodesk.problems import LocalTrouble
from oktodesk.system.secrets import HIDDEN

LOG_FILE = "oktodesk.log"
_MAX_BYTES, _KEPT_FILES = 1_000_000, 3
_CHATTY = ("httpx", "httpcore", "asyncio", "watchfiles", "keyring", "filelock")
"""httpx logs every URL with user info and query at INFO; the others are of no use to a support desk."""

_REDACTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/?#'\"<>]*@"), r"\1"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s?#'\"<>]*)[?#][^\s'\"<>]*"), r"\1?" + HIDDEN),
    (re.compile(r"(?i)\b((?:proxy-)?authorization['\"]?\s*[:=,]\s*(?:b?['\"])?)[^\r\n'\"]+"), r"\1" + HIDDEN),
    (re.compile(r"(?i)\b(basic|bearer)\s+[a-z0-9+/=_.~-]{8,}"), r"\1 " + HIDDEN),
    (
        re.compile(r"(?i)\b((?:\w*api[_-]?key|password|passwd|token|secret)['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;)]+"),
        r"\1" + HIDDEN,
    ),
)


def redact(text: str) -> str:
    """``text`` without user info and queries of URLs, without Authorization headers, keys and passwords."""
    for pattern, replacement in _REDACTIONS:
        text = pattern.sub(replacement, text)
    return text


class RedactingFilter(logging.Filter):
    """Rewrites a record, its traceback included, before its handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact and let pass."""
        record.msg, record.args = redact(record.getMessage()), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        if record.stack_info:
            record.stack_info = redact(record.stack_info)
        return True


class _BoundedFile(RotatingFileHandler):
    def doRollover(self) -> None:  # noqa: N802 - the name that logging calls
        # Windows can't rename a file that another oktodesk has open: keep writing, the next start rotates.
        with contextlib.suppress(OSError):
            super().doRollover()

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the name that logging calls
        # A full disk is told where it stops something; a log that can't be written must not hide that.
        pass


def configure(log_dir: Path, *, verbose: bool) -> Callable[[], None]:
    """Send all logging to a bounded file, and with ``verbose`` in full to stderr as well.

    Returns what undoes it. Raises ``LocalTrouble`` where the file can't be opened.
    """
    handlers = [_file_handler(log_dir)]
    if verbose:
        handlers.append(logging.StreamHandler())
    root, level_before = logging.getLogger(), logging.getLogger().level
    root.setLevel(logging.DEBUG if verbose else logging.INFO)
    for handler in handlers:
        handler.addFilter(RedactingFilter())
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        root.addHandler(handler)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.WARNING)

    def undo() -> None:
        root.setLevel(level_before)
        for handler in handlers:
            root.removeHandler(handler)
            with contextlib.suppress(OSError):  # what a full disk left unwritten
                handler.close()

    return undo


def _file_handler(log_dir: Path) -> logging.Handler:
    path = log_dir / LOG_FILE
    try:
        log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        return _BoundedFile(path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8")
    except OSError as error:
        raise LocalTrouble("profile_unwritable", folder=str(log_dir), detail=str(error)) from error
