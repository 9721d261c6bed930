"""A file host on loopback that does what a test tells it to."""

import re
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    method: str
    path: str
    host: str
    range: str


@dataclass(frozen=True)
class Answer:
    """What goes out. ``cut_after``: so many bytes of the body, then the connection breaks."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut_after: int | None = None
    length: bool = True


Answering = Callable[[Asked], Answer]


class FileHost:
    """Serves on a free port until the block ends; ``asked`` are the requests so far."""

    def __init__(self, answer: Answering, *, certificate: Path | None = None) -> None:
        self.answer = answer
        self.asked: list[Asked] = []
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                asked = Asked(self.command, self.path, self.headers.get("Host", ""), self.headers.get("Range", ""))
                host.asked.append(asked)
                answer = host.answer(asked)
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                if answer.length and "Content-Length" not in answer.headers:
                    self.send_header("Content-Length", str(len(answer.body)))
                self.send_header("Connection", "close")
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(answer.body[: answer.cut_after])
                self.close_connection = True

            do_GET = do_HEAD = _serve  # noqa: N815 - the base class's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
                """Tests print nothing."""

            def handle(self) -> None:
                try:
                    super().handle()
                except (ConnectionError, ssl.SSLError):
                    self.close_connection = True

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.scheme = "http"
        if certificate:
            self.scheme, tls = "https", ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate)
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}"

    def gets(self) -> list[str]:
        """The ranges of all GETs so far."""
        return [asked.range for asked in self.asked if asked.method == "GET"]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def honest(data: bytes, mime_type: str = "video/mp4") -> Answering:
    """A good host: HEAD with the size, and Range."""

    def answer(asked: Asked) -> Answer:
        headers = {"Content-Type": mime_type, "Accept-Ranges": "bytes"}
        found = re.fullmatch(r"bytes=(\d+)-(\d+)", asked.range)
        if asked.method == "HEAD":
            return Answer(headers=headers | {"Content-Length": str(len(data))})
        if found is None:
            return Answer(headers=headers, body=data)
        first, last = int(found[1]), min(int(found[2]), len(data) - 1)
        headers["Content-Range"] = f"bytes {first}-{last}/{len(data)}"
        return Answer(206, headers, data[first : last + 1])

    return answer
