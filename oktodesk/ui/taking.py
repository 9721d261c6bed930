"""What happens to what was dropped: links go to the desk to be checked, the rest is told."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import msgspec

from oktodesk.media.report import Link, Reject, Sheet
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.drops import Dropped, intake_of
from oktodesk.ui.intake_words import NOTICE_ID, intake_notice
from oktodesk.ui.notices import Notices
from oktodesk.uploads.duplicates import not_here_yet
from oktodesk.uploads.store.records import LinkRecord


class LinkDesk(Protocol):
    """Where links are taken in and checked."""

    async def take(self, links: Sequence[Link], *, sheets: Sequence[Sheet]) -> list[int]:
        """Keep them and the tables they stood in, begin to check them; returns their rows' keys."""
        ...


class Taking:
    """Reads drops and hands their links over."""

    def __init__(
        self,
        desk: LinkDesk,
        *,
        notices: Notices,
        scope: TaskScope,
        taken: Callable[[], None],
        returned: Callable[[str], None],
        unsent: Callable[[], Awaitable[Sequence[LinkRecord]]],
    ) -> None:
        """``returned``: gets what was typed back where it held no link. ``unsent``: the links that lie here."""
        self._desk = desk
        self._notices = notices
        self._scope = scope
        self._taken = taken
        self._returned = returned
        self._unsent = unsent
        self._under_way: set[asyncio.Task[list[int]]] = set()
        self.rejects: tuple[Reject, ...] = ()
        """What the last drop held beside links."""

    def take(self, dropped: Dropped) -> None:
        """Begin with it; comes back at once."""
        task = self._scope.start(self.take_in(dropped), name="take links")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Until what was dropped is kept: a quit must lose nothing."""
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def take_in(self, dropped: Dropped) -> list[int]:
        """Read, tell, hand to the desk; returns the new rows' keys."""
        intake = await intake_of(dropped)
        self.rejects = intake.rejects
        # In a thread: of 10,000 links the window would feel it.
        fresh = await asyncio.to_thread(not_here_yet, intake.links, await self._unsent()) if intake.links else ()
        notice = intake_notice(msgspec.structs.replace(intake, links=fresh), here=len(intake.links) - len(fresh))
        if notice is not None:
            self._notices.tell(notice)
        else:
            self._notices.close(NOTICE_ID)
        if not intake.links:
            if dropped.typed:
                self._returned(dropped.text)
            return []
        keys = await self._desk.take(fresh, sheets=intake.sheets) if fresh else []
        self._taken()
        return keys
