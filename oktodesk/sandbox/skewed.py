"""A server whose clock is wrong: everything that it writes about time is off by the same."""

from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from oktodesk.system.clock import Clock


class SkewedClock:
    """Another clock, ahead by some seconds (below 0: behind). Durations are right."""

    def __init__(self, clock: Clock, ahead_s: float) -> None:
        self._clock = clock
        self._ahead_s = ahead_s

    @property
    def scale(self) -> float:
        """By how much durations are divided."""
        return self._clock.scale

    def now(self) -> float:
        """Unix seconds, UTC, as this clock believes."""
        return self._clock.now() + self._ahead_s

    def monotonic(self) -> float:
        """Seconds that never go back."""
        return self._clock.monotonic()

    def scaled(self, duration_s: float) -> float:
        """``duration_s`` divided by the scale."""
        return self._clock.scaled(duration_s)

    async def sleep(self, duration_s: float) -> None:
        """Wait for ``duration_s`` real seconds."""
        await self._clock.sleep(duration_s)


class Dated:
    """Writes ``Date`` into every answer; the server's own would be right."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let it be answered, dated."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._clock.now(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", []), (b"date", date)]}
            await send(message)

        await self._app(scope, receive, dated)
