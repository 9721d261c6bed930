"""What a window is run with, put together in order: notices, accounts, tasks, the shell and the controls."""

from collections.abc import Callable, Sequence
from pathlib import Path

from oktodesk.system.clock import SystemClock
from oktodesk.system.key_vault import KeyVault
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.accounts import Accounts
from oktodesk.ui.application import give_icon
from oktodesk.ui.drops import Dropped
from oktodesk.ui.notices import Notices, Tone
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.shell import OpenSession, Shell
from oktodesk.ui.theme import Theme
from oktodesk.ui.window import MainWindow
from oktodesk.ui.window_controls import WindowControls


class WindowKit:
    """Furnishes a window that has been painted and wires it; ``close`` undoes it in reverse."""

    def __init__(
        self,
        window: MainWindow,
        *,
        settings_file: SettingsFile,
        settings: Settings,
        keyring_service: str,
        theme: Theme,
        open_session: OpenSession,
        quit_request: QuitRequest,
        practising: bool = False,
        are_links_unassigned: Callable[[], bool] = lambda: False,
        log_dir: Path,
        unexpected: Callable[[str, BaseException], None] | None = None,
    ) -> None:
        """``unexpected`` takes failures that nobody foresaw."""
        clock = SystemClock()
        window.furnish(clock)
        window.restore_splitter(settings.splitter)
        window.want_detail(wanted=settings.detail_visible)
        give_icon(window)
        self._vault = KeyVault(keyring_service)
        self.notices = Notices(unexpected=unexpected)
        self.accounts = Accounts(settings_file, settings, self._vault)
        self.scope = TaskScope("window", self.notices.tell_failure)
        self.shell = Shell(
            window,
            accounts=self.accounts,
            notices=self.notices,
            open_session=open_session,
            clock=clock,
            scope=self.scope,
            quit_request=quit_request,
            practising=practising,
            are_links_unassigned=are_links_unassigned,
        )
        window.close_requested.disconnect(quit_request.request)  # from now on the shell may ask first
        self._controls = WindowControls(
            window,
            self.shell,
            accounts=self.accounts,
            notices=self.notices,
            dress=theme,
            scope=self.scope,
            log_dir=log_dir,
        )
        if settings_file.notice is not None:
            self.notices.tell_problem(settings_file.notice, tone=Tone.WARNING)

    def take_links(self, links: Sequence[str]) -> None:
        """Take links, and files of links by their ``file:`` address, that came with the command line."""
        if links:
            self.shell.take(Dropped.of_arguments(links))

    async def close(self) -> None:
        """End what is under way, even a keyring that does not answer; then leave the account, remember it all."""
        await self.scope.close()
        try:
            await self.shell.close()
        finally:
            self._vault.close()
