"""The real window with a pair of hands: links from stdin are dropped on it, and whatever can be added is.

``python -m tests.chaos.driven_window PROFILE``; ends when it is killed or asked to.
"""

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from oktodesk.app import Program
from oktodesk.system.environment import Environment
from oktodesk.ui import loop
from oktodesk.ui.application import make_application
from oktodesk.ui.quit import QuitRequest
from oktodesk.ui.theme import Theme
from oktodesk.ui.tour.stage import Stage
from oktodesk.ui.tour.watch import Watch
from tests.real_program import program_on


class Hands:
    """Drops what is handed to them, and presses the buttons."""

    def __init__(self, stage: Stage, watch: Watch) -> None:
        self._stage = stage
        self._watch = watch
        self._links: list[str] = []

    def take(self, line: str) -> None:
        """A line of links, to be dropped together."""
        self._links.extend(line.split())
        self._watch.stir()

    async def work(self) -> None:
        """Until cancelled."""
        strip = self._stage.window.new_strip
        while True:
            await self._watch.until(lambda: bool(self._links or strip.shown.addable or strip.adding))
            if self._links:
                links, self._links = self._links, []
                self._stage.hover(links)
                self._stage.drop()
            if strip.adding:
                self._stage.press_send_now()
            elif strip.shown.addable:
                self._stage.press_add()
            # What was pressed takes a moment to show; pressing on meanwhile would be nobody's hands.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.2):
                    await self._watch.drawn()


def main(profile: Path) -> int:
    """Open the window and use it."""
    theme, quit_request = Theme(make_application("en")), QuitRequest()
    environment = Environment.read(os.environ)
    program = program_on(profile, theme=theme, quit_request=quit_request, environment=environment)
    program.appear()
    return loop.run(lambda: program.run(lambda: _use(program)), quit_request=quit_request)


async def _use(program: Program) -> int:
    stage, watch = Stage(program.window, program.kit.shell), Watch(program.window)
    stage.workspace.store.subscribe(watch.stir)
    hands = Hands(stage, watch)
    threading.Thread(target=_read, args=(asyncio.get_running_loop(), hands.take), daemon=True).start()
    await hands.work()
    return 0


def _read(running: asyncio.AbstractEventLoop, take: Callable[[str], None]) -> None:
    for line in sys.stdin:
        running.call_soon_threadsafe(take, line)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
