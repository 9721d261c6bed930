"""COMPOSITION ROOT of the window. A start goes in this order, and the functions follow it:

1. the profile: folders, settings, log
2. Qt: the application with its language and look
3. one window a person and profile: a second start hands its links over and ends here
4. the window, painted before anything slow begins
5. in practice mode a local Oktopost, in a child process
6. the account: its session is opened, then shown
7. the person works until somebody asks to quit

Closing goes the same way back and takes three seconds at most (``ui.loop`` sees to that).
"""

import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.system.clock import SystemClock
from oktodesk.system.environment import Environment
from oktodesk.system.logs import configure
from oktodesk.system.paths import Paths
from oktodesk.system.secrets import KeyVault
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.system.settings import Theme as ThemeChoice
from oktodesk.system.tasks import TaskScope
from oktodesk.ui import loop
from oktodesk.ui.accounts import Account, Accounts, account_at, environment_account
from oktodesk.ui.application import make_application
from oktodesk.ui.drops import Dropped
from oktodesk.ui.first_paint import first_paint
from oktodesk.ui.instance import Call, SingleInstance
from oktodesk.ui.notices import Notices, Tone
from oktodesk.ui.practice import Practice
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.shell import Shell
from oktodesk.ui.theme import Theme
from oktodesk.ui.window import MainWindow
from oktodesk.ui.window_controls import WindowControls

if TYPE_CHECKING:
    from oktodesk.sandbox.options import SandboxOptions
    from oktodesk.sandbox.process import SandboxProcess
    from oktodesk.session import Session

_PRACTICE = "practice"
_TOUR_RATE = 4 * 1024 * 1024
"""Bytes a second at which the tour's local Oktopost fetches: slow enough for progress to be seen."""
_TOUR_LANGUAGE = "en"


def run_window(*, profile: Path | None, sandbox: bool, urls: Sequence[str], environment: Environment) -> int:
    """Open the window and stay until it is closed; returns the exit code. Raises ``LocalTrouble``."""
    paths = Paths.default(profile)
    paths.prepare()
    settings_file = SettingsFile(paths.settings_file)
    settings = settings_file.load()
    application = make_application(settings.language)
    theme = Theme(application)
    theme.apply(settings.theme)
    instance = SingleInstance(
        _window_name(paths, practice=sandbox),
        lock_file=paths.data_dir / f"{_window_name(paths, practice=sandbox)}.lock",
    )
    call = Call(links=tuple(urls))
    if not instance.claim(call):
        return 0
    end_logging = configure(paths.log_dir, verbose=False)
    try:
        quit_request = QuitRequest()
        options = _practice_options(paths, environment) if sandbox else None
        program = Program(
            paths=paths,
            settings_file=settings_file,
            settings=settings,
            theme=theme,
            environment=environment,
            practice=options,
            quit_request=quit_request,
        )
        instance.called.connect(program.on_called)
        program.on_called(call)
        return loop.run(program.run, quit_request=quit_request)
    finally:
        end_logging()
        instance.release()


def run_tour(*, out: Path, theme: str) -> int:
    """Drive the real window through the main job on a local Oktopost; pictures and ``report.json`` go to ``out``.

    Exit code 1 if a step did not happen.
    """
    from oktodesk.sandbox.options import SandboxOptions  # noqa: PLC0415 - only here and in practice mode
    from oktodesk.ui.tour.guide import take_tour  # noqa: PLC0415 - brings the engine

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="oktodesk-tour-", ignore_cleanup_errors=True) as folder:
        paths = Paths.default(Path(folder))
        paths.prepare()
        look = Theme(make_application(_TOUR_LANGUAGE))
        look.apply(ThemeChoice(theme))
        quit_request = QuitRequest()
        program = Program(
            paths=paths,
            settings_file=SettingsFile(paths.settings_file),
            settings=Settings(theme=ThemeChoice(theme)),
            theme=look,
            environment=Environment(),
            practice=SandboxOptions(download_rate=_TOUR_RATE),
            quit_request=quit_request,
        )
        return loop.run(lambda: program.run(lambda: take_tour(program.window, program.shell, out)))


class Program:
    """The window with everything behind it, from the first paint to the last close."""

    def __init__(
        self,
        *,
        paths: Paths,
        settings_file: SettingsFile,
        settings: Settings,
        theme: Theme,
        environment: Environment,
        practice: "SandboxOptions | None",
        quit_request: QuitRequest,
    ) -> None:
        self._paths = paths
        self._environment = environment
        self._practice_options = practice
        self._practice: SandboxProcess | None = None
        self._quit = quit_request
        self._vault = KeyVault(paths.keyring_service)
        clock = SystemClock()
        self.notices = Notices()
        self.accounts = Accounts(settings_file, settings, self._vault)
        self.window = MainWindow(clock)
        self._scope = TaskScope("window", self.notices.tell_failure)
        self.shell = Shell(
            self.window,
            accounts=self.accounts,
            notices=self.notices,
            open_session=self._open_session,
            clock=clock,
            scope=self._scope,
            quit_request=quit_request,
        )
        self._controls = WindowControls(
            self.window,
            self.shell,
            accounts=self.accounts,
            notices=self.notices,
            dress=theme,
            scope=self._scope,
        )
        self.window.restore(settings.window, settings.splitter)
        if settings_file.notice is not None:
            self.notices.tell_problem(settings_file.notice, tone=Tone.WARNING)

    def on_called(self, call: Call) -> None:
        """Somebody started oktodesk, this time or once more: come to the front and take the links."""
        if self.window.isVisible():
            self.window.come_forward()
        if call.links:
            self.shell.take(Dropped(text="\n".join(call.links)))

    async def run(self, work: Callable[[], Awaitable[int]] | None = None) -> int:
        """Show the window, open what belongs behind it, then ``work``, or wait until somebody asks to quit."""
        self.window.show()
        await first_paint(self.window)
        try:
            opening = self._scope.start(self._open(), name="open")
            if work is not None:
                await opening
                return await work()
            await self._quit.wait()
        finally:
            await self._close()
        return 0

    async def _open(self) -> None:
        if self._practice_options is not None:
            self.shell.practice = await self._start_practice(self._practice_options)
            self.accounts.fix(self.shell.practice.account)
        elif (account := environment_account(self._environment)) is not None:
            self.accounts.fix(account)
        await self.shell.open()

    async def _close(self) -> None:
        self.window.hide()  # at once: nobody likes to watch a window close
        try:
            await self.shell.close()
        finally:
            await self._scope.close()
            self._vault.close()
            if self._practice is not None:
                await self._practice.stop()

    async def _start_practice(self, options: "SandboxOptions") -> Practice:
        from oktodesk.sandbox.process import SandboxProcess  # noqa: PLC0415 - only in practice mode

        self._practice = process = await SandboxProcess.start(options)
        credentials = Credentials(process.account_id, process.api_key)
        label = QCoreApplication.translate("App", "Practice")
        return Practice(
            account=account_at(Endpoint.parse(process.base_url), credentials, label=label),
            samples=process.samples,
            failing=(process.breaking_sample, process.broken_sample),
        )

    async def _open_session(self, account: Account | None, settings: Settings) -> "Session":
        from oktodesk.session import Session  # noqa: PLC0415 - the engine: imported after the first paint

        base_url = account.endpoint.base_url if account is not None else ""
        return await Session.open(
            paths=self._paths,
            clock=SystemClock(scale=self._environment.scale_for(base_url)),
            settings=settings,
            endpoint=account.endpoint if account is not None else None,
            credentials=account.credentials if account is not None else None,
            on_failure=self.notices.tell_failure,
        )


def _practice_options(paths: Paths, environment: Environment) -> "SandboxOptions":
    from oktodesk.sandbox.options import SandboxOptions  # noqa: PLC0415 - only in practice mode

    state = paths.data_dir / _PRACTICE
    return SandboxOptions(state=state, clock_scale=environment.requested_scale)


def _window_name(paths: Paths, *, practice: bool) -> str:
    return f"{paths.runtime_name}-{_PRACTICE}" if practice else paths.runtime_name
