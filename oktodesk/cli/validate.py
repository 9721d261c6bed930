"""``oktodesk validate``: asks Oktopost on which networks a video can be used."""

import argparse
from typing import TYPE_CHECKING

from oktodesk.cli.arguments import Parser, text
from oktodesk.cli.commands import Work
from oktodesk.cli.describe import verdict_lines
from oktodesk.cli.documents import verdicts_document
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.ids import IdKind, id_kind
from oktodesk.cli.opening import opened
from oktodesk.cli.running import in_loop
from oktodesk.problems import OktopostTrouble

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.cli.invocation import Invocation


def _declare(parser: Parser) -> None:
    parser.add_argument("id", type=text, metavar="ID", help="an upload id (0up…) or a media id (026…)")


async def _validate(invocation: "Invocation", options: argparse.Namespace) -> int:
    from oktodesk.api.budget import Priority

    kind = id_kind(options.id)
    async with opened(invocation) as (_, client):
        media_id = options.id if kind is IdKind.MEDIA else await _media_id(client, options.id)
        verdicts = await client.validate(media_id, priority=Priority.PERSON)
    invocation.output.document({"validations": verdicts_document(verdicts)})
    for line in verdict_lines(verdicts, invocation.output) or ["Oktopost gave no answer for any network."]:
        invocation.output.line(line)
    return ExitCode.DONE


async def _media_id(client: "OktopostClient", upload_id: str) -> str:
    upload = await client.upload(upload_id)
    if not upload.media_id:
        raise OktopostTrouble("no_media_yet", upload_id=upload_id, detail=upload.last_error or upload.status)
    return upload.media_id


WORK = Work(_declare, in_loop(_validate))
