"""Damaged files and answers: ``python -m tests.bench.media_fuzz [FILES [ANSWERS [SEED]]]``.

The files of the tests are cut, overwritten, joined and swelled at random, and a file server's answers likewise,
over real sockets. Prints what was raised, the longest look and how much memory grew; ends with 1 if anything was.
"""

import asyncio
import contextlib
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence

import msgspec

from oktodesk.media.networks import NetworkRules
from oktodesk.media.preflight import CHECK_LIMIT_S, Checker
from oktodesk.media.probe import probe
from oktodesk.media.report import Link
from oktodesk.system.clock import SystemClock
from tests.unit.media.media_files import FIXTURES, RULES, BytesReader

FILES, ANSWERS, SEED = 10_000, 500, 1
WARM_UP = 500
"""After so many looks memory is taken as what it is from then on."""
NUMBERS = (0, 1, 7, 8, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
LINES = (
    b"Content-Length: -1", b"Content-Length: 99999999999999999999", b"Content-Range: bytes 5-2/1",
    b"Content-Range: bytes */*", b"Content-Encoding: gzip", b"Transfer-Encoding: chunked", b"Location: //[",
    b"Location: http://127.0.0.1:1/", b"Content-Type: \xff\xfe",
    b"Content-Disposition: filename*=x''%", b'ETag: "',
    b": nothing", b"X: " + b"y" * 100_000, b"Content-Type: text/html",
)  # fmt: skip


class Outcome(msgspec.Struct):
    """What happened so far."""

    raised: Counter[str]
    longest_s: float = 0.0
    grown_kb: int = 0

    def note(self, error: Exception) -> None:
        """Something was raised that should have been a finding."""
        self.raised[f"{type(error).__name__}: {error}"[:100]] += 1


def damaged(content: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """A file with one to six things wrong."""
    data = bytearray(content)
    for _ in range(dice.randrange(1, 7)):
        at = dice.randrange(len(data) or 1)
        match dice.randrange(6):
            case 0:
                data[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                data[at : at + 4] = dice.choice(NUMBERS).to_bytes(4, "big")
            case 2:
                del data[at : at + dice.randrange(1, 200)]
            case 3:
                data[at:at] = dice.choice(others)[: dice.randrange(1, 400)]
            case 4:
                data[at : at + 8] = data[:8]
            case _ if dice.random() < 0.3:
                del data[at:]
    return bytes(data)


async def fuzz_files(count: int, dice: random.Random) -> Outcome:
    """Look into damaged files."""
    outcome = Outcome(Counter())
    contents = [path.read_bytes() for path in sorted(FIXTURES.iterdir()) if path.suffix not in (".py", ".json")]
    rules = NetworkRules.load(RULES)
    before = 0
    for number in range(count):
        data = damaged(dice.choice(contents), dice, contents)
        begin = time.perf_counter()
        try:
            seen = await probe(BytesReader(data, told=dice.random() < 0.8))
            rules.evaluate(seen.media, size_bytes=len(data), mime_type=seen.mime_type)
        except Exception as error:  # noqa: BLE001 - that is what is looked for
            outcome.note(error)
        outcome.longest_s = max(outcome.longest_s, time.perf_counter() - begin)
        await asyncio.sleep(0)  # lets the loop forget the time limits of looks that are over
        if number == WARM_UP:
            before = _peak_kb()
    outcome.grown_kb = _peak_kb() - before
    return outcome


def answer(content: bytes, dice: random.Random) -> bytes:
    """What a server might say to a part, with something wrong."""
    status = dice.choice([200, 204, 206, 206, 206, 301, 302, 304, 400, 403, 404, 416, 500, 999])
    lines = [
        f"HTTP/1.1 {status} So".encode(),
        b"Content-Type: video/mp4",
        f"Content-Length: {len(content)}".encode(),
        f"Content-Range: bytes 0-{len(content) - 1}/{len(content)}".encode(),
        *dice.sample(LINES, dice.randrange(3)),
    ]
    raw = b"\r\n".join(lines) + b"\r\n\r\n" + content
    if dice.random() < 0.4:
        raw = damaged(raw[:600], dice, [content]) + raw[600:]
    return raw[: dice.randrange(len(raw))] if dice.random() < 0.2 else raw


@contextlib.asynccontextmanager
async def server(dice: random.Random, content: bytes) -> AsyncIterator[int]:
    """Answers every connection once, somehow; yields its port."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(answer(content, dice))
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as running:
        yield running.sockets[0].getsockname()[1]


async def fuzz_answers(count: int, dice: random.Random) -> Outcome:
    """Check a link whose server answers nonsense."""
    outcome = Outcome(Counter())
    content = (FIXTURES / "h264_faststart.mp4").read_bytes()
    checker = Checker(clock=SystemClock(), rules=NetworkRules.load(RULES), reachable_private=True, trust_env=False)
    async with server(dice, content) as port:
        for number in range(count):
            url = f"http://127.0.0.1:{port}/{number}.mp4"
            begin = time.perf_counter()
            try:
                report = await checker.check(Link(url, url))
            except Exception as error:  # noqa: BLE001 - that is what is looked for
                outcome.note(error)
            else:
                outcome.raised.update(each.detail for each in report.findings if each.id == "check_failed")
            outcome.longest_s = max(outcome.longest_s, time.perf_counter() - begin)
    await checker.aclose()
    return outcome


def _peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main(arguments: Sequence[str]) -> int:
    """Fuzz both and print what came out."""
    files, answers, seed = [*map(int, arguments), *(FILES, ANSWERS, SEED)[len(arguments) :]]
    dice = random.Random(seed)
    looks, checks = asyncio.run(fuzz_files(files, dice)), asyncio.run(fuzz_answers(answers, dice))
    for name, count, outcome in (("files", files, looks), ("answers", answers, checks)):
        print(f"{count:>7,} {name:<8} {outcome.raised.total()} raised, longest {outcome.longest_s:.2f} s", end="")
        print(
            f", memory grew by {outcome.grown_kb / 1024:.1f} MB" if name == "files" else f", limit {CHECK_LIMIT_S}"
        )
        for what, often in outcome.raised.most_common(10):
            print(f"        {often} x {what}")
    return 1 if looks.raised or checks.raised else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
