"""Keeps the panel true to the selection: loads rows, has the networks asked, fetches nothing twice."""

from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
from PySide6.QtGui import QImage

from oktodesk.system.clock import Clock
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.detail.several import Sum, sum_of
from oktodesk.ui.detail.verdicts import can_be_confirmed
from oktodesk.ui.detail.view import DetailView, Surroundings, detail_of
from oktodesk.ui.row_actions import MOST_LOOKED_THROUGH, Offer, offers_for, offers_for_many
from oktodesk.uploads.rows import Change, Row, State
from oktodesk.uploads.speed import Live


class DetailPanelView(Protocol):
    """What the panel can show."""

    def show_nothing(self) -> None:
        """Nothing is selected."""

    def show_one(self, view: DetailView) -> None:
        """One row."""

    def show_picture(self, key: int, image: QImage) -> None:
        """The picture of a row."""

    def show_several(self, total: Sum, offers: tuple[Offer, ...]) -> None:
        """Several rows."""


class RowStore(Protocol):
    """What is needed of the store."""

    def rows(self, keys: Sequence[int]) -> dict[int, Row]:
        """Rows, at once."""
        ...

    async def load(self, keys: Sequence[int]) -> list[Row]:
        """Any number of rows."""
        ...


class RowTracker(Protocol):
    """What is needed of the tracker."""

    async def validate(self, keys: Sequence[int]) -> None:
        """Have Oktopost validate these rows."""
        ...

    def live(self, key: int) -> Live | None:
        """What a download does right now."""
        ...


class PictureSource(Protocol):
    """Where pictures come from."""

    async def picture(self, row: Row) -> QImage | None:
        """What a row looks like."""
        ...


class DetailPresenter:
    """Follows the selection and the store's changes."""

    def __init__(
        self,
        view: DetailPanelView,
        *,
        store: RowStore,
        tracker: RowTracker,
        scope: TaskScope,
        clock: Clock,
        surroundings: Callable[[Row], Surroundings],
        pictures: PictureSource,
        hidden: Callable[[], int] = lambda: 0,
    ) -> None:
        """``hidden``: how many selected rows the list does not show at the moment."""
        self._view = view
        self._store = store
        self._tracker = tracker
        self._scope = scope
        self._clock = clock
        self._surroundings = surroundings
        self._pictures = pictures
        self._hidden = hidden
        self._pictured = (0, "")
        self._keys: tuple[int, ...] = ()
        self._asked: set[int] = set()
        self._asking: set[int] = set()

    def select(self, keys: Sequence[int]) -> None:
        """The selection changed."""
        self._keys = tuple(keys)
        self.refresh()

    def apply(self, change: Change) -> None:
        """Rows changed; shown again if one of them is selected."""
        if not change.keys.isdisjoint(self._keys):
            self.refresh()

    def refresh(self) -> None:
        """Show the selection as it is now."""
        if not self._keys:
            self._view.show_nothing()
        elif len(self._keys) == 1:
            self._show_one(self._keys[0])
        elif len(self._keys) > MOST_LOOKED_THROUGH:
            self._view.show_several(Sum(len(self._keys), hidden=self._hidden()), offers_for_many(self._keys))
        else:
            self._scope.latest("detail", self._show_several(self._keys))

    def recheck(self, keys: Sequence[int]) -> None:
        """Ask Oktopost again, because the person wants to."""
        self._scope.start(self.ask(tuple(keys)), name="re-check networks")

    async def ask(self, keys: tuple[int, ...]) -> None:
        """Have Oktopost validate these rows, and show that it is being asked."""
        self._asking.update(keys)
        self.refresh()
        try:
            await self._tracker.validate(keys)
        finally:
            self._asking.difference_update(keys)
            self.refresh()

    def _show_one(self, key: int) -> None:
        row = self._store.rows([key]).get(key)
        if row is None:
            self._view.show_nothing()
            return
        around = self._surroundings(row)
        around = msgspec.structs.replace(around, checking=key in self._asking, hidden=self._hidden() > 0)
        self._view.show_one(detail_of(self._with_pace(row), around, now=self._clock.now()))
        self._ask_once(row)
        self._picture_once(row)

    def _with_pace(self, row: Row) -> Row:
        pace = self._tracker.live(row.key) if row.state is State.PENDING else None
        if pace is None:
            return row
        return msgspec.structs.replace(
            row, speed_bytes_s=pace.speed_bytes_s, eta_s=pace.eta_s, stalled_since=pace.stalled_since
        )

    def _ask_once(self, row: Row) -> None:
        """Older videos are validated when somebody looks at them, once."""
        if can_be_confirmed(row) and row.verdicts is None and row.key not in self._asked:
            self._asked.add(row.key)
            self._scope.start(self.ask((row.key,)), name="validate selected")

    def _picture_once(self, row: Row) -> None:
        """Once for each row that is looked at, and again when Oktopost has it."""
        if self._pictured != (row.key, row.media_id):
            self._pictured = (row.key, row.media_id)
            self._scope.latest("picture", self._show_picture(row))

    async def _show_picture(self, row: Row) -> None:
        image = await self._pictures.picture(row)
        if image is not None and self._keys == (row.key,):
            self._view.show_picture(row.key, image)

    async def _show_several(self, keys: tuple[int, ...]) -> None:
        rows = await self._store.load(keys)
        if keys == self._keys:
            self._view.show_several(sum_of(rows, hidden=self._hidden()), offers_for(rows))
