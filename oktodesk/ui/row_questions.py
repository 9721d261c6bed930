"""What has to be asked before a row can be changed: another link, names, a type, networks. Each is a sheet."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from oktodesk.system.tasks import TaskScope
from oktodesk.ui.dialogs import LinkSheet
from oktodesk.ui.edit_sheets import MeantForSheet, NamesSheet, TypeSheet
from oktodesk.ui.row_actions import Action
from oktodesk.ui.row_deeds import RowDeeds
from oktodesk.uploads.rows import Row


class RowQuestions:
    """Opens the sheets and hands the answers to the deeds."""

    def __init__(self, window: QWidget, *, scope: TaskScope, team: Callable[[], Sequence[str]]) -> None:
        """``team``: the networks the team uses; empty: all."""
        self._window = window
        self._scope = scope
        self._team = team
        self._deeds: RowDeeds | None = None

    def answer_to(self, deeds: RowDeeds) -> None:
        """Who acts on the answers; set once, for the deeds ask here."""
        self._deeds = deeds

    def ask_link(self, action: Action, row: Row) -> None:
        """Another link for one row."""
        sheet = LinkSheet(action, row, self._window)
        sheet.link_given.connect(self._on_link_given)
        sheet.open()

    def ask_names(self, rows: Sequence[Row]) -> None:
        """Names for several rows."""
        sheet = NamesSheet(rows, self._window)
        sheet.names_given.connect(self._on_names_given)
        sheet.open()

    def ask_type(self, rows: Sequence[Row]) -> None:
        """What rows hold."""
        sheet = TypeSheet(rows, self._window)
        sheet.type_given.connect(self._on_type_given)
        sheet.open()

    def ask_meant_for(self, rows: Sequence[Row]) -> None:
        """Which networks rows are meant for."""
        sheet = MeantForSheet(rows, self._window, team=self._team())
        sheet.networks_given.connect(self._on_networks_given)
        sheet.open()

    def _on_networks_given(self, keys: Sequence[int], networks: tuple[str, ...]) -> None:
        assert self._deeds is not None
        self._scope.start(self._deeds.set_meant_for(keys, networks), name="change what is meant for")

    def _on_link_given(self, action: Action, key: int, link: str) -> None:
        assert self._deeds is not None
        self._scope.start(self._deeds.link_given(action, key, link), name="another link")

    def _on_names_given(self, names: dict[int, str]) -> None:
        assert self._deeds is not None
        self._scope.start(self._deeds.rename_many(names), name="rename many")

    def _on_type_given(self, keys: Sequence[int], mime_type: str) -> None:
        assert self._deeds is not None
        self._scope.start(self._deeds.set_type(keys, mime_type), name="change the type")
