"""``oktodesk show``: one upload as Oktopost has it now, by its own id or by its medium's."""

import argparse
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser, text
from oktodesk.cli.commands import Work
from oktodesk.cli.describe import upload_lines
from oktodesk.cli.documents import upload_document
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.ids import IdKind, id_kind
from oktodesk.cli.opening import opened
from oktodesk.cli.running import in_loop
from oktodesk.problems import NotFound

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.api.wire import Upload
    from oktodesk.cli.invocation import Invocation
    from oktodesk.session import Session


def _declare(parser: Parser) -> None:
    parser.add_argument("id", type=text, metavar="ID", help="an upload id (0up…) or a media id (026…)")


async def _show(invocation: "Invocation", options: argparse.Namespace) -> int:
    kind = id_kind(options.id)
    async with opened(invocation) as (session, client):
        if kind is IdKind.UPLOAD:
            upload = await client.upload(options.id)
        else:
            upload = await _upload_of_media(session, client, options.id)
    invocation.output.document({"upload": upload_document(upload)})
    for line in upload_lines(upload, invocation.output):
        invocation.output.line(line)
    return ExitCode.DONE


async def _upload_of_media(session: "Session", client: "OktopostClient", media_id: str) -> "Upload":
    """The upload that became a medium: looked up here first, then in the account's whole list.

    Raises ``NotFound`` if no upload did.
    """
    from oktodesk.api.budget import Priority
    from oktodesk.uploads.rows import Query

    ordering = await session.store.ordered(Query(search=media_id))
    for row in await session.store.load(list(ordering.keys)):
        if row.media_id == media_id:
            return await client.upload(row.upload_id)
    async for page in client.all_uploads(status="complete", priority=Priority.PERSON):
        for upload in page.uploads:
            if upload.media_id == media_id:
                return upload
    raise NotFound("not_found", words="", what=media_id)


WORK = Work(_declare, in_loop(_show))
