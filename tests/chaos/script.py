"""What a run will do, decided before it begins: the same seed decides the same.

A run is a few profiles, each with an Oktopost of its own; a profile lives through rounds, each with other faults.
Only when the operating system lets which process run is left to chance.
"""

import random
from collections.abc import Sequence
from enum import StrEnum

import msgspec

from oktodesk.sandbox.fault_names import FaultName
from oktodesk.sandbox.faults import parse_fault

FAULTS: tuple[tuple[str, ...], ...] = (
    ("lost-reply@create:0.4",),
    ("half-reply@create:0.4",),
    ("drop-before@create:0.4", "drop-before@list:0.2"),
    ("late-visibility=2", "lost-reply@create:0.5"),
    ("late-visibility=2@get", "garbage@create:0.3"),
    ("delay=0.5:0.3", "jitter=0.6:0.5"),
    ("slow-headers=1:0.3",),
    ("burst=503x3@create",),
    ("burst=502x2",),
    ("status=500:0.2",),
    ("html@create:0.3", "status=503@create:0.3"),
    ("garbage:0.2",),
    ("wrong-type:0.4",),
    ("endless@create:0.1", "endless@list:0.05"),
    ("result-false=api-error@create:0.2",),
    ("result-false=api-message@create:0.2", "result-false=param@list:0.2"),
    ("result-false=empty@create:0.1", "status=400@create:0.1"),
    ("status=302@create:0.3", "status=404@validate:0.2"),
    ("status=404@get:0.4", "lost-reply@create:0.2"),
    ("status=403@create:0.1",),
    ("sign-out=15x2",),
    ("retry-after=2", "status=429@create:0.05", "status=503@list:0.2"),
    ("status=429@list:0.03",),
    ("page-shift=1", "repeat-page:0.3"),
    ("page-shift=-1:0.5", "missing-total:0.5"),
    ("string-numbers", "unknown-status@list:0.3"),
    ("unknown-issuer",),
    ("status=500@download:0.2", "lost-reply@download:0.2", "drop-before@download:0.1", "garbage@download:0.1"),
)
"""Together every fault of the grammar. What hides an upload hides it for less than the scaled SETTLE."""
WHOLE_RUN: tuple[tuple[str, ...], ...] = ((), ("clock-skew=7200",), ("dedupe-source",), ("clock-skew=-7200",))
"""A profile's: an Oktopost whose clock jumps by hours between two rounds is not promised anything."""
ORDERS = ("created-desc", "created-asc", "random")


class Deed(StrEnum):
    """What the supervisor does next."""

    FEED = "feed"
    KILL = "kill"
    SUSPEND = "suspend"
    NETWORK = "network"
    FULL_DISK = "full disk"
    RESTART_SERVER = "restart server"


class Who(StrEnum):
    """Whom it happens to."""

    WINDOW = "window"
    WATCH = "watch"
    ADD = "add"


class Network(StrEnum):
    """How the way to Oktopost is cut."""

    REFUSES = "refuses"
    CUTS = "cuts"
    """After some bytes of an answer."""
    SWALLOWS = "swallows"
    """Requests are taken and never arrive."""
    SILENT = "silent"
    """Requests arrive, answers don't."""


class Step(msgspec.Struct, frozen=True):
    """One deed. ``after_s``: the pause before it; ``for_s``: how long its effect lasts; real seconds."""

    deed: Deed
    after_s: float
    who: Who = Who.ADD
    count: int = 0
    for_s: float = 0.0
    network: Network = Network.REFUSES
    room: int = 0
    """Of a full disk: bytes that a file may still have; below 0: pages that SQLite may still have."""
    unchecked: bool = False
    repeats: bool = False
    """Of a feed: an earlier link is given once more among the new ones."""
    gently: bool = False


class Round(msgspec.Struct, frozen=True):
    """A time with the same faults."""

    faults: tuple[str, ...]
    fault_seed: int
    steps: tuple[Step, ...]


class Profile(msgspec.Struct, frozen=True):
    """One profile with its own Oktopost."""

    order: str
    faults: tuple[str, ...]
    rounds: tuple[Round, ...]


class Size(msgspec.Struct, frozen=True):
    """How much of everything. Links and kills are those of one round."""

    profiles: int
    rounds: int
    links: int
    kills: int
    settle_s: float
    """SETTLE as the program will have it: suspensions outlast it."""


def write(seed: int, size: Size) -> tuple[Profile, ...]:
    """The whole script."""
    rng = random.Random(seed)
    dealt: list[tuple[str, ...]] = []
    profiles: list[Profile] = []
    for number in range(size.profiles):
        rounds: list[Round] = []
        for _ in range(size.rounds):
            dealt = dealt or rng.sample(FAULTS, len(FAULTS))
            rounds.append(Round(dealt.pop(), rng.getrandbits(30), _steps(rng, size)))
        order = ORDERS[(seed + number) % len(ORDERS)]
        profiles.append(Profile(order, WHOLE_RUN[(seed + number) % len(WHOLE_RUN)], tuple(rounds)))
    return tuple(profiles)


def faults_of(profiles: Sequence[Profile]) -> frozenset[FaultName]:
    """Every fault that the script plays."""
    groups = [group for each in profiles for group in (each.faults, *(part.faults for part in each.rounds))]
    return frozenset(parse_fault(text).name for group in groups for text in group)


def _steps(rng: random.Random, size: Size) -> tuple[Step, ...]:
    deeds = [_kill(rng) for _ in range(size.kills)]
    left = size.links
    while left > 0:
        count = min(left, rng.choice((1, 2, 3, 4, 8)))
        left -= count
        deeds.append(_feed(rng, count))
    deeds.append(_trouble(rng, size))
    deeds += [_trouble(rng, size)] * (rng.random() < 0.5)
    rng.shuffle(deeds)
    return tuple(deeds)


def _feed(rng: random.Random, count: int) -> Step:
    who = rng.choice((Who.ADD, Who.ADD, Who.WINDOW))
    return Step(
        Deed.FEED, rng.uniform(0.0, 0.6), who, count, unchecked=rng.random() < 0.3, repeats=rng.random() < 0.15
    )


def _kill(rng: random.Random) -> Step:
    who = rng.choice((Who.WINDOW, Who.WATCH, Who.WATCH, Who.ADD, Who.ADD))
    return Step(Deed.KILL, rng.uniform(0.0, 1.5), who)


def _trouble(rng: random.Random, size: Size) -> Step:
    after_s, who = rng.uniform(0.0, 1.0), rng.choice((Who.WINDOW, Who.WATCH))
    match rng.choice((Deed.SUSPEND, Deed.NETWORK, Deed.NETWORK, Deed.FULL_DISK, Deed.RESTART_SERVER)):
        case Deed.SUSPEND:
            return Step(Deed.SUSPEND, after_s, who, for_s=size.settle_s * rng.uniform(1.1, 1.4))
        case Deed.NETWORK:
            return Step(Deed.NETWORK, after_s, for_s=rng.uniform(0.3, 3.0), network=rng.choice([*Network]))
        case Deed.FULL_DISK:
            room = rng.choice((-1, -3, 0, 4_096, 100_000))
            return Step(Deed.FULL_DISK, after_s, who, for_s=rng.uniform(0.5, 3.0), room=room)
        case _:
            return Step(Deed.RESTART_SERVER, after_s, gently=rng.random() < 0.3, for_s=rng.uniform(0.0, 1.0))
