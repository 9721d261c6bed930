"""What the store hands out and takes in, beside rows: the outbox's own records, changes, results of queries."""

from array import array
from typing import NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from oktodesk.api.wire import Upload
from oktodesk.media.report import LinkReport
from oktodesk.problems import Problem
from oktodesk.uploads.rows import Section, State, Wait


class LinkRecord(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One unsent link as the outbox keeps it. Times are Unix seconds (UTC)."""

    key: int
    state: State
    source: str
    pasted: str = ""
    name: str = ""
    mime_type: str = ""
    meant_for: tuple[str, ...] = ()
    origin: str = ""
    line: int = 0
    looks_like_media: bool = True
    columns: dict[str, str] = {}
    sheet: str = ""
    """The id of the table that it came in, which is kept beside the links."""
    taken_at: float = 0.0
    check_skipped: bool = False
    """The person sends it unchecked, or despite what the check found."""
    report: LinkReport | None = None
    problem: Problem | None = None
    batch_id: int = 0
    position: float = 0.0
    wait: Wait = Wait.NONE
    wait_until: float | None = None
    intent_at: float | None = None
    """When the last create was about to leave, by this computer's clock; None: none ever did, or in an unsure link
    that was saved from a damaged file, nobody knows."""
    server_offset_s: float = 0.0
    """Server clock minus local clock at that time."""
    name_sent: str = ""
    mime_type_sent: str = ""
    ended_at: float | None = None
    """When that create's connection ended without a clear answer; SETTLE counts from here."""
    looked_at: float | None = None
    """When an unsure link was last looked for."""
    resends: int = 0
    """How often it was sent again after ending unsure."""
    upload_id: str = ""
    """The upload that Oktopost named instead of making a new one (it dedupes); usually empty."""
    replaced_by: int = 0
    replaces: int = 0
    """The row of the failed upload that this is another try of; 0: of none, or that is settled."""
    dropped_at: float | None = None
    state_before: State | None = None
    """What it was before it was dropped, so that dropping can be undone."""
    moved_from: str = ""
    """Where it was before another store handed it over; keeps a repeated hand-over from doubling it."""

    @property
    def size_bytes(self) -> int | None:
        """The file's size as the check found it."""
        return self.report.size_bytes if self.report else None


class LinkChange(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Which fields of a link to set; what is UNSET stays. See ``LinkRecord`` for their meaning.

    A change to ``DROPPED`` records ``dropped_at`` and ``state_before`` by itself, a change away clears them.
    """

    key: int
    only_from: frozenset[State] = frozenset()
    """Do nothing unless the link is in one of these states; empty: whatever it is in."""
    only_source: str = ""
    """Do nothing unless this is its link still; empty: whatever it is."""
    unless_held: bool = False
    """Do nothing if the person holds the link back."""
    state: State | UnsetType = UNSET
    source: str | UnsetType = UNSET
    pasted: str | UnsetType = UNSET
    name: str | UnsetType = UNSET
    mime_type: str | UnsetType = UNSET
    meant_for: tuple[str, ...] | UnsetType = UNSET
    looks_like_media: bool | UnsetType = UNSET
    check_skipped: bool | UnsetType = UNSET
    report: LinkReport | UnsetType | None = UNSET
    problem: Problem | UnsetType | None = UNSET
    batch_id: int | UnsetType = UNSET
    wait: Wait | UnsetType = UNSET
    wait_until: float | UnsetType | None = UNSET
    intent_at: float | UnsetType | None = UNSET
    server_offset_s: float | UnsetType = UNSET
    ended_at: float | UnsetType | None = UNSET
    looked_at: float | UnsetType | None = UNSET
    resends: int | UnsetType = UNSET
    upload_id: str | UnsetType = UNSET
    replaced_by: int | UnsetType = UNSET


class UploadNote(msgspec.Struct, frozen=True, omit_defaults=True):
    """What this computer knows of an upload and Oktopost doesn't; in the outbox, for it can't be fetched again."""

    upload_id: str
    key: int
    batch_id: int = 0
    meant_for: tuple[str, ...] = ()
    dealt_with_at: float | None = None
    replaced_by: int = 0
    crossed_at: float | None = None
    """When a link of ours became this upload; None: only ever seen in the account's list."""
    link: LinkRecord | None = None
    """That link, as it was when it crossed over."""
    upload: Upload | None = None
    """The upload as it was then: shown until the account is read again if the cache is lost."""
    replaces: int = 0
    """See ``LinkRecord``; 0 once it is in Oktopost and the failure is dealt with."""
    moved_from: str = ""
    forgotten_at: float | None = None
    """When Oktopost had the upload no more; kept for a while, for what is not found may turn up again."""


class Ordering(msgspec.Struct, frozen=True):
    """The keys of all rows that a query shows, in order; ``sections`` only for the list's own order."""

    keys: "array[int]"
    """Type code ``q``: 8 bytes a row."""
    sections: tuple[Section, ...] = ()


class AllowanceEntry(NamedTuple):
    """What one upload takes of the daily allowance; ``size_bytes`` is what it downloaded if it failed."""

    created_at: float
    size_bytes: int
    state: State
