"""httpcore asks at each step of a request which async library runs, by an import that fails."""

import sys
from importlib.util import find_spec

_ASKED = "sniffio"


def settle_async_library() -> None:
    """Let that question be answered at once; it is asyncio, as without this.

    httpcore (1.0.9) imports ``sniffio`` eleven times for each checked link. anyio (4.16) does not bring it, and
    Python looks for what is not there through every folder of its path, every time, on the window's thread: a
    tenth of the time it took for the checks. It can go when httpcore asks once.
    """
    if _ASKED not in sys.modules and find_spec(_ASKED) is None:
        sys.modules[_ASKED] = None  # type: ignore[assignment]  # what Python documents as "this can't be imported"
