"""Refuses the one PySide6 that is known to end the interpreter; asked before the application is made."""

import sys

import PySide6

from oktodesk.problems import LocalTrouble


def refuse_broken_pyside(
    pyside: tuple[int, ...] = PySide6.__version_info__[:3],
    python: tuple[int, ...] = sys.version_info[:3],
) -> None:
    """Raise ``wrong_pyside`` for PySide6 6.12.0 below Python 3.12, which drops references on None and True.

    The interpreter aborts after some 5,000 void Qt calls (measured); immortal objects hide it from 3.12 on.
    """
    if pyside == (6, 12, 0) and python < (3, 12):
        versions = f"PySide6 {'.'.join(map(str, pyside))}, Python {'.'.join(map(str, python))}"
        raise LocalTrouble("wrong_pyside", detail=versions)
