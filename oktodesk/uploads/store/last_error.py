"""What Oktopost's ``LastError`` means, as far as its words can be told apart."""

import re

from oktodesk.problems import Problem

_STATUS = re.compile(r"\b([1-5]\d\d)\b")
"""An HTTP status, as in ``Could not download file, error 500`` (Upload reference)."""


def explained(words: str) -> Problem:
    """Why Oktopost could not fetch a file; its own words stay in the detail."""
    found = _STATUS.search(words)
    status = int(found[1]) if found else 0
    match status:
        case 404 | 410:
            return Problem("download_missing", {"status": status}, words)
        case 401 | 403:
            return Problem("download_forbidden", {"status": status}, words)
        case 0:
            return Problem("download_failed", {"words": words or "-"}, words)
        case _:
            return Problem("download_http_error", {"status": status}, words)
