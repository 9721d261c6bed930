"""``oktodesk list``: the account's uploads, from the server or from what is remembered of it."""

import argparse
from typing import TYPE_CHECKING

import msgspec

from oktodesk.cli.arguments import Parser, filled_text, positive_count, text
from oktodesk.cli.commands import Work
from oktodesk.cli.describe import upload_table
from oktodesk.cli.documents import upload_document
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.newest import Found, ask_newest, newest_first
from oktodesk.cli.opening import opened
from oktodesk.cli.running import in_loop
from oktodesk.problems import SignInTrouble

if TYPE_CHECKING:
    from oktodesk.api.wire import Upload
    from oktodesk.cli.invocation import Invocation
    from oktodesk.uploads.store import Store

_EVERYTHING = 2**31


class Wanted(msgspec.Struct, frozen=True):
    """Which uploads, and how many of them."""

    status: str = ""
    source: str = ""
    search: str = ""
    limit: int = 100

    def includes(self, upload: "Upload") -> bool:
        """Whether an upload has this status and source; searching is the store's."""
        return self.status in {"", upload.status} and self.source in {"", upload.source}


def _declare(parser: Parser) -> None:
    parser.add_argument("--status", choices=("pending", "complete", "failed"), default="", help="only these")
    parser.add_argument("--source", type=filled_text, metavar="URL", help="only uploads of exactly this link")
    parser.add_argument("--search", type=text, metavar="TEXT", default="", help="in names, links, ids and errors")
    parser.add_argument("--limit", type=positive_count, default=100, metavar="N", help="at most N (100)")
    parser.add_argument("--all", action="store_true", help="no limit")
    parser.add_argument("--cached", action="store_true", help="what is remembered here; makes no call")


async def _list(invocation: "Invocation", options: argparse.Namespace) -> int:
    limit = _EVERYTHING if options.all else options.limit
    wanted = Wanted(options.status, options.source or "", options.search, limit)
    if options.cached:
        found = await _cached(invocation, wanted)
    else:
        async with opened(invocation) as (session, client):
            if wanted.search:
                await session.tracker.catch_up()
                found = await _remembered(session.store, wanted)
            else:
                found = await ask_newest(client, status=wanted.status, source=wanted.source, limit=wanted.limit)
    _tell(invocation, found)
    return ExitCode.DONE


async def _cached(invocation: "Invocation", wanted: Wanted) -> Found:
    """Read what is remembered of the account. Neither a key nor the network is needed for that."""
    from oktodesk.uploads.store import Store

    entry = invocation.entry(invocation.prepare())
    if entry is None:
        raise SignInTrouble("no_account")
    directory = invocation.paths.account_dir(entry.identity)
    store = await Store.open(directory, clock=invocation.clock(entry.base_url), owner=lambda: False)
    try:
        return await _remembered(store, wanted)
    finally:
        await store.close()


async def _remembered(store: "Store", wanted: Wanted) -> Found:
    from oktodesk.api.parse import upload as parse_upload
    from oktodesk.uploads.rows import Query

    keys = list((await store.ordered(Query(search=wanted.search))).keys)
    raw = await store.raw_uploads(keys)
    uploads = [parse_upload(raw[key]) for key in keys if key in raw]
    matching = newest_first([upload for upload in uploads if wanted.includes(upload)])
    return Found(matching[: wanted.limit], len(matching))


def _tell(invocation: "Invocation", found: Found) -> None:
    output = invocation.output
    output.document({"items": [upload_document(upload) for upload in found.uploads], "total": found.total})
    for line in upload_table(found.uploads, output):
        output.line(line)
    output.note(
        f"{len(found.uploads)} of {found.total if found.total is not None else 'an unknown number of'} uploads"
    )


WORK = Work(_declare, in_loop(_list))
