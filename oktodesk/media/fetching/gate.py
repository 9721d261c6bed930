"""How many requests may be under way: a few hosts at once, and few to each."""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Gate:
    """Lets work on ``hosts`` hosts in at once, ``each`` per host; whoever waits longest goes first.

    A host whose places are taken doesn't hold up the others.
    """

    def __init__(self, *, hosts: int, each: int) -> None:
        self._hosts = hosts
        self._each = each
        self._inside: Counter[str] = Counter()
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    @asynccontextmanager
    async def place(self, host: str) -> AsyncIterator[None]:
        """Wait for a place at ``host`` and keep it for the block."""
        if not self.enter_at_once(host):
            await self.wait(host)
        try:
            yield
        finally:
            self.leave(host)

    def enter_at_once(self, host: str) -> bool:
        """Take a place, if one is free and nobody waits for it; whoever took one must ``leave``."""
        if self._waiting.get(host) or not self._has_room(host):
            return False
        self._inside[host] += 1
        return True

    def _has_room(self, host: str) -> bool:
        if host in self._inside:
            return self._inside[host] < self._each
        return len(self._inside) < self._hosts

    async def wait(self, host: str) -> None:
        """Take a place once it is this one's turn."""
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(host, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(host)  # the place had just been given
            else:
                self._forget(host, turn)
            raise

    def leave(self, host: str) -> None:
        """Give the place to who waits longest."""
        self._inside[host] -= 1
        if not self._inside[host]:
            del self._inside[host]
        self._let_in()

    def _forget(self, host: str, turn: asyncio.Future[None]) -> None:
        queue = self._waiting.get(host)
        if queue and turn in queue:
            queue.remove(turn)
            if not queue:
                del self._waiting[host]

    def _let_in(self) -> None:
        candidates = [host for host in self._inside if host in self._waiting]
        if len(self._inside) < self._hosts:
            candidates += [host for host in self._waiting if host not in self._inside][: self._hosts]
        for host in candidates:
            while host in self._waiting and self._has_room(host):
                self._give_place(host)

    def _give_place(self, host: str) -> None:
        queue = self._waiting[host]
        turn = queue.popleft()
        if not queue:
            del self._waiting[host]
        if not turn.done():
            self._inside[host] += 1
            turn.set_result(None)
