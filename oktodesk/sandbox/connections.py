"""Open connections by the client's address, so that one can be cut in the middle of a request."""

import asyncio

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

    def cut(self, client: Address) -> None:
        """Close a client's connection at once, without an answer."""
        if transport := self._open.get(client):
            transport.abort()
