"""Opens the engine of the account that is meant, and closes it whatever happens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from oktodesk.problems import LocalTrouble, Problem

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.cli.invocation import Invocation
    from oktodesk.cli.output import Output
    from oktodesk.session import Session
    from oktodesk.uploads.persistence import FailureSink


@contextlib.asynccontextmanager
async def opened(
    invocation: "Invocation", *, sends: bool = False
) -> "AsyncIterator[tuple[Session, OktopostClient]]":
    """The session of the account that is meant, not started, and its client. ``sends``: it will be started.

    Raises ``SignInTrouble`` without an account, ``LocalTrouble`` for the profile or the keyring.
    """
    settings = invocation.prepare()
    account = await invocation.account(settings)  # before the engine is loaded: most failures are here
    from oktodesk.session import Session, log_failure

    told: set[str] = set()
    session = await Session.open(
        paths=invocation.paths,
        clock=invocation.clock(account.endpoint.base_url),
        endpoint=account.endpoint,
        credentials=account.credentials,
        settings=settings,
        on_failure=failure_teller(invocation.output, told, log_failure),
        sends=sends,
    )
    try:
        assert session.client is not None
        for notice in session.store.notices:
            told.add(notice.id)
            for line in invocation.output.sentences(notice):
                invocation.output.note(line)
        yield session, session.client
    finally:
        await asyncio.shield(session.close())


def failure_teller(output: "Output", told: set[str], log: "FailureSink") -> "FailureSink":
    """Logs what fails while the engine works, and says what the person can mend, once each, on stderr.

    A full disk holds links up for as long as it is full, and the command waits for them. ``told``: ids of problems
    that were said already.
    """

    def tell(name: str, error: BaseException) -> None:
        log(name, error)
        problem: Problem | None = error.problem if isinstance(error, LocalTrouble) else None
        if problem is not None and problem.id not in told:
            told.add(problem.id)
            output.lament(problem)

    return tell
