"""Importing the window reads no sources: PySide6's hook in ``import`` is out."""

import subprocess
import sys

SCRIPT = """
import builtins, linecache, sys
import PySide6.QtWidgets
plain = builtins.__orig_import__
assert builtins.__import__ is not plain, "PySide6 has no hook any more: ui/plain_imports.py can go"
import oktodesk.ui.window, oktodesk.ui.window_kit, oktodesk.session, PySide6.QtNetwork, PySide6.QtSvg
assert builtins.__import__ is plain
kept = [name for name in linecache.cache if "oktodesk/ui/window" in name or "httpx" in name]
assert not kept, kept
"""


def test_no_module_of_the_window_is_read_twice() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
