"""Wires what belongs to the window and no account: menus, dialogs, theme, notices."""

import asyncio
from functools import partial
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject

from oktodesk.system.logs import redact
from oktodesk.system.settings import Settings, Theme
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.about_sheet import AboutSheet
from oktodesk.ui.accounts import Accounts
from oktodesk.ui.buttons import open_below
from oktodesk.ui.clipboard import copy_text
from oktodesk.ui.diagnosis import diagnosis, window_facts
from oktodesk.ui.dialogs import AddSheet, ForgetSheet, RejectsSheet
from oktodesk.ui.menus import AccountsMenu, SettingsMenu
from oktodesk.ui.notices import Help, Notice, Notices
from oktodesk.ui.settings_sheet import Chosen, SettingsSheet
from oktodesk.ui.shell import Shell
from oktodesk.ui.status_words import other_sender_words
from oktodesk.ui.theme import Theme as Dress
from oktodesk.ui.window import MainWindow


class WindowControls(QObject):
    """Slots only: each asks the shell, the workspace or the settings."""

    def __init__(
        self,
        window: MainWindow,
        shell: Shell,
        *,
        accounts: Accounts,
        notices: Notices,
        dress: Dress,
        scope: TaskScope,
        log_dir: Path,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._shell = shell
        self._accounts = accounts
        self._notices = notices
        self._dress = dress
        self._scope = scope
        self._log_dir = log_dir
        self._connect()

    def _connect(self) -> None:
        window, toolbar = self._window, self._window.toolbar
        window.links_given.connect(self._shell.take)
        window.close_requested.connect(self._shell.leave)
        window.empty.connect_pressed.connect(self._shell.connect_account)
        window.empty.sample_pressed.connect(self._shell.take_sample)
        window.detail.copy_pressed.connect(copy_text)
        window.banners.help_pressed.connect(self._on_help)
        window.banners.close_pressed.connect(self._notices.close)
        self._notices.changed.connect(self._on_notices)
        toolbar.account_pressed.connect(self._on_account)
        toolbar.settings_pressed.connect(self._on_settings)
        toolbar.add_pressed.connect(self._on_add)
        window.text_returned.connect(self._on_text_returned)

    def _on_notices(self) -> None:
        self._window.banners.show_notices(self._notices.shown)

    def _on_help(self, notice: Notice) -> None:
        match notice.help:
            case Help.CONNECT:
                self._shell.connect_account()
            case Help.COPY_DETAILS:
                copy_text(redact(f"{notice.title}\n{notice.advice}\n{notice.detail}"))
            case Help.SHOW_REJECTS:
                self._show_rejects()
            case help_:
                if self._shell.workspace is not None:
                    self._shell.workspace.help(help_, notice.keys)
                self._notices.close(notice.id)

    def _show_rejects(self) -> None:
        workspace = self._shell.workspace
        if workspace is not None and workspace.rejects:
            sheet = RejectsSheet(workspace.rejects, self._window)
            sheet.copy_pressed.connect(copy_text)
            sheet.open()

    def _on_text_returned(self, text: str) -> None:
        if "\n" in text:
            self._ask_links(text)
        else:
            self._window.toolbar.links.give_back(text)

    def _on_add(self) -> None:
        self._ask_links()

    def _ask_links(self, text: str = "") -> None:
        sheet = AddSheet(self._window, text=text)
        sheet.links_given.connect(self._shell.take)
        sheet.open()

    def _on_account(self) -> None:
        fixed = self._fixed_words()
        if not self._accounts.settings.accounts and not fixed:
            self._shell.connect_account()
            return
        menu = AccountsMenu(self._accounts.settings, self._window, fixed=fixed)
        menu.connect_chosen.connect(self._shell.connect_account)
        menu.account_chosen.connect(self._shell.switch_to)
        menu.removal_chosen.connect(self._on_removal)
        open_below(menu, self._window.toolbar.account)

    def _fixed_words(self) -> str:
        if self._shell.practising:
            return self.tr("Practice mode: a local Oktopost on this computer")
        if self._accounts.is_fixed:
            return self.tr("The account comes from OKTOPOST_ACCOUNT_ID and OKTOPOST_API_KEY")
        return ""

    def _on_removal(self, identity: str) -> None:
        entry = self._accounts.settings.account(identity)
        if entry is None:
            return
        sheet = ForgetSheet(identity, entry.label or entry.account_id, self._window)
        sheet.forget_pressed.connect(self._shell.forget)
        sheet.open()

    def _on_settings(self) -> None:
        workspace = self._shell.workspace
        menu = SettingsMenu(
            self._accounts.settings,
            self._window,
            paused=workspace is not None and workspace.paused,
            connected=workspace is not None and workspace.is_connected,
            detail=self._window.wants_detail,
            elsewhere=other_sender_words() if workspace is not None and not workspace.is_sender else "",
        )
        menu.theme_chosen.connect(self._on_theme)
        menu.more_chosen.connect(self._on_more_settings)
        menu.detail_chosen.connect(self._on_detail)
        menu.about_chosen.connect(self._on_about)
        menu.quit_chosen.connect(self._window.close_requested)
        if workspace is not None:
            menu.pause_chosen.connect(workspace.pause)
            menu.full_sync_chosen.connect(workspace.full_sync)
            menu.export_shown_chosen.connect(workspace.export_shown)
            menu.export_all_chosen.connect(workspace.export_all)
        open_below(menu, self._window.toolbar.settings)

    def _on_about(self) -> None:
        self._scope.latest("about", self._open_about())

    async def _open_about(self) -> None:
        workspace = self._shell.workspace
        engine = await workspace.facts() if workspace is not None else {}
        settings = self._accounts.settings
        text = await asyncio.to_thread(diagnosis, settings, {**window_facts(), **engine}, self._log_dir)
        sheet = AboutSheet(text, self._window)
        sheet.copy_pressed.connect(copy_text)
        sheet.open()

    def _on_theme(self, theme: Theme) -> None:
        self._dress.apply(theme)
        self._remember(theme=theme)

    def _on_more_settings(self) -> None:
        entry, settings = self._accounts.entry, self._accounts.settings
        sheet = SettingsSheet(
            settings,
            self._window,
            account=self._shell.account_name,
            team=settings.team_of(entry.identity) if entry is not None else (),
        )
        sheet.saved.connect(self._on_settings_saved)
        sheet.open()

    def _on_settings_saved(self, chosen: Chosen) -> None:
        self._dress.apply(chosen.theme)
        self._scope.start(self._keep(chosen), name="keep settings")

    async def _keep(self, chosen: Chosen) -> None:
        entry = self._accounts.entry

        def change(now: Settings) -> Settings:
            fields = {"theme": chosen.theme, "language": chosen.language, "x_premium": chosen.x_premium}
            changed = _replaced(now, fields=fields)
            return changed.with_team(entry.identity, chosen.networks) if entry is not None else changed

        await self._accounts.change(change)
        if self._shell.workspace is not None:
            await self._shell.workspace.use_settings(self._accounts.settings)

    def _on_detail(self, visible: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._window.want_detail(wanted=visible)
        self._remember(detail_visible=visible)

    def _remember(self, **fields: object) -> None:
        change = partial(_replaced, fields=fields)
        self._scope.start(self._accounts.change(change), name="remember settings")


def _replaced(now: Settings, *, fields: dict[str, object]) -> Settings:
    return msgspec.structs.replace(now, **fields)
