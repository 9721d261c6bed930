"""What became of a link, in the words of ``add`` and ``watch``: ITEM of ``cli.md``."""

from enum import StrEnum

import msgspec

from oktodesk.api.wire import FAILED, NetworkVerdict, Upload
from oktodesk.cli.describe import upload_state, verdict_lines
from oktodesk.cli.documents import Document, reject_problem, row_upload, upload_document, verdicts_document
from oktodesk.cli.output import Color, Output
from oktodesk.media.report import Reject
from oktodesk.problems import Problem
from oktodesk.problems.render import render
from oktodesk.uploads.rows import Row, State, Wait


class ItemState(StrEnum):
    """The four states that a script must tell apart."""

    CREATED = "created"
    REFUSED = "refused"
    WAITING = "waiting"
    UNSURE = "unsure"


_STATES = {
    State.NEEDS_YOU: ItemState.REFUSED,
    State.REFUSED: ItemState.REFUSED,
    State.UNSURE: ItemState.UNSURE,
    State.PENDING: ItemState.CREATED,
    State.COMPLETE: ItemState.CREATED,
    State.FAILED: ItemState.CREATED,
}
_SIGNS = {
    ItemState.CREATED: ("✓", Color.GREEN),
    ItemState.REFUSED: ("✗", Color.RED),
    ItemState.WAITING: ("…", Color.BLUE),
    ItemState.UNSURE: ("?", Color.YELLOW),
}


class Item(msgspec.Struct, frozen=True):
    """One link: where it stands, the upload it became, what is wrong, what the networks say."""

    source: str
    state: ItemState
    upload: Upload | None = None
    problem: Problem | None = None
    verdicts: tuple[NetworkVerdict, ...] | None = None
    remark: str = ""
    """A sentence for a person: what is special about how it was given."""

    @property
    def failed(self) -> bool:
        """Refused here or there, or not fetched in the end."""
        return self.state is ItemState.REFUSED or (self.upload is not None and self.upload.status == FAILED)


def item_of(row: Row) -> Item:
    """A row as an item."""
    return Item(
        source=row.source,
        state=_STATES.get(row.state, ItemState.WAITING),
        upload=row_upload(row),
        problem=_problem(row),
        verdicts=row.verdicts,
    )


def rejected_item(reject: Reject) -> Item:
    """Something given that holds no link."""
    problem = reject_problem(reject)
    place = problem.detail if problem is not reject.problem else ""
    return Item(reject.text, ItemState.REFUSED, problem=problem, remark=place)


def item_document(item: Item) -> Document:
    """ITEM of the contract."""
    return {
        "source": item.source,
        "state": item.state.value,
        "upload": upload_document(item.upload) if item.upload is not None else None,
        "problem": render(item.problem).as_json() if item.problem is not None else None,
        "verdicts": verdicts_document(item.verdicts) if item.verdicts is not None else None,
    }


def item_lines(item: Item, output: Output) -> list[str]:
    """An item for a person."""
    sign, color = ("✗", Color.RED) if item.failed else _SIGNS[item.state]
    words = upload_state(item.upload) if item.upload is not None else _words(item)
    lines = [f"{output.paint(sign, color)} {item.source}: {words}"]
    if item.upload is not None:
        ids = " · ".join(part for part in (item.upload.id, item.upload.media_id) if part)
        lines.append(f"  {output.paint(ids, Color.FAINT)}")
    if item.problem is not None:
        lines.append(f"  {render(item.problem).advice}")
    if item.remark:
        lines.append(f"  {item.remark}")
    lines += [f"  {line}" for line in verdict_lines(item.verdicts or (), output)]
    return lines


def _words(item: Item) -> str:
    if item.problem is not None:
        return render(item.problem).title
    return {ItemState.UNSURE: "Making sure Oktopost has it"}.get(item.state, item.state.value.capitalize())


def _problem(row: Row) -> Problem | None:
    if row.state is State.COMPLETE:
        return None
    if row.problem is not None:
        return row.problem
    if row.state is State.NEEDS_YOU and row.report is not None and row.report.worst is not None:
        return row.report.worst.problem
    if row.state is State.UNSURE:
        return Problem("unsure")
    if row.state is State.WAITING and row.wait is not Wait.NONE:
        return _wait_problem(row)
    return None


def _wait_problem(row: Row) -> Problem:
    known = {"until_at": row.wait_until, "size_bytes": row.size_bytes}
    if None in known.values() and row.wait in {Wait.ALLOWANCE, Wait.CALLS}:
        return Problem("wait_order")  # the other sentences would name a time that nobody knows yet
    return Problem(f"wait_{row.wait.value}", {name: value for name, value in known.items() if value is not None})
