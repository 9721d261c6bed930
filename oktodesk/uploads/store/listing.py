"""What queries filter and sort rows by, computed once when a row is written."""

import re
from enum import IntEnum
from typing import NamedTuple

from oktodesk.uploads.rows import CHECKING_STATES, IN_LINE_STATES, NEW_STATES, FilterCode, Row, State


class Part(IntEnum):
    """The parts of the list in its own order: what needs you first, then what is on its way, then the rest."""

    NEW = 0
    NEEDS_YOU = 1
    IN_LINE = 2
    FETCHED = 3
    DONE = 4


PART_SPAN = 10**15
"""Places of one part; a single whole number to sort by is a third faster than a part and a rank."""
PART_MIDDLE = PART_SPAN // 2
_LIFE = (
    State.UNCHECKED,
    State.CHECKING,
    State.NEEDS_YOU,
    State.REFUSED,
    State.READY,
    State.WAITING,
    State.SENDING,
    State.UNSURE,
    State.PENDING,
    State.FAILED,
    State.COMPLETE,
    State.DROPPED,
)
_STAGES = {state: number for number, state in enumerate(_LIFE)}
"""Sorting by state follows a row's life; what went wrong stands before what went well."""
_NUMBER = re.compile(r"\d+")


class Listing(NamedTuple):
    """The columns of a row's table entry, in the table's order."""

    upload_id: str | None
    state: str
    code: int
    place: int
    """Where it stands in the list's own order: the part, then line order or creation time in milliseconds."""
    stage: int
    batch_id: int
    created_at: float
    size: int | None
    usable: int
    networks: str
    sort_name: str
    source: str
    pasted: str | None
    finished_at: float | None
    unvalidated: int
    search_text: str


def listing(row: Row) -> Listing:
    """The columns for a row."""
    part = _part(row)
    usable = [verdict.network.casefold() for verdict in row.verdicts or () if verdict.is_valid]
    return Listing(
        upload_id=row.upload_id or None,
        state=row.state.value,
        code=filter_code(row),
        place=part * PART_SPAN + PART_MIDDLE + _place_in_part(row, part),
        stage=_STAGES[row.state],
        batch_id=row.batch_id,
        created_at=row.created_at,
        size=row.size_bytes,
        usable=len(usable),
        networks=f",{','.join(usable)}," if usable else "",
        sort_name=sort_name(row.shown_name),
        source=row.source,
        pasted=row.pasted if row.pasted != row.source else None,
        finished_at=row.modified_at or row.created_at if part is Part.DONE else None,
        unvalidated=int(row.state is State.COMPLETE and row.verdicts is None and is_video(row)),
        search_text=_search_text(row),
    )


def filter_code(row: Row) -> FilterCode:
    """The one filter, beside All, that shows the row; none for failures that were dealt with."""
    if _is_in_line(row):
        return FilterCode.WAITING
    match row.state:
        case State.PENDING:
            return FilterCode.BEING_FETCHED
        case State.COMPLETE:
            return FilterCode.IN_OKTOPOST
        case State.FAILED:
            return FilterCode.FAILED if row.dealt_with_at is None else FilterCode.NONE
        case _:
            return FilterCode.NEEDS_YOU


def _part(row: Row) -> Part:
    if _is_in_line(row):
        return Part.IN_LINE
    if row.state is State.PENDING:
        return Part.FETCHED
    if row.state in {State.COMPLETE, State.FAILED}:
        return Part.DONE
    # A link that was added before and came back (a late check found something) is not new any more.
    return Part.NEW if row.state in NEW_STATES and not row.batch_id else Part.NEEDS_YOU


def _is_in_line(row: Row) -> bool:
    # One that belongs to a batch was confirmed before its check: it goes by itself, and oktodesk must stay open.
    return row.state in IN_LINE_STATES or (row.state in CHECKING_STATES and row.batch_id != 0)


def _place_in_part(row: Row, part: Part) -> int:
    return int(row.position * 1e6) if part <= Part.IN_LINE else -int(row.created_at * 1e3)


def is_video(row: Row) -> bool:
    """Whether Oktopost's validation can say anything about it."""
    return bool(row.media_id) and (
        row.mime_type.startswith("video/") or (not row.mime_type and row.name.casefold().endswith(".mp4"))
    )


def sort_name(name: str) -> str:
    """Without case, and with numbers by value: clip 2 before clip 10."""
    return _NUMBER.sub(lambda number: number[0].lstrip("0").zfill(12), name.casefold())


def _search_text(row: Row) -> str:
    pasted = row.pasted if row.pasted != row.source else ""
    parts = (row.name, row.source, pasted, row.upload_id, row.media_id, row.last_error)
    return "\n".join(part.casefold() for part in parts if part)
