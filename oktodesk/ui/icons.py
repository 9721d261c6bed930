"""Our own icons: one grid, one stroke, drawn in the colours of whatever scheme the window wears.

Every file in ``resources/icons`` says ``currentColor``; the colour is put in when it is drawn. Icons of buttons
and menus follow the palette by themselves; pictures made with ``pixmap`` are a snapshot.
"""

import ctypes
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from oktodesk.system.resources import resource
from oktodesk.ui.colours import colours_of

Tint = Literal["text", "secondary", "faint", "frame", "accent", "on_accent", "good", "warning", "bad"]
"""A colour by its name in ``Colours``."""

_NETWORK_ICONS = {
    "facebook": "network-facebook",
    "linkedin": "network-linkedin",
    "twitter": "network-twitter",
    "instagram": "network-instagram",
    "youtube": "network-youtube",
}


def icon(name: str, tint: Tint = "text") -> QIcon:
    """The icon ``resources/icons/<name>.svg``; it changes its colour with the palette."""
    return QIcon(_ThemedEngine(name, tint))


def network_icon(network: str, tint: Tint = "text") -> QIcon:
    """A network's sign, however the API spells its key."""
    return icon(network_icon_name(network), tint)


def network_icon_name(network: str) -> str:
    """The name of a network's sign; a neutral one for networks yet unknown."""
    return _NETWORK_ICONS.get(network.casefold(), "network-other")


def pixmap(name: str, size: int, colour: str, ratio: float = 1.0) -> QPixmap:
    """A square picture of ``size`` device-independent pixels in ``colour`` (``#rrggbb``), cached."""
    key = f"oktodesk:{name}:{size}:{colour}:{ratio}"
    picture = QPixmap()
    if QPixmapCache.find(key, picture):
        return picture
    pixels = round(size * ratio)
    picture = QPixmap(pixels, pixels)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(name, colour).render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    QPixmapCache.insert(key, picture)
    return picture


def application_icon() -> QIcon:
    """The program's own icon, in its own colours; drawn when somebody wants it, in whatever size."""
    return icon("oktodesk")


class _ThemedEngine(QIconEngine):
    """Draws in the palette's colour of the moment."""

    def __init__(self, name: str, tint: Tint) -> None:
        super().__init__()
        self._name = name
        self._tint = tint

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        """Draw centred in ``rect``."""
        side = min(rect.width(), rect.height())
        ratio = painter.device().devicePixelRatio()
        left, top = rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2
        painter.drawPixmap(left, top, pixmap(self._name, side, self._colour(mode), ratio))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """A picture of ``size`` pixels."""
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float) -> QPixmap:
        """A picture of ``size`` device-independent pixels for a screen with this ratio; the sign in its middle."""
        square = pixmap(self._name, min(size.width(), size.height()), self._colour(mode), scale)
        if size.width() == size.height():
            return square
        picture = QPixmap(round(size.width() * scale), round(size.height() * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        beside, above = picture.size().width() - square.width(), picture.size().height() - square.height()
        painter.drawPixmap(QPointF(beside / 2 / scale, above / 2 / scale), square)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        """The same once more, when Qt detaches an icon; ours are never changed, so that hardly happens."""
        twin = _ThemedEngine(self._name, self._tint)
        # PySide6 6.11 leaves the twin to Python, which would free it under Qt's hands: an extra reference stays.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(twin))
        return twin

    def isNull(self) -> bool:
        """Always drawable."""
        return False

    def _colour(self, mode: QIcon.Mode) -> str:
        palette = QGuiApplication.palette()
        if mode is QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText).name()
        if self._tint == "text":
            return palette.color(QPalette.ColorRole.WindowText).name()
        colour: str = getattr(colours_of(palette), self._tint)
        return colour


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace(b"currentColor", colour.encode())))


@lru_cache(maxsize=256)
def _drawing(name: str) -> bytes:
    return resource("icons", f"{name}.svg").read_bytes()
