"""What a support desk asks first, as text that can be pasted anywhere: no keys, of links only the host."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, qVersion
from PySide6.QtGui import QGuiApplication

from oktodesk.system.logs import LOG_FILE
from oktodesk.system.settings import Settings
from oktodesk.system.unexpected import computer, shareable

_LINES = 60
_READ_BYTES = 64 * 1024


def diagnosis(settings: Settings, engine: Mapping[str, str], log_dir: Path) -> str:
    """All of it. ``engine``: what the window and the account's engine say of themselves. Reads the log's end."""
    facts = {**_settings_facts(settings), **engine}
    lines = [computer(), *(f"{name}: {value}" for name, value in facts.items()), "", "Log:", *_last_lines(log_dir)]
    return shareable("\n".join(lines))


def window_facts() -> dict[str, str]:
    """What Qt says of itself and of the screen; on its own thread."""
    screen = QGuiApplication.primaryScreen()
    size = screen.size()
    return {
        "Qt": f"{qVersion()}, {QGuiApplication.platformName()}, {size.width()} x {size.height()}"
        f" at {screen.devicePixelRatio():g}",
        "SQLite": sqlite3.sqlite_version,
        "system's language": QLocale.system().name(),
    }


def _settings_facts(settings: Settings) -> dict[str, str]:
    """Neither account ids nor names of people and companies, nor a host of somebody's own."""
    regions = ", ".join(entry.region for entry in settings.accounts)
    return {
        "language": settings.language or "the system's",
        "look": settings.theme,
        "accounts": f"{len(settings.accounts)} {f'({regions})' if regions else ''}".strip(),
        "tray": str(settings.tray),
        "notifications": str(settings.notifications),
        "sorted by": settings.sort,
    }


def _last_lines(log_dir: Path) -> Sequence[str]:
    try:
        with (log_dir / LOG_FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, 2) - _READ_BYTES))
            lines = file.read().decode("utf-8", "replace").splitlines()
    except OSError as error:
        return (str(error),)
    return lines[-_LINES:]
