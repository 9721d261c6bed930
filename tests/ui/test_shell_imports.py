"""What makes HTTP calls is imported beside the window, not on its thread."""

import subprocess
import sys

_BROUGHT = """
import sys
from oktodesk.ui.shell import _bring_engine
_bring_engine()
before = set(sys.modules)
import asyncio
import httpx

async def main():
    async with httpx.AsyncClient(trust_env=False) as client:
        try:
            await client.get("http://127.0.0.1:9/")
        except httpx.ConnectError:
            pass

asyncio.run(main())
late = {name for name in set(sys.modules) - before if name.partition(".")[0] in {"httpx", "httpcore", "anyio"}}
print(" ".join(sorted(late)))
"""


def test_the_first_request_imports_nothing_of_weight_any_more() -> None:
    done = subprocess.run([sys.executable, "-c", _BROUGHT], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
