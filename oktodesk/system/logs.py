"""Logs that may be sent to a support desk: bounded, free of keys and of what links carry in their query."""

import contextlib
import io
import logging
import re
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path

from oktodesk.system.disk import write_trouble
from oktodesk.system.private_files import make_private_folder, private_opener
from oktodesk.system.secrets import HIDDEN, without_secrets

LOG_FILE = "oktodesk.log"
_MAX_BYTES, _KEPT_FILES = 1_000_000, 3
_LONGEST = 20_000
"""Characters of one record: a server may answer with a book, and a file holds at least one record."""
_CHATTY = ("httpx", "httpcore", "asyncio", "watchfiles", "keyring", "filelock")
"""httpx logs every URL with user info and query at INFO; the others are of no use to a support desk."""

_READ_AT_MOST = 200_000
"""Characters of one text that are looked through; what stands behind them is left out."""

_URL = re.compile(r"""(?i)\b([a-z][a-z0-9+.-]{0,30}://)((?:[^\s'"<>]|'(?![\s,;:)\]}]|$))*)""")
"""Taken as a whole, so that no text can make the search go back and forth in it."""
_USER_INFO = re.compile(r"(^|://)[^/?#@]*(?:@[^/?#@]*)*@")
_REDACTIONS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    # of an address without a host
    ("?", re.compile(r"""(?<=[\w/.%-])\?[\w.%~-]{1,64}=[^\s'"<>]*"""), f"?{HIDDEN}"),
    (
        "authorization",
        re.compile(r"(?i)\b((?:proxy-)?authorization['\"]?\s*[:=,]\s*(?:b?['\"])?)[^\r\n'\"]+"),
        r"\1" + HIDDEN,
    ),
    *(
        (word, re.compile(rf"(?i)\b({word})\s+[a-z0-9+/=_.~-]{{8,}}"), r"\1 " + HIDDEN)
        for word in ("basic", "bearer")
    ),
    *(
        (word, re.compile(rf"(?i)\b((?:\w*{word})['\"]?\s*[:=]\s*['\"]?)[^\s'\"&,;)]+"), r"\1" + HIDDEN)
        for word in ("api_key", "apikey", "api-key", "password", "passwd", "token", "secret")
    ),
)
"""What a text holds where it may have to be rewritten, how that is found, and what takes its place."""

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

"""What steers a terminal, is no text at all, or hides and turns round the text behind it."""
_GOES_ON = re.compile(r"\n(?!\| )")


def redact(text: str) -> str:
    """``text`` without user info and queries of URLs, Authorization headers, keys and passwords.

    Those that this process holds are found wherever they are, others by what stands before them.

    Takes time in proportion to the text's length, whatever is in it: servers write some of it.
    """
    text = without_secrets(text)[:_READ_AT_MOST]
    if "://" in text:
        text = _URL.sub(_plain_url, text)
    lower = text.lower()
    for hint, pattern, replacement in _REDACTIONS:
        if hint in lower:
            text = pattern.sub(replacement, text)
    return text


def _plain_url(found: re.Match[str]) -> str:
    scheme, rest = found.groups()
    place = re.split(r"[?#]", _USER_INFO.sub(r"\1", rest), maxsplit=1)
    return f"{scheme}{place[0]}" + (f"?{HIDDEN}" if len(place) > 1 else "")


def seen(text: str) -> str:
    """``text``, lines and tabs kept, with escapes for everything else that is not seen as it is."""
    return _UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


class RedactingFilter(logging.Filter):
    """Rewrites a record, its traceback included, before its handler sees it.

    Foreign names and addresses are in it: none of them steers the terminal, or begins a line that looks like one
    of the log's own.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact and let pass."""
        record.msg, record.args = _beneath(redact(record.getMessage())), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = _beneath(f"\n{redact(record.exc_text)}").removeprefix("\n")
        if record.stack_info:
            record.stack_info = _beneath(f"\n{redact(record.stack_info)}").removeprefix("\n")
        return True


def _beneath(text: str) -> str:
    """Bounded, with every line but the first marked as one that goes on; again on the way to a second handler."""
    return _GOES_ON.sub("\n| ", seen(shortened(text)))


def shortened(text: str, longest: int = _LONGEST) -> str:
    """The beginning and the end of a text that is too long; what a traceback says last is what happened."""
    left_out = len(text) - longest
    if left_out <= 0:
        return text
    half = longest // 2
    return f"{text[:half]}\n[{left_out} characters left out]\n{text[-half:]}"


class _BoundedFile(RotatingFileHandler):
    def _open(self) -> io.TextIOWrapper:
        # Also the one that a rotation begins.
        return open(self.baseFilename, "a", encoding="utf-8", opener=private_opener)

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
        make_private_folder(log_dir)
        return _BoundedFile(path, maxBytes=_MAX_BYTES, backupCount=_KEPT_FILES, encoding="utf-8")
    except OSError as error:
        raise write_trouble(log_dir, error) from error
