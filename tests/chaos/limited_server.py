"""A model of Oktopost that counts as the real one does, and always fetches a few of what is pending."""

from collections import deque

import httpx

from tests.clock import FakeClock
from tests.unit.uploads.model_server import ModelServer, ModelUpload

A_MINUTE, A_DAY = 60, 20_000
"""What Oktopost allows; source: its Getting Started page."""
LOCK_OUT_S = 900.0
MOVING = 4
"""Downloads at a time: the others wait for their turn, as theirs does."""
_DAY_S = 86_400.0
_KEPT = 1_000


class LimitedServer(ModelServer):
    """Answers 429 beyond the limits, and remembers the busiest minute and day."""

    def __init__(self, clock: FakeClock, *, pending: int) -> None:
        super().__init__(clock)
        self.calls = deque(maxlen=_KEPT)  # type: ignore[assignment]  # a week of calls would be the memory's growth
        self.creates = deque(maxlen=_KEPT)  # type: ignore[assignment]
        self._recent: deque[float] = deque()
        self._most_pending = pending
        self._pending: deque[ModelUpload] = deque()
        self._day, self._of_day = 0, 0
        self._locks_s: float | None = None
        self._retry_after = ""
        self.locked_until = 0.0
        self.answered = self.refused = self.refreshes = 0
        self.busiest_minute = self.busiest_day = 0
        self.answered_at = 0.0

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        self._go_on()
        if self._is_over_limit():
            self.refused += 1
            return self._reply(429, {"Errors": {"api": {"message": "Too many requests, try again later"}}})
        self.answered += 1
        self.answered_at = self.clock.now()
        query = request.url.params
        self.refreshes += query.get("status") == "pending" and query.get("_page", "0") == "0"
        return await super()._answer(request)

    @property
    def pending(self) -> int:
        """How many are being fetched."""
        return len(self._pending)

    def lock_out(self, *, for_s: float = LOCK_OUT_S, is_told: bool = False) -> None:
        """Refuse the next call and all for so long after it; ``is_told``: with ``Retry-After``."""
        self._locks_s = for_s
        self._retry_after = f"{for_s:.0f}" if is_told else ""

    def _made(self, form: dict[str, str]) -> ModelUpload:
        made = super()._made(form)
        self._pending.append(made)
        if len(self._pending) > self._most_pending:  # one is done whenever another comes: there are always as many
            self._pending.popleft().finish()
        return made

    def _go_on(self) -> None:
        """Bytes come in."""
        for upload in list(self._pending)[:MOVING]:
            upload.downloaded = (upload.downloaded + 1) % upload.total_size

    def _headers(self) -> dict[str, str]:
        is_told = self._retry_after and self.clock.now() < self.locked_until
        return super()._headers() | ({"retry-after": self._retry_after} if is_told else {})

    def _is_over_limit(self) -> bool:
        now = self.clock.now()
        if self._locks_s is not None:
            self.locked_until, self._locks_s = now + self._locks_s, None
        if now < self.locked_until:
            return True
        while self._recent and self._recent[0] <= now - 60.0:
            self._recent.popleft()
        if int(now // _DAY_S) != self._day:
            self._day, self._of_day = int(now // _DAY_S), 0
        self._recent.append(now)
        self._of_day += 1
        self.busiest_minute = max(self.busiest_minute, len(self._recent))
        self.busiest_day = max(self.busiest_day, self._of_day)
        if len(self._recent) > A_MINUTE:
            self.locked_until = now + LOCK_OUT_S
        return len(self._recent) > A_MINUTE or self._of_day > A_DAY
