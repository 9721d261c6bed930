"""What stays while accounts come and go: it opens, switches and closes workspaces behind one window."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer

from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.api.wire import Me
from oktodesk.problems import OktodeskError, Problem
from oktodesk.system.clock import Clock
from oktodesk.system.settings import Settings
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.accounts import Account, Accounts, account_at
from oktodesk.ui.clipboard import copy_text
from oktodesk.ui.collector import keep_for_good
from oktodesk.ui.dialogs import LeaveSheet
from oktodesk.ui.drops import Dropped
from oktodesk.ui.notices import Help, Notices, Tone
from oktodesk.ui.practice import Practice
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.window import MainWindow

if TYPE_CHECKING:
    from oktodesk.session import Session
    from oktodesk.ui.connect.connecting import Connecting, Test
    from oktodesk.ui.workspace import Workspace
    from oktodesk.uploads.status import EngineStatus

OpenSession = Callable[[Account | None, Settings], "Awaitable[Session]"]
"""Opens an account's engine, not started; without an account, the one for links that belong to none yet."""
_ARRANGED = ("columns", "sort", "sort_descending", "window", "splitter", "last_seen_at")
"""The settings that say how the window was arranged."""
_KEEP_AFTER_MS = 1000
"""How long nothing may be arranged anew before it is remembered."""
_ENGINE = (
    "oktodesk.session",
    "oktodesk.api.client",
    "oktodesk.media.preflight",
    "oktodesk.media.pictures",
)


class Shell(QObject):
    """One workspace at a time; the window never waits for it. What is dropped meanwhile is held, not lost."""

    def __init__(
        self,
        window: MainWindow,
        *,
        accounts: Accounts,
        notices: Notices,
        open_session: OpenSession,
        clock: Clock,
        scope: TaskScope,
        quit_request: QuitRequest,
        practising: bool = False,
        are_links_unassigned: Callable[[], bool] = lambda: False,
    ) -> None:
        """``are_links_unassigned``: whether links may have been left that belong to no account yet."""
        super().__init__(window)
        self.practising = practising
        """Whether this is practice mode; its local Oktopost may still be on its way up."""
        self.practice: Practice | None = None
        """Set before ``open`` in practice mode."""
        self._wants_sample = False
        self._are_links_unassigned = are_links_unassigned
        self._window = window
        self._accounts = accounts
        self._notices = notices
        self._open_session = open_session
        self._clock = clock
        self._scope = scope
        self._quit = quit_request
        self._workspace: Workspace | None = None
        self._held: list[Dropped] = []
        self._choices: dict[str, bool] = {}
        self._entering = asyncio.Lock()
        self._asked_to_leave = False
        self._connecting: Connecting | None = None
        self._named: dict[str, str] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_KEEP_AFTER_MS)
        self._soon.timeout.connect(self._keep_arrangement)
        window.arranged.connect(self._soon.start)
        self._show_account()

    @property
    def workspace(self) -> "Workspace | None":
        """The account on screen, once it is open."""
        return self._workspace

    @property
    def in_line(self) -> int:
        """Confirmed links that are still here."""
        return self._workspace.in_line if self._workspace is not None else 0

    @property
    def account_name(self) -> str:
        """What the account in use is called: as it was connected, else as Oktopost calls it, else its id."""
        entry = self._accounts.entry
        if entry is None:
            return ""
        return entry.label or self._named.get(entry.identity, "") or entry.account_id

    @property
    def is_leaving(self) -> bool:
        """Whether somebody asked to quit."""
        return self._quit.requested

    async def open(self) -> None:
        """Open the account in use, or the place for links without one."""
        account = await self._active_account()
        if account is None and not self._are_links_unassigned():
            self._window.show_empty()  # at once: there is nothing that could be listed
        await self._enter(account)

    async def close(self) -> None:
        """Remember where everything was, then close what is open."""
        self._window.arranged.disconnect(self._soon.start)
        self._soon.stop()
        async with self._entering:
            await self._leave()
        await self._keep_held()
        await self._remember(self._with_places(self._accounts.settings))

    def take(self, dropped: Dropped) -> None:
        """Take links now, or as soon as the workspace is open."""
        if self._workspace is not None:
            self._workspace.take(dropped)
        else:
            self._held.append(dropped)

    def take_sample(self) -> None:
        """Practice mode: take its sample links, as if they had been dropped."""
        self._wants_sample = self.practice is None
        if self.practice is not None:
            self.take(Dropped(text="\n".join(self.practice.samples)))

    def switch_to(self, identity: str) -> None:
        """The person chose another account."""
        self._scope.start(self._switch(identity), name="switch account")

    def forget(self, identity: str) -> None:
        """The person wants an account removed from this computer."""
        self._scope.start(self._forget(identity), name="remove account")

    def leave(self) -> None:
        """The person wants to close the window; asked once if links are still here."""
        in_line = self.in_line
        if not in_line or self._asked_to_leave:
            self._quit.request()
            return
        self._asked_to_leave = True
        workspace = self._workspace
        held = workspace is not None and workspace.holds_back
        paused = workspace is not None and workspace.paused
        sheet = LeaveSheet(in_line, self._window, held=held, paused=paused)
        sheet.leave_pressed.connect(self._quit.request)
        sheet.open()

    def connect_account(self, *, test: "Test | None" = None) -> None:
        """Open the connect dialog; everything behind it goes on. ``test`` replaces the test of both regions."""
        from oktodesk.api.connection import connection_steps  # noqa: PLC0415 - brings httpx
        from oktodesk.ui.connect.connecting import Connecting  # noqa: PLC0415 - brings httpx
        from oktodesk.ui.connect.dialog import ConnectDialog  # noqa: PLC0415 - brings httpx

        dialog = ConnectDialog(self._window)
        self._connecting = Connecting(  # kept: a signal holds no reference to a plain object
            dialog,
            scope=self._scope,
            test=test or (lambda credentials: connection_steps(credentials, clock=self._clock)),
            adopt=self.adopt,
        )
        dialog.test_wanted.connect(self._connecting.begin)
        dialog.copy_pressed.connect(copy_text)
        dialog.open()

    async def adopt(self, endpoint: Endpoint, credentials: Credentials, me: Me) -> Problem | None:
        """Keep an account that was just connected; links that waited for one come along."""
        account = account_at(endpoint, credentials, label=me.account_name, user_name=me.user_name)
        problem = await self._accounts.keep(account)
        await self._enter(account)
        return problem

    async def _switch(self, identity: str) -> None:
        await self._accounts.choose(identity)
        await self._enter(await self._active_account())

    async def _forget(self, identity: str) -> None:
        problem = await self._accounts.forget(identity)
        if problem is not None:
            self._notices.tell_problem(problem, tone=Tone.WARNING)
        await self._enter(await self._active_account())

    async def _active_account(self) -> Account | None:
        try:
            return await self._accounts.active()
        except OktodeskError as error:
            self._notices.tell_problem(error.problem, help_=Help.CONNECT)
            return None

    async def _enter(self, account: Account | None) -> None:
        """Go into an account's session, out of the one before."""
        await asyncio.to_thread(_bring_engine)
        from oktodesk.ui.workspace import Workspace  # noqa: PLC0415 - after the first paint

        keep_for_good()
        async with self._entering:
            brought = await self._leave(for_account=account is not None)
            try:
                session = await self._open_session(account, self._accounts.settings)
            except BaseException:
                self._window.show_empty()
                if brought is not None:
                    await brought.close()
                raise
            self._workspace = Workspace(
                self._window,
                session,
                settings=self._accounts.settings,
                notices=self._notices,
                connect=self.connect_account,
                arranged=self._soon.start,
                practice=self.practising,
            )
            self._show_account()
            session.subscribe_status(partial(self._on_status, session.identity))
            await session.start()
            if brought is None and account is not None:
                brought = await self._unassigned()
            if brought is not None:
                await brought.hand_over_to(session)
                await brought.close()
                self._workspace.choose(self._choices)
        held, self._held = self._held, []
        for dropped in held:
            self._workspace.take(dropped)
        if self._wants_sample:
            self.take_sample()

    async def _unassigned(self) -> "Session | None":
        """The links without an account that an earlier run left, where the keyring did not answer, say."""
        if self.practising or not self._are_links_unassigned():
            return None
        return await self._open_session(None, self._accounts.settings)

    async def _keep_held(self) -> None:
        """What was dropped before there was a place for it is kept for the next start."""
        from oktodesk.ui.drops import intake_of  # noqa: PLC0415 - hardly ever needed

        held, self._held = self._held, []
        found = [await intake_of(dropped) for dropped in held]
        links = [link for intake in found for link in intake.links]
        if not links or self.practising:
            return
        session = await self._open_session(None, self._accounts.settings)
        try:
            await session.desk.take(links, sheets=[sheet for intake in found for sheet in intake.sheets])
        finally:
            await session.close()

    async def _leave(self, *, for_account: bool = False) -> "Session | None":
        """Close the workspace; the session of links without an account stays open if they are to come along."""
        workspace, self._workspace = self._workspace, None
        if workspace is None:
            return None
        await self._remember(workspace.with_layout(self._accounts.settings))
        self._choices = await workspace.choices()
        if for_account and not workspace.is_connected:
            return await workspace.detach()
        await workspace.close()
        return None

    def _keep_arrangement(self) -> None:
        """Not only at the end: a computer that is switched off closes nothing."""
        now = self._accounts.settings
        arranged = self._with_arrangement(now)
        if msgspec.structs.replace(arranged, last_seen_at=now.last_seen_at) != now:
            self._scope.start(self._remember(arranged), name="remember the arrangement")

    async def _remember(self, arranged: Settings) -> None:
        # Settings are changed on a thread, which must not ask widgets.
        fields = {name: getattr(arranged, name) for name in _ARRANGED}
        await self._accounts.change(lambda now: msgspec.structs.replace(now, **fields))

    def _with_arrangement(self, now: Settings) -> Settings:
        with_layout = self._workspace.with_layout(now) if self._workspace is not None else now
        return self._with_places(with_layout)

    def _with_places(self, now: Settings) -> Settings:
        return msgspec.structs.replace(
            now,
            window=self._window.place,
            splitter=self._window.splitter_sizes or now.splitter,
            last_seen_at=self._clock.now(),
        )

    def _on_status(self, identity: str, status: "EngineStatus") -> None:
        """An account that comes from the environment has no name until Oktopost tells it."""
        name = status.me.account_name if status.me is not None else ""
        if name and self._named.get(identity) != name:
            self._named[identity] = name
            self._show_account()

    def _show_account(self) -> None:
        entry, label = self._accounts.entry, self.account_name
        if self.practising and not label:
            label = self.tr("Practice")
        self._window.toolbar.show_account(label)
        self._window.show_title(label)
        self._window.empty.show_situation(practice=self.practising, connected=entry is not None)


def _bring_engine() -> None:
    """Import what makes HTTP calls beside the window, which answers drops meanwhile: it takes 0.5 s."""
    for name in _ENGINE:
        import_module(name)
