"""The first request finds everything loaded: what imports the client pays for it, on a thread, not the window."""

import subprocess
import sys

SCRIPT = """
import asyncio, sys
from oktodesk.api.budget import CallBudget, MemoryLedger
from oktodesk.api.client import OktopostClient
from oktodesk.api.endpoint import Credentials, Endpoint
from oktodesk.problems import NotSent
from oktodesk.system.clock import SystemClock
from oktodesk.system.secrets import Secret

async def main():
    clock = SystemClock()
    endpoint = Endpoint.parse("http://127.0.0.1:1/v2")
    budget = CallBudget(MemoryLedger(), clock)
    client = OktopostClient(endpoint, Credentials("001000000000001", Secret("k")), budget=budget, clock=clock)
    before = set(sys.modules)
    try:
        await client.me()
    except NotSent:
        print(*sorted(set(sys.modules) - before))
    await client.aclose()

asyncio.run(main())
"""


def test_the_first_request_imports_nothing() -> None:
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    late = ran.stdout.split()
    assert ran.stdout, "nobody listens on that port"
    assert [name for name in late if name.partition(".")[0] in {"anyio", "httpcore", "httpx", "h11"}] == []
