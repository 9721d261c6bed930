"""A file server in memory for ``httpx``: answers as told, and remembers what it was asked."""

import re
from collections.abc import Callable

import httpx

Handler = Callable[[httpx.Request], httpx.Response]


class FileHost:
    """Serves files with HEAD and Range; ``serve`` and ``answer`` say what under which path."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []
        self._handlers: dict[str, Handler] = {}

    @property
    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    @property
    def asked(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.requests]

    def answer(self, path: str, handler: Handler) -> None:
        self._handlers[path] = handler

    def handler(self, path: str) -> Handler:
        return self._handlers[path]

    def serve(
        self,
        path: str,
        content: bytes,
        *,
        mime_type: str = "video/mp4",
        size: int | None = None,
        ranges: bool = True,
        head_status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> None:
        """``size``: pretend the file were larger, with zeros behind its content."""
        total = len(content) if size is None else size
        common = {"Content-Type": mime_type, "ETag": '"1"', **(headers or {})}

        def handle(request: httpx.Request) -> httpx.Response:
            if request.method == "HEAD":
                if head_status != 200:
                    return httpx.Response(head_status)
                return httpx.Response(200, headers={**common, "Content-Length": str(total)})
            wanted = re.fullmatch(r"bytes=(\d+)-(\d+)", request.headers.get("Range", ""))
            if not ranges or wanted is None:
                return httpx.Response(200, headers={**common, "Content-Length": str(total)}, content=content)
            first, last = int(wanted[1]), min(int(wanted[2]), total - 1)
            if first >= total:
                return httpx.Response(416, headers={"Content-Range": f"bytes */{total}"})
            body = content[first : last + 1].ljust(last - first + 1, b"\0")
            part = {"Content-Range": f"bytes {first}-{last}/{total}"}
            return httpx.Response(206, headers={**common, **part}, content=body)

        self._handlers[path] = handle

    def redirect(self, path: str, target: str, status: int = 302) -> None:
        self._handlers[path] = lambda _: httpx.Response(status, headers={"Location": target})

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        handler = self._handlers.get(request.url.path)
        response = handler(request) if handler else httpx.Response(404)
        if not response.is_stream_consumed:
            return response
        # Given as content, a body counts as read already; over the line it is not.
        body = b"" if request.method == "HEAD" else response.content
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(body))
