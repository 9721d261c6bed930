"""In front of the endpoints: the request log, the sign-in, the call limits, and the faults."""

import asyncio
import base64
import binascii
import hmac
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oktodesk.sandbox.call_limits import CallLimits, CallTally
from oktodesk.sandbox.connections import Connections
from oktodesk.sandbox.fault_names import Operation
from oktodesk.sandbox.fault_plan import FaultPlan
from oktodesk.sandbox.notes import notes_in, open_notes
from oktodesk.sandbox.replies import refusal
from oktodesk.sandbox.request_log import Entry, RequestLog
from oktodesk.sandbox.shapes import Shape
from oktodesk.sandbox.spoiling import Spoiler
from oktodesk.system.clock import Clock
from oktodesk.system.secrets import Secret

BASE = "/v2"
_OPERATIONS = {
    ("GET", "me", False): Operation.ME,
    ("GET", "upload", False): Operation.LIST,
    ("GET", "upload", True): Operation.GET,
    ("POST", "upload", False): Operation.CREATE,
    ("GET", "video-validate", True): Operation.VALIDATE,
    ("GET", "media", False): Operation.MEDIA,
    ("GET", "media", True): Operation.MEDIA,
}


def operation_of(method: str, path: str) -> Operation:
    """The operation that a call of the API is; ``*`` for none that is known, which only ``*`` faults meet."""
    parts = path.removeprefix(BASE).strip("/").split("/")
    return _OPERATIONS.get((method, parts[0], len(parts) > 1), Operation.ANY)


class Recorder:
    """Writes every request down, also those that got no answer."""

    def __init__(self, app: ASGIApp, *, log: RequestLog, clock: Clock, connections: Connections) -> None:
        self._app = app
        self._connections = connections
        self._log = log
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, then log it."""
        notes, began = open_notes(scope), self._clock.monotonic()

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                notes.status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except ClientDisconnect:
            notes.status = 0  # whoever leaves in the middle of a form waits for no answer
        except asyncio.CancelledError:
            # The sandbox ends, and this one still waits.
            await self._connections.cut_off(scope, receive, at_once=True)
        finally:
            self._log.write(
                Entry(
                    at=self._clock.now(),
                    method=scope["method"],
                    path=scope["path"],
                    status=notes.status,
                    took_ms=round((self._clock.monotonic() - began) * 1000, 1),
                    query=scope["query_string"].decode("latin-1"),
                    operation=notes.operation,
                    form=notes.form,
                    faults=notes.faults,
                    unknown_route=notes.unknown_route,
                )
            )


class Gate:
    """Lets a call of the API through if its key, the limits and the faults allow it."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        account_id: str,
        api_key: Secret,
        limits: CallLimits | None,
        keep_tally: Callable[[CallTally], None],
        faults: FaultPlan,
        connections: Connections,
        clock: Clock,
    ) -> None:
        self._app = app
        self._account_id = account_id
        self._api_key = api_key
        self._limits = limits
        self._keep_tally = keep_tally
        self._faults = faults
        self._spoiler = Spoiler(app, connections, clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse, or spoil the answer."""
        if not scope["path"].startswith(f"{BASE}/"):
            await self._app(scope, receive, send)
        elif not self._knows(Headers(scope=scope).get("Authorization", "")):
            words = "Invalid account ID or API key"
            await refusal(401, Shape.API_ERROR, words)(scope, receive, send)
        elif words := self._over_limit():
            await self._refuse(words, scope, receive, send)
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation, notes = operation_of(scope["method"], scope["path"]), notes_in(scope)
        effect = self._faults.draw(operation)
        notes.operation, notes.faults = operation.value, effect.names
        if effect.hit:
            await self._spoiler.answer(effect, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _refuse(self, words: str, scope: Scope, receive: Receive, send: Send) -> None:
        answer = refusal(429, Shape.API_MESSAGE, words)
        if (wait_s := self._faults.retry_after_s()) is not None:
            answer.headers["Retry-After"] = f"{wait_s:g}"
        await answer(scope, receive, send)

    def _over_limit(self) -> str:
        if self._limits is None:
            return ""
        words = self._limits.admit()
        self._keep_tally(self._limits.tally)
        return words

    def _knows(self, authorization: str) -> bool:
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        expected = f"{self._account_id}:{self._api_key.reveal()}".encode()
        return scheme.lower() == "basic" and hmac.compare_digest(given, expected)
