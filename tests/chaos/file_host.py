"""Where the links lead: a file host that never fails, so that every refusal is Oktopost's."""

import asyncio

from oktodesk.system.resources import resource

_FILES = {"mp4": ("Countdown-clip.mp4", "video/mp4"), "png": ("Event-banner.png", "image/png")}


class FileHost:
    """Serves one film and one picture under any name that ends as theirs."""

    def __init__(self) -> None:
        folder = resource("samples")
        self._files = {end: ((folder / name).read_bytes(), kind) for end, (name, kind) in _FILES.items()}
        self._server: asyncio.Server | None = None
        self.origin = ""

    async def start(self) -> None:
        """Listen on a free port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.origin = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Serve no longer."""
        if self._server is not None:
            self._server.close()

    def link(self, number: int) -> str:
        """The link of a number; every third is a film."""
        return f"{self.origin}/film-{number}.mp4" if number % 3 == 0 else f"{self.origin}/banner-{number}.png"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, path, _ = head.split(" ", 2)
            content, kind = self._files[path.rpartition(".")[2].partition("?")[0]]
            writer.write(_answer(head, content, kind, is_head=method == "HEAD"))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, ValueError, KeyError):
            pass
        finally:
            writer.close()


def _answer(head: str, content: bytes, kind: str, *, is_head: bool) -> bytes:
    status, more, body = "200 OK", "", content
    wanted = next((line for line in head.split("\r\n") if line.lower().startswith("range: bytes=")), "")
    if wanted:
        first, _, last = wanted.rpartition("=")[2].partition("-")
        begin, end = int(first), min(int(last or len(content) - 1), len(content) - 1)
        body, status = content[begin : end + 1], "206 Partial Content"
        more = f"Content-Range: bytes {begin}-{end}/{len(content)}\r\n"
    lines = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nAccept-Ranges: bytes\r\n"
        f"{more}Connection: close\r\n\r\n"
    )
    return lines.encode() + (b"" if is_head else body)
