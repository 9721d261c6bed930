"""What a window needs before its first paint must not drag HTTP in."""

import subprocess
import sys

FIRST_CONNECTION = """
import asyncio, socket, sys, httpx
from oktodesk.media.fetching.clients import Clients

async def connect(clients):
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        try:
            await clients.for_host("127.0.0.1").get(f"http://127.0.0.1:{nobody.getsockname()[1]}/")
        except httpx.ConnectError:
            pass

clients = Clients(trust_env=False)
clients.prepare()
before = set(sys.modules)
asyncio.run(connect(clients))
print(sorted(name for name in set(sys.modules) - before if name.split(".")[0] in ("anyio", "httpcore", "h11")))
"""
LIGHT = "oktodesk.media.intake, oktodesk.media.probe, oktodesk.media.networks, oktodesk.media.report"


def test_intake_probe_and_rules_import_no_http() -> None:
    program = f"import sys, {LIGHT}; print([name for name in ('httpx', 'PySide6') if name in sys.modules])"
    assert printed_by(program) == "[]"


def test_the_first_connection_imports_nothing_more_in_the_window() -> None:
    assert printed_by(FIRST_CONNECTION) == "[]"


def printed_by(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=60)
    return done.stdout.strip()
