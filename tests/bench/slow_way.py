"""A way to a loopback server on which requests arrive later: ``python -m tests.bench.slow_way PORT SECONDS``.

A process of its own, so that carrying costs neither of the programs that are measured any time. Prints its port
and ends with its stdin.
"""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator

_PIECE = 256 * 1024


@contextlib.contextmanager
def slow_way(port: int, delay_s: float) -> Iterator[int]:
    """Begin one; yields its port."""
    command = [sys.executable, "-m", "tests.bench.slow_way", str(port), str(delay_s)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay_s: float) -> None:
    with contextlib.suppress(OSError):
        while piece := await reader.read(_PIECE):
            if delay_s:
                await asyncio.sleep(delay_s)
            writer.write(piece)
            await writer.drain()
    writer.close()


async def _serve_until_stdin_ends(port: int, delay_s: float) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(reader, far_writer, delay_s), _carry(far_reader, writer, 0))

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve_until_stdin_ends(int(sys.argv[1]), float(sys.argv[2])))
