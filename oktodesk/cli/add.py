"""``oktodesk add``: hands links to Oktopost; each is in the outbox before its first request."""

import argparse
import asyncio
import itertools
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import msgspec

from oktodesk.cli.arguments import Parser, positive_seconds, text
from oktodesk.cli.commands import Work
from oktodesk.cli.documents import error_part, merged_part
from oktodesk.cli.endings import Circumstances, ending
from oktodesk.cli.existing import use_existing
from oktodesk.cli.exits import TROUBLED, ExitCode, exit_code, worst
from oktodesk.cli.following import Follower
from oktodesk.cli.items import Item, item_document, item_lines, item_of, rejected_item
from oktodesk.cli.links import declare_links, read_links
from oktodesk.cli.opening import opened
from oktodesk.cli.pausing import tell_pause
from oktodesk.cli.running import in_loop
from oktodesk.cli.taking_in import Taken, take_in
from oktodesk.problems import OktodeskError, OktopostTrouble, Problem, SignInTrouble, UsageTrouble
from oktodesk.uploads.rows import CHECKING_STATES, NEW_STATES, Row, State, Wait

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output
    from oktodesk.media.report import Intake, Link
    from oktodesk.session import Session


_UNSENT = frozenset({State.UNCHECKED, State.CHECKING, State.READY, State.WAITING})


_PAUSES_S = (2.0, 5.0, 10.0, 30.0)
"""Between two questions to an Oktopost that can't be reached; scaled by the clock."""


_AT_WORK = {State.UNCHECKED: "Checking", State.CHECKING: "Checking", State.SENDING: "Handing over"}
"""The window's words for what has no item of its own."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of all that was given; ``error``: why the whole did not get through, if it didn't."""

    items: tuple[Item, ...]
    code: ExitCode
    error: Problem | None = None
    merged: int = 0
    """Doubles among what was given."""


class Ends(msgspec.Struct, frozen=True):
    """How the following ended. ``unfinished``: keys of the rows that the time was too short for."""

    unfinished: frozenset[int]
    circumstances: Circumstances
    to_the_end: bool

    def code(self, row: Row) -> ExitCode:
        """What a row means for the exit code."""
        return ending(row, self.circumstances, to_the_end=self.to_the_end)


def _declare(parser: Parser) -> None:
    declare_links(parser)
    parser.add_argument(
        "--name", type=text, metavar="N", default="", help="the file's name in Oktopost (for a single link)"
    )
    parser.add_argument(
        "--mime-type", type=text, metavar="T", default="", help="what the file is, as in video/mp4"
    )
    parser.add_argument("--no-check", action="store_true", help="send unchecked, also what Oktopost will refuse")
    parser.add_argument("--skip-existing", action="store_true", help="use the upload that is already there")
    parser.add_argument("--wait", action="store_true", help="follow to the end and ask for the networks' verdicts")
    parser.add_argument("--timeout", type=positive_seconds, metavar="S", help="stop waiting after S seconds")


async def _add(invocation: "Invocation", options: argparse.Namespace) -> int:
    given = read_links(options)
    links = _as_told(given, options)
    async with opened(invocation, sends=True) as (session, client):
        given = msgspec.structs.replace(given, links=tuple(links))
        outcome = await _hand_over(session, client, given, options, _teller(invocation.output))
        await tell_pause(session, invocation.output)
    rejected = tuple(rejected_item(reject) for reject in given.rejects)
    code = worst([outcome.code, ExitCode.ITEM_FAILED if rejected else ExitCode.DONE])
    outcome = msgspec.structs.replace(outcome, items=outcome.items + rejected, code=code, merged=given.merged)
    _tell(invocation.output, outcome)
    return code


def _teller(output: "Output") -> Callable[[Row], None]:
    """Says on a terminal how a link gets on while the answer is not there yet."""

    def told(row: Row) -> None:
        words = _AT_WORK.get(row.state)
        output.progress(f"… {row.source}: {words}" if words else item_lines(item_of(row), output)[0])

    return told


def _as_told(given: "Intake", options: argparse.Namespace) -> "list[Link]":
    """The links with the name and type of the command line. Raises ``UsageTrouble`` for one name on many."""
    if options.name and len(given.links) > 1:
        raise UsageTrouble(
            "usage", reason="--name is for a single link; name many of them in a list's name column"
        )
    told = {"name": options.name, "mime_type": options.mime_type.strip().lower()}
    told = {field: value for field, value in told.items() if value}
    return [msgspec.structs.replace(link, **told) for link in given.links]


async def _hand_over(
    session: "Session",
    client: "OktopostClient",
    given: "Intake",
    options: argparse.Namespace,
    told: Callable[[Row], None],
) -> Outcome:
    # What may turn out to be there already is confirmed only when that is known: never twice.
    taken = await take_in(session, given, check=not options.no_check, confirmed=not options.skip_existing)
    keys = list(taken.keys.values())
    with Follower(session, timeout_s=options.timeout) as follower:
        try:
            if options.skip_existing:
                keys = await _existing(session, client, follower, taken, is_patient=options.wait)
        except (OktopostTrouble, SignInTrouble) as error:
            return _stopped(await follower.rows(keys), keys, error)
        await session.start()
        if unconfirmed := keys if options.skip_existing else taken.here:
            await _confirm(session, follower, unconfirmed, options)
        rows = await follower.until_settled(keys, to_the_end=options.wait, told=told)
        unfinished = {key for key in keys if not follower.settled(rows.get(key), to_the_end=options.wait)}
        ends = Ends(frozenset(unfinished), follower.circumstances(), to_the_end=options.wait)
        return _outcome([(rows[key], remark) for key, remark in taken.as_given(given, keys) if key in rows], ends)


async def _existing(
    session: "Session", client: "OktopostClient", follower: Follower, taken: Taken, *, is_patient: bool
) -> list[int]:
    """``use_existing``, again and again while Oktopost can't be asked and there is time; raises as it does."""
    pauses_s = itertools.chain(_PAUSES_S, itertools.repeat(_PAUSES_S[-1]))
    while True:
        try:
            return await use_existing(session, client, list(taken.keys.values()), kept=taken.here)
        except OktopostTrouble as error:
            if not is_patient or exit_code(error) is not ExitCode.OFFLINE or follower.timed_out:
                raise
        pause_s, left_s = session.clock.scaled(next(pauses_s)), follower.left_s
        await asyncio.sleep(pause_s if left_s is None else min(pause_s, left_s))


async def _confirm(
    session: "Session", follower: Follower, keys: Collection[int], options: argparse.Namespace
) -> None:
    """Put in line what is not there yet, once it is checked, whichever process does that."""
    rows = await follower.rows(keys)
    while not options.no_check and not follower.timed_out and any(map(_is_checking, rows.values())):
        await follower.wait()
        rows = await follower.rows(keys)
    wanted = NEW_STATES if options.no_check else {State.READY}
    if confirmed := [key for key, row in rows.items() if row.state in wanted]:
        await session.outbox.add(confirmed, grace_s=0.0, send_anyway=options.no_check)


def _is_checking(row: Row) -> bool:
    """Not even in line by itself, once its check is good."""
    return row.state in CHECKING_STATES and not row.batch_id


def _outcome(rows: Sequence[tuple[Row, str]], ends: Ends) -> Outcome:
    items = tuple(msgspec.structs.replace(_item(row, ends), remark=remark) for row, remark in rows)
    codes = [ends.code(row) for row, _ in rows]
    code = worst([*codes, ExitCode.ITEM_FAILED if ends.unfinished else ExitCode.DONE])
    return Outcome(items, code, ends.circumstances.trouble if code in TROUBLED else None)


def _item(row: Row, ends: Ends) -> Item:
    item, late = item_of(row), Problem("timed_out") if row.key in ends.unfinished else None
    if row.state in _UNSENT and row.wait is not Wait.ALLOWANCE:
        reason = ends.circumstances.reason or late or item.problem
        return msgspec.structs.replace(item, problem=reason)
    if item.problem is None:
        reason = ends.circumstances.trouble if ends.code(row) in TROUBLED else late
        return msgspec.structs.replace(item, problem=reason)
    return item


def _stopped(rows: dict[int, Row], keys: Sequence[int], error: OktodeskError) -> Outcome:
    items = [item_of(rows[key]) for key in keys if key in rows]
    told = [msgspec.structs.replace(item, problem=item.problem or error.problem) for item in items]
    return Outcome(tuple(told), exit_code(error), error.problem)


def _tell(output: "Output", outcome: Outcome) -> None:
    items = [item_document(item) for item in outcome.items]
    output.document({"items": items} | merged_part(outcome.merged) | error_part(outcome.error))
    for item in outcome.items:
        for line in item_lines(item, output):
            output.line(line)
    if outcome.error is not None:
        for line in output.sentences(outcome.error):
            output.note(line)


WORK = Work(_declare, in_loop(_add))
