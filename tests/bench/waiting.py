"""How long a thread waited for a processor that others had: what a measurement owes to a busy computer."""

from pathlib import Path

_SCHEDSTAT = Path("/proc/thread-self/schedstat")


def thread_waited_s() -> float:
    """Seconds so far that this thread could run and did not; Linux only, else 0."""
    try:
        _, waited_ns, _ = _SCHEDSTAT.read_text().split()
    except (OSError, ValueError):
        return 0.0
    return int(waited_ns) / 1e9
