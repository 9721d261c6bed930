"""The network between the program and Oktopost: a relay on loopback that can be cut in several ways."""

import asyncio
from contextlib import suppress

from tests.chaos.script import Network

_PIECE = 16 * 1024
_CUT_AFTER = 120
"""Bytes of an answer that still get through: in the middle of its headers."""


class Relay:
    """Listens on a free port of its own and passes on to ``target``; ``trouble`` spoils what it does."""

    def __init__(self) -> None:
        self.target = 0
        self.trouble: Network | None = None
        self._port = 0
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        """Listen; returns the port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self._port = int(self._server.sockets[0].getsockname()[1])
        return self._port

    async def close(self) -> None:
        """End everything."""
        if self._server is not None:
            self._server.close()
        self.cut()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await asyncio.sleep(0)  # transports that were cut close their sockets a turn later

    def cut(self) -> None:
        """Cut what is open now."""
        for writer in tuple(self._open):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            if self.trouble is not Network.REFUSES:
                await self._pass(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(writer)
            self._serving.discard(task)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, onward = await asyncio.open_connection("127.0.0.1", self.target)
        ways = {
            asyncio.ensure_future(self._requests(reader, onward)),
            asyncio.ensure_future(self._answers(there, writer)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            onward.transport.abort()

    async def _requests(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        swallowed = False  # what follows a swallowed piece never arrives either: it would be another request
        while piece := await reader.read(_PIECE):
            swallowed = swallowed or self.trouble in {Network.SWALLOWS, Network.REFUSES}
            if not swallowed:
                writer.write(piece.replace(self._named(self._port), self._named(self.target), 1))
                await writer.drain()

    @staticmethod
    def _named(port: int) -> bytes:
        """How a request names whom it is for; Oktopost's local stand-in answers under its own name only."""
        return f"\r\nHost: 127.0.0.1:{port}\r\n".encode()

    async def _answers(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        silent = False
        while piece := await reader.read(_PIECE):
            if self.trouble is Network.CUTS:
                writer.write(piece[:_CUT_AFTER])
                with suppress(OSError):
                    await writer.drain()
                return
            silent = silent or self.trouble is Network.SILENT
            if not silent:
                writer.write(piece)
                await writer.drain()
