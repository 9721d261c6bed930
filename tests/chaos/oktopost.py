"""Oktopost as the chaos has it: the sandbox in a process of its own, whose state outlives it."""

import asyncio
import contextlib
import json
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import httpx
import msgspec

from oktodesk.sandbox.request_log import Entry
from tests.chaos.programs import MODULE, Program

ACCOUNT_ID, KEY = "001000000000001", "chaos-key-of-this-run"
START_LIMIT_S = 60.0
_STOP_LIMIT_S = 10.0


class LocalOktopost:
    """Starts, ends, and starts again on the same port, each time with the faults of the round."""

    def __init__(
        self, folder: Path, *, scale: float, order: str, always: Sequence[str], variables: Mapping[str, str]
    ) -> None:
        self._folder = folder
        self._words = [*MODULE, "sandbox", "--json", "--no-limits", "--allow-private"]
        self._words += [f"--clock-scale={scale}", f"--list-order={order}", f"--state={folder / 'state'}"]
        self._always = [f"--fault={fault}" for fault in always]
        self._variables = variables
        self._program: Program | None = None
        self.port = 0
        self.starts = 0

    async def start(self, faults: Sequence[str], seed: int) -> None:
        """Start it and wait until it answers."""
        self.starts += 1
        words = [*self._words, f"--port={self.port}", *self._always, *(f"--fault={each}" for each in faults)]
        words.append(f"--fault-seed={seed}")
        self._program = program = Program(
            "sandbox", words, environment=self._variables, log=self._folder / "sandbox", pipe=True
        )
        ends_at = asyncio.get_running_loop().time() + START_LIMIT_S
        while not (text := program.out.read_text()).endswith("\n"):
            if not program.is_alive or asyncio.get_running_loop().time() >= ends_at:
                program.kill()
                raise RuntimeError(f"the sandbox did not start: {program.errors}")
            await asyncio.sleep(0.02)
        self.port = int(json.loads(text)["base_url"].rpartition(":")[2].partition("/")[0])

    async def end(self, *, gently: bool) -> None:
        """Ask it to end, or let it die."""
        program, self._program = self._program, None
        if program is None:
            return
        if gently:
            program.send(signal.SIGTERM)
            await program.ended(_STOP_LIMIT_S)
        program.kill()

    async def uploads(self) -> list[tuple[str, str]]:
        """Id and source of all uploads there are, asked without the program and its relay."""
        found: dict[str, str] = {}
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.port}/v2", auth=(ACCOUNT_ID, KEY), trust_env=False, timeout=30.0
        ) as client:
            page = 0
            while True:
                reply = await client.get("/upload", params={"_page": page, "_count": 100})
                items = reply.raise_for_status().json()["Items"]
                found |= {item["Id"]: item["Source"] for item in items}
                if len(items) < 100:
                    return list(found.items())
                page += 1

    def faults_met(self) -> dict[str, int]:
        """How often each fault met a request, from the request log."""
        counts: dict[str, int] = {}
        for entry in self._requests():
            for fault in entry.faults:
                name = fault.partition("=")[0].partition("@")[0].partition(":")[0]
                counts[name] = counts.get(name, 0) + 1
        return counts

    def creates_of(self, source: str) -> list[Entry]:
        """What the request log says about the creates of a source."""
        return [entry for entry in self._requests() if entry.form.get("source") == source]

    def _requests(self) -> Iterator[Entry]:
        with (self._folder / "state" / "requests.jsonl").open("rb") as log:
            for line in log:
                with contextlib.suppress(msgspec.DecodeError):  # the last one of a sandbox that was killed
                    yield msgspec.json.decode(line, type=Entry)
