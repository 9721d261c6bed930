"""The window's part of ``oktodesk --self-test``: whether Qt has what it needs here."""

import PySide6.QtSvg  # noqa: F401 - brings the icon engine
from PySide6.QtGui import QIcon, QImageReader
from PySide6.QtWidgets import QApplication

from oktodesk.system.resources import resource
from oktodesk.ui.pyside_guard import refuse_broken_pyside

PICTURE_FORMATS = frozenset({"png", "jpeg", "gif", "svg"})


def check_window() -> str:
    """Start Qt, draw our icons, look for the picture formats that are shown; says what was found.

    Raises ``LocalTrouble`` for a Qt that is known to crash, ``RuntimeError`` for what is missing.
    """
    refuse_broken_pyside()
    application = QApplication.instance() or QApplication(["oktodesk"])
    formats = {bytes(each.data()).decode() for each in QImageReader.supportedImageFormats()}
    if missing := PICTURE_FORMATS - formats:
        raise RuntimeError(f"no reader for {', '.join(sorted(missing))}")
    icons = sorted(resource("icons").rglob("*.svg"))
    blank = [icon.name for icon in icons if QIcon(str(icon)).pixmap(24, 24).isNull()]
    if blank or not icons:
        raise RuntimeError(f"icons that can't be drawn: {', '.join(blank) or 'all'}")
    platform = application.platformName() if isinstance(application, QApplication) else ""
    return f"Qt on {platform}, {len(icons)} icons"
