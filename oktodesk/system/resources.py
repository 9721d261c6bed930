"""Finds the files of ``resources/`` wherever the program runs from."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of ``resources/<parts>`` in a checkout, an installed wheel or a frozen program."""
    return _root().joinpath(*parts)


def _root() -> Path:
    frozen = getattr(sys, "_MEIPASS", None)  # set by PyInstaller
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = _PACKAGE / "_resources"  # pyproject.toml puts them there in a wheel
    return installed if installed.is_dir() else _PACKAGE.parent / "resources"
