"""A row: one link's whole life, from the first check to the networks' verdicts.

The *key* is a local integer given at intake or first sight and kept for life, so that selection and scroll
survive the crossing from link to upload.
"""

from enum import IntEnum, StrEnum

import msgspec

from oktodesk.api.wire import NetworkVerdict
from oktodesk.media.report import LinkReport, NetworkForecast
from oktodesk.problems import Problem


class State(StrEnum):
    """Where a row is in its life; ``engine.md`` has the table."""

    UNCHECKED = "unchecked"
    CHECKING = "checking"
    NEEDS_YOU = "needs_you"
    READY = "ready"
    WAITING = "waiting"
    SENDING = "sending"
    UNSURE = "unsure"
    REFUSED = "refused"
    PENDING = "pending"
    COMPLETE = "complete"
    FAILED = "failed"
    DROPPED = "dropped"


NEW_STATES = frozenset({State.UNCHECKED, State.CHECKING, State.NEEDS_YOU, State.READY})
"""Taken in but not yet added: the NEW section."""
CHECKING_STATES = frozenset({State.UNCHECKED, State.CHECKING})
"""No answer of a check yet."""
UNSENT_STATES = NEW_STATES | {State.WAITING, State.SENDING, State.UNSURE, State.REFUSED}
"""Rows that live in the outbox."""
IN_LINE_STATES = frozenset({State.WAITING, State.SENDING, State.UNSURE})
"""Confirmed by the person and still here: oktodesk must stay open."""


class Filter(StrEnum):
    """The filters above the list; apart from ``ALL`` they never overlap, so their counts sum to All."""

    ALL = "all"
    NEEDS_YOU = "needs_you"
    WAITING = "waiting"
    BEING_FETCHED = "being_fetched"
    IN_OKTOPOST = "in_oktopost"
    FAILED = "failed"


class FilterCode(IntEnum):
    """A filter as stored in the cache; dealt-with failures count under All only, with ``NONE``."""

    NONE = 0
    NEEDS_YOU = 1
    WAITING = 2
    BEING_FETCHED = 3
    IN_OKTOPOST = 4
    FAILED = 5


class Wait(StrEnum):
    """Why a confirmed link is still here."""

    NONE = ""
    GRACE = "grace"
    ORDER = "order"
    ALLOWANCE = "allowance"
    CALLS = "calls"
    OFFLINE = "offline"
    ACCOUNT = "account"
    PAUSED = "paused"
    HELD = "held"
    """The person holds this one back; it keeps its place, and the others pass it."""


class Row(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One row as the table and the panel show it. Times are Unix seconds (UTC), sizes bytes."""

    key: int
    state: State
    source: str
    pasted: str = ""
    name: str = ""
    mime_type: str = ""
    size_bytes: int | None = None
    upload_id: str = ""
    media_id: str = ""
    upload_status: str = ""
    downloaded_bytes: int = 0
    attempts: int = 0
    last_error: str = ""
    created_by: str = ""
    created_at: float = 0.0
    modified_at: float | None = None
    batch_id: int = 0
    position: float = 0.0
    wait: Wait = Wait.NONE
    wait_until: float | None = None
    problem: Problem | None = None
    report: LinkReport | None = None
    meant_for: tuple[str, ...] = ()
    check_skipped: bool = False
    verdicts: tuple[NetworkVerdict, ...] | None = None
    """Oktopost's answers; None: not asked yet."""
    verdicts_at: float | None = None
    forecast: tuple[NetworkForecast, ...] = ()
    """Kept when the link crosses over, so that expected and confirmed can be compared."""
    speed_bytes_s: float | None = None
    """Bytes per second while being fetched (measured by the tracker; not stored)."""
    eta_s: float | None = None
    stalled_since: float | None = None
    dealt_with_at: float | None = None
    replaced_by: int = 0
    looks_like_media: bool = True
    """False: probably just a page that was linked beside the media; shown, but not ticked."""
    origin: str = ""
    """What it was dropped with: a list's file name, for example; with the line and other columns it had there."""
    line: int = 0
    columns: dict[str, str] = {}
    sheet: str = ""
    """The id of the table it stood in."""
    intent_at: float | None = None
    """When it was last sent; None: never by us."""

    @property
    def shown_name(self) -> str:
        """The name, or the link without its scheme where there is none."""
        return self.name or self.source.partition("://")[2] or self.source


class Batch(msgspec.Struct, frozen=True):
    """What one Add confirmed. ``sends_at``: until then it can be taken back."""

    id: int
    name: str
    created_at: float
    sends_at: float


class Sort(msgspec.Struct, frozen=True):
    """A column's id and a direction; the default is the list's own order (what needs you first)."""

    column: str = "default"
    descending: bool = True


class Query(msgspec.Struct, frozen=True):
    """Which rows, in which order."""

    filter: Filter = Filter.ALL
    search: str = ""
    sort: Sort = Sort()
    batch_id: int = 0
    usable_on: str = ""
    """An API network key: only rows confirmed usable there."""


class Section(msgspec.Struct, frozen=True):
    """A heading in front of ``start`` (an index into the ordered keys).

    ``id``: ``new``, ``needs_you``, ``on_its_way``, or a local ISO date.
    """

    id: str
    start: int
    count: int


class Counts(msgspec.Struct, frozen=True):
    """How many rows each filter holds, and how many of the new ones are ticked to be added."""

    by_filter: dict[Filter, int]
    new: int = 0
    unsent: int = 0
    unseen: int = 0


class Change(msgspec.Struct, frozen=True):
    """What a commit changed: rows whose values did, and whether membership or order may have."""

    keys: frozenset[int]
    reordered: bool
    """Rows came, went, changed state or moved: queries must be run again."""
