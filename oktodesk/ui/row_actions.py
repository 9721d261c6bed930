"""What a person can do with the selected rows: decided here once, for the panel's buttons and the menu alike.

The buttons follow the problem's class: "Try again" comes first only where trying again can help.
"""

from collections.abc import Callable, Collection, Sequence
from enum import StrEnum

import msgspec
from PySide6.QtCore import QUrl

from oktodesk.problems import Remedy
from oktodesk.problems.catalogue import text_of
from oktodesk.ui.words import can_be_used_up, trouble_of
from oktodesk.uploads.rows import Row, State, Wait


class Action(StrEnum):
    """Everything a row can be asked to do; the order here is the menu's."""

    ADD = "add"
    USE_THAT = "use_that"
    FOLLOW_IT = "follow_it"
    RETRY = "retry"
    RETRY_WITH = "retry_with"
    OPEN_PAGE = "open_page"
    CHANGE_LINK = "change_link"
    CHECK_AGAIN = "check_again"
    SEND_ANYWAY = "send_anyway"
    SEND_AGAIN = "send_again"
    DROP_UNSURE = "drop_unsure"
    SEND_FIRST = "send_first"
    MOVE_UP = "move_up"
    MOVE_DOWN = "move_down"
    SEND_LAST = "send_last"
    HOLD = "hold"
    GO_ON = "go_on"
    TAKE_OUT = "take_out"
    RENAME = "rename"
    CHANGE_TYPE = "change_type"
    MEANT_FOR = "meant_for"
    REVALIDATE = "revalidate"
    DEAL_WITH = "deal_with"
    REOPEN = "reopen"
    SHOW_BATCH = "show_batch"
    RENAME_BATCH = "rename_batch"
    COPY_MEDIA_ID = "copy_media_id"
    COPY_LINK = "copy_link"
    COPY_ROW = "copy_row"
    OPEN_LINK = "open_link"
    REMOVE = "remove"


SINGLE = frozenset(
    {
        Action.RETRY_WITH,
        Action.OPEN_PAGE,
        Action.CHANGE_LINK,
        Action.OPEN_LINK,
        Action.USE_THAT,
        Action.FOLLOW_IT,
        Action.SHOW_BATCH,
        Action.RENAME_BATCH,
    }
)
"""Make sense for one row only."""
MOST_LOOKED_THROUGH = 2_000
"""Rows; a larger selection is counted and copied, not summed up."""
IN_MENU_ONLY = frozenset(
    {
        Action.ADD,
        Action.MOVE_UP,
        Action.MOVE_DOWN,
        Action.SEND_LAST,
        Action.TAKE_OUT,
        Action.COPY_ROW,
        Action.COPY_LINK,
        Action.OPEN_LINK,
        Action.COPY_MEDIA_ID,
        Action.RENAME,
        Action.CHANGE_TYPE,
        Action.MEANT_FOR,
        Action.SHOW_BATCH,
        Action.RENAME_BATCH,
        Action.REVALIDATE,
    }
)
"""The panel has its own places for these."""
BLOCKING = frozenset({"too_large", "type_unsupported", "empty_file", "scheme_unsupported", "not_a_link"})
"""Findings that Oktopost documents as refused: everything else can be sent anyway, because Oktopost fetches from
the internet and not from this desk."""

PAGES = frozenset(
    {
        "folder_or_page",
        "wrapper_page",
        "web_page",
        "web_page_busy",
        "web_page_expired",
        "web_page_sign_in",
        "web_page_virus_scan",
    }
)
"""Findings of a page where a file should be: on it the person gets to the file, or sees whom to ask."""
LINKS = frozenset({Action.CHANGE_LINK, Action.RETRY_WITH})
"""They ask for another link, for which the panel has a field where that is what helps."""

MENDED_BY = {"name_unknown": Action.RENAME, "type_unknown": Action.CHANGE_TYPE}
"""What helps where the link is good and only a word about it is missing."""
_SETTLED_BY = {
    "duplicate_done": Action.USE_THAT,
    "duplicate_pending": Action.FOLLOW_IT,
    "duplicate_alike": Action.USE_THAT,
}
_OPENABLE = frozenset({"http", "https"})
MOVES = (Action.SEND_FIRST, Action.MOVE_UP, Action.MOVE_DOWN, Action.SEND_LAST)
"""What can be done with a place in line; the panel has the first of them only."""
_SETTLING = frozenset({*_SETTLED_BY.values(), Action.GO_ON})
_TROUBLED = frozenset({State.NEEDS_YOU, State.REFUSED, State.FAILED, State.UNSURE})


class Offer(msgspec.Struct, frozen=True):
    """An action, and the rows among the selected ones that it fits."""

    action: Action
    keys: tuple[int, ...]
    helps: bool = False
    """Whether it is the one that helps where something is wrong."""
    host: str = ""
    """Where ``OPEN_LINK`` leads, as the browser will show it."""
    uses_up: bool = False
    """``CHECK_AGAIN`` may be the one time that the link can be fetched."""


def actions_for(row: Row) -> tuple[Action, ...]:
    """What one row offers, the most helpful first."""
    decide = _BY_STATE.get(row.state)
    own = decide(row) if decide is not None else ()
    batch = (Action.SHOW_BATCH, Action.RENAME_BATCH) if row.batch_id else ()
    copies = (Action.COPY_MEDIA_ID,) if row.media_id else ()
    opens = (Action.OPEN_LINK,) if host_of(row.source) and Action.OPEN_PAGE not in own else ()
    return (*own, Action.MEANT_FOR, *batch, *copies, Action.COPY_LINK, Action.COPY_ROW, *opens)


def link_wanted(row: Row) -> Action | None:
    """What another link is asked for, where nothing but another link helps; None: something else may."""
    trouble = trouble_of(row)
    if trouble is None or trouble.id in MENDED_BY or _remedy(row) not in {Remedy.FIX_LINK, Remedy.FIX_FILE}:
        return None
    return next((action for action in actions_for(row) if action in LINKS), None)


def offers_for_many(keys: Sequence[int]) -> tuple[Offer, ...]:
    """What a selection offers that is too large to be looked through: copies of all of it."""
    every = tuple(keys)
    return tuple(Offer(action, every) for action in (Action.COPY_MEDIA_ID, Action.COPY_LINK, Action.COPY_ROW))


def offers_for(rows: Sequence[Row]) -> tuple[Offer, ...]:
    """What a selection offers. With several rows: what at least one of them can do, and how many can."""
    if len(rows) == 1:
        row = rows[0]
        first, *others = actions_for(row)
        helps = first is not Action.MEANT_FOR and (row.state in _TROUBLED or first in _SETTLING)
        helpful = _offer(first, row, helps=helps)
        return (helpful, *(_offer(action, row) for action in others))
    fitting: dict[Action, list[int]] = {}
    for row in rows:
        for action in actions_for(row):
            if action not in SINGLE:
                fitting.setdefault(action, []).append(row.key)
    if Action.COPY_MEDIA_ID in fitting:  # with blanks, so that they can be pasted beside the list they came from
        fitting[Action.COPY_MEDIA_ID] = [row.key for row in rows]
    once = {row.key for row in rows if can_be_used_up(row)}
    return tuple(_offer_of(action, fitting[action], once) for action in Action if action in fitting)


def host_of(source: str) -> str:
    """The host that a browser would go to; empty: it is no link for a browser."""
    url = QUrl(source)
    return url.host(QUrl.ComponentFormattingOption.FullyEncoded) if url.scheme() in _OPENABLE else ""


def _offer_of(action: Action, keys: Sequence[int], once: Collection[int]) -> Offer:
    """``once``: rows whose links can be fetched only once."""
    return Offer(action, tuple(keys), uses_up=action is Action.CHECK_AGAIN and any(key in once for key in keys))


def _offer(action: Action, row: Row, *, helps: bool = False) -> Offer:
    return Offer(
        action,
        (row.key,),
        helps=helps,
        host=host_of(row.source) if action is Action.OPEN_LINK else "",
        uses_up=action is Action.CHECK_AGAIN and can_be_used_up(row),
    )


def _checking(_row: Row) -> tuple[Action, ...]:
    return (Action.RENAME, Action.CHANGE_TYPE, Action.REMOVE)


def _ready(row: Row) -> tuple[Action, ...]:
    return (
        *_known(row),
        Action.ADD,
        Action.RENAME,
        Action.CHANGE_TYPE,
        Action.CHECK_AGAIN,
        Action.REMOVE,
    )


def _needs_you(row: Row) -> tuple[Action, ...]:
    trouble = trouble_of(row)
    retry_first = _remedy(row) in {Remedy.RETRY, Remedy.WAIT}
    mend = (Action.CHECK_AGAIN, Action.CHANGE_LINK) if retry_first else (Action.CHANGE_LINK, Action.CHECK_AGAIN)
    told = trouble.id if trouble is not None else ""
    page = (Action.OPEN_PAGE,) if told in PAGES else ()
    missing = (MENDED_BY[told],) if told in MENDED_BY else ()
    edits = tuple(action for action in (Action.RENAME, Action.CHANGE_TYPE) if action not in missing)
    anyway = () if told in BLOCKING else (Action.SEND_ANYWAY,)
    return (*_known(row), *missing, *page, *mend, *anyway, *edits, Action.REMOVE)


def _waiting(row: Row) -> tuple[Action, ...]:
    held = Action.GO_ON if row.wait is Wait.HELD else Action.HOLD
    return (held, *MOVES, Action.TAKE_OUT, Action.REMOVE)


def _unsure(row: Row) -> tuple[Action, ...]:
    asked = row.problem is not None and row.problem.id == "unsure_ask"
    return (Action.SEND_AGAIN, Action.DROP_UNSURE) if asked else ()


def _refused(row: Row) -> tuple[Action, ...]:
    mend = (
        (Action.CHANGE_LINK, Action.RETRY)
        if _remedy(row) is not Remedy.RETRY
        else (Action.RETRY, Action.CHANGE_LINK)
    )
    return (*mend, Action.RENAME, Action.CHANGE_TYPE, Action.REMOVE)


def _complete(row: Row) -> tuple[Action, ...]:
    return (Action.REVALIDATE,) if row.media_id and row.mime_type.startswith("video/") else ()


def _failed(row: Row) -> tuple[Action, ...]:
    retries = (Action.RETRY, Action.RETRY_WITH)
    if _remedy(row) in {Remedy.FIX_LINK, Remedy.FIX_FILE}:
        retries = (Action.RETRY_WITH, Action.RETRY)
    return (*retries, Action.REOPEN if row.dealt_with_at else Action.DEAL_WITH)


def _known(row: Row) -> tuple[Action, ...]:
    """What to do where the account has this link already; an earlier failure is only told."""
    found = {finding.id for finding in row.report.findings} if row.report is not None else set()
    return tuple(action for finding_id, action in _SETTLED_BY.items() if finding_id in found)


def _remedy(row: Row) -> str:
    trouble = trouble_of(row)
    return text_of(trouble.id).remedy if trouble is not None else Remedy.RETRY


_BY_STATE: dict[State, Callable[[Row], tuple[Action, ...]]] = {
    State.UNCHECKED: _checking,
    State.CHECKING: _checking,
    State.READY: _ready,
    State.NEEDS_YOU: _needs_you,
    State.WAITING: _waiting,
    State.UNSURE: _unsure,
    State.REFUSED: _refused,
    State.COMPLETE: _complete,
    State.FAILED: _failed,
}
