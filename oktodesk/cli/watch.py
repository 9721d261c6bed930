"""``oktodesk watch``: sends what waits and follows this profile's links, a line per change."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

import msgspec

from oktodesk.cli.arguments import Parser, positive_seconds
from oktodesk.cli.commands import Work
from oktodesk.cli.documents import error_part
from oktodesk.cli.endings import ending
from oktodesk.cli.exits import TROUBLED, ExitCode, worst
from oktodesk.cli.following import Follower
from oktodesk.cli.items import Item, item_document, item_lines, item_of
from oktodesk.cli.opening import opened
from oktodesk.cli.pausing import resume, tell_pause
from oktodesk.cli.running import in_loop
from oktodesk.problems import Problem
from oktodesk.uploads.rows import IN_LINE_STATES, Row, State, Wait

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output
    from oktodesk.session import Session


class Summary(msgspec.Struct, frozen=True):
    """How many of the followed links ended where, or stand where at the end."""

    complete: int = 0
    failed: int = 0
    refused: int = 0
    pending: int = 0
    waiting: int = 0
    parked: int = 0
    """Waiting for the daily allowance."""
    paused: int = 0
    """Waiting for somebody to resume sending."""
    unsure: int = 0


def _declare(parser: Parser) -> None:
    parser.add_argument("--until-done", action="store_true", help="end when nothing is unsent or being fetched")
    parser.add_argument("--resume", action="store_true", help="go on with sending that was paused")
    parser.add_argument("--timeout", type=positive_seconds, metavar="S", help="end after S seconds")


async def _watch(invocation: "Invocation", options: argparse.Namespace) -> int:
    async with opened(invocation, sends=True) as (session, _):
        await session.start()
        if options.resume:
            await resume(session)
        await tell_pause(session, invocation.output)
        with Follower(session, timeout_s=options.timeout) as follower:
            rows = await _follow(session, follower, invocation.output, until_done=options.until_done)
            circumstances = follower.circumstances()
            unfinished = [row for row in rows.values() if not follower.settled(row, to_the_end=True)]
    codes = [ending(row, circumstances, to_the_end=True) for row in rows.values() if row not in unfinished]
    if unfinished:
        codes += [circumstances.code, ExitCode.ITEM_FAILED if options.until_done else ExitCode.DONE]
    code = worst(codes)
    _sum_up(invocation.output, rows.values(), circumstances.trouble if code in TROUBLED else None)
    return code


async def _follow(session: "Session", follower: Follower, output: "Output", *, until_done: bool) -> dict[int, Row]:
    """Tell every change until all is done, the time is over or somebody stops it; the rows as last seen."""
    rows: dict[int, Row] = {}
    told: dict[int, Item] = {}
    task = asyncio.current_task()
    assert task is not None
    try:
        while True:
            rows = await follower.rows({*rows, *await _open_keys(session)})
            _tell_changes(output, rows, told)
            done = until_done and all(follower.settled(row, to_the_end=True) for row in rows.values())
            if done or follower.timed_out:
                return rows
            await follower.wait()
    except asyncio.CancelledError:  # Ctrl+C and SIGTERM are how a watch without an end ends
        task.uncancel()
        return rows


async def _open_keys(session: "Session") -> list[int]:
    """This profile's links that are confirmed and unsent, and its uploads that Oktopost is fetching."""
    unsent = await session.store.outbox_rows(IN_LINE_STATES | {State.UNCHECKED, State.CHECKING})
    in_line = [record.key for record in unsent if record.state in IN_LINE_STATES or record.batch_id]
    pending = await session.store.load(await session.store.pending_keys())
    return in_line + [row.key for row in pending if row.batch_id]


def _tell_changes(output: "Output", rows: dict[int, Row], told: dict[int, Item]) -> None:
    for key, row in rows.items():
        item = item_of(row)
        if told.get(key) == item:
            continue
        told[key] = item
        output.document(item_document(item))
        for line in item_lines(item, output):
            output.line(line)


def _sum_up(output: "Output", rows: Collection[Row], trouble: Problem | None) -> None:
    counts = Counter(_heading(row) for row in rows)
    summary = Summary(**counts)
    output.document({"summary": summary} | error_part(trouble))
    said = [f"{count} {name}" for name, count in msgspec.structs.asdict(summary).items() if count]
    output.line(", ".join(said) or "Nothing of this profile is unsent or being fetched.")
    for line in output.sentences(trouble) if trouble is not None else ():
        output.note(line)


def _heading(row: Row) -> str:
    match row.state:
        case State.COMPLETE | State.FAILED | State.PENDING | State.UNSURE:
            return row.state.value
        case State.REFUSED | State.NEEDS_YOU:
            return "refused"
        case _:
            return _WAITING.get(row.wait, "waiting")


_WAITING = {Wait.ALLOWANCE: "parked", Wait.PAUSED: "paused"}

WORK = Work(_declare, in_loop(_watch))
