"""Checks a link before anything is sent: asks its server as Oktopost would, and looks into the file.

A check always ends in a report, within ``CHECK_LIMIT_S`` of its first request; what went wrong is a finding in it.
"""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from oktodesk.media.about_address import about_address, is_one_time, kept_as_pasted, unwrapped
from oktodesk.media.evidence import FIRST_PART_BYTES, Evidence
from oktodesk.media.fetching.asking import Asker, IssuerOf
from oktodesk.media.fetching.clients import Clients
from oktodesk.media.fetching.gate import Gate
from oktodesk.media.fetching.ranges import RangeReader
from oktodesk.media.fetching.reach import Reach, Resolve
from oktodesk.media.fetching.trouble import FetchTrouble
from oktodesk.media.judgement import judge
from oktodesk.media.networks import NetworkRules, refused_for
from oktodesk.media.probe import ProbeResult, Sight, probe, seen_so_far
from oktodesk.media.report import Cost, Link, LinkReport, NetworkForecast
from oktodesk.media.share_links import direct_form
from oktodesk.media.signed_links import expires_at
from oktodesk.media.wrappers import unwrap
from oktodesk.problems import Finding, Severity
from oktodesk.system.clock import Clock

CHECK_LIMIT_S = 15.0
HOSTS_AT_ONCE = 6
REQUESTS_A_HOST = 2
GIB = 1024**3

_log = logging.getLogger(__name__)


class Checker:
    """Checks links, several at once. Sends nothing to Oktopost and carries none of its credentials.

    ``reachable_private``: links to this computer and its network are fine, as for a local Oktopost. ``x_premium``:
    the team's kind of X account; None: as the rules were made for. ``notices``: said of each forecast.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        rules: NetworkRules,
        notices: tuple[Finding, ...] = (),
        max_file_bytes: int = 8 * GIB,
        reachable_private: bool = False,
        trust_env: bool = True,
        x_premium: bool | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve | None = None,
        issuer_of: IssuerOf | None = None,
    ) -> None:
        self._clock = clock
        self._rules = rules if x_premium is None else rules.for_x_account(premium=x_premium)
        self._notices = notices
        self._max_file_bytes = max_file_bytes
        self._clients = Clients(trust_env=trust_env, transport=transport)
        self._reach = Reach(clock=clock, private_allowed=reachable_private, trust_env=trust_env, resolve=resolve)
        self._links = Gate(hosts=HOSTS_AT_ONCE, each=REQUESTS_A_HOST)
        self._requests = Gate(hosts=HOSTS_AT_ONCE, each=REQUESTS_A_HOST)
        self._issuer_of = issuer_of

    def prepare(self) -> None:
        """Make what the first check would otherwise take time for; may be called on another thread before it."""
        self._clients.prepare()

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        """What is behind a link. ``free_bytes``: what is left of the day's allowance, if that is known.

        Never raises for a link or its server; only cancellation ends it early.
        """
        asker = Asker(clients=self._clients, gate=self._requests, reach=self._reach, issuer_of=self._issuer_of)
        check = _Check(link, asker, self._clock, self._max_file_bytes, free_bytes)
        if check.target:
            async with self._links.place(urlsplit(check.target).hostname or ""):
                await check.run()
        report = check.report(self._rules)
        if not report.forecast:
            return report
        return msgspec.structs.replace(report, findings=report.findings + self._notices)

    def use_x_account(self, *, premium: bool) -> None:
        """The team's kind of X account from now on, for checks that are under way too."""
        self._rules = self._rules.for_x_account(premium=premium)

    def foreseen_again(self, report: LinkReport) -> LinkReport:
        """The report by the limits as they are now; what could not be foreseen then can't be now."""
        if not report.forecast:
            return report
        mime_type = report.found_mime_type or report.mime_type
        forecast = self._rules.evaluate(
            report.media, size_bytes=report.size_bytes, mime_type=mime_type, taken_as=report.mime_type
        )
        if report.media is not None:
            forecast = _unless_hopeless(forecast, report.findings)
        return msgspec.structs.replace(report, forecast=forecast)

    async def aclose(self) -> None:
        """Close all connections."""
        await self._clients.aclose()


class _Check:
    """One link's check: gathers evidence, step by step, so that a report is possible at any moment."""

    def __init__(
        self, link: Link, asker: Asker, clock: Clock, max_file_bytes: int, free_bytes: int | None
    ) -> None:
        self._asker = asker
        self._clock = clock
        self._seen: ProbeResult | None = None
        self._seconds = 0.0
        self._findings: list[Finding] = list(about_address(link))
        self.target = link.source if all(each.severity is not Severity.ERROR for each in self._findings) else ""
        self._send_source = ""
        self._evidence = Evidence(
            link=link,
            expires_at=expires_at(link.source),
            now=clock.now(),
            max_file_bytes=max_file_bytes,
            free_bytes=free_bytes,
        )

    async def run(self) -> None:
        """Ask and look, within the limit; trouble becomes a finding."""
        started = self._clock.monotonic()
        try:
            async with asyncio.timeout(CHECK_LIMIT_S) as self._asker.deadline:
                await self._ask()
                await self._follow_to_share_link()
                if self._seen is None:
                    await self._look()
        except TimeoutError:
            self._note(Finding("host_timeout", Severity.WARNING, {"host": urlsplit(self.target).hostname or ""}))
        except FetchTrouble as trouble:
            self._note(trouble.finding)
        except Exception as error:  # noqa: BLE001 - a check never raises; the log tells what it was
            _log.exception("a check failed")
            self._note(Finding("check_failed", Severity.WARNING, detail=f"{type(error).__name__}: {error}"))
        finally:
            self._seconds = self._clock.monotonic() - started

    def report(self, rules: NetworkRules) -> LinkReport:
        """All that is known by now."""
        evidence = msgspec.structs.replace(self._evidence, bytes_per_s=self._asker.slow_bytes_per_s)
        answer = evidence.answer
        findings = (*self._findings, *judge(evidence), *self._about_content())
        return LinkReport(
            source=evidence.link.pasted or evidence.link.source,
            resolved_source=answer.url if answer else self.target or evidence.link.source,
            size_bytes=evidence.size_bytes,
            mime_type=evidence.mime_type,
            found_mime_type=evidence.found_type,
            name=evidence.name,
            range_support=evidence.range_support,
            expires_at=evidence.expires_at,
            findings=findings,
            media=self._seen.media if self._seen else None,
            forecast=self._forecast(rules, findings),
            send_source=self._send_source,
            cost=Cost(self._asker.requests, self._asker.bytes, self._seconds),
        )

    async def _ask(self) -> None:
        """HEAD, as Oktopost asks first, and a part beside it; a HEAD without answer doesn't end the check."""
        head = asyncio.ensure_future(self._ask_head())
        part = None if is_one_time(self.target) else asyncio.ensure_future(self._ask_part())
        asked = [head] if part is None else [head, part]
        try:
            await asyncio.wait(asked)
        finally:
            await _end(*asked)
        if (unanswered := head.result()) and self._evidence.part and self._evidence.part.ok:
            self._note(Finding("head_unanswered", Severity.WARNING, detail=unanswered.finding.detail))
        if part is not None:
            part.result()

    async def _ask_head(self) -> FetchTrouble | None:
        """Keep the answer; returns the trouble that only HEAD may have, raises any other."""
        answer, unanswered = None, None
        try:
            answer = await self._asker.head(self.target)
        except FetchTrouble as trouble:
            if trouble.finding.id not in HEAD_ALONE:
                raise
            unanswered = trouble
        self._evidence = msgspec.structs.replace(self._evidence, head=answer)
        return unanswered

    async def _ask_part(self) -> None:
        """From the front, as Oktopost does: what a redirect leads to may be made for one method.

        What shows a film or a picture is looked into at once, however long HEAD may take.
        """
        part = await self._asker.part(self.target, 0, FIRST_PART_BYTES)
        self._evidence = msgspec.structs.replace(self._evidence, part=part)
        if self._evidence.is_plain_media:
            await self._look()

    async def _follow_to_share_link(self) -> None:
        """Where a short or wrapped link leads to a page that shares a file, its direct form is asked and sent."""
        evidence = self._evidence
        answer = evidence.answer
        if answer is None or not evidence.hops or kept_as_pasted(evidence.link):
            return
        share = direct_form(answer.url) if evidence.is_page else None
        if share and share.direct and share.direct != answer.url:
            self.target = self._send_source = share.direct
            self._note(Finding("share_link_rewritten", Severity.INFO, {"service": share.service}))
            await self._ask()
        elif (opaque := unwrap(evidence.link.source).opaque) and answer.ok and not evidence.is_page:
            self._note(unwrapped(opaque, answer.url))
            if expires_at(answer.url) is None:  # a signed address is made anew for whoever asks
                self._send_source = answer.url

    async def _look(self) -> None:
        """Into the file, if it may be a video or a picture."""
        evidence = self._evidence
        part = evidence.part
        kind = evidence.found_type or evidence.mime_type
        if (
            part is None
            or not evidence.first_bytes
            or evidence.is_page
            or not kind.startswith(("video/", "image/"))
        ):
            return
        reader = RangeReader(self._asker, part, size=evidence.size_bytes)
        sight = Sight()
        try:
            self._seen = await probe(reader, sight=sight)
        except (FetchTrouble, asyncio.CancelledError) as reason:
            self._seen = seen_so_far(sight, str(reason))
            raise
        finally:
            self._evidence = msgspec.structs.replace(self._evidence, broken_part=reader.broken_part)

    def _about_content(self) -> Iterator[Finding]:
        """What the look found; a disguise is told by ``judge``, which knows what the server called it."""
        for finding in self._seen.findings if self._seen else ():
            if finding.id != "media_wrong_container" and not self._is_lie(finding):
                yield finding

    def _is_lie(self, finding: Finding) -> bool:
        """The look was cut short by the server, and that is told as such."""
        return finding.id == "media_probe_limited" and bool(self._evidence.broken_part)

    def _forecast(self, rules: NetworkRules, findings: tuple[Finding, ...]) -> tuple[NetworkForecast, ...]:
        seen, evidence = self._seen, self._evidence
        if seen is None or (seen.media is None and not seen.complete):
            return ()
        mime_type = evidence.found_type or evidence.mime_type
        forecasts = rules.evaluate(
            seen.media, size_bytes=evidence.size_bytes, mime_type=mime_type, taken_as=evidence.mime_type
        )
        return _unless_hopeless(forecasts, findings) if seen.media else forecasts

    def _note(self, finding: Finding) -> None:
        self._findings.append(finding)


def _unless_hopeless(
    forecasts: tuple[NetworkForecast, ...], findings: Iterable[Finding]
) -> tuple[NetworkForecast, ...]:
    """What was cut off, or is larger than Oktopost takes, is usable nowhere, whatever its index promises."""
    reason = next((finding for finding in findings if finding.id in _HOPELESS), None)
    return refused_for(reason, forecasts) if reason else forecasts


async def _end(*asked: asyncio.Future[Any]) -> None:
    """Nobody waits for these any more."""
    for each in asked:
        each.cancel()
    await asyncio.gather(*asked, return_exceptions=True)


_HOPELESS = frozenset({"media_truncated", "too_large"})
HEAD_ALONE = frozenset({"host_timeout", "host_hung_up", "host_garbled"})
"""Trouble that a server may have with HEAD only."""
