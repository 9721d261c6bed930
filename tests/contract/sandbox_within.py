"""A sandbox in the test's own loop: real HTTP on loopback without a process, so that it starts at once."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uvicorn
from uvicorn.server import ServerState

from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.sandbox.certificate import self_signed
from oktodesk.sandbox.connections import Connections
from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import parse_fault
from oktodesk.sandbox.house import House
from oktodesk.sandbox.options import SandboxOptions
from oktodesk.sandbox.state import State
from oktodesk.system.clock import SystemClock
from oktodesk.system.secrets import Secret

KEY = "key-of-a-test"
SAMPLE = "Launch-teaser.mp4"


class Within:
    """The running sandbox: raw calls with ``http``, the program's own with ``client``."""

    def __init__(self, house: House, http: httpx.AsyncClient, client: OktopostClient) -> None:
        self.house = house
        self.http = http
        self.client = client
        self.sample = f"{house.own.url}/samples/{SAMPLE}"

    async def get(self, path: str, **query: str | int) -> httpx.Response:
        return await self.http.get(path, params=query)

    async def create(self, source: str = "") -> httpx.Response:
        return await self.http.post("/upload", data={"source": source or self.sample})

    def kept(self, source: str = "") -> int:
        """How many uploads of the sample there really are, whatever the answers say."""
        db = self.house.state.db
        return int(
            db.execute("SELECT count(*) FROM uploads WHERE source = ?", (source or self.sample,)).fetchone()[0]
        )


@contextlib.asynccontextmanager
async def within(
    folder: Path, *faults: str, options: SandboxOptions | None = None, total_s: float = 20.0
) -> AsyncIterator[Within]:
    """Serve with these faults until the block ends."""
    parsed = tuple(parse_fault(text) for text in faults)
    options = msgspec.structs.replace(options or SandboxOptions(no_limits=True, fault_seed=1), faults=parsed)
    certificate = self_signed() if any(each.name is FaultName.UNKNOWN_ISSUER for each in parsed) else None
    connections, clock = Connections(), SystemClock()
    with contextlib.closing(State(folder / "state")) as state, socket.create_server(("127.0.0.1", 0)) as listener:
        house = House(
            options,
            state,
            port=listener.getsockname()[1],
            api_key=Secret(KEY),
            connections=connections,
            clock=clock,
            certificate=certificate,
        )
        server = await _serving(house, connections, listener, tls=certificate and certificate.server_context())
        base = f"{house.own.url}/v2"
        account = (options.account_id, KEY)
        client = OktopostClient(
            Endpoint.parse(base),
            Credentials(options.account_id, Secret(KEY)),
            budget=CallBudget(MemoryLedger(), clock),
            clock=clock,
            total_s=total_s,
        )
        async with httpx.AsyncClient(base_url=base, auth=account, trust_env=False, verify=False) as http:
            yield Within(house, http, client)
        await client.aclose()
        await house.close()  # first: what it just asks itself for would come in at a closed server
        await _end_requests(connections)
        server.close()
        house.close_log()


def with_sandbox(
    folder: Path,
    *faults: str,
    test: Callable[[Within], Coroutine[Any, Any, None]],
    options: SandboxOptions | None = None,
    total_s: float = 20.0,
) -> None:
    """Run a test against a sandbox with these faults."""

    async def main() -> None:
        async with within(folder, *faults, options=options, total_s=total_s) as oktopost:
            await test(oktopost)

    asyncio.run(main())


async def _serving(house: House, connections: Connections, listener: socket.socket, *, tls: Any) -> asyncio.Server:
    config = uvicorn.Config(
        house.app, ws="none", lifespan="off", log_config=None, access_log=False, date_header=False
    )
    config.load()
    state, protocol = ServerState(), connections.protocol()
    return await asyncio.get_running_loop().create_server(
        lambda: protocol(config=config, server_state=state, app_state={}), sock=listener, ssl=tls
    )


async def _end_requests(connections: Connections) -> None:
    for _ in range(3):  # connections open and close in steps
        await asyncio.sleep(0)
        connections.close_all()
    waiting = asyncio.all_tasks() - {asyncio.current_task()}
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
