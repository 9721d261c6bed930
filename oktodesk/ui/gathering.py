"""How long changes are gathered before they are shown: the more there is to show, the longer."""

_TIMES = 3
"""So that at most a quarter of the time goes into showing, whatever it takes."""
_MOST_S = 1.0


def gather_s(least_s: float, took_s: float) -> float:
    """Seconds from the end of one showing, which took ``took_s``, to the begin of the next."""
    return max(least_s, min(_TIMES * took_s, _MOST_S))
