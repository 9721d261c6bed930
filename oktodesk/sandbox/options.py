"""The sandbox's switches: declared once, for the command line and for whoever starts it as a child."""

import argparse
import math
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import msgspec

from oktodesk.problems import UsageTrouble
from oktodesk.sandbox.fault_names import Operation, table
from oktodesk.sandbox.faults import FORM, Fault, parse_fault
from oktodesk.system.secrets import Secret

KEY_VARIABLE = "OKTODESK_SANDBOX_KEY"
"""The environment variable that sets the API key; keys are never arguments."""

GIB = 1024**3


class ListOrder(StrEnum):
    """How ``GET /upload`` orders its items; the real order is not documented."""

    CREATED_DESC = "created-desc"
    CREATED_ASC = "created-asc"
    RANDOM = "random"


class SandboxOptions(msgspec.Struct, frozen=True):
    """All switches of ``oktodesk sandbox``. Sizes in bytes, rates in bytes per second."""

    port: int = 0
    """0: the one this state had before, if it is free, else any."""
    state: Path | None = None
    """None: a folder of its own, removed at the end."""
    account_id: str = "001000000000001"
    api_key: Secret | None = None
    """None: a new random one at each start."""
    seed_uploads: int = 0
    no_limits: bool = False
    clock_scale: float = 1.0
    quota_bytes: int = 32 * GIB
    """What the uploads of 24 hours may sum up to. Source: Oktopost's Upload reference."""
    max_file_bytes: int = 8 * GIB
    """Source: Oktopost's Upload reference."""
    download_rate: int | None = None
    allow_private: bool = False
    list_order: ListOrder = ListOrder.CREATED_DESC
    faults: tuple[Fault, ...] = ()
    fault_seed: int | None = None
    disk_cap_bytes: int = 2 * GIB
    json: bool = False


_DEFAULTS = SandboxOptions()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the switches, apart from the global ``--json``."""
    add = parser.add_argument
    add("--port", type=_port, default=0, help="0: any free port")
    add("--state", type=Path, metavar="DIR", help="keep uploads and media here across restarts")
    add("--account-id", type=_account_id, default=_DEFAULTS.account_id)
    add("--seed-uploads", type=_count, default=0, metavar="N", help="begin with N uploads of the past")
    add("--no-limits", action="store_true", help="never answer 429")
    add("--clock-scale", type=_scale, default=1.0, metavar="N", help="divide the durations of the limits by N")
    add("--quota-bytes", type=_count, default=_DEFAULTS.quota_bytes, metavar="BYTES", help="allowance of 24 hours")
    add("--max-file-bytes", type=_count, default=_DEFAULTS.max_file_bytes, metavar="BYTES")
    add("--download-rate", type=_rate, metavar="BYTES_PER_S", help="fetch each file no faster than this")
    add("--allow-private", action="store_true", help="fetch from private addresses too")
    add("--list-order", type=_list_order, default=_DEFAULTS.list_order, metavar="|".join(ListOrder))
    add("--disk-cap-bytes", type=_count, default=_DEFAULTS.disk_cap_bytes, metavar="BYTES", help="store no more")
    _add_faults(parser)


def _add_faults(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group(
        "faults",
        "what can go wrong, on calls of one OPERATION (default *: all of the API), with a PROBABILITY\n"
        "from 0 to 1 (default: always); several add up.\n"
        f"operations: {' '.join(Operation)}\n\n{table()}",
    )
    group.add_argument("--fault", action="append", type=_fault, default=[], dest="faults", metavar=FORM)
    group.add_argument("--fault-seed", type=int, metavar="N", help="draw the same faults again")


def from_namespace(found: argparse.Namespace, environ: Mapping[str, str]) -> SandboxOptions:
    """The options of a parsed command line; the key comes from ``environ``."""
    values = {name: getattr(found, name) for name in SandboxOptions.__struct_fields__ if hasattr(found, name)}
    values["faults"] = tuple(found.faults)
    key = environ.get(KEY_VARIABLE, "").strip()
    return SandboxOptions(**values | {"api_key": Secret(key) if key else None})


def to_arguments(options: SandboxOptions) -> list[str]:
    """The command line that means these options, without the key; only what differs from the default is named."""
    words: list[str] = []
    for name in SandboxOptions.__struct_fields__:
        value = getattr(options, name)
        if name in {"api_key", "faults", "json"} or value == getattr(_DEFAULTS, name):
            continue
        switch = "--" + name.replace("_", "-")
        words += [switch] if value is True else [f"{switch}={value}"]
    words += [f"--fault={fault}" for fault in options.faults]
    return ["--json", *words] if options.json else words


def _fault(text: str) -> Fault:
    try:
        return parse_fault(text)
    except UsageTrouble as error:
        raise argparse.ArgumentTypeError(str(error.problem.values["reason"])) from error


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port")
    return int(text)


def _list_order(text: str) -> ListOrder:
    if text not in [*ListOrder]:
        raise argparse.ArgumentTypeError(f"{text!r} is none of {', '.join(ListOrder)}")
    return ListOrder(text)


def _account_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9]{1,64}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no account id: letters and digits, 001 and 12 more")
    return text


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


def _rate(text: str) -> int:
    if (rate := _count(text)) == 0:
        raise argparse.ArgumentTypeError("a download rate is above 0")
    return rate


def _scale(text: str) -> float:
    try:
        scale = float(text)
    except ValueError:
        scale = math.nan
    if not (math.isfinite(scale) and scale > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return scale
