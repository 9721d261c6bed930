"""Opens the engine of the account that is meant, and closes it whatever happens."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from oktodesk.api.client import OktopostClient
    from oktodesk.cli.invocation import Invocation
    from oktodesk.session import Session


@contextlib.asynccontextmanager
async def opened(invocation: "Invocation") -> "AsyncIterator[tuple[Session, OktopostClient]]":
    """The session of the account that is meant, not started, and its client.

    Raises ``SignInTrouble`` without an account, ``LocalTrouble`` for the profile or the keyring.
    """
    settings = invocation.prepare()
    account = await invocation.account(settings)  # before the engine is loaded: most failures are here
    from oktodesk.session import Session

    session = await Session.open(
        paths=invocation.paths,
        clock=invocation.clock(account.endpoint.base_url),
        endpoint=account.endpoint,
        credentials=account.credentials,
        settings=settings,
    )
    try:
        assert session.client is not None
        for notice in session.store.notices:
            for line in invocation.output.sentences(notice):
                invocation.output.note(line)
        yield session, session.client
    finally:
        await asyncio.shield(session.close())
