"""Where links lie before they are confirmed: taken in, checked, mended, removed.

Every link is on disk before its first request leaves, so that nothing that was dropped is ever lost.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import Protocol, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from oktodesk.media.intake import all_forms, from_text
from oktodesk.media.naming import sendable
from oktodesk.media.report import Link, LinkReport, Sheet
from oktodesk.problems import Finding, LinkTrouble, Problem
from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.uploads.allowance_book import AllowanceBook
from oktodesk.uploads.duplicates import alike, duplicate_of, with_duplicate
from oktodesk.uploads.persistence import Persistence
from oktodesk.uploads.rows import CHECKING_STATES, NEW_STATES, State, Wait
from oktodesk.uploads.store import LinkChange, LinkRecord, Store

T = TypeVar("T")
U = TypeVar("U")
FRESH_S = 600.0
"""A check older than this is made again before the link is sent; scaled by the clock."""
_CHECKS_AT_ONCE = 12
_BEGUN_AT_ONCE = 100
"""So many tasks are made in about four milliseconds."""
_EDITABLE = NEW_STATES | {State.REFUSED}
_REMOVABLE = _EDITABLE | {State.WAITING}
_DROPPED = frozenset({State.DROPPED})


class LinkChecks(Protocol):
    """What the desk asks of a ``Checker``, wherever its checks run."""

    async def check(self, link: Link, *, free_bytes: int | None = None) -> LinkReport:
        """What is behind a link; never raises for it or its server."""
        ...

    def use_x_account(self, *, premium: bool) -> None:
        """The team's kind of X account from now on."""
        ...

    def foreseen_again(self, report: LinkReport) -> LinkReport:
        """The report by the limits as they are now."""
        ...


class Desk:
    """Takes links and keeps each one's check going until it has an answer."""

    def __init__(
        self,
        store: Store,
        checker: LinkChecks,
        *,
        scope: TaskScope,
        clock: Clock,
        allowance: AllowanceBook,
        persistence: Persistence,
    ) -> None:
        self._store = store
        self._checker = checker
        self._scope = scope
        self._clock = clock
        self._allowance = allowance
        self._persistence = persistence
        self._queue: dict[int, None] = {}
        """Keys whose check has not begun, in order. A task for each of 10,000 would hold the window up."""
        self._checks: dict[int, asyncio.Task[None]] = {}
        self._checked_at: dict[int, float] = {}

    async def take(
        self, links: Sequence[Link], *, check: bool = True, confirmed: bool = False, sheets: Sequence[Sheet] = ()
    ) -> list[int]:
        """Keep links and begin to check them; returns their keys, in order.

        Not ``check``: they are ready at once, and it is remembered that nobody looked. ``confirmed``: they are a
        batch from the start, and each goes in line by itself when its check is good, whichever process makes it.
        ``sheets``: the tables that they stood in, for a copy.
        """
        named = await _made(_named, links)
        keys = await self._store.add_links(named, checked=not check, confirmed=confirmed, sheets=sheets)
        if check:
            await self._begin_gently(keys)
        return keys

    async def resume(self) -> None:
        """Check what an earlier run, or another process that has ended, left unchecked."""
        await self._begin_gently([record.key for record in await self._store.outbox_rows(CHECKING_STATES)])

    def is_checking(self, key: int) -> bool:
        """Whether a link is being checked by this process."""
        return key in self._checks or key in self._queue

    def take_up(self, keys: Collection[int]) -> None:
        """Check links that another process left unchecked; what is answered meanwhile is left alone."""
        self._begin(keys)

    async def edit(
        self,
        key: int,
        *,
        name: str | UnsetType = UNSET,
        mime_type: str | UnsetType = UNSET,
        source: str | UnsetType = UNSET,
        meant_for: tuple[str, ...] | UnsetType = UNSET,
    ) -> None:
        """Change a link that is not confirmed, or what a row is meant for.

        Another source or type is checked anew; another name where the old one was the trouble. Raises
        ``LinkTrouble`` if ``source`` is no link.
        """
        if meant_for is not UNSET:
            await self._store.set_meant_for([key], meant_for)
        if name is UNSET and mime_type is UNSET and source is UNSET:
            return
        link = link_from(source) if source is not UNSET else None
        self._stop(key)
        change = LinkChange(
            key=key,
            only_from=_EDITABLE,
            name=sendable(name) if name is not UNSET else UNSET,
            mime_type=mime_type,
            source=link.source if link is not None else UNSET,
            pasted=link.pasted if link is not None else UNSET,
            report=None if link is not None else UNSET,
            looks_like_media=True if link is not None else UNSET,  # what a person gives by itself is meant
        )
        before = await self._store.link(key)
        if before is None or not await self._store.update_links([change]):
            return
        if link is not None or mime_type is not UNSET or before.state is not State.READY:
            await self.recheck([key])

    async def as_pasted(self, key: int) -> None:
        """Take back what was made of a link: the address that the person had is checked, and sent, as it is."""
        record = await self._store.link(key)
        if record is None or record.pasted in ("", record.source):
            return
        self._stop(key)
        report = record.report.taken_back() if record.report is not None else None
        change = LinkChange(key=key, only_from=_EDITABLE, source=record.pasted, report=report)
        if await self._store.update_links([change]):
            await self.recheck([key])

    async def as_made(self, key: int) -> None:
        """Undo ``as_pasted``: what can be made of the address that the person had is checked, and sent, again."""
        record = await self._store.link(key)
        if record is not None and record.pasted:
            await self.edit(key, source=record.pasted)

    async def remove(self, keys: Collection[int]) -> None:
        """Drop links that are not on their way; for a day it can be undone."""
        for key in keys:
            self._stop(key)
        await self._store.update_links(await _made(_removals, list(keys)))

    async def restore(self, keys: Collection[int]) -> None:
        """Undo a removal: every link is what it was, and checked on if it was being checked."""
        changes = await _made(_restorations(set(keys)), await self._store.outbox_rows({State.DROPPED}))
        await self._store.update_links(changes)
        await self._begin_gently([change.key for change in changes if change.state is State.UNCHECKED])

    async def recheck(self, keys: Collection[int]) -> None:
        """Check links again that are not confirmed."""
        for key in keys:
            self._stop(key)
        changed = await self._store.update_links(
            [
                LinkChange(
                    key=key,
                    only_from=_EDITABLE,
                    state=State.UNCHECKED,
                    problem=None,
                    check_skipped=False,
                    resends=0,
                    upload_id="",
                )
                for key in keys
            ]
        )
        self._begin(key for key in keys if key in changed)

    async def use_x_account(self, *, premium: bool) -> None:
        """The team's X account is of this kind: what is foreseen for links that are still here follows at once."""
        self._checker.use_x_account(premium=premium)
        changes = [
            LinkChange(
                key=record.key,
                only_from=frozenset({record.state}),
                only_source=record.source,
                report=self._checker.foreseen_again(record.report),
            )
            for record in await self._store.outbox_rows(_REMOVABLE)
            if record.report is not None and record.report.forecast
        ]
        if changes:
            await self._store.update_links(changes)

    async def checked(self, keys: Collection[int]) -> None:
        """Wait until none of these is being checked here."""
        waited_for = set(keys)
        while waited_for := {key for key in waited_for if self.is_checking(key)}:
            await asyncio.wait(self._checks.values(), return_when=asyncio.FIRST_COMPLETED)

    def is_fresh(self, record: LinkRecord) -> bool:
        """Whether a confirmed link can be sent as it was checked."""
        # In another process, or before a restart, it was checked after it was taken in.
        checked_at = self._checked_at.get(record.key, record.taken_at if record.report else 0.0)
        return record.check_skipped or self._clock.now() - checked_at < self._clock.scaled(FRESH_S)

    async def check_again(self, record: LinkRecord) -> bool:
        """Check a waiting link once more before it is sent; False: it needs the person now."""
        report = await self._report(record)
        change = LinkChange(
            key=record.key,
            only_from=frozenset({State.WAITING}),
            only_source=record.source,
            report=report,
            source=_better_source(record, report),
        )
        if not report.ok:
            change = msgspec.structs.replace(change, state=State.NEEDS_YOU, problem=_problem(report))
        await self._store.update_links([change])
        return report.ok

    async def _begin_gently(self, keys: Sequence[int]) -> None:
        """Thousands at once would hold the window; whoever is cancelled meanwhile leaves none out."""
        begun = 0
        try:
            while begun < len(keys):
                part = keys[begun : begun + _BEGUN_AT_ONCE]
                begun += len(part)
                self._begin(part)
                if begun < len(keys):
                    await asyncio.sleep(0)
        finally:
            self._begin(keys[begun:])

    def _begin(self, keys: Iterable[int]) -> None:
        self._queue.update(dict.fromkeys(key for key in keys if key not in self._checks))
        while self._queue and len(self._checks) < _CHECKS_AT_ONCE:
            key = next(iter(self._queue))
            del self._queue[key]
            task = self._scope.start(self._checked(key), name=f"check link {key}")
            self._checks[key] = task
            task.add_done_callback(partial(self._ended, key))

    def _stop(self, key: int) -> None:
        self._queue.pop(key, None)
        task = self._checks.pop(key, None)
        if task is not None:
            task.cancel()

    def _ended(self, key: int, task: "asyncio.Task[None]") -> None:
        if self._checks.get(key) is task:
            del self._checks[key]
            if task.cancelled():  # not by ``_stop``: everything ends
                self._queue.clear()
        self._begin(())

    async def _checked(self, key: int) -> None:
        await self._persistence.until_done("check a link", lambda: self._check(key))

    async def _check(self, key: int) -> None:
        begins = LinkChange(key=key, only_from=CHECKING_STATES, state=State.CHECKING)
        record = await self._store.link(key)
        if record is None or not await self._store.update_links([begins]):
            return
        report = await self._report(record)
        await self._store.update_links([_answered(record, report)])

    async def _report(self, record: LinkRecord) -> LinkReport:
        report = await self._checker.check(_link(record), free_bytes=await self._allowance.free_bytes())
        self._checked_at[record.key] = self._clock.now()
        if _is_taken_back(record):
            report = report.taken_back()
        urls = all_forms(record.source, record.pasted) | ({report.resolved_source, report.send_source} - {""})
        known = [row for row in await self._store.by_source(urls) if row.key != record.key]
        duplicate = duplicate_of(known) or await self._alike(report)
        return msgspec.structs.replace(report, findings=with_duplicate(report.findings, duplicate))

    async def _alike(self, report: LinkReport) -> Finding | None:
        if not report.ok or report.size_bytes is None:
            return None
        rows = await self._store.of_size(report.size_bytes)
        return alike(rows, size_bytes=report.size_bytes, mime_type=report.mime_type)


def _answered(record: LinkRecord, report: LinkReport) -> LinkChange:
    """What a check's answer makes of a link; one that belongs to a batch was confirmed before."""
    change = LinkChange(
        key=record.key,
        only_from=frozenset({State.CHECKING}),
        only_source=record.source,  # another process may have been told another link meanwhile
        state=State.READY,
        report=report,
        problem=None,
        source=_better_source(record, report),
    )
    if not report.ok:
        return msgspec.structs.replace(change, state=State.NEEDS_YOU, problem=_problem(report))
    return msgspec.structs.replace(change, state=State.WAITING, wait=Wait.ORDER) if record.batch_id else change


def _better_source(record: LinkRecord, report: LinkReport) -> str | UnsetType:
    """What the check found behind a short or wrapped link, which is then sent; ``pasted`` stays what it was."""
    return UNSET if _is_taken_back(record) else report.send_source or UNSET


def _is_taken_back(record: LinkRecord) -> bool:
    """An earlier check found something better to send, and the link is as pasted still: the person undid it."""
    before = record.report.send_source if record.report is not None else ""
    return bool(before) and record.source == record.pasted


async def _made(make: Callable[[Sequence[T]], list[U]], of: Sequence[T]) -> list[U]:
    """In a thread where there are many: of 10,000 links the window would feel it."""
    return await asyncio.to_thread(make, of) if len(of) > _BEGUN_AT_ONCE else make(of)


def _removals(keys: Sequence[int]) -> list[LinkChange]:
    return [LinkChange(key=key, only_from=_REMOVABLE, state=State.DROPPED) for key in keys]


def _restorations(wanted: Collection[int]) -> Callable[[Sequence[LinkRecord]], list[LinkChange]]:
    def make(dropped: Sequence[LinkRecord]) -> list[LinkChange]:
        return [
            LinkChange(key=each.key, only_from=_DROPPED, state=_restored(each))
            for each in dropped
            if each.key in wanted
        ]

    return make


def _named(links: Sequence[Link]) -> list[Link]:
    return [_with_sendable_name(link) for link in links]


def _with_sendable_name(link: Link) -> Link:
    name = sendable(link.name)
    return link if name == link.name else msgspec.structs.replace(link, name=name)


def link_from(text: str) -> Link:
    """The one link that a person typed in, as it would be sent. Raises ``LinkTrouble``."""
    intake = from_text(text)
    if intake.links:
        return intake.links[0]
    problem = intake.rejects[0].problem if intake.rejects else Problem("not_a_link", {"text": text})
    raise LinkTrouble(problem.id, detail=problem.detail, **problem.values)


def _link(record: LinkRecord) -> Link:
    return Link(
        source=record.source,
        pasted=record.pasted,
        name=record.name,
        mime_type=record.mime_type,
        meant_for=record.meant_for,
        origin=record.origin,
        line=record.line,
        looks_like_media=record.looks_like_media,
        columns=record.columns,
        sheet=record.sheet,
    )


def _problem(report: LinkReport) -> Problem | None:
    return report.worst.problem if report.worst is not None else None


def _restored(record: LinkRecord) -> State:
    before = record.state_before or State.UNCHECKED
    return State.UNCHECKED if before in CHECKING_STATES else before
