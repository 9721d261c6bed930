"""A table as it was dropped, with what became of each of its lines: kept for the copy that comes back."""

from collections.abc import Sequence
from hashlib import blake2b

import msgspec

from oktodesk.media.report import Link, Reject, SheetLine


def sheet_id(titles: Sequence[str], above: Sequence[Sequence[str]], cells: Sequence[Sequence[str]]) -> str:
    """What a table with this content is called; the texts must be whole (``storable``)."""
    return blake2b(msgspec.json.encode((titles, above, cells)), digest_size=12).hexdigest()


def line_of(number: int, cells: tuple[str, ...], blanks: int, found: Sequence[Link | Reject]) -> SheetLine:
    """A line with what was found on it; why there is no link counts only where there is none."""
    sources = tuple(item.source for item in found if isinstance(item, Link))
    reject = next((item for item in found if isinstance(item, Reject)), None)
    return SheetLine(number, cells, blanks, sources, reject.problem if reject and not sources else None)
