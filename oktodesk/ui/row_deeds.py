"""Does what an action says, to the rows it fits."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QUrl
from PySide6.QtGui import QDesktopServices

from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.ui import row_text
from oktodesk.ui.clipboard import copy_cells, copy_text
from oktodesk.ui.joining import Joining
from oktodesk.ui.notices import Help, Notice, Notices
from oktodesk.ui.row_actions import Action, Offer, host_of
from oktodesk.uploads.duplicates import usable_upload
from oktodesk.uploads.export.cells import pasted
from oktodesk.uploads.outbox import Place
from oktodesk.uploads.rows import Row

if TYPE_CHECKING:
    from oktodesk.session import Session

_translate = QCoreApplication.translate
_REMOVED = "removed_links"


class Wishes(msgspec.Struct, frozen=True):
    """What only the window can do for an action."""

    edit_name: Callable[[], None]
    """Edit the one selected name in place."""
    edit_names: Callable[[Sequence[Row]], None]
    """Ask for the names of several rows."""
    ask_type: Callable[[Sequence[Row]], None]
    ask_meant_for: Callable[[Sequence[Row]], None]
    show_batch: Callable[[int], None]
    """Show one batch alone."""
    ask_batch_name: Callable[[int], None]
    in_order: Callable[[Collection[int]], list[int]]
    """Keys as the list has them: what is copied is pasted beside what was seen."""
    ask_link: Callable[[Action, Row], None]
    """Ask for another link for this row."""
    show_row: Callable[[int], None]
    """Select a row and bring it into view."""
    beside: Callable[[Collection[int]], int | None]
    """The row to select once these are gone; None: they are not what is selected."""
    go_on_with: Callable[[int, Collection[int]], None]
    """Select this row in the place of those that went, if nothing else is selected by now."""
    follow: Callable[[Collection[int]], None]
    """Keep these rows in view while they are moved."""
    recheck: Callable[[Sequence[int]], None]
    connect: Callable[[], None]


class RowDeeds:
    """One method a deed; failures reach the scope's sink."""

    def __init__(
        self, session: "Session", *, scope: TaskScope, clock: Clock, notices: Notices, wishes: Wishes
    ) -> None:
        self._session = session
        self._scope = scope
        self._clock = clock
        self._notices = notices
        self._wishes = wishes
        self._joining = Joining(session.store, now=clock.now, name_of=lambda links: batch_name(links, clock.now()))
        self.added_last = False
        """Whether an Add is what was done last of that which can be undone, and not a removal."""
        self._deeds: dict[Action, Callable[[Sequence[int]], Awaitable[object]]] = {
            Action.ADD: self.add,
            Action.USE_THAT: self._use_that,
            Action.FOLLOW_IT: self._use_that,
            Action.RETRY: self._retry,
            Action.RENAME: self._ask_names,
            Action.CHECK_AGAIN: session.desk.recheck,
            Action.SEND_ANYWAY: self._send_anyway,
            Action.SEND_AGAIN: self._send_again,
            Action.DROP_UNSURE: self._drop_unsure,
            Action.DEAL_WITH: self._deal_with,
            Action.REOPEN: self._reopen,
            Action.SEND_FIRST: partial(self._move, to=Place.FIRST),
            Action.MOVE_UP: partial(self._move, to=Place.UP),
            Action.MOVE_DOWN: partial(self._move, to=Place.DOWN),
            Action.SEND_LAST: partial(self._move, to=Place.LAST),
            Action.HOLD: session.outbox.hold,
            Action.GO_ON: session.outbox.go_on,
            Action.TAKE_OUT: session.outbox.take_out,
            Action.CHANGE_TYPE: self._ask_type,
            Action.MEANT_FOR: self._ask_meant_for,
            Action.SHOW_BATCH: self._show_batch,
            Action.RENAME_BATCH: self._ask_batch_name,
            Action.REMOVE: self.remove,
            Action.COPY_MEDIA_ID: self._copy_media_ids,
            Action.COPY_LINK: self._copy_links,
            Action.COPY_ROW: self._copy_rows,
            Action.OPEN_LINK: self._open_link,
            Action.OPEN_PAGE: self._open_page,
            Action.RETRY_WITH: self._ask_retry_link,
            Action.CHANGE_LINK: self._ask_other_link,
        }

    def do(self, offer: Offer) -> None:
        """Do it; comes back at once."""
        if offer.action is Action.RENAME and len(offer.keys) == 1:
            self._wishes.edit_name()
        elif offer.action is Action.REVALIDATE:
            self._wishes.recheck(offer.keys)
        else:
            deed = self._deeds[offer.action](self._wishes.in_order(offer.keys))
            self._scope.start(_awaited(deed), name=offer.action.value)

    async def add(self, keys: Sequence[int]) -> None:
        """Confirm new links; without an account, connect first."""
        if self._session.client is None:
            self._wishes.connect()
        elif keys:
            await self._confirm(keys)

    async def remove(self, keys: Sequence[int]) -> None:
        """Take links off the list; it can be undone for a day, most easily right now."""
        follow = self._wishes.beside(keys)
        await self._take_off(keys)
        if follow is not None:
            self._wishes.go_on_with(follow, keys)
        keys = [*self._removed_before(), *keys]
        self._tell_removal(keys, _removed(keys))

    def _removed_before(self) -> tuple[int, ...]:
        """What was removed one by one is undone together, as long as the notice stands."""
        told = next((notice for notice in self._notices.shown if notice.id == _REMOVED), None)
        return told.keys if told is not None and told.title == _removed(told.keys) else ()

    async def _take_off(self, keys: Sequence[int]) -> None:
        self.added_last = False
        await self._session.desk.remove(list(keys))
        await self._joining.settle()

    def _tell_removal(self, keys: Sequence[int], title: str, advice: str = "") -> None:
        self._notices.tell(
            Notice(id=_REMOVED, title=title, advice=advice, help=Help.UNDO_REMOVE, keys=tuple(keys))
        )

    async def restore(self, keys: Sequence[int]) -> None:
        """Undo a removal."""
        await self._session.desk.restore(list(keys))
        await self._joining.undo(keys)

    async def link_given(self, action: Action, key: int, source: str) -> None:
        """The person named another link for a row."""
        if action is Action.RETRY_WITH:
            self._wishes.show_row(await self._session.outbox.retry_with(key, source))
        else:
            await self._session.desk.edit(key, source=source)

    async def rename(self, key: int, name: str) -> None:
        """Give a link that is not sent yet another name."""
        await self._session.desk.edit(key, name=name)

    async def rename_many(self, names: Mapping[int, str]) -> None:
        """Give several links that are not sent yet other names."""
        for key, name in names.items():
            await self._session.desk.edit(key, name=name)

    async def set_type(self, keys: Sequence[int], mime_type: str) -> None:
        """Say what links hold that are not sent yet; each is checked again."""
        for key in keys:
            await self._session.desk.edit(key, mime_type=mime_type)

    async def set_meant_for(self, keys: Sequence[int], networks: Sequence[str]) -> None:
        """Say for which networks rows are meant; all of them: wherever the team posts."""
        await self._session.store.set_meant_for(keys, networks)

    async def _use_that(self, keys: Sequence[int]) -> None:
        """Send nothing: the upload that the account has takes the link's place, in its batch too."""
        used: dict[int, Row] = {}
        for row in await self._rows(keys):
            known = await self._session.store.by_upload_id(
                usable_upload(row.report.findings if row.report else ())
            )
            if known is not None:
                await self._joining.use(row, known)
                used[row.key] = known
        if used:
            await self._take_off(list(used))
            names = list(dict.fromkeys(known.shown_name for known in used.values()))
            self._tell_removal(list(used), *_instead(names))
            self._wishes.show_row([*used.values()][-1].key)

    async def _ask_names(self, keys: Sequence[int]) -> None:
        self._wishes.edit_names(await self._rows(keys))

    async def _ask_type(self, keys: Sequence[int]) -> None:
        self._wishes.ask_type(await self._rows(keys))

    async def _ask_meant_for(self, keys: Sequence[int]) -> None:
        self._wishes.ask_meant_for(await self._rows(keys))

    async def _show_batch(self, keys: Sequence[int]) -> None:
        for row in await self._rows(keys[:1]):
            self._wishes.show_batch(row.batch_id)

    async def _ask_batch_name(self, keys: Sequence[int]) -> None:
        for row in await self._rows(keys[:1]):
            self._wishes.ask_batch_name(row.batch_id)

    async def _move(self, keys: Sequence[int], *, to: Place) -> None:
        self._wishes.follow(keys)
        await self._session.outbox.move(keys, to)

    async def _retry(self, keys: Sequence[int]) -> None:
        await self._session.outbox.retry(list(keys))

    async def _send_anyway(self, keys: Sequence[int]) -> None:
        if self._session.client is None:
            self._wishes.connect()
        else:
            await self._confirm(keys, send_anyway=True)

    async def _confirm(self, keys: Sequence[int], *, send_anyway: bool = False) -> None:
        self.added_last = True
        together = [*keys, *self._joining.keys]
        name = batch_name(len(together), self._clock.now())
        await self._session.outbox.add(together, name=name, send_anyway=send_anyway)
        self._joining.added()

    async def _send_again(self, keys: Sequence[int]) -> None:
        for key in keys:
            await self._session.outbox.resolve_unsure(key, send_again=True)

    async def _drop_unsure(self, keys: Sequence[int]) -> None:
        for key in keys:
            await self._session.outbox.resolve_unsure(key, send_again=False)

    async def _deal_with(self, keys: Sequence[int]) -> None:
        await self._session.store.set_dealt_with(list(keys), self._clock.now())

    async def _reopen(self, keys: Sequence[int]) -> None:
        await self._session.store.set_dealt_with(list(keys), None)

    async def _copy_media_ids(self, keys: Sequence[int]) -> None:
        rows = await self._rows(keys)
        if len(rows) == 1:  # for a field of a form, not a sheet
            copy_text(pasted(rows[0].media_id))
        else:
            copy_cells(row_text.media_ids(rows))

    async def _copy_links(self, keys: Sequence[int]) -> None:
        copy_text(row_text.links(await self._rows(keys)))

    async def _copy_rows(self, keys: Sequence[int]) -> None:
        copy_cells(row_text.cells(await self._rows(keys), now=self._clock.now()))

    async def _open_link(self, keys: Sequence[int]) -> None:
        for row in await self._rows(keys[:1]):
            _open(row.source)

    async def _open_page(self, keys: Sequence[int]) -> None:
        """Where the person gets to the file: the link as it was given, for its direct form would be a download."""
        from oktodesk.media.intake import plain_form  # noqa: PLC0415 - the engine: after the first paint

        for row in await self._rows(keys[:1]):
            _open(plain_form(row.pasted or row.source))

    async def _ask_retry_link(self, keys: Sequence[int]) -> None:
        for row in await self._rows(keys[:1]):
            self._wishes.ask_link(Action.RETRY_WITH, row)

    async def _ask_other_link(self, keys: Sequence[int]) -> None:
        for row in await self._rows(keys[:1]):
            self._wishes.ask_link(Action.CHANGE_LINK, row)

    async def _rows(self, keys: Sequence[int]) -> list[Row]:
        return await self._session.store.load(list(keys))


def _removed(keys: Sequence[int]) -> str:
    return _translate("Deeds", "%n link(s) removed", "", len(keys))


def _instead(names: Sequence[str]) -> tuple[str, str]:
    """What was done where uploads, which have these names, were used in the place of links."""
    title = _translate("Deeds", "Not sent again: what Oktopost has already is used instead")
    return title, _translate("Deeds", "In its place: {name}").format(name=names[0]) if len(names) == 1 else ""


def batch_name(links: int, at: float) -> str:
    """What one Add is called: ``12 links, Fri 16:02``. ``at``: Unix seconds."""
    then, locale = QDateTime.fromSecsSinceEpoch(int(at)), QLocale()
    day = locale.dayName(then.date().dayOfWeek(), QLocale.FormatType.ShortFormat)
    time = locale.toString(then.time(), QLocale.FormatType.ShortFormat)
    return _translate("Deeds", "%n link(s), {day} {time}", "", links).format(day=day, time=time)


def _open(link: str) -> None:
    """In the browser."""
    if host_of(link):
        QDesktopServices.openUrl(QUrl(link))


async def _awaited(deed: Awaitable[object]) -> None:
    await deed
