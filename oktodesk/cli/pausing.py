"""A pause of sending, as the window made it: it is said, and ``watch --resume`` ends it."""

from typing import TYPE_CHECKING

from oktodesk.problems import LocalTrouble

if TYPE_CHECKING:
    from oktodesk.cli.output import Output
    from oktodesk.session import Session

_HERE = "Sending is paused. Go on with: oktodesk watch --resume"
_ELSEWHERE = "Sending is paused. Another oktodesk sends for this account: resume sending there."


async def resume(session: "Session") -> None:
    """Let a started session go on sending. Raises ``LocalTrouble`` where only another process can."""
    if session.status().is_sender:
        session.outbox.resume()
    elif await session.store.paused():
        raise LocalTrouble("paused_elsewhere")


async def tell_pause(session: "Session", output: "Output") -> None:
    """Say that a started session sends nothing, and what ends that; nothing if it isn't so."""
    status = session.status()
    if status.paused:
        output.note(_HERE)
    elif not status.is_sender and await session.store.paused():
        output.note(_ELSEWHERE)
