"""Takes PySide6's hook out of ``import``: the window has nothing of it, and it makes every start slower.

The hook serves ``from __feature__ import …``, which nothing here uses. To know who wants it, it reads the source
of every module that is imported after PySide6, and keeps the text: 15 to 30 % of the time that the window's
imports take, and 9 MB (measured with PySide6 6.11.2). Can go when PySide6
looks only for modules that ask for a feature.
"""

import builtins

import PySide6.QtCore  # noqa: F401 - its import sets the hook


def unhook() -> None:
    """Import as Python itself does; a PySide6 that keeps no such hook is left as it is."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None:
        builtins.__import__ = original
