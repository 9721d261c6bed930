"""Who may ask at all: programs of this computer, but no web page that somebody has open in a browser.

A page may send requests to loopback, and by a name of its own that suddenly means 127.0.0.1 (DNS rebinding) even
read the answers. The first tells itself by ``Origin`` or ``Sec-Fetch-Site``, the second by ``Host``.
"""

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from oktodesk.sandbox.reachability import OwnOrigin

HOSTS = ("127.0.0.1", "localhost")
BODY_BYTES = 64 * 1024
"""Longer than any form of this API."""


class Guard:
    """Refuses what no program of this computer would send, before anything else looks at it."""

    def __init__(self, app: ASGIApp, own: OwnOrigin) -> None:
        self._app = app
        self._hosts = {f"{host}:{own.port}" for host in HOSTS} | set(HOSTS)
        self._origins = {f"{own.scheme}://{host}:{own.port}" for host in HOSTS}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it through, or refuse it."""
        answer = self._refusal(Headers(scope=scope))
        await (answer or self._app)(scope, receive, send)

    def _refusal(self, headers: Headers) -> Response | None:
        if headers.get("host", "").lower() not in self._hosts:
            return _no("Only requests to 127.0.0.1 and localhost are answered.", 400)
        foreign = "origin" in headers and headers["origin"] not in self._origins
        if foreign or headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
            return _no("Web pages are not answered.", 403)
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 15 or int(length) > BODY_BYTES:
            return _no("The request is too long.", 413)
        return None


def _no(words: str, status: int) -> Response:
    # Closed, so that nobody reads a body that is not wanted.
    return PlainTextResponse(words, status, headers={"Connection": "close"})
