"""The promises under chaos, measured: ``python -m tests.chaos.run`` prints them, and fails if one is broken.

``--part chaos|week|refreshes|lock-out`` chooses (repeatable; all by default), ``--short`` takes a minute,
``--seed N`` decides the same again, ``--keep DIR`` leaves profiles, logs and the sandbox's request log behind.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from oktodesk.sandbox.fault_names import FaultName
from oktodesk.uploads.settling import SETTLE_S
from tests.chaos.limited_server import A_DAY, A_MINUTE
from tests.chaos.script import Size, faults_of, write
from tests.chaos.supervisor import SCALE, Supervisor, Tally
from tests.chaos.week import (
    WEEK_S,
    LockOutFigures,
    WeekFigures,
    live_a_week,
    refresh_often,
    sit_out_a_lock_out,
)

LONG = Size(profiles=4, rounds=13, links=20, kills=4, settle_s=SETTLE_S / SCALE)
SHORT = Size(profiles=1, rounds=2, links=6, kills=2, settle_s=SETTLE_S / SCALE)
SHARE = 0.85
BACK_WITHIN_S = 5.0
GROWS_MB = 5.0
PARTS = ("chaos", "week", "refreshes", "lock-out")


async def chaos(seed: int, size: Size, folder: Path, say: Callable[[str], None]) -> Tally:
    """Live through a script; returns also from a run that broke promises. SIGTERM ends it as Ctrl+C does."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    tally, began = Tally(), time.monotonic()
    for number, profile in enumerate(write(seed, size), 1):
        say(f"profile {number}: {profile.order} {' '.join(profile.faults)}")
        await Supervisor(folder / f"{number}", profile, tally, say=say).live()
    tally.seconds = time.monotonic() - began
    return tally


def show_chaos(tally: Tally, seed: int, size: Size) -> bool:
    """Print the table; whether all promises were kept."""
    played = faults_of(write(seed, size))
    met = [name for name in FaultName if tally.faults[name]]
    rows = (
        ("seed", seed, ""),
        ("links given", tally.links, ""),
        ("links confirmed", tally.confirmed, ""),
        ("  of them uploads", tally.uploads, ""),
        ("  refused, and said so", tally.refused, ""),
        ("  unsure, the person is asked", tally.asked, ""),
        ("kills (SIGKILL)", tally.kills, ""),
        ("suspensions past SETTLE", tally.suspends, ""),
        ("network troubles", tally.networks, ""),
        ("full disks", tally.full_disks, ""),
        ("starts of the sandbox", tally.server_starts, ""),
        ("kinds of faults played", len(played), f"of {len(FaultName)}"),
        (
            "faults that met a request",
            sum(tally.faults.values()),
            f"{len(met)} kinds, as the request log names them",
        ),
        ("lost", len(tally.lost), "must be 0"),
        ("duplicated", len(tally.duplicated), "must be 0"),
        ("corrupt stores", len(tally.corrupt), "must be 0"),
        ("failed starts", len(tally.failed_starts), "must be 0"),
        ("parts that failed unexpectedly", len(tally.unexpected), "must be 0"),
        ("seconds", round(tally.seconds), ""),
    )
    for name, figure, note in rows:
        print(f"{name:<32}{figure:>9,}  {note}")
    for kind in ("lost", "duplicated", "corrupt", "failed_starts", "unexpected"):
        for text in getattr(tally, kind):
            print(f"{kind}: {text}")
    return tally.is_clean


def show_week(figures: WeekFigures) -> bool:
    """Print the table of the week; whether all promises were kept."""
    kept = (
        figures.busiest_minute <= SHARE * A_MINUTE,
        figures.busiest_day <= SHARE * A_DAY,
        figures.refused == 0,
        figures.fewest_pending >= 100,
    )
    print(f"{'simulated days, clock moved by hand':<40}{figures.simulated_s / 86_400:>9.2f}")
    print(f"{'pending at least':<40}{figures.fewest_pending:>9,}")
    print(f"{'calls':<40}{figures.calls:>9,}")
    print(f"{'calls in the busiest minute':<40}{figures.busiest_minute:>9,}  at most {SHARE * A_MINUTE:.0f}")
    print(f"{'calls on the busiest day':<40}{figures.busiest_day:>9,}  at most {SHARE * A_DAY:,.0f}")
    print(f"{'answered with 429':<40}{figures.refused:>9,}  must be 0")
    print(f"{'refreshes':<40}{figures.refreshes:>9,}")
    print(f"{'memory grown with the account, MB':<40}{figures.grown_mb:>9.2f}")
    print(f"{'seconds':<40}{figures.seconds:>9,.0f}")
    return all(kept)


def show_refreshes(figures: WeekFigures) -> bool:
    """Print what many refreshes left in the memory; whether that was next to nothing."""
    print(f"{'refreshes of an account that stays':<40}{figures.refreshes:>9,}")
    print(f"{'memory grown after warm-up, MB':<40}{figures.grown_mb:>9.2f}  at most {GROWS_MB:.0f}")
    print(f"{'seconds':<40}{figures.seconds:>9,.0f}")
    return abs(figures.grown_mb) <= GROWS_MB


def show_lock_out(figures: Sequence[LockOutFigures]) -> bool:
    """Print how soon the program was back; whether that was soon enough, and nothing was asked meanwhile."""
    for name, each in zip(("15 minutes", "Retry-After: 120"), figures, strict=True):
        title = f"back after a lock-out ({name}), s"
        print(f"{title:<40}{each.back_after_s:>9.2f}  at most {BACK_WITHIN_S:.0f}")
        print(f"{'calls while it lasted':<40}{each.calls_within - 1:>9}  must be 0")
    return all(0 <= each.back_after_s <= BACK_WITHIN_S and each.calls_within == 1 for each in figures)


async def _lock_outs() -> list[LockOutFigures]:
    return [await sit_out_a_lock_out(), await sit_out_a_lock_out(for_s=120.0, is_told=True)]


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.run", description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, dest="parts")
    parser.add_argument("--short", action="store_true", help="a minute instead of most of an hour")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave everything behind in DIR")
    parser.add_argument("--days", type=float, default=WEEK_S / 86_400, help="how long the simulated week is")
    return parser.parse_args(words)


def main(words: Sequence[str]) -> int:
    """Run the parts; 1 if a promise was broken, 130 if it was interrupted: then all children have ended too."""
    try:
        return _run(_arguments(words))
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("interrupted", file=sys.stderr)
        return 130


def _run(options: argparse.Namespace) -> int:
    parts, kept = options.parts or PARTS, []
    with tempfile.TemporaryDirectory(prefix="oktodesk-chaos-", ignore_cleanup_errors=True) as own:
        if "chaos" in parts:
            size, folder = SHORT if options.short else LONG, (options.keep or Path(own)).absolute()
            tally = asyncio.run(chaos(options.seed, size, folder, lambda text: print(text, file=sys.stderr)))
            kept.append(show_chaos(tally, options.seed, size))
    if "week" in parts:
        least_s = 1_800.0 if options.short else options.days * 86_400
        kept.append(show_week(asyncio.run(live_a_week(least_s=least_s))))
    if "refreshes" in parts:
        often = refresh_often(least_s=1_800.0, refreshes=0, warm_up=100) if options.short else refresh_often()
        kept.append(show_refreshes(asyncio.run(often)))
    if "lock-out" in parts:
        kept.append(show_lock_out(asyncio.run(_lock_outs())))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
