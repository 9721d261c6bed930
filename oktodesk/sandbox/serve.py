"""``oktodesk sandbox``: takes a port, serves until it is told to end, and says when it is ready.

It ends on SIGTERM, on SIGINT, and when its stdin ends, if that is a pipe: a child must not outlive its parent.
"""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import signal
import socket
import stat
import sys
import threading
from collections.abc import Callable, Iterator

import uvicorn

from oktodesk.problems import LocalTrouble
from oktodesk.sandbox.certificate import Certificate, self_signed
from oktodesk.sandbox.connections import Connections
from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import Fault
from oktodesk.sandbox.gate import BASE
from oktodesk.sandbox.house import House
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.samples import READY
from oktodesk.sandbox.state import State
from oktodesk.system.clock import SystemClock
from oktodesk.system.private_files import private_umask
from oktodesk.system.secrets import Secret

GRACE_S = 1
"""How long an answer that is on its way may take at the end."""


def run(options: SandboxOptions) -> int:
    """Serve in the foreground until told to end. Returns the exit code; raises ``LocalTrouble``."""
    _log_to_stderr()
    with (
        private_umask(),  # it keeps what people practise with: links, and the files behind them
        contextlib.closing(State(options.state)) as state,
        _listen(options.port, state) as listener,
    ):
        asyncio.run(_serve(options, state, listener))
    return 0


async def _serve(options: SandboxOptions, state: State, listener: socket.socket) -> None:
    api_key = options.api_key or Secret(secrets.token_urlsafe(24))
    connections = Connections()
    certificate = self_signed() if any(_needs_tls(fault) for fault in options.faults) else None
    house = House(
        options,
        state,
        port=listener.getsockname()[1],
        api_key=api_key,
        connections=connections,
        clock=SystemClock(scale=options.clock_scale),
        certificate=certificate,
    )
    server = _Server(house, connections, certificate)
    with _told_to_end(server.end):
        serving = asyncio.create_task(server.serve(sockets=[listener]), name="sandbox server")
        serving.add_done_callback(lambda _: server.give_up())
        await server.ready.wait()
        if server.started:
            house.begin()
            _announce(options, house.own.url, api_key)
        await server.ending.wait()
        await house.close()
        server.should_exit = True
        await server.wind_up(serving)
    house.close_log()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: those would end the process with the signal instead of 0."""

    def __init__(self, house: House, connections: Connections, certificate: Certificate | None) -> None:
        super().__init__(
            uvicorn.Config(
                house.app,
                http=connections.protocol(),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=False,  # the house dates its answers itself: its clock may be wrong
                timeout_keep_alive=75,
                h11_max_incomplete_event_size=64 * 1024,
            )
        )
        self._connections = connections
        self.config.load()
        self.config.ssl = None if certificate is None else certificate.server_context()
        self.ready = asyncio.Event()
        self.ending = asyncio.Event()

    def end(self) -> None:
        """Begin to end."""
        self.ending.set()

    def give_up(self) -> None:
        """Let nobody wait for a server that is gone."""
        self.ready.set()
        self.ending.set()

    async def wind_up(self, serving: asyncio.Task[None]) -> None:
        """Wait for the last answers, but not for ever: who holds a request back for a fault is cut off."""
        while not (await asyncio.wait([serving], timeout=GRACE_S))[0]:
            for task in list(self.server_state.tasks):
                task.cancel()
            self._connections.close_all()
        await serving

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets=sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals alone."""
        yield


def _needs_tls(fault: Fault) -> bool:
    return fault.name is FaultName.UNKNOWN_ISSUER


def _listen(port: int, state: State) -> socket.socket:
    """A listening socket on loopback. Port 0: the last one of this state if it is free, so that links last."""
    # With IPPROTO_TCP asyncio turns Nagle's algorithm off; without, every small answer takes 44 ms.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for wanted in [port] if port else [*json.loads(state.fact("ports") or "[]")[:1], 0]:
        try:
            listener.bind(("127.0.0.1", wanted))
        except OSError as error:
            trouble = error
        else:
            return listener
    listener.close()
    raise LocalTrouble("sandbox_port_taken", port=port, detail=str(trouble)) from trouble


def _announce(options: SandboxOptions, origin: str, api_key: Secret) -> None:
    ready = {
        "base_url": f"{origin}{BASE}",
        "account_id": options.account_id,
        "api_key": api_key.reveal(),
        "samples": [f"{origin}/samples/{sample.name}" for sample in READY],
        "pid": os.getpid(),
    }
    if options.json:
        text = json.dumps(ready)
    else:
        assign = "set" if os.name == "nt" else "export"  # pasted as they are, the lines reach the next command
        text = "\n".join(
            (
                "A local Oktopost is ready; Ctrl+C ends it. For another terminal:",
                f"{assign} OKTOPOST_BASE_URL={ready['base_url']}",
                f"{assign} OKTOPOST_ACCOUNT_ID={ready['account_id']}",
                f"{assign} OKTOPOST_API_KEY={ready['api_key']}",
                "Samples to add:",
                *(f"  {origin}/samples/{sample.name}" for sample in READY),
            )
        )
    print(text, flush=True)


@contextlib.contextmanager
def _told_to_end(end: Callable[[], None]) -> Iterator[None]:
    """Call ``end`` on a signal, or when stdin ends if it is a pipe."""
    loop = asyncio.get_running_loop()
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    for name in before:
        signal.signal(name, lambda *_: loop.call_soon_threadsafe(end))
    if _stdin_is_pipe():
        threading.Thread(target=_wait_for_end_of_stdin, args=(loop, end), name="stdin", daemon=True).start()
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(name, handler)


def _stdin_is_pipe() -> bool:
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)  # asyncio before 3.12 gives its children a socket


def _wait_for_end_of_stdin(loop: asyncio.AbstractEventLoop, end: Callable[[], None]) -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 4096):
            pass
    with contextlib.suppress(RuntimeError):  # the loop has ended already
        loop.call_soon_threadsafe(end)


def _log_to_stderr() -> None:
    """Warnings of all parts go to stderr; httpx would log full links."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("oktodesk sandbox: %(message)s"))
    handler.setLevel(logging.WARNING)
    for name in ("oktodesk.sandbox", "uvicorn"):
        logging.getLogger(name).addHandler(handler)
        logging.getLogger(name).propagate = False
