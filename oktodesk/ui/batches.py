"""Batches on screen: one alone, its name, all of its media ids, its file."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from oktodesk.system.tasks import TaskScope
from oktodesk.ui import row_text, words
from oktodesk.ui.batch_bar import BatchBar
from oktodesk.ui.clipboard import copy_cells
from oktodesk.ui.edit_sheets import BatchSheet
from oktodesk.ui.menus import BatchesMenu
from oktodesk.ui.table_presenter import TablePresenter
from oktodesk.uploads.export.arranging import layout_of
from oktodesk.uploads.export.layout import chunks
from oktodesk.uploads.rows import Batch, Query
from oktodesk.uploads.store import Store

if TYPE_CHECKING:
    from oktodesk.ui.exporting import Exporting

_translate = QCoreApplication.translate
_MOST_LISTED = 20
"""Older ones are found by a row of theirs."""


class Batches:
    """Between the bar of the batch that is shown alone and the store."""

    def __init__(
        self,
        window: QWidget,
        bar: BatchBar,
        *,
        store: Store,
        rows: TablePresenter,
        exporting: "Exporting",
        scope: TaskScope,
        renamed: Callable[[], None],
    ) -> None:
        """``renamed``: a batch has another name now."""
        self._window = window
        self._bar = bar
        self._store = store
        self._rows = rows
        self._exporting = exporting
        self._scope = scope
        self._renamed = renamed
        self.show(rows.query)

    def show(self, query: Query) -> None:
        """Say which batch ``query`` shows alone, if it does."""
        batch = self._batch(query.batch_id)
        self._bar.show_batch(batch_title(batch) if batch is not None else None)

    def ask_name(self, batch_id: int) -> None:
        """Ask for another name."""
        batch = self._batch(batch_id)
        if batch is not None:
            sheet = BatchSheet(msgspec.structs.replace(batch, name=batch_title(batch)), self._window)
            sheet.name_given.connect(self._on_name)
            sheet.open()

    def make_menu(self) -> BatchesMenu:
        """Which batches there are, to show one alone."""
        latest = self._store.batches()[:_MOST_LISTED]
        menu = BatchesMenu(
            {batch.id: batch_title(batch) for batch in latest}, self._window, shown=self._rows.query.batch_id
        )
        menu.batch_chosen.connect(self._rows.set_batch)
        return menu

    def ask_shown_name(self) -> None:
        """Ask for another name of the batch on screen."""
        self.ask_name(self._rows.query.batch_id)

    def copy_media_ids(self) -> None:
        """Copy the media ids of the batch on screen, blanks included, in the order of the sheet it came from.

        Without one it is the order of the list.
        """
        self._scope.start(self._copy(self._rows.query), name="copy a batch")

    def export(self) -> None:
        """Write what is on screen to a file."""
        self._exporting.ask(self._rows.query)

    def _on_name(self, batch_id: int, name: str) -> None:
        self._scope.start(self._rename(batch_id, name), name="rename a batch")

    async def _rename(self, batch_id: int, name: str) -> None:
        await self._store.rename_batch(batch_id, name)
        self.show(self._rows.query)
        self._renamed()

    async def _copy(self, query: Query) -> None:
        ordering = await self._store.ordered(query)
        layout = await layout_of(self._store, ordering.keys, is_batch=True)
        rows = [row async for part in chunks(self._store, layout) for row in part]
        copy_cells(row_text.media_ids(rows))

    def _batch(self, batch_id: int) -> Batch | None:
        return next((each for each in self._store.batches() if each.id == batch_id), None) if batch_id else None


def batch_title(batch: Batch) -> str:
    """Its name; one that was added without (on the command line, say) is called by its time."""
    if batch.name:
        return batch.name
    return _translate("Batches", "Added {moment}").format(moment=words.moment(batch.created_at))
