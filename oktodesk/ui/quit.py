"""How oktodesk is asked to end: one request, whoever makes it."""

from collections.abc import Callable


class QuitRequest:
    """The wish to quit. Close button, Ctrl+C, SIGTERM and the session's end all ask here and nowhere else.

    The ``main`` of ``loop.run`` waits for it, closes what it opened and returns, within ``QUIT_WITHIN_S`` seconds.
    It is there before the loop is, and needs nothing of asyncio until somebody waits.
    """

    def __init__(self) -> None:
        self._asked = False
        self._waiting: list[Callable[[], None]] = []

    @property
    def requested(self) -> bool:
        """Whether somebody asked already."""
        return self._asked

    def request(self, *_: object) -> None:
        """Ask; on the loop's thread. Takes whatever a Qt signal brings along."""
        self._asked = True
        for wake in self._waiting:
            wake()

    async def wait(self) -> None:
        """Until somebody asks."""
        from asyncio import Event  # noqa: PLC0415 - slow to import, and the window is painted without it

        asked = Event()
        self._waiting.append(asked.set)
        try:
            if not self._asked:
                await asked.wait()
        finally:
            self._waiting.remove(asked.set)
