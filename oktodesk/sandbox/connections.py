"""Open connections by the client's address, so that one can be cut in the middle of a request."""

import asyncio

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

Address = tuple[str, int]


class Connections:
    """Knows the transport behind a request; uvicorn itself hides it from the application."""

    def __init__(self) -> None:
        self._open: dict[Address, asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """uvicorn's own protocol, which also reports its connections here."""
        connections = self._open

        class Reporting(H11Protocol):
            """Says when a connection opens and closes."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                """Remember the transport under its client's address."""
                super().connection_made(transport)
                if self.client is not None:
                    connections[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                """Forget it."""
                if self.client is not None:
                    connections.pop(self.client, None)
                super().connection_lost(exc)

        return Reporting

    def write(self, client: Address, data: bytes) -> None:
        """Send bytes past the server, which knows nothing of them; close the connection afterwards."""
        if transport := self._open.get(client):
            transport.write(data)

    def close_all(self) -> None:
        """Close every connection at once."""
        for transport in list(self._open.values()):
            transport.abort()

    async def cut_off(self, scope: Scope, receive: Receive, *, at_once: bool = False) -> None:
        """Close a request's connection and wait until the server knows, or it would still try to answer.

        What was written before still arrives, unless it has to be ``at_once``: the client may not read it at all.
        """
        if transport := self._open.get(tuple(scope["client"])):
            if at_once:
                transport.abort()
            else:
                transport.close()
        await left(receive)


async def left(receive: Receive) -> None:
    """Until the client is gone, or was cut off."""
    while (await receive())["type"] != "http.disconnect":
        pass
