"""What happens between "Connect" and a connected account; a plain object, tested without a window."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from oktodesk.api.connection import Step
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.api.wire import Me
from oktodesk.problems import OktodeskError, Problem
from oktodesk.system.tasks import TaskScope
from oktodesk.ui.connect.typed import Typed

Test = Callable[[Credentials], AsyncIterator[Step]]
Adopt = Callable[[Endpoint, Credentials, Me], Awaitable[Problem | None]]
"""Keeps the account and opens it; returns why the key could not be kept, if so."""


class ConnectView(Protocol):
    """What the dialog can show."""

    def show_testing(self) -> None:
        """The test began."""

    def show_step(self, step: Step) -> None:
        """A step was passed or failed."""

    def show_problem(self, problem: Problem) -> None:
        """Something is wrong outside of the steps."""

    def show_connected(self, account: str, user: str, keyring: Problem | None) -> None:
        """It worked."""


class Connecting:
    """Tests what was typed, step by step, and adopts the account when all are passed."""

    def __init__(self, view: ConnectView, *, scope: TaskScope, test: Test, adopt: Adopt) -> None:
        self._view = view
        self._scope = scope
        self._test = test
        self._adopt = adopt

    def begin(self, typed: Typed) -> None:
        """Start over with this; an earlier test is given up."""
        self._scope.latest("connect", self.connect(typed))

    async def connect(self, typed: Typed) -> None:
        """Test, show, adopt."""
        try:
            credentials = Credentials.from_typed(typed.account_id, typed.api_key)
        except OktodeskError as error:
            self._view.show_problem(error.problem)
            return
        self._view.show_testing()
        try:
            await self._run(credentials)
        except OktodeskError as error:
            self._view.show_problem(error.problem)

    async def _run(self, credentials: Credentials) -> None:
        async for step in self._test(credentials):
            self._view.show_step(step)
            if step.ok and step.me is not None and step.endpoint is not None:
                keyring = await self._adopt(step.endpoint, credentials, step.me)
                self._view.show_connected(step.me.account_name, step.me.user_name, keyring)
