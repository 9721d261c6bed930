"""Between the gate and the endpoints: lets the faults happen that were drawn for a request."""

import asyncio

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from oktodesk.sandbox.answers import Held, hold, spoiled
from oktodesk.sandbox.connections import Connections, left
from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.fault_plan import Effect
from oktodesk.sandbox.notes import notes_in
from oktodesk.sandbox.replies import PAGE, refusal
from oktodesk.sandbox.shapes import SHAPES, Shape
from oktodesk.system.clock import Clock

_STEP_S = 0.02
"""How often a trickle moves on."""
_ENDLESS_START = b'{"Result":true,"Items":['
_ENDLESS_PIECE = b" " * 65536


class Spoiler:
    """Answers requests as badly as their effects want."""

    def __init__(self, app: ASGIApp, connections: Connections, clock: Clock) -> None:
        self._app = app
        self._connections = connections
        self._clock = clock

    async def answer(self, effect: Effect, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, cut, refuse, or process and answer, in this order."""
        if effect.delay_s:
            await self._clock.sleep(effect.delay_s)
        if effect.has(FaultName.DROP_BEFORE):
            await self._connections.cut_off(scope, receive)
            return
        _tell_lists(effect, scope)
        app = self._app if effect.status is None else refused(effect.status, effect)
        answer = spoiled(await hold(app, scope, receive), effect)
        await self._send(answer, effect, scope, receive, send)

    async def _send(self, answer: Held, effect: Effect, scope: Scope, receive: Receive, send: Send) -> None:
        if effect.has(FaultName.LOST_REPLY):
            await self._connections.cut_off(scope, receive)
        elif trickle := effect.find(FaultName.SLOW_HEADERS):
            await self._trickle(answer, trickle.value, effect, scope, receive)
        elif effect.has(FaultName.ENDLESS):
            await self._never_end(answer, receive, send)
        else:
            await send(answer.start)
            half = effect.has(FaultName.HALF_REPLY)
            body = answer.body[: len(answer.body) // 2] if half else answer.body
            await send({"type": "http.response.body", "body": body, "more_body": half})
            if half:
                await self._connections.cut_off(scope, receive)

    async def _trickle(self, answer: Held, lasts_s: float, effect: Effect, scope: Scope, receive: Receive) -> None:
        """Send the headers in small pieces. The server can't, so it goes past it, and the connection is closed."""
        client, head = tuple(scope["client"]), answer.head()
        notes_in(scope).status = answer.status
        steps = max(1, min(len(head), int(lasts_s / _STEP_S)))
        size = -(-len(head) // steps)
        for at in range(0, len(head), size):
            await self._clock.sleep(lasts_s / steps)
            self._connections.write(client, head[at : at + size])
        body = answer.body[: len(answer.body) // 2] if effect.has(FaultName.HALF_REPLY) else answer.body
        self._connections.write(client, body)
        await self._connections.cut_off(scope, receive)

    async def _never_end(self, answer: Held, receive: Receive, send: Send) -> None:
        """Go on until the client has had enough."""
        headers = [each for each in answer.headers if each[0] != b"content-length"]
        await send({**answer.start, "headers": headers})
        await send({"type": "http.response.body", "body": _ENDLESS_START, "more_body": True})
        gone = asyncio.ensure_future(left(receive))
        try:
            while not gone.done():
                await send({"type": "http.response.body", "body": _ENDLESS_PIECE, "more_body": True})
                await asyncio.sleep(0)
        finally:
            gone.cancel()


def _tell_lists(effect: Effect, scope: Scope) -> None:
    notes = notes_in(scope)
    notes.repeat_page = effect.has(FaultName.REPEAT_PAGE)
    if shift := effect.find(FaultName.PAGE_SHIFT):
        notes.page_shift = int(shift.value)


def refused(status: int, effect: Effect = Effect()) -> Response:  # noqa: B008 - frozen
    """The answer of a ``status`` fault: the bodies of real errors may be anything."""
    if shape := effect.find(FaultName.RESULT_FALSE):
        return refusal(status, SHAPES[shape.word], "Refused on request", param="source")
    if status in {401, 403}:
        return refusal(status, Shape.API_ERROR, "Access denied")
    if 300 <= status < 400:
        return RedirectResponse("/elsewhere", status)
    if status >= 500:
        return PlainTextResponse(PAGE, status, media_type="text/html")
    if status in {204, 205}:
        return Response(status_code=status)
    return refusal(status, Shape.API_MESSAGE, f"Error {status}")
