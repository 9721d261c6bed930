"""``oktodesk check``: what is behind links, before anything is sent. No account is needed."""

import argparse
import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from oktodesk.cli.commands import Work
from oktodesk.cli.describe import report_lines
from oktodesk.cli.documents import merged_part, reject_report, report_document
from oktodesk.cli.exits import ExitCode
from oktodesk.cli.links import declare_links, read_links
from oktodesk.cli.running import in_loop
from oktodesk.system.addresses import is_loopback
from oktodesk.system.settings import Settings

if TYPE_CHECKING:
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output
    from oktodesk.media.preflight import Checker
    from oktodesk.media.report import Intake, LinkReport


async def _check(invocation: "Invocation", options: argparse.Namespace) -> int:
    given = read_links(options)
    checker = _checker(invocation, invocation.prepare())
    try:
        reports = await _reports(invocation, given, checker)
    finally:
        await checker.aclose()
    items = [report_document(report) for report in reports]
    invocation.output.document({"items": items} | merged_part(given.merged))
    return ExitCode.DONE if all(report.ok for report in reports) else ExitCode.ITEM_FAILED


async def _reports(invocation: "Invocation", given: "Intake", checker: "Checker") -> "list[LinkReport]":
    """All links at once, told in their order as soon as it is their turn; then what held no link."""
    checks = [asyncio.ensure_future(checker.check(link)) for link in given.links]
    reports: list[LinkReport] = []
    times = Counter(given.given)
    try:
        for link, check in zip(given.links, checks, strict=True):
            reports.append(await check)
            _say(invocation.output, reports[-1])
            if times[link.source] > 1:
                invocation.output.line(f"  It was given {times[link.source]} times: it is checked once.")
    finally:
        for check in checks:
            check.cancel()
    rejected = [reject_report(reject) for reject in given.rejects]
    for report in rejected:
        _say(invocation.output, report)
    return reports + rejected


def _say(output: "Output", report: "LinkReport") -> None:
    for line in report_lines(report, output):
        output.line(line)


def _checker(invocation: "Invocation", settings: Settings) -> "Checker":
    from oktodesk.checking import make_checker

    # Without an account links are judged as for a real one.
    entry = invocation.entry(settings)
    base_url = entry.base_url if entry is not None else ""
    return make_checker(
        clock=invocation.clock(base_url),
        x_premium=settings.x_premium,
        local=is_loopback(base_url),
        own_figures=invocation.paths.own_figures_file,
    )


WORK = Work(declare_links, in_loop(_check))
