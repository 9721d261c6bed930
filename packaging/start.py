"""Where the standalone program begins."""

import os
import sys


def restore_library_path() -> None:
    """Give the programs that oktodesk starts (a browser for a link) the libraries they were built with.

    PyInstaller's loader points LD_LIBRARY_PATH at the program's own folder and keeps what it was in
    LD_LIBRARY_PATH_ORIG. This process has read it already; a second oktodesk gets it from its own loader.
    """
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original
    elif sys.platform == "linux":
        os.environ.pop("LD_LIBRARY_PATH", None)


def choose_utf8() -> None:
    """Where no language is set, as in a bare container: Python does this itself, but not in a frozen program."""
    if sys.platform == "linux" and not any(os.environ.get(name) for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        os.environ["LC_CTYPE"] = "C.UTF-8"


if __name__ == "__main__":
    restore_library_path()
    choose_utf8()
    from oktodesk.cli import main

    sys.exit(main())
