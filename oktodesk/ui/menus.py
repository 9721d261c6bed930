"""The menus: accounts, settings, and what can be done with the selected rows. All are opened with ``popup``."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from oktodesk.system.settings import AccountEntry, Settings, Theme
from oktodesk.ui import icons
from oktodesk.ui.action_words import KEYS, QUIT_KEYS, action_text
from oktodesk.ui.plain import menu_text
from oktodesk.ui.row_actions import Action, Offer

_ICONS = {
    Action.ADD: "send",
    Action.RETRY: "retry",
    Action.CHECK_AGAIN: "refresh",
    Action.REVALIDATE: "network",
    Action.RENAME: "edit",
    Action.COPY_ROW: "copy",
    Action.OPEN_LINK: "open",
    Action.REMOVE: "remove",
}


class AccountsMenu(QMenu):
    """Which account, and which ones there are."""

    account_chosen = Signal(str)
    """Carries an identity."""
    connect_chosen = Signal()
    removal_chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None, *, fixed: str) -> None:
        """``fixed``: what to say where the account comes from outside and can't be changed here."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._group = QActionGroup(self)
        if fixed:
            self.addAction(menu_text(fixed)).setEnabled(False)
            return
        for entry in settings.accounts:
            self._add_account(entry, chosen=entry.identity == settings.active)
        self.addSeparator()
        self.addAction(icons.icon("add"), self.tr("Connect another account…"), self.connect_chosen.emit)
        active = settings.active_account
        if active is not None:
            text = self.tr("Remove {name} from this computer…").format(name=menu_text(_name(active)))
            remove = self.addAction(icons.icon("remove"), text)
            remove.setData(active.identity)
            remove.triggered.connect(self._on_removal)

    def _add_account(self, entry: AccountEntry, *, chosen: bool) -> None:
        action = QAction(menu_text(_name(entry)), self)
        action.setCheckable(True)
        action.setChecked(chosen)
        action.setData(entry.identity)
        action.triggered.connect(self._on_account)
        self._group.addAction(action)
        self.addAction(action)

    def _on_account(self) -> None:
        self.account_chosen.emit(_data_of(self.sender()))

    def _on_removal(self) -> None:
        self.removal_chosen.emit(_data_of(self.sender()))


class SettingsMenu(QMenu):
    """The few settings that are one click each."""

    theme_chosen = Signal(object)
    more_chosen = Signal()
    """All settings are wanted."""
    pause_chosen = Signal(bool)
    detail_chosen = Signal(bool)
    full_sync_chosen = Signal()
    export_shown_chosen = Signal()
    export_all_chosen = Signal()
    about_chosen = Signal()
    quit_chosen = Signal()

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None,
        *,
        paused: bool,
        connected: bool,
        detail: bool,
        elsewhere: str = "",
    ) -> None:
        """``elsewhere``: where another process sends, words that say so; it can't be paused from here."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._themes = QActionGroup(self)
        look = self.addMenu(icons.icon("settings"), self.tr("Appearance"))
        for theme, text in (
            (Theme.SYSTEM, self.tr("Like the system")),
            (Theme.LIGHT, self.tr("Light")),
            (Theme.DARK, self.tr("Dark")),
        ):
            action = look.addAction(text)
            action.setCheckable(True)
            action.setChecked(theme is settings.theme)
            action.setData(theme.value)
            action.triggered.connect(self._on_theme)
            self._themes.addAction(action)
        self._add_switch(self.tr("Show the panel at the side"), detail, self.detail_chosen)
        self.addAction(self.tr("All settings…"), self.more_chosen.emit)
        self.addSeparator()
        self.addAction(self.tr("Export what is shown…"), self.export_shown_chosen.emit)
        self.addAction(self.tr("Export everything…"), self.export_all_chosen.emit)
        self.addSeparator()
        if connected:
            self._add_sending(paused=paused, elsewhere=elsewhere)
        self.addAction(self.tr("About oktodesk…"), self.about_chosen.emit)
        self._add_quit()

    def _add_switch(self, text: str, on: bool, signal: object) -> QAction:  # noqa: FBT001 - a state to show
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(on)
        action.toggled.connect(signal)
        return action

    def _add_sending(self, *, paused: bool, elsewhere: str) -> None:
        if elsewhere:
            self.addAction(menu_text(elsewhere)).setEnabled(False)
        self._add_switch(self.tr("Pause sending"), paused, self.pause_chosen).setEnabled(not elsewhere)
        sync = self.addAction(self.tr("Read the whole account again"), self.full_sync_chosen.emit)
        sync.setEnabled(not elsewhere)
        self.addSeparator()

    def _add_quit(self) -> None:
        leave = self.addAction(self.tr("Quit"), self.quit_chosen.emit)
        leave.setShortcut(QKeySequence(QUIT_KEYS))
        leave.setShortcutVisibleInContextMenu(True)

    def _on_theme(self) -> None:
        self.theme_chosen.emit(Theme(_data_of(self.sender())))


class BatchesMenu(QMenu):
    """The latest batches by name; one of them alone, or all."""

    batch_chosen = Signal(int)
    """Carries a batch's id; 0: all."""

    def __init__(self, titles: Mapping[int, str], parent: QWidget | None, *, shown: int) -> None:
        """``titles`` by id, newest first. ``shown``: which one is shown alone; 0: all of them are."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._group = QActionGroup(self)
        if not titles:
            self.addAction(self.tr("What you add together is listed here")).setEnabled(False)
            return
        self._add_batch(0, self.tr("All batches"), shown=shown)
        self.addSeparator()
        for batch_id, title in titles.items():
            self._add_batch(batch_id, menu_text(title), shown=shown)

    def _add_batch(self, batch_id: int, text: str, *, shown: int) -> None:
        action = self.addAction(text)
        action.setCheckable(True)
        action.setChecked(batch_id == shown)
        action.setData(batch_id)
        action.triggered.connect(self._on_chosen)
        self._group.addAction(action)

    def _on_chosen(self) -> None:
        self.batch_chosen.emit(int(_data_of(self.sender())))


class RowMenu(QMenu):
    """The context menu of the selected rows: the same actions as the panel's, with their keys."""

    chosen = Signal(object)
    """Carries an ``Offer``."""

    def __init__(self, offers: Sequence[Offer], parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offers = {offer.action.value: offer for offer in offers}
        copying = (Action.COPY_MEDIA_ID, Action.COPY_LINK, Action.COPY_ROW, Action.OPEN_LINK)
        groups = (
            [each for each in offers if each.action not in copying and each.action is not Action.REMOVE],
            [each for each in offers if each.action in copying],
            [each for each in offers if each.action is Action.REMOVE],
        )
        for group in groups:
            for offer in group:
                self._add_offer(offer)
            self.addSeparator()

    def _add_offer(self, offer: Offer) -> None:
        action = self.addAction(menu_text(action_text(offer)))
        if offer.action in _ICONS:
            action.setIcon(icons.icon(_ICONS[offer.action]))
        if offer.action in KEYS:
            action.setShortcut(QKeySequence(KEYS[offer.action]))
            action.setShortcutVisibleInContextMenu(True)
        action.setData(offer.action.value)
        action.triggered.connect(self._on_chosen)

    def _on_chosen(self) -> None:
        self.chosen.emit(self._offers[_data_of(self.sender())])


def _name(entry: AccountEntry) -> str:
    return entry.label or entry.account_id


def _data_of(sender: object) -> str:
    assert isinstance(sender, QAction)
    return str(sender.data())
