"""The list of one account in the window: model, table and presenter, with filters, search and pages."""

from collections.abc import Callable, Collection

import msgspec
from PySide6.QtCore import SignalInstance

from oktodesk.session import Session
from oktodesk.system.settings import Settings
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.table.model import UploadModel
from oktodesk.ui.table.view import UploadTable
from oktodesk.ui.table_presenter import TablePresenter
from oktodesk.ui.window import MainWindow
from oktodesk.uploads.rows import Counts, Filter, Query, Sort
from oktodesk.uploads.status import EngineStatus

Connect = Callable[[SignalInstance, Callable[..., object]], None]
"""Connects a signal for as long as the account is on screen."""


class ListPane:
    """Shows the rows that the person asks for; where there are none, what to do instead."""

    def __init__(
        self, window: MainWindow, session: Session, *, settings: Settings, scope: TaskScope, connect: Connect
    ) -> None:
        self._window = window
        self.team = settings.team_of(session.identity)
        """The networks the team uses; empty: all."""
        self.model = UploadModel(session.store, session.clock, pace_of=session.tracker.live)
        self.model.set_team(self.team)
        self.table = UploadTable(self.model)
        self.table.restore_layout(settings.columns)
        self.rows = TablePresenter(session.store, self.model, scope=scope, clock=session.clock)
        self._session = session
        self._wanted = 0
        self._is_counted = self._awaits_answer = False
        self._unsubscribe: Callable[[], None] | None = None
        self.rows.set_sort(Sort(settings.sort, settings.sort_descending))
        self.table.show_sort(self.rows.query.sort)
        window.set_table(self.table)
        window.filters.choose(Filter.ALL)
        window.toolbar.search.clear()
        connect(window.toolbar.search_changed, self.rows.set_search)
        connect(window.filters.filter_chosen, self.rows.set_filter)
        connect(window.nothing_found.show_all_pressed, self.show_all)
        connect(self.table.sort_requested, self._on_sort)
        connect(self.rows.counts_changed, self._on_counts)
        connect(self.rows.ordering_changed, self._on_ordering)

    @property
    def selected(self) -> list[int]:
        """The selected keys, in no order."""
        return self.table.selected_keys

    def in_order(self, keys: Collection[int]) -> list[int]:
        """These keys as the list has them, then those that it does not show."""
        return self.model.in_order(frozenset(keys))

    def reveal(self, key: int) -> None:
        """Select a row and bring it into view, as soon as the list shows it and whatever hid it till now."""
        self._wanted = key
        if self.model.row_of(key) is not None:
            self._reveal_wanted()
        else:
            self.show_all()

    def beside(self, keys: Collection[int]) -> int | None:
        """The row that is to be selected once these are gone: the next one, or the one before, of the same part.

        None: there is none, or something else is selected.
        """
        gone = frozenset(keys)
        selected, rows = self.selected, self.model.rows_of(gone)
        if not rows or not selected or not gone.issuperset(selected):
            return None
        above = rows[-1] - 1
        while self.model.key_at(above) in gone:
            above -= 1
        return self.model.key_at(rows[-1] + 1) or self.model.key_at(above)

    def go_on_with(self, key: int, gone: Collection[int]) -> None:
        """Select a row in the place of those that went, unless the person has selected another meanwhile."""
        if frozenset(gone).issuperset(self.selected):
            self.table.reveal(key)

    def count_hidden(self) -> int:
        """How many selected rows filter and search leave out."""
        return self.table.hidden_selected

    def set_team(self, networks: tuple[str, ...]) -> None:
        """The team uses these networks from now on; empty: all."""
        self.team = networks
        self.model.set_team(networks)

    def start(self) -> None:
        """Fill the list and keep it true."""
        self._unsubscribe = self._session.subscribe_status(self._on_status)
        self.rows.start()

    def stop(self) -> None:
        """Leave the window."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self.rows.stop()
        self._window.set_table(None)
        self.table.deleteLater()

    def show_all(self) -> None:
        """Drop filter and search."""
        self._window.filters.choose(Filter.ALL)
        self._window.toolbar.search.clear()
        self.rows.ask(Query(sort=self.rows.query.sort))

    def show_taken(self) -> None:
        """What was just dropped must be seen."""
        if self.rows.query.filter not in {Filter.ALL, Filter.NEEDS_YOU} or self.rows.query.search:
            self.show_all()

    def edit_name(self) -> bool:
        """Edit the name in place, if the list has the focus and can do that; returns whether it does."""
        return self.table.hasFocus() and len(self.selected) == 1 and self.table.edit_name(self.selected[0])

    def with_layout(self, now: Settings) -> Settings:
        """The settings with the list as the person arranged it."""
        sort = self.rows.query.sort
        return msgspec.structs.replace(
            now, columns=self.table.layout_state(), sort=sort.column, sort_descending=sort.descending
        )

    def _on_counts(self, counts: Counts) -> None:
        self._window.filters.show_counts(counts)
        self._is_counted = True
        self._show_page()

    def _on_status(self, status: EngineStatus) -> None:
        """An account that turns out to be empty changes nothing in the list, but what stands in its place."""
        if self._awaits_answer and not status.is_unheard:
            self._awaits_answer = False
            self.rows.look_again()

    def _on_ordering(self) -> None:
        self._show_page()
        self._reveal_wanted()

    def _reveal_wanted(self) -> None:
        if self._wanted and self.model.row_of(self._wanted) is not None:
            key, self._wanted = self._wanted, 0
            self.table.reveal(key)

    def _show_page(self) -> None:
        """List, drop target, or the word that nothing was found; nothing as long as nobody knows."""
        if self.model.rowCount():
            self._window.show_list()
        elif self.rows.counts.by_filter.get(Filter.ALL, 0):
            self._window.show_nothing_found(self.rows.query.search)
        elif not self._is_counted or self._is_unheard():
            self._window.show_waiting()
        else:
            self._window.show_empty()

    def _is_unheard(self) -> bool:
        """Whether there may be an account full of uploads that was never read."""
        self._awaits_answer = self._session.client is not None and self._session.status().is_unheard
        return self._awaits_answer

    def _on_sort(self, sort: Sort) -> None:
        self.rows.set_sort(sort)
        self.table.show_sort(sort)
