"""What a look into remote files costs, beside ffprobe: ``python -m tests.bench.media_bench [FOLDER]``.

nginx serves files of 20 MB, 1.2 GB and 7.9 GiB (sparse), index first and last, directly and with 50 ms
added to every answer; both programs look at each in the same run, in turns, and the middle of ``ROUNDS``
times counts. Prints requests, bytes and milliseconds, and the time for 100 links and for 10,000 lines.
What waits for an answer before it knows where to read on takes as many round trips, whatever it works out between
them: two where an index is in front and long, three where it is last and long (its first track tells where the
next one stands). What one takes through the slow way is printed, too.
Needs ffmpeg, ffprobe and nginx; FOLDER keeps the files.
"""

import asyncio
import contextlib
import os
import shlex
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from oktodesk.media import intake
from oktodesk.media.networks import NetworkRules
from oktodesk.media.preflight import Checker
from oktodesk.media.report import Link
from oktodesk.system.clock import SystemClock
from oktodesk.system.resources import resource
from tests.bench.slow_way import slow_way

DELAY_S = 0.05
SPARSE_BYTES = int(7.9 * 1024**3)
LINKS, LINES = 100, 10_000
ROUNDS = 5
NGINX = """
worker_processes 1; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{}}
http {{
    log_format cost '$request_method $uri $body_bytes_sent';
    access_log {folder}/access.log cost;
    types {{ video/mp4 mp4; }}
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{ listen 127.0.0.1:{port}; root {files}; }}
}}
"""


class Cost(msgspec.Struct, frozen=True):
    """What one look took."""

    requests: int
    bytes: int
    seconds: float


def make(folder: Path) -> list[Path]:
    """All files that are not there yet."""
    short, long = folder / "20mb.mp4", folder / "1200mb.mp4"
    source = "-f lavfi -i testsrc2=s=1280x720:r=30:d=20 -f lavfi -i sine=d=20"
    rate = "-b:v 8M -minrate 8M -maxrate 8M -bufsize 8M -x264-params nal-hrd=cbr"
    codecs = f"-c:v libx264 -preset ultrafast -pix_fmt yuv420p {rate} -c:a aac"
    _ffmpeg(short, f"{source} {codecs} -movflags +faststart")
    _ffmpeg(long, f"-stream_loop 59 -i {shlex.quote(str(short))} -c copy -movflags +faststart")
    lasts = [path.with_stem(f"{path.stem}_last") for path in (short, long)]
    for path, last in zip((short, long), lasts, strict=True):
        _ffmpeg(last, f"-i {shlex.quote(str(path))} -c copy")
    sparse = [_sparse(short, folder / "7900mb.mp4"), _sparse(lasts[0], folder / "7900mb_last.mp4")]
    return [short, lasts[0], long, lasts[1], *sparse]


def _ffmpeg(path: Path, options: str) -> None:
    if not path.exists():
        command = ["ffmpeg", "-v", "error", "-y", *shlex.split(options), str(path)]
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


def _sparse(source: Path, path: Path) -> Path:
    """The same film with a box of nothing in front of what stands behind its data, or at its end."""
    if path.exists():
        return path
    content = source.read_bytes()
    index = content.rfind(b"moov") - 4
    cut = index if index > content.find(b"mdat") else len(content)
    empty = SPARSE_BYTES - len(content)
    with path.open("wb") as file:
        file.write(content[:cut] + (1).to_bytes(4, "big") + b"free" + empty.to_bytes(8, "big"))
        file.seek(cut + empty)
        file.write(content[cut:])
        file.truncate(SPARSE_BYTES)
    return path


@contextlib.contextmanager
def nginx(files: Path, folder: Path) -> Iterator[int]:
    """Serve ``files``; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(NGINX.format(folder=folder, files=files, port=port))
    command = ["nginx", "-c", str(config), "-e", str(folder / "error.log")]
    if (
        hasattr(os, "geteuid") and os.geteuid() == 0
    ):  # else its workers are nobody, whom no temporary folder lets in
        command += ["-g", "user root;"]
    server = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise SystemExit("nginx did not start")


def make_checker() -> Checker:
    """As for a local Oktopost."""
    rules = NetworkRules.load(resource("networks.toml"))
    return Checker(clock=SystemClock(), rules=rules, reachable_private=True, trust_env=False)


async def ours(url: str) -> Cost:
    """One check from a cold start of its connections."""
    checker = make_checker()
    checker.prepare()
    begin = time.perf_counter()
    report = await checker.check(Link(url, url))
    took = time.perf_counter() - begin
    await checker.aclose()
    assert report.media is not None, report.findings
    return Cost(report.cost.requests, report.cost.bytes, took)


async def theirs(url: str, log: Path) -> Cost:
    """ffprobe on the same address; what it read is told by nginx."""
    before = len(await asyncio.to_thread(_noted, log))
    begin = time.perf_counter()
    command = ["ffprobe", "-v", "error", "-show_format", "-show_streams", "-of", "json", url]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    await process.wait()
    took = time.perf_counter() - begin
    await asyncio.sleep(0.3)  # nginx notes a request once its connection is closed
    lines = (await asyncio.to_thread(_noted, log))[before:]
    return Cost(len(lines), sum(int(line.split()[-1]) for line in lines), took)


def _noted(log: Path) -> list[str]:
    return log.read_text().splitlines()


async def compare(paths: Sequence[Path], port: int, log: Path) -> None:
    """Both programs on every file, directly and delayed."""
    print(f"{'file':<18}{'delay':>6} |{'requests':>9}{'KiB':>8}{'ms':>7} |{'ffprobe':>9}{'KiB':>8}{'ms':>7} |")
    warm = f"http://127.0.0.1:{port}/{paths[0].name}"
    await ours(warm)
    await theirs(warm, log)
    with slow_way(port, DELAY_S) as slow_port:
        way = f"one round trip through the slow way, connected: {_round_trip_s(slow_port) * 1000:.1f} ms"
        for path in paths:
            for name, where in (("", port), ("50 ms", slow_port)):
                url = f"http://127.0.0.1:{where}/{path.name}"
                pairs = [(await ours(url), await theirs(url, log)) for _ in range(ROUNDS)]
                mine, other = (_usual(costs) for costs in zip(*pairs, strict=True))
                first = f"{path.stem:<18}{name:>6} |{_columns(mine)} |{_columns(other)} |"
                print(first, _verdict(mine, other, path, delayed=bool(name)))
    print(way)


def _round_trip_s(port: int) -> float:
    """What the shortest exchange takes that there is, with bare sockets."""
    times = []
    with socket.create_connection(("127.0.0.1", port)) as connection:
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            connection.sendall(b"HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            connection.recv(65_536)
            times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _usual(costs: Sequence[Cost]) -> Cost:
    """The most that was asked and read, in the middle of the times."""
    seconds = statistics.median(cost.seconds for cost in costs)
    return Cost(max(cost.requests for cost in costs), max(cost.bytes for cost in costs), seconds)


def _columns(cost: Cost) -> str:
    return f"{cost.requests:>9}{cost.bytes / 1024:>8.0f}{cost.seconds * 1000:>7.0f}"


def _verdict(mine: Cost, other: Cost, path: Path, *, delayed: bool) -> str:
    """The limits that were missed."""
    most_requests = 8 if path.stem.endswith("_last") else 6
    missed = (
        ("bytes", mine.bytes > 64 * 1024),
        ("share of ffprobe's bytes", path.stem[:2] != "20" and mine.bytes * 50 > other.bytes),
        ("requests", mine.requests > most_requests),
        ("time", mine.seconds > other.seconds * (0.5 if delayed else 1)),
    )
    return ", ".join(name for name, wrong in missed if wrong)


async def many(port: int, name: str) -> None:
    """A hundred links at once, and the longest that the loop's thread was held meanwhile."""
    checker = make_checker()
    checker.prepare()
    longest, busiest, running = 0.0, 0.0, True

    async def watch() -> None:
        nonlocal longest, busiest
        while running:
            begin, worked = time.perf_counter(), time.thread_time()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - begin - 0.001)
            busiest = max(busiest, time.thread_time() - worked)

    watcher = asyncio.create_task(watch())
    begin = time.perf_counter()
    urls = [f"http://127.0.0.1:{port}/{name}?{number}" for number in range(LINKS)]
    reports = await asyncio.gather(*(checker.check(Link(url, url)) for url in urls))
    took = time.perf_counter() - begin
    running = False
    await watcher
    await checker.aclose()
    assert all(report.media for report in reports)
    print(f"\n{LINKS} links on loopback       {took:8.2f} s    limit 10")
    print(f"the loop was held         {longest * 1000:8.1f} ms   limit 16")
    print(f"of which it worked        {busiest * 1000:8.1f} ms   (the rest, other programs had the processor)")


def lines() -> None:
    """A long list."""
    text = "\n".join(f"https://cdn.acme.com/films/{number}.mp4" for number in range(LINES))
    begin = time.perf_counter()
    found = intake.from_text(text)
    assert len(found.links) == LINES
    print(f"{LINES:,} lines              {time.perf_counter() - begin:8.2f} s    limit 1")


def main(arguments: Sequence[str]) -> int:
    """Measure and print everything."""
    with tempfile.TemporaryDirectory() as scratch:
        files = Path(arguments[0]) if arguments else Path(scratch) / "files"
        files.mkdir(parents=True, exist_ok=True)
        files.chmod(0o755)
        Path(scratch).chmod(0o755)
        paths = make(files)
        with nginx(files, Path(scratch)) as port:
            asyncio.run(compare(paths, port, Path(scratch) / "access.log"))
            asyncio.run(many(port, paths[0].name))
    lines()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
