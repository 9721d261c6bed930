"""The cut network: what gets through, and what never does."""

import asyncio
from contextlib import suppress

import pytest

from tests.chaos.relay import Relay
from tests.chaos.script import Network

LIMIT_S = 30.0
ASKED, ANSWER = b"ask", b"x" * 1_000


class Server:
    """Answers whatever arrives, and remembers it."""

    def __init__(self) -> None:
        self.arrived = b""
        self.came, self.asked, self.left = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.came.set()
        with suppress(OSError):
            while piece := await reader.read(100):
                self.arrived += piece
                self.asked.set()
                writer.write(ANSWER)
        self.left.set()
        writer.close()


async def ask(trouble: Network | None) -> tuple[bytes, bytes]:
    """What arrived there and what came back of one request, cut once nothing more can happen."""
    there, relay = Server(), Relay()
    server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
    relay.target, relay.trouble = server.sockets[0].getsockname()[1], trouble
    reader, writer = await asyncio.open_connection("127.0.0.1", await relay.start())
    writer.write(ASKED)
    back = b""
    with suppress(OSError):
        if trouble is None:
            back = await reader.readexactly(len(ANSWER))
        elif trouble in {Network.SWALLOWS, Network.SILENT}:
            await (there.came if trouble is Network.SWALLOWS else there.asked).wait()
            relay.cut()
            await there.left.wait()
        back += await reader.read() if trouble is not None else b""
    writer.close()
    await relay.close()
    server.close()
    return there.arrived, back


def test_a_request_names_the_one_it_arrives_at() -> None:
    """Oktopost's local stand-in answers under its own name only."""

    async def story() -> tuple[bytes, int]:
        there, relay = Server(), Relay()
        server = await asyncio.start_server(there.serve, "127.0.0.1", 0)
        relay.target = server.sockets[0].getsockname()[1]
        port = await relay.start()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        await reader.readexactly(len(ANSWER))
        writer.close()
        await relay.close()
        server.close()
        return there.arrived, relay.target

    arrived, port = asyncio.run(asyncio.wait_for(story(), LIMIT_S))
    assert f"\r\nHost: 127.0.0.1:{port}\r\n".encode() in arrived


@pytest.mark.parametrize(
    ("trouble", "arrives", "most_back"),
    [
        (None, ASKED, len(ANSWER)),
        (Network.REFUSES, b"", 0),
        (Network.CUTS, ASKED, 120),
        (Network.SWALLOWS, b"", 0),
        (Network.SILENT, ASKED, 0),
    ],
)
def test_what_gets_through(trouble: Network | None, arrives: bytes, most_back: int) -> None:
    async def story() -> tuple[bytes, bytes]:
        async with asyncio.timeout(LIMIT_S):
            return await ask(trouble)

    arrived, back = asyncio.run(story())
    assert arrived == arrives
    assert len(back) == most_back
