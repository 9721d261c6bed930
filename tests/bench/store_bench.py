"""How fast the store is with a large account: ``python -m tests.bench.store_bench [ROWS]`` prints a table.

Each query is run while a ticker in the event loop looks for the longest time that the loop was held; once beside a
loop that has nothing else to do, once beside one that is busy 5 ms out of 6, as when a window repaints.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from oktodesk.api.wire import NetworkVerdict, Upload
from oktodesk.system.clock import SystemClock
from oktodesk.uploads.rows import Filter, Query, Sort
from oktodesk.uploads.store import Store
from tests.bench.waiting import thread_waited_s

ROWS = 100_000
TRIES = 5
_PAGE = 1_000
_TICK_S = 0.001


class Measured(NamedTuple):
    """One line of the table; times in milliseconds."""

    name: str
    rows: int
    best_ms: float
    worst_ms: float
    gap_ms: float


def uploads(count: int, *, now: float, seed: int = 1) -> Iterator[Upload]:
    """Made-up uploads of the last two years, spread like those of a busy account."""
    chance = random.Random(seed)
    for number in range(count):
        status = chance.choices(("complete", "failed", "pending"), (95, 4.9, 0.1))[0]
        name = f"{chance.choice(('Webinar', 'Launch', 'Teaser', 'Keynote'))} {chance.randrange(9999)} cut.mp4"
        size = chance.randrange(1 << 20, 8 << 30)
        created = now - chance.random() * 2 * 365 * 86_400
        yield Upload(
            id=f"0up{number:012}",
            status=status,
            source=f"https://cdn{number % 20}.example.com/videos/{number}/{name.replace(' ', '_')}",
            name=name,
            mime_type="video/mp4",
            total_size_bytes=size,
            downloaded_bytes=size if status == "complete" else size // 2,
            last_error="Could not download file, error 500" if status == "failed" else "",
            media_id=f"026{number:012}" if status == "complete" else "",
            created_by="00A000000000001",
            created_at=float(int(created)),
            modified_at=float(int(created) + 90),
            raw={"Id": f"0up{number:012}", "Status": status, "Name": name, "TotalSize": size},
        )


async def fill(store: Store, count: int) -> None:
    """Write that many uploads into a store, and verdicts for some."""
    page: list[Upload] = []
    for upload in uploads(count, now=time.time()):
        page.append(upload)
        if len(page) == _PAGE:
            await store.save_uploads(page)
            page.clear()
    await store.save_uploads(page)
    for key in await store.unvalidated(0, 300):
        await store.save_verdicts(key, (NetworkVerdict("LinkedIn", is_valid=True),), time.time())


def memory_mb() -> float:
    """Resident memory of this process; Linux only, else 0."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1024**2


class Ticker:
    """Finds the longest time for which the event loop was held by anything but its own ``busy_s``."""

    def __init__(self, busy_s: float, tick_s: float) -> None:
        self.busy_s = busy_s
        self.tick_s = tick_s
        self.longest_s = 0.0
        self.longest_alone_s = 0.0
        """The same without the time that the thread waited for a processor."""

    async def run(self) -> None:
        while True:
            end = time.perf_counter() + self.busy_s
            while time.perf_counter() < end:
                pass
            before, waited = time.perf_counter(), thread_waited_s()
            await asyncio.sleep(self.tick_s)
            gap_s = time.perf_counter() - before - self.tick_s
            self.longest_s = max(self.longest_s, gap_s)
            self.longest_alone_s = max(self.longest_alone_s, gap_s - thread_waited_s() + waited)


@asynccontextmanager
async def ticking(busy_s: float, tick_s: float = _TICK_S) -> AsyncIterator[Ticker]:
    """A ticker for as long as the block runs."""
    ticker = Ticker(busy_s, tick_s)
    task = asyncio.create_task(ticker.run())
    try:
        yield ticker
    finally:
        task.cancel()
        await asyncio.wait([task])


async def measure(name: str, ask: Callable[[], Awaitable[int]], busy_s: float) -> Measured:
    """Best and worst of some tries; ``ask`` returns how many rows it found."""
    times, found = [], 0
    async with ticking(busy_s) as held:
        for _ in range(TRIES):
            begin = time.perf_counter()
            found = await ask()
            times.append((time.perf_counter() - begin) * 1000)
            await asyncio.sleep(2 * _TICK_S)
    return Measured(name, found, min(times), max(times), held.longest_s * 1000)


QUERIES = {
    "all": Query(),
    "filter: in Oktopost": Query(filter=Filter.IN_OKTOPOST),
    "filter: failed": Query(filter=Filter.FAILED),
    "sort: name": Query(sort=Sort("name", descending=False)),
    "sort: name, in Oktopost, descending": Query(filter=Filter.IN_OKTOPOST, sort=Sort("name")),
    "sort: state": Query(sort=Sort("state")),
    "sort: size": Query(sort=Sort("size")),
    "sort: networks": Query(sort=Sort("networks")),
    "sort: created": Query(sort=Sort("created")),
    "sort: source": Query(sort=Sort("source")),
    "search: few found": Query(search="webinar 771"),
    "search: none found": Query(search="zzqq"),
    "search: all found": Query(search="e"),
    "search: all found, by name": Query(search="e", sort=Sort("name")),
    "search: failed only": Query(search="error 500", filter=Filter.FAILED),
    "usable on LinkedIn": Query(usable_on="LinkedIn"),
}


async def measure_all(store: Store, busy_s: float) -> list[Measured]:
    """Every query, the counts, and a screenful of rows."""

    def asking(query: Query) -> Callable[[], Awaitable[int]]:
        async def ask() -> int:
            return len((await store.ordered(query)).keys)

        return ask

    async def ask_counts() -> int:
        return (await store.counts(seen_at=time.time() - 86_400)).by_filter[Filter.ALL]

    async def ask_rows() -> int:
        return len(store.rows(shown))

    shown = (await store.ordered(Query())).keys[50_000:50_060]
    asks = {name: asking(query) for name, query in QUERIES.items()}
    asks |= {"counts": ask_counts, "60 rows, in the loop itself": ask_rows}
    return [await measure(name, ask, busy_s) for name, ask in asks.items()]


async def bench(rows: int) -> None:
    """Fill a store, open it anew, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        directory = Path(folder) / "account"
        store = await Store.open(directory, clock=SystemClock())
        begin = time.perf_counter()
        async with ticking(0) as ticker:
            await fill(store, rows)
        filled_s = time.perf_counter() - begin
        await store.close()
        size_mb = sum(file.stat().st_size for file in directory.iterdir()) / 1024**2
        print(f"{rows:,} rows written in {filled_s:.1f} s, {size_mb:.0f} MB on disk,", end=" ")
        print(f"loop held for {ticker.longest_s * 1000:.1f} ms at most")

        before_mb = memory_mb()
        begin = time.perf_counter()
        store = await Store.open(directory, clock=SystemClock())
        print(f"opened in {(time.perf_counter() - begin) * 1000:.0f} ms")
        for busy_s, title in ((0.0, "an idle loop"), (0.005, "a loop busy 5 ms of 6")):
            print(f"\nbeside {title:<32}{'rows':>10}{'best ms':>10}{'worst ms':>10}{'held ms':>10}")
            for line in await measure_all(store, busy_s):
                print(
                    f"{line.name:<39}{line.rows:>10,}{line.best_ms:>10.1f}{line.worst_ms:>10.1f}{line.gap_ms:>10.1f}"
                )
        print(f"\nmemory grew by {memory_mb() - before_mb:.1f} MB, to {memory_mb():.0f} MB in all")
        await store.close()


if __name__ == "__main__":
    asyncio.run(bench(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS))
