"""COMPOSITION ROOT of the window. A start goes in this order, and the functions follow it:

1. the profile: folders and settings
2. Qt: the application with its language and look
3. one window a person and profile: a second start hands its links over and ends here
4. the window, painted before anything slow begins; then the loop, the window's furniture and the log
5. in practice mode a local Oktopost, in a child process
6. the account: its session is opened, then shown
7. the person works until somebody asks to quit

Closing goes the same way back and takes three seconds at most (``ui.loop`` sees to that).
"""

import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from oktodesk.problems import LocalTrouble
from oktodesk.system.environment import Environment
from oktodesk.system.paths import Paths
from oktodesk.system.run_mark import RunMark
from oktodesk.system.settings import Settings, SettingsFile
from oktodesk.system.settings import Theme as ThemeChoice
from oktodesk.ui.application import make_application
from oktodesk.ui.first_paint import show_painted
from oktodesk.ui.instance import Call, SingleInstance
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme
from oktodesk.ui.window import MainWindow

if TYPE_CHECKING:
    from oktodesk.sandbox.options import SandboxOptions
    from oktodesk.sandbox.process import SandboxProcess
    from oktodesk.session import Session
    from oktodesk.ui.accounts import Account
    from oktodesk.ui.practice import Practice
    from oktodesk.ui.unexpected import Unexpected
    from oktodesk.ui.window_kit import WindowKit

_PRACTICE = "practice"
_SHORT_LIFE_S = 3.0
"""A local Oktopost that ends sooner would only end again."""
_REPLIES_WITHIN_S = 1.0
"""How long a local Oktopost goes on answering while the window closes."""
_PRACTICE_ENDS_WITHIN_S = 0.8
"""How long it is waited for after it was asked to end, once more after that was a signal; then it is killed."""
_TOUR_RATE = 4 * 1024 * 1024
"""Bytes a second at which the tour's local Oktopost fetches: slow enough for progress to be seen."""
_TOUR_LANGUAGE = "en"


def run_window(*, profile: Path | None, sandbox: bool, urls: Sequence[str], environment: Environment) -> int:
    """Open the window and stay until it is closed; returns the exit code.

    Raises ``LocalTrouble``; the person has seen it then.
    """
    paths = Paths.default(profile)
    settings_file = SettingsFile(paths.settings_file)
    try:
        paths.prepare()
        settings = settings_file.load()
    except LocalTrouble as trouble:
        from oktodesk.ui.refusal import show_refusal  # noqa: PLC0415 - hardly ever

        Theme(make_application()).apply(ThemeChoice.SYSTEM)
        show_refusal(trouble.problem)
        raise
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
    mark = RunMark(paths.crash_dir / f"{_window_name(paths, practice=sandbox)}.running")
    mark.begin()
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
            mark=mark,
        )
        instance.called.connect(program.on_called)
        program.on_called(call)
        program.appear()
        code = _run(program.run, quit_request)
        mark.end()  # not where it broke off: the next start tells
        return code
    finally:
        instance.release()


def run_tour(*, out: Path, theme: str) -> int:
    """Drive the real window through the main job on a local Oktopost; pictures and ``report.json`` go to ``out``.

    Exit code 1 if a step did not happen.
    """
    import tempfile  # noqa: PLC0415 - only here

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
        program.appear()
        return _run(lambda: program.run(lambda: take_tour(program.window, program.kit.shell, out)))


def _run(work: Callable[[], Coroutine[Any, Any, int]], quit_request: QuitRequest | None = None) -> int:
    from oktodesk.ui import loop  # noqa: PLC0415 - brings asyncio: after the first paint

    return loop.run(work, quit_request=quit_request)


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
        mark: RunMark | None = None,
    ) -> None:
        """``mark`` says how the run before this one ended."""
        self._paths = paths
        self._mark = mark
        self._unexpected: Unexpected | None = None
        self._settings_file = settings_file
        self._settings = settings
        self._theme = theme
        self._environment = environment
        self._practice_options = practice
        self._practice: SandboxProcess | None = None
        self._quit = quit_request
        self._calls: list[Call] = []
        self.window = MainWindow()
        self.window.restore(settings.window)
        self.window.close_requested.connect(quit_request.request)
        self._kit: WindowKit | None = None
        self._end_logging: Callable[[], None] = lambda: None

    @property
    def kit(self) -> "WindowKit":
        """What the window is run with; made after its first painting."""
        assert self._kit is not None
        return self._kit

    def on_called(self, call: Call) -> None:
        """Somebody started oktodesk, this time or once more: come to the front and take the links."""
        if self.window.isVisible():
            self.window.come_forward()
        self._calls.append(call)
        if self._kit is not None:
            self._answer_calls()

    def appear(self) -> None:
        """Show the window and have it painted; before the loop runs."""
        show_painted(self.window)

    async def run(self, work: Callable[[], Awaitable[int]] | None = None) -> int:
        """Open what belongs behind the window, then ``work``, or wait until somebody asks to quit."""
        self._furnish()
        self._hear_the_unexpected()
        try:
            opening = self.kit.scope.start(self._open(), name="open")
            if work is not None:
                await opening
                return await work()
            await self._quit.wait()
        finally:
            await self._close()
        return 0

    def _furnish(self) -> None:
        from oktodesk.system.logs import configure  # noqa: PLC0415 - after the first paint
        from oktodesk.ui.unexpected import Unexpected  # noqa: PLC0415 - as said
        from oktodesk.ui.window_kit import WindowKit  # noqa: PLC0415 - most of the window: after the first paint

        log_trouble: LocalTrouble | None = None
        try:
            self._end_logging = configure(self._paths.log_dir, verbose=False)
        except LocalTrouble as trouble:  # no reason not to work
            log_trouble = trouble
        self._unexpected = Unexpected(self._paths.crash_dir, self.window)
        self._kit = WindowKit(
            self.window,
            settings_file=self._settings_file,
            settings=self._settings,
            keyring_service=self._paths.keyring_service,
            theme=self._theme,
            open_session=self._open_session,
            quit_request=self._quit,
            practising=self._practice_options is not None,
            are_links_unassigned=self._are_links_unassigned,
            log_dir=self._paths.log_dir,
            unexpected=self._unexpected.tell,
        )
        if log_trouble is not None:
            self._kit.notices.tell_problem(log_trouble.problem)
        self._answer_calls()

    def _hear_the_unexpected(self) -> None:
        from asyncio import get_running_loop  # noqa: PLC0415 - after the first paint

        from oktodesk.ui.crash_sheet import CrashDesk  # noqa: PLC0415 - as said

        assert self._unexpected is not None
        shell = self.kit.shell
        self.crash_desk = CrashDesk(
            self.window,
            log_dir=self._paths.log_dir,
            in_line=lambda: shell.in_line,
            leave=self._quit.request,
            is_leaving=lambda: self._quit.requested,
        )
        self._unexpected.happened.connect(self.crash_desk.show)
        self._unexpected.install(get_running_loop())

    def _are_links_unassigned(self) -> bool:
        from oktodesk.session import UNASSIGNED  # noqa: PLC0415 - the engine: imported after the first paint

        return self._paths.account_dir(UNASSIGNED).is_dir()

    def _answer_calls(self) -> None:
        calls, self._calls = self._calls, []
        for call in calls:
            self.kit.take_links(call.links)

    async def _open(self) -> None:
        from oktodesk.ui.accounts import environment_account  # noqa: PLC0415 - after the first paint

        account = environment_account(self._environment)
        if self._practice_options is not None:
            if not (self._practice_options.seed_uploads or any(self._paths.accounts_dir.glob("*"))):
                self.window.show_empty()  # at once: nothing was ever here, and a local Oktopost takes a second
            self.kit.shell.practice = await self._start_practice(self._practice_options)
            account = self.kit.shell.practice.account
            self.kit.scope.start(self._keep_practice(self._practice_options), name="practice")
        if account is not None:
            self.kit.accounts.fix(account)
        await self.kit.shell.open()
        self._tell_last_end()

    def _tell_last_end(self) -> None:
        """Say that the last run broke off, and that its links are here."""
        from oktodesk.ui.last_end import last_end_notice  # noqa: PLC0415 - hardly ever needed

        if self._mark is not None and self._mark.broke_off:
            self.kit.notices.tell(last_end_notice(self._mark.last_words, self.kit.shell.in_line))

    async def _close(self) -> None:
        import asyncio  # noqa: PLC0415 - not before the first paint

        self.window.hide()  # at once: nobody likes to watch a window close
        closing = asyncio.create_task(self.kit.close(), name="close")
        try:
            if self._practice is not None:
                # It gives what is on its way its replies; then it ends beside the rest, for three seconds are few.
                await asyncio.wait({closing}, timeout=_REPLIES_WITHIN_S)
                await self._practice.stop(limit_s=_PRACTICE_ENDS_WITHIN_S)
            await closing
        finally:
            closing.cancel()
            if self._unexpected is not None:
                self._unexpected.uninstall()
            self._end_logging()

    async def _start_practice(self, options: "SandboxOptions") -> "Practice":
        from asyncio import to_thread  # noqa: PLC0415 - after the first paint

        await to_thread(import_module, "oktodesk.sandbox.process")  # 50 ms, in which the window is alive
        from oktodesk.api.endpoint import Credentials, Endpoint  # noqa: PLC0415 - after the first paint
        from oktodesk.sandbox.process import SandboxProcess  # noqa: PLC0415 - only in practice mode
        from oktodesk.ui.accounts import account_at  # noqa: PLC0415
        from oktodesk.ui.practice import Practice  # noqa: PLC0415

        self._practice = process = await SandboxProcess.start(options)
        credentials = Credentials(process.account_id, process.api_key)
        label = QCoreApplication.translate("App", "Practice")
        return Practice(
            account=account_at(Endpoint.parse(process.base_url), credentials, label=label),
            samples=process.samples,
            failing=(process.breaking_sample, process.broken_sample),
        )

    async def _keep_practice(self, options: "SandboxOptions") -> None:
        """Start a local Oktopost again that ended by itself. Raises ``sandbox_failed`` if it lives shortly."""
        from oktodesk.ui.notices import Notice, Tone  # noqa: PLC0415 - after the first paint

        while self._practice is not None:
            process, begun_at = self._practice, time.monotonic()
            await process.ended()
            await process.stop()
            if time.monotonic() - begun_at < _SHORT_LIFE_S:
                raise LocalTrouble("sandbox_failed", detail=process.last_words)
            self.kit.shell.practice = practice = await self._start_practice(options)
            self.kit.accounts.fix(practice.account)
            await self.kit.shell.open()
            translate = QCoreApplication.translate
            title = translate("App", "The local Oktopost of the practice mode had ended")
            advice = translate("App", "It was started again, with everything that was in it.")
            self.kit.notices.tell(Notice(id="practice_restarted", title=title, advice=advice, tone=Tone.WARNING))

    async def _open_session(self, account: "Account | None", settings: Settings) -> "Session":
        from oktodesk.session import Session  # noqa: PLC0415 - the engine: imported after the first paint
        from oktodesk.system.clock import SystemClock  # noqa: PLC0415

        base_url = account.endpoint.base_url if account is not None else ""
        return await Session.open(
            paths=self._paths,
            clock=SystemClock(scale=self._environment.scale_for(base_url)),
            settings=settings,
            endpoint=account.endpoint if account is not None else None,
            credentials=account.credentials if account is not None else None,
            on_failure=self.kit.notices.tell_failure,
            checks_apart=True,
        )


def _practice_options(paths: Paths, environment: Environment) -> "SandboxOptions":
    from oktodesk.sandbox.options import SandboxOptions  # noqa: PLC0415 - only in practice mode

    state = paths.data_dir / _PRACTICE
    # It reaches what the checks reach: a file on this computer that was found usable must not be refused then.
    return SandboxOptions(state=state, clock_scale=environment.requested_scale, allow_private=True)


def _window_name(paths: Paths, *, practice: bool) -> str:
    return f"{paths.runtime_name}-{_PRACTICE}" if practice else paths.runtime_name
